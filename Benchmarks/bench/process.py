"""Programs under measurement: started on one core, watched, and always stopped."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time


class Problem(Exception):
    """The benchmark cannot go on, and why."""


def require(program):
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if path is None:
        raise Problem(f"`{program}` is not installed, run scripts/setup bench")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A program with its output in a file, in a session of its own so that its workers stop with it."""

    def __init__(self, name, command, folder, core=None, environment=None):
        self.name = name
        self.output = pathlib.Path(folder) / f"{name}.output"
        pin = ["taskset", "--cpu-list", str(core)] if core is not None else []
        with open(self.output, "wb") as output:
            self.child = subprocess.Popen(
                pin + command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env=os.environ | (environment or {}), start_new_session=True)

    def wait_for_port(self, port, seconds=20):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.child.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise Problem(f"{self.name} does not listen at port {port}:\n{self.output.read_text(errors='replace')}")

    def tree(self):
        """Ids of the program and its workers."""
        found = [self.child.pid]
        for pid in found:
            for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def processor_seconds(self):
        ticks = 0
        for pid in self.tree():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Resident memory of all its processes, bytes; what they share is counted once (PSS)."""
        total = 0
        for pid in self.tree():
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        return total

    def stop(self):
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.child.pid, signal.SIGKILL)
                self.child.wait()
