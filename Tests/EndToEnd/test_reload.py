"""Reloads and stops lose no request."""

import contextlib
import re
import signal
import socket
import subprocess
import threading
import time

import pytest

from harness.backends import respond
from harness.http2 import HTTP2Connection
from harness.process import Process, free_port, program, until
from harness.wire import Connection, request


def delayed(release, body=b"late"):
    """A backend that answers the path /late when it is told to."""

    def answer(request, _):
        if request.target.startswith("/late"):
            release.wait(30)
            return respond(body=body)
        return respond()

    return answer


@pytest.fixture
def release():
    release = threading.Event()
    yield release
    release.set()


class Client(threading.Thread):
    """Asks again and again on one connection; opens another one where the server said that it closes."""

    def __init__(self, connect):
        super().__init__(daemon=True)
        self.connect = connect
        self.answers = 0
        self.failures = []
        self.frame_options = set()
        self.is_stopping = False

    def run(self):
        while not self.is_stopping:
            try:
                connection = self.connect()
            except OSError:
                # Nobody listens any more: the server has stopped, and no request was sent.
                return
            with contextlib.closing(connection), self._failing():
                while not self.is_stopping:
                    answer = connection.ask("POST", "/", body=b"x" * 100)
                    assert (answer.status, answer.body, answer.is_complete) == (200, b"hello", True), answer
                    self.answers += 1
                    self.frame_options.add(answer.only("X-Frame-Options"))
                    if answer.all("Connection") == ["close"]:
                        break

    @contextlib.contextmanager
    def _failing(self):
        try:
            yield
        except Exception as error:
            self.failures.append(repr(error))
            self.is_stopping = True

    def finish(self):
        self.is_stopping = True
        self.join(20)
        assert not self.is_alive()
        assert not self.failures, self.failures
        return self


class HTTP2Client(Client):
    """The same on an HTTP/2 connection; GOAWAY is what says that it closes."""

    def run(self):
        while not self.is_stopping:
            try:
                connection = self.connect()
            except OSError:
                return
            with connection, self._failing():
                while not self.is_stopping and not connection.goaway:
                    answer = connection.ask("POST", "/", body=b"x" * 100)
                    assert (answer.status, answer.body, answer.is_complete) == (200, b"hello", True), answer
                    self.answers += 1
                    self.frame_options.add(answer.only("x-frame-options"))


class Wrk(Process):
    """Eight connections that ask as fast as they can until told to stop."""

    def __init__(self, folder, port, *options, scheme="http"):
        url = f"{scheme}://127.0.0.1:{port}/constant"
        super().__init__("wrk", [program("wrk"), "-t1", "-c8", "-d100s", "--timeout", "10s", *options, url], folder)

    def finish(self):
        """How many requests it made, none of which failed; it names errors only where there are some."""
        self.signal(signal.SIGINT)
        assert self.wait() == 0, self.stderr
        assert "Socket errors" not in self.stdout and "Non-2xx" not in self.stdout, self.stdout
        return int(re.search(r"(\d+) requests in", self.stdout)[1])


@pytest.mark.timeout(120)
def test_a_hundred_reloads_under_load_fail_no_request(stage):
    nginx = stage.nginx()
    backend = stage.backend()
    gateway = stage.gateway(
        nginx.url, log={"access": "off", "level": "info"},
        upstreams={"app": {"servers": [nginx.url]}, "counted": {"servers": [backend.url]}},
        routes=[{"path": "/constant", "upstream": "app"}, {"path": "/**", "upstream": "counted"}],
        limits={"connectionsPerClient": 1000})
    loads = [
        stage.keep(Wrk(stage.folder, gateway.plain)),
        stage.keep(Wrk(stage.folder, gateway.plain, "-H", "Connection: close")),
        stage.keep(Wrk(stage.folder, gateway.secure, scheme="https")),
    ]
    clients = [
        Client(lambda: gateway.connect()), Client(lambda: gateway.connect(secure=True)),
        HTTP2Client(lambda: HTTP2Connection(gateway.secure, gateway.certificates.client_context())),
    ]
    for client in clients:
        client.start()
    started = time.monotonic()
    for number in range(100):
        # Every part of the pipeline is another one each time, the pools to the backend too.
        gateway.reload(
            headers={"xFrameOptions": ["deny", "sameorigin"][number % 2]},
            upstreams={
                "app": {"servers": [nginx.url], "timeouts": {"response": f"{20 + number}s"}},
                "counted": {"servers": [backend.url], "timeouts": {"response": f"{20 + number}s"}}})
    duration = time.monotonic() - started
    requests = [load.finish() for load in loads]
    answers = [client.finish().answers for client in clients]
    print(f"100 reloads in {duration:.1f} s under {requests} requests of wrk and {answers} of the counting clients")
    assert gateway.metric("rampart_reloads_total", result="success") == 100
    assert gateway.metric("rampart_reloads_total", result="failure") == 0
    assert min(requests) > 100 and min(answers) > 20
    for client in clients:
        assert client.frame_options >= {"DENY", "SAMEORIGIN"}, "connections that stay open get the new configuration"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_under_load_fails_no_request(stage, release, number):
    backend = stage.backend(delayed(release))
    gateway = stage.gateway(backend.url)
    clients = [Client(lambda: gateway.connect()) for _ in range(4)]
    clients += [Client(lambda: gateway.connect(secure=True)) for _ in range(4)]
    clients += [
        HTTP2Client(lambda: HTTP2Connection(gateway.secure, gateway.certificates.client_context())) for _ in range(4)]
    with gateway.connect() as slow:
        slow.send(request(path="/late"))
        for client in clients:
            client.start()
        until(lambda: min(client.answers for client in clients) > 10, 20)
        gateway.signal(number)
        # Nobody told them to end: each one runs until its server is gone.
        for client in clients:
            client.join(20)
        release.set()
        answer = slow.read_answer()
        assert (answer.status, answer.body, answer.only("Connection")) == (200, b"late", "close")
        assert slow.is_closed()
    assert gateway.wait() == 0
    for client in clients:
        client.finish()
    answered = sum(client.answers for client in clients) + 1
    print(f"{answered} requests, none failed")
    assert len([line for line in gateway.access_lines() if line["status"] == 200]) == answered, "the log is whole"


