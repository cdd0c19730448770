"""Programs that a test starts, with their output in files; each one is stopped, whatever the test did."""

import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import time

import pytest

_given = set()


def _ports(first=10_000, end=32_000):
    """Tests that run side by side (pytest-xdist) have a part of the ports each. All are below those that the system gives
    to connections."""
    size = (end - first) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    start = first + size * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return range(start, start + size)


def free_port(host="127.0.0.1"):
    """A port that nothing listens at, never given twice in one run, and none that a connection of somebody else is given
    before it is used."""
    while True:
        port = random.choice(_ports())
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port


def program(name):
    """The path of a program of the system; without it the test is skipped and says so."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if path is None:
        pytest.skip(f"`{name}` is not installed")
    return path


def until(condition, seconds=10, what="", pause=0.02):
    """Waits for a condition and returns its value; the first true one counts."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"not within {seconds} s: {what or condition}"
        time.sleep(pause)


class Process:
    def __init__(self, name, command, folder, environment=None):
        self.name = name
        self.folder = pathlib.Path(folder)
        number = len(list(self.folder.glob(f"{name}*.stderr")))
        self.stdout_file = self.folder / f"{name}{number}.stdout"
        self.stderr_file = self.folder / f"{name}{number}.stderr"
        with open(self.stdout_file, "wb") as output, open(self.stderr_file, "wb") as errors:
            self.child = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                env=os.environ | (environment or {}), start_new_session=True)
        self.pid = self.child.pid

    @property
    def stdout(self):
        return self.stdout_file.read_text(errors="replace")

    @property
    def stderr(self):
        return self.stderr_file.read_text(errors="replace")

    @property
    def is_running(self):
        return self.child.poll() is None

    def wait_for_port(self, port, host="127.0.0.1", seconds=15):
        def is_open():
            assert self.is_running, f"{self.name} ended with {self.child.returncode}:\n{self.stderr}"
            try:
                socket.create_connection((host, port), timeout=1).close()
                return True
            except OSError:
                return False

        until(is_open, seconds, f"{self.name} listens at {host}:{port}")

    def signal(self, number):
        self.child.send_signal(number)

    def wait(self, seconds=10):
        """The exit status; a negative one is the signal that ended it."""
        return self.child.wait(seconds)

    def stop(self, seconds=5):
        """SIGTERM, then SIGKILL to its whole session."""
        if self.is_running:
            self.child.terminate()
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                pass
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return self.child.wait()

    def kill(self):
        os.killpg(self.pid, signal.SIGKILL)
        self.child.wait()

    def memory(self):
        """Resident memory now and at its highest, in MiB."""
        figures = {}
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in ("VmRSS", "VmHWM"):
                figures[name] = int(rest.split()[0]) / 1024
        return figures["VmRSS"], figures["VmHWM"]
