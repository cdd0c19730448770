"""The gateway under test: the binary named by RAMPART_BINARY, with a configuration made from Python values."""

import http.client
import json
import os
import pathlib
import signal

import pytest
import yaml

from . import patterns
from .process import Process, free_port, until
from .wire import Connection


def binary():
    path = os.environ.get("RAMPART_BINARY", "")
    if not os.access(path, os.X_OK):
        pytest.exit("RAMPART_BINARY must name the rampart program; `make e2e` sets it", returncode=2)
    return os.path.abspath(path)


class Gateway(Process):
    """Started and ready when the constructor returns.

    By default one plain and one TLS listener, every path to the upstream `app` made of `servers`. Each key of
    rampart.yaml can be given; `listen` and `routes` replace the default ones.
    """

    def __init__(self, folder, servers=(), *, certificates=None, upstream=None, state_folder=None, binary_path=None, **keys):
        self.plain, self.secure, self.admin = free_port(), free_port(), free_port()
        self.file = pathlib.Path(folder) / f"rampart-{self.plain}.yaml"
        self.state = pathlib.Path(state_folder or folder) / "state"
        self.certificates = certificates
        self.keys = self._document(servers, upstream or {}, keys)
        self.write()
        with patterns.shared(self.state, self.keys.get("waf")):
            super().__init__(
                "rampart", [binary_path or binary(), "run", "-c", self.file], folder,
                {"RAMPART_STATE_DIRECTORY": str(self.state)})
            self.wait_until_ready()

    def _document(self, servers, upstream, keys):
        listen = [{"address": f"127.0.0.1:{self.plain}"}]
        if self.certificates:
            leaf = {"certificate": str(self.certificates.leaf), "key": str(self.certificates.key)}
            listen.append({"address": f"127.0.0.1:{self.secure}", "tls": leaf})
        document = {
            "version": 1,
            "threads": 2,
            "listen": listen,
            "upstreams": {"app": {"servers": list(servers) or ["http://127.0.0.1:9"]} | upstream},
            "routes": [{"path": "/**", "upstream": "app"}],
            "log": {"access": "stdout", "level": "info"},
            "admin": f"127.0.0.1:{self.admin}",
        }
        return document | keys

    def write(self, **changes):
        """Writes the configuration file, with some keys changed."""
        self.keys |= changes
        self.file.write_text(yaml.safe_dump(self.keys, sort_keys=False))

    def wait_until_ready(self, seconds=60):
        def is_ready():
            assert self.is_running, f"rampart ended with {self.child.returncode}:\n{self.stderr}"
            return self.admin_status("/readyz") == 200

        until(is_ready, seconds, "/readyz answers 200")

    def admin_get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.admin, timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def admin_status(self, path):
        """The status, or None where nothing answers."""
        try:
            return self.admin_get(path)[0]
        except (OSError, http.client.HTTPException):
            return None

    def metrics(self):
        """Every sample of /metrics, by name and labels as they are written."""
        samples = {}
        for line in self.admin_get("/metrics")[1].splitlines():
            if line and not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                samples[name] = float(value)
        return samples

    def metric(self, name, **labels):
        """The sum of all samples of a name whose labels include these."""
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        return sum(
            value for sample, value in self.metrics().items()
            if sample.partition("{")[0] == name and all(label in sample for label in wanted))

    def reload(self, **changes):
        """Writes changes, asks for a reload and waits until it has succeeded."""
        before = self.metric("rampart_reloads_total", result="success")
        self.write(**changes)
        self.signal(signal.SIGHUP)
        until(lambda: self.metric("rampart_reloads_total", result="success") > before, what="the reload")

    def messages(self):
        """What the program says of itself, parsed; a line that is not JSON fails the test."""
        return [json.loads(line) for line in self.stderr.splitlines()]

    def access_lines(self, count=None):
        """The access log, parsed; waits until it has at least `count` lines."""
        if count is not None:
            until(lambda: self.stdout.count("\n") >= count, 5, f"{count} access lines, there are:\n{self.stdout}")
        return [json.loads(line) for line in self.stdout.splitlines()]

    def access_line(self, **values):
        """The one access line that has these values."""
        def found():
            return [line for line in self.access_lines() if values.items() <= line.items()]

        lines = until(found, 5, f"an access line with {values}; there are:\n{self.stdout}")
        assert len(lines) == 1, lines
        return lines[0]

    def connect(self, secure=False, at="127.0.0.1", **options):
        """A raw HTTP/1.1 connection."""
        tls = self.certificates.client_context() if secure else None
        return Connection(self.secure if secure else self.plain, at, tls=tls, **options)

    def ask(self, method="GET", path="/", fields=(), body=None, *, secure=False, host="localhost", **options):
        """One request on a connection of its own."""
        with self.connect(secure, **options) as connection:
            return connection.ask(method, path, fields, body, host=host)