def test_a_stop_lets_slow_answers_finish_and_turns_new_clients_away(stage, release):
    backend = stage.backend(delayed(release))
    gateway = stage.gateway(backend.url)
    http2 = stage.enter(HTTP2Connection(gateway.secure, gateway.certificates.client_context()))
    stream = http2.open(path="/late")
    plain = stage.enter(gateway.connect())
    plain.send(request(path="/late"))
    idle = [stage.enter(gateway.connect()), stage.enter(gateway.connect(secure=True))]
    for connection in idle:
        assert connection.ask().status == 200
    backend.wait_for_requests(4)
    gateway.signal(signal.SIGTERM)
    until(lambda: gateway.admin_status("/readyz") == 503, 5, "not ready any more")
    assert gateway.admin_status("/healthz") == 200, "it is well, only not ready"
    with pytest.raises(ConnectionRefusedError):
        gateway.connect()
    for connection in idle:
        assert connection.is_closed(5), "an idle connection does not hold the stop up"
    release.set()
    assert (plain.read_answer().body, http2.read(stream).body) == (b"late", b"late")
    assert http2.goaway
    assert gateway.wait(5) == 0
    assert [message["message"] for message in gateway.messages()][-2:] == ["stopping", "stopped"]


def test_a_stop_lets_an_upload_finish(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    with gateway.connect() as connection:
        connection.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n01234")
        backend.wait_for_requests(1)
        gateway.signal(signal.SIGTERM)
        until(lambda: gateway.admin_status("/readyz") == 503, 5, "not ready any more")
        connection.send(b"56789")
        assert connection.read_answer().status == 200
    assert backend.request.body == b"0123456789"
    assert gateway.wait(5) == 0


BAD_FILES = {
    "a misspelt key": ("routes:", "ruotes:", r":\d+:1: unknown key `ruotes`"),
    "no YAML": ("routes:", "routes: [", r":\d+:\d+: "),
    "a certificate that is not there": ("certificate: ", "certificate: /nowhere", r":\d+:\d+: cannot read `/nowhere"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_keeps_the_old_configuration_and_says_where_it_is_wrong(stage, name):
    old, new, message = BAD_FILES[name]
    gateway = stage.gateway(stage.backend().url)
    text = gateway.file.read_text()
    assert old in text
    gateway.file.write_text(text.replace(old, new))
    gateway.signal(signal.SIGHUP)
    until(lambda: gateway.metric("rampart_reloads_total", result="failure") == 1, 5, "the failed reload")
    reasons = until(lambda: [each["reason"] for each in gateway.messages() if each["level"] == "error"], 5)
    assert any(re.fullmatch(re.escape(str(gateway.file)) + message + ".*", reason) for reason in reasons), reasons
    assert gateway.ask().status == 200
    assert gateway.ask(secure=True).status == 200
    gateway.reload()
    assert gateway.metric("rampart_reloads_total", result="success") == 1


def test_a_reload_that_cannot_bind_changes_nothing(stage):
    gateway = stage.gateway(stage.backend().url)
    taken = stage.backend()
    added = free_port()
    listen = gateway.keys["listen"]
    gateway.write(
        listen=[*listen, {"address": f"127.0.0.1:{added}"}, {"address": f"127.0.0.1:{taken.port}"}],
        headers={"xFrameOptions": "deny"})
    gateway.signal(signal.SIGHUP)
    until(lambda: gateway.metric("rampart_reloads_total", result="failure") == 1, 5, "the failed reload")
    [said] = until(lambda: [each for each in gateway.messages() if each["level"] == "error"])
    assert str(taken.port) in said["reason"]
    assert gateway.ask().only("X-Frame-Options") == "SAMEORIGIN"
    with pytest.raises(ConnectionRefusedError):
        Connection(added)


def test_listeners_come_and_go_with_a_reload(stage, release):
    backend = stage.backend(delayed(release))
    gateway = stage.gateway(backend.url)
    added = free_port()
    plain, secure = gateway.keys["listen"]
    with gateway.connect() as old:
        old.send(request(path="/late"))
        backend.wait_for_requests(1)
        gateway.reload(listen=[secure, {"address": f"127.0.0.1:{added}"}])
        with Connection(added) as connection:
            assert connection.ask().status == 200
        with pytest.raises(ConnectionRefusedError):
            gateway.connect()
        release.set()
        assert old.read_answer().body == b"late", "what was under way at the old address is answered"
    gateway.reload(listen=[plain, secure])
    assert gateway.ask().status == 200
    with pytest.raises(ConnectionRefusedError):
        Connection(added)


def test_a_plain_address_becomes_a_tls_address(stage):
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{"address": f"127.0.0.1:{gateway.plain}", "tls": stage.certificate.files}])
    with Connection(gateway.plain, tls=stage.certificate.client_context()) as connection:
        assert connection.ask().status == 200
    gateway.reload(listen=[{"address": f"127.0.0.1:{gateway.plain}"}])
    assert gateway.ask().status == 200


def test_a_request_sees_one_configuration_from_start_to_end(stage, release):
    old, new = stage.backend(delayed(release, b"old")), stage.backend(respond(body=b"new"))
    gateway = stage.gateway(old.url, headers={"xFrameOptions": "deny"})
    with gateway.connect() as connection:
        connection.send(request(path="/late"))
        old.wait_for_requests(1)
        gateway.reload(upstreams={"other": {"servers": [new.url]}}, routes=[{"path": "/**", "upstream": "other"}],
                       headers={"xFrameOptions": "sameorigin"})
        assert gateway.ask().body == b"new"
        release.set()
        answer = connection.read_answer()
        assert (answer.body, answer.only("X-Frame-Options")) == (b"old", "DENY")
        answer = connection.ask()
        assert (answer.body, answer.only("X-Frame-Options")) == (b"new", "SAMEORIGIN")
    until(lambda: old.open_connections == 0, 10, "connections to a server that is gone are closed")


def test_systemd_is_told_what_happens(stage, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        path = stage.folder / "notify"
        manager.bind(str(path))
        manager.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        gateway = stage.gateway(stage.backend().url)
        assert manager.recv(1000).splitlines() == [b"READY=1"]
        gateway.signal(signal.SIGHUP)
        # Type=notify-reload needs the time too (sd_notify(3)).
        reloading = manager.recv(1000).splitlines()
        assert reloading[0] == b"RELOADING=1" and re.fullmatch(rb"MONOTONIC_USEC=\d+", reloading[1])
        assert manager.recv(1000).splitlines() == [b"READY=1"]
        gateway.signal(signal.SIGTERM)
        assert manager.recv(1000).splitlines() == [b"STOPPING=1"]
        assert gateway.wait() == 0


def test_an_address_in_use_ends_the_start_with_status_2(stage, rampart):
    taken = stage.backend()
    file = stage.folder / "taken.yaml"
    file.write_text(
        f'version: 1\nlisten: [{{ address: "127.0.0.1:{taken.port}" }}]\n'
        'upstreams: { app: { servers: ["http://127.0.0.1:9"] } }\nroutes: [{ path: /**, upstream: app }]\n')
    ended = subprocess.run([rampart, "run", "-c", file], capture_output=True, text=True, timeout=20)
    assert ended.returncode == 2
    assert str(taken.port) in ended.stderr and "in use" in ended.stderr


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_a_reload_of_the_limit_of_heads_reaches_kept_connections(stage, secure):
    gateway = stage.gateway(stage.backend().url, limits={"requestHead": "16KiB"})
    large = [("X-Large", "a" * 6000)]
    with gateway.connect(secure) as kept:
        assert kept.ask("GET", "/", large).status == 200
        gateway.reload(limits={"requestHead": "4KiB"})
        assert kept.ask("GET", "/", [("X-Small", "a")]).status == 200
        assert kept.ask("GET", "/", large).status == 431
