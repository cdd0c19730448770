"""A restart loses no request: sockets of the service manager, listeners handed over, clients in the queue, WebSockets."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time

import pytest
import websockets.exceptions
from websockets.sync.client import connect
from websockets.sync.server import serve

from harness.backends import respond
from harness.gateway import Gateway, binary
from harness.process import Process, free_port, until
from harness.wire import request

# Inherits the sockets from descriptor 3 on, as systemd starts a service.
MANAGED = """#!/bin/sh
export LISTEN_PID=$$
exec "{binary}" "$@"
"""


class Next(Gateway):
    """One more process with the configuration, the folder and the addresses of another gateway."""

    def __init__(self, before, *options, waits=True, binary_path=None, sockets=(), environment=None):
        self.plain, self.secure, self.admin = before.plain, before.secure, before.admin
        self.file, self.state, self.keys, self.certificates = before.file, before.state, before.keys, before.certificates
        with inherited(sockets):
            Process.__init__(
                self, "rampart", [binary_path or binary(), "run", "-c", self.file, *options], before.folder,
                {"RAMPART_STATE_DIRECTORY": str(self.state)} | (environment or {}))
        if waits:
            until(lambda: any(each["message"] == "serving" for each in self.messages()) or not self.is_running, 30)
            assert self.is_running, self.stderr


@contextlib.contextmanager
def inherited(sockets):
    """Has `Popen` pass these sockets as descriptors 3, 4, …: it closes none above 2 and they are not closed by exec."""
    if not sockets:
        yield
        return
    popen, numbers = subprocess.Popen, [each.fileno() for each in sockets]

    def start(command, **options):
        # `dash` moves descriptors of one digit only; bash takes them all.
        moves = " ".join(f"{3 + index}<&{number}" for index, number in enumerate(numbers))
        return popen(["bash", "-c", f'exec "$0" "$@" {moves}', *command], pass_fds=numbers, **options)

    subprocess.Popen = start
    try:
        yield
    finally:
        subprocess.Popen = popen


class Load(threading.Thread):
    """Asks again and again, on kept connections or on one for each request; whatever is not answered is a failure."""

    def __init__(self, gateway, secure=False, keeps=True):
        super().__init__(daemon=True)
        self.gateway, self.secure, self.keeps = gateway, secure, keeps
        self.answers = 0
        self.failures = []
        self.is_stopping = False

    def run(self):
        while not self.is_stopping:
            try:
                with self.gateway.connect(self.secure) as connection:
                    while not self.is_stopping:
                        answer = connection.ask("POST", "/", body=b"x" * 100)
                        assert (answer.status, answer.body, answer.is_complete) == (200, b"hello", True), answer
                        self.answers += 1
                        if not self.keeps or answer.all("Connection") == ["close"]:
                            break
            except Exception as error:
                self.failures.append(repr(error))

    def finish(self):
        self.is_stopping = True
        self.join(20)
        assert not self.is_alive()
        assert not self.failures, (len(self.failures), self.failures[:3])
        assert self.answers > 10
        return self.answers


@contextlib.contextmanager
def load(gateway):
    clients = [Load(gateway, secure, keeps) for secure in (False, True) for keeps in (False, True)]
    for client in clients:
        client.start()
    try:
        until(lambda: min(client.answers for client in clients) > 10, 20)
        yield clients
        before = [client.answers for client in clients]
        until(lambda: all(client.answers > old + 10 for client, old in zip(clients, before)), 20)
    finally:
        for client in clients:
            client.is_stopping = True
    print(f"{sum(client.finish() for client in clients)} requests, none failed")


@pytest.fixture
def echo():
    """A WebSocket server that keeps the codes with which its clients have closed."""
    codes = []

    def handle(connection):
        with contextlib.suppress(websockets.exceptions.ConnectionClosed):
            for message in connection:
                connection.send(message)
        codes.append(connection.close_code)

    server = serve(handle, "127.0.0.1", 0)
    server.codes = codes
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def started(stage, echo, drain, **options):
    backend = stage.backend()
    port = echo.socket.getsockname()[1]
    return stage.gateway(
        upstreams={"app": {"servers": [backend.url]}, "echo": {"servers": [f"http://127.0.0.1:{port}"]}},
        routes=[{"path": "/socket", "upstream": "echo"}, {"path": "/**", "upstream": "app"}],
        limits={"drain": drain, "connectionsPerClient": 1000}, **options)


@contextlib.contextmanager
def open_websocket(gateway):
    client = connect(
        f"ws://localhost:{gateway.plain}/socket", ping_interval=None, open_timeout=10, close_timeout=5, proxy=None)
    with client:
        client.send("hello")
        assert client.recv(5) == "hello"
        yield client


def said(gateway, message):
    return [each for each in gateway.messages() if each["message"] == message]


def answered_by(gateway):
    """The process that answers at the admin address, by the time it was started."""
    return gateway.metric("process_start_time_seconds")


# -- sockets of the service manager


def listening(port, host="127.0.0.1"):
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.bind((host, port))
    listener.listen(128)
    return listener


class Manager:
    """Plays systemd: holds the sockets, and starts the program with them."""

    def __init__(self, stage):
        self.stage = stage
        self.program = stage.folder / "managed-rampart"
        self.program.write_text(MANAGED.format(binary=binary()))
        self.program.chmod(0o755)

    def sockets(self, *sockets):
        self.held = [self.stage.enter(each) for each in sockets]
        return self.held

    def start(self, gateway, names="http:https", **options):
        environment = {"LISTEN_FDS": str(len(self.held)), "LISTEN_FDNAMES": names}
        started = Next(
            gateway, binary_path=self.program, sockets=self.held, environment=environment, **options)
        self.stage.gateways.append(started)
        return self.stage.keep(started)


@pytest.fixture
def manager(stage):
    return Manager(stage)


@pytest.mark.timeout(120)
def test_a_restart_with_sockets_of_the_service_manager_loses_no_request(stage, echo, manager):
    template = started(stage, echo, "4s")
    template.stop()
    stage.gateways.remove(template)
    manager.sockets(listening(template.plain), listening(template.secure))
    old = manager.start(template)
    with load(old), open_websocket(old) as client:
        first = answered_by(old)
        stopped = time.monotonic()
        old.signal(signal.SIGTERM)
        new = manager.start(template)
        until(lambda: answered_by(new) > first, 5, "the admin address is the next process's, too")
        assert new.admin_status("/readyz") == 200
        assert time.monotonic() < stopped + 3.5 and old.is_running, "the WebSocket holds the old process up"
        client.send("still here")
        assert client.recv(5) == "still here"
        with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
            client.recv(10)
        assert closed.value.rcvd.code == 1001
        assert time.monotonic() > stopped + 3.5
        assert old.wait(5) == 0
    assert echo.codes == [1001]
    assert new.metric("rampart_requests_total", route="/**") > 40


def test_a_socket_of_the_service_manager_without_a_listener_ends_the_start(stage, manager):
    template = stage.gateway()
    template.stop()
    stage.gateways.remove(template)
    other = free_port()
    manager.sockets(listening(template.plain), listening(other))
    ended = manager.start(template, waits=False, names="http:other")
    stage.gateways.remove(ended)
    assert ended.wait(20) == 2
    assert f"the socket `other` at `127.0.0.1:{other}`, and no listener has this address" in ended.stderr


@pytest.mark.parametrize("kind", ["connected", "datagram", "closed"])
def test_a_descriptor_that_is_no_listener_ends_the_start(stage, manager, kind):
    template = stage.gateway()
    template.stop()
    stage.gateways.remove(template)
    if kind == "connected":
        ends = socket.socketpair()
        stage.enter(ends[1])
        manager.sockets(ends[0])
    elif kind == "datagram":
        manager.sockets(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    else:
        # Stands at 4, where LISTEN_FDS says a socket is.
        manager.sockets(listening(template.plain))
        manager.program.write_text(MANAGED.format(binary=binary()).replace("export", "export LISTEN_FDS=2", 1))
    ended = manager.start(template, waits=False, names="x")
    stage.gateways.remove(ended)
    assert ended.wait(20) == 2
    assert "is no listening stream socket" in ended.stderr


def test_sockets_that_are_meant_for_another_process_are_left_alone(stage, monkeypatch):
    monkeypatch.setenv("LISTEN_FDS", "3")
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    assert stage.gateway(stage.backend().url).ask().status == 200


def test_a_listener_of_the_service_manager_comes_back_with_a_reload(stage, manager):
    template = stage.gateway(stage.backend().url)
    template.stop()
    stage.gateways.remove(template)
    manager.sockets(listening(template.plain), listening(template.secure))
    gateway = manager.start(template)
    plain, secure = gateway.keys["listen"]
    assert gateway.ask(secure=True).status == 200
    gateway.reload(listen=[plain])
    gateway.reload(listen=[plain, secure])
    assert gateway.ask(secure=True).status == 200 and gateway.ask().status == 200


# -- listeners handed over


@pytest.mark.timeout(120)
def test_the_next_gateway_takes_the_listeners_over_and_no_request_is_lost(stage, echo):
    path = stage.folder / "rampart.sock"
    old = started(stage, echo, "4s")
    old.reload(listen=[*old.keys["listen"], {"address": f"unix:{path}"}])
    with load(old), open_websocket(old) as client:
        first = answered_by(old)
        new = Next(old, "--take-over")
        stage.gateways.append(stage.keep(new))
        until(lambda: answered_by(new) > first, 5)
        assert new.admin_status("/readyz") == 200
        client.send("still here")
        assert client.recv(5) == "still here"
        assert old.is_running
        with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
            client.recv(10)
        assert closed.value.rcvd.code == 1001
        assert old.wait(5) == 0
        with socket.socket(socket.AF_UNIX) as local:
            local.connect(str(path))
            local.sendall(request())
            assert local.recv(100).startswith(b"HTTP/1.1 200")
    assert len(said(new, "listener taken over")) == 4 and len(said(old, "handed over")) == 1
    assert new.metric("rampart_requests_total", route="/**") > 40
    # And once more: what was taken over can be handed on.
    third = Next(old, "--take-over")
    stage.gateways.append(stage.keep(third))
    assert new.wait(10) == 0
    assert third.ask().status == 200 and third.ask(secure=True).status == 200


def test_a_gateway_that_serves_gives_nothing_unasked(stage):
    gateway = stage.gateway(stage.backend().url)
    second = Next(gateway, waits=False)
    assert second.wait(20) == 2 and "in use" in second.stderr
    assert gateway.ask().status == 200
    assert not said(gateway, "handed over")


def test_a_next_gateway_that_fails_leaves_the_old_one_as_it_was(stage):
    gateway = stage.gateway(stage.backend().url)
    taken = stage.backend()
    gateway.write(listen=[*gateway.keys["listen"], {"address": f"127.0.0.1:{taken.port}"}])
    second = Next(gateway, "--take-over", waits=False)
    assert second.wait(20) == 2 and str(taken.port) in second.stderr
    until(lambda: said(gateway, "the next gateway ended before it served, this one goes on"), 5)
    for _ in range(20):
        assert gateway.ask().status == 200 and gateway.ask(secure=True).status == 200
    gateway.signal(signal.SIGTERM)
    assert gateway.wait(5) == 0


def test_without_a_gateway_to_take_over_from_it_starts_as_ever(stage):
    gateway = stage.gateway(stage.backend().url)
    gateway.kill()
    stage.gateways.remove(gateway)
    second = Next(gateway, "--take-over")
    stage.gateways.append(stage.keep(second))
    assert second.ask().status == 200
    assert len(list((second.state / "handover").iterdir())) == 1, "what was killed left nothing behind"


def test_the_hand_over_is_for_the_user_alone(stage):
    gateway = stage.gateway(stage.backend().url)
    folder = until(lambda: (gateway.state / "handover").exists() and gateway.state / "handover", 5)
    assert folder.stat().st_mode & 0o777 == 0o700
    [path] = until(lambda: list(folder.iterdir()), 5)
    for words in (b"give\nx\n127.0.0.1:1\n\n", b"\n\n", b"x" * 100_000, f"take\nnet:[1]\n127.0.0.1:{gateway.plain}\n\n".encode()):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(path))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(words)
                assert connection.recv(100) == b""
    assert gateway.ask().status == 200 and not said(gateway, "handed over")
    gateway.signal(signal.SIGTERM)
    assert gateway.wait(5) == 0
    assert not list(folder.iterdir())


# -- a stop and a start, with nothing that outlives both


def test_the_next_process_can_bind_while_the_old_one_waits_for_a_websocket(stage, echo):
    old = started(stage, echo, "5s")
    with open_websocket(old) as client:
        first = answered_by(old)
        old.signal(signal.SIGTERM)
        new = Next(old)
        stage.gateways.append(stage.keep(new))
        assert old.is_running, "it waits for the WebSocket"
        assert new.ask().status == 200 and new.ask(secure=True).status == 200
        until(lambda: answered_by(new) > first and new.admin_status("/readyz") == 200, 2)
        client.send("still here")
        assert client.recv(5) == "still here"
        client.close()
    assert old.wait(5) == 0


def test_clients_that_wait_to_be_accepted_are_served_before_the_stop(stage):
    gateway = stage.gateway(stage.backend().url, limits={"connectionsPerClient": 1000})
    assert gateway.ask().status == 200
    # While it stands still, the system accepts for it.
    gateway.signal(signal.SIGSTOP)
    waiting = [stage.enter(gateway.connect()) for _ in range(60)]
    for connection in waiting:
        connection.send(request())
    gateway.signal(signal.SIGTERM)
    gateway.signal(signal.SIGCONT)
    assert [connection.read_answer().status for connection in waiting] == [200] * 60
    assert gateway.wait(5) == 0


@pytest.mark.parametrize("direction", ["client", "server"])
def test_a_frame_that_is_not_complete_is_not_cut_by_another(stage, direction):
    head, received = b"\x82\x7e\x01\x00", []

    def answer(request, peer):
        peer.send(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
        peer.send(head + b"half" if direction == "server" else b"\x81\x05hello")
        while peer._receive():
            pass
        received.append(peer.buffer)
        return False

    gateway = stage.gateway(stage.backend(answer).url, limits={"drain": "300ms"})
    with gateway.connect() as connection:
        connection.send(request("GET", "/", [
            ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]))
        sent = b"\x82\xfe\x01\x00mask" + b"half" if direction == "client" else b""
        connection.send(sent)
        # What was sent is on its way through.
        time.sleep(0.3)
        gateway.signal(signal.SIGTERM)
        bytes_in = b""
        connection.socket.settimeout(5)
        with contextlib.suppress(ConnectionResetError):
            while part := connection.socket.recv(1000):
                bytes_in += part
    assert gateway.wait(5) == 0
    frames = bytes_in.partition(b"\r\n\r\n")[2]
    assert frames == (head + b"half" if direction == "server" else b"\x81\x05hello\x88\x02\x03\xe9")
    until(lambda: received, 5)
    if direction == "client":
        assert received[0] == sent
    else:
        assert received[0][:2] == b"\x88\x82" and len(received[0]) == 8


def test_the_time_to_drain_can_be_set(stage):
    backend = stage.backend(lambda request, peer: time.sleep(3) or respond())
    gateway = stage.gateway(backend.url, limits={"drain": "300ms"})
    with gateway.connect() as connection:
        connection.send(request())
        backend.wait_for_requests(1)
        stopped = time.monotonic()
        gateway.signal(signal.SIGTERM)
        answer = connection.read_answer()
        assert answer.status == 503 and b"gateway.stopping" in answer.body
        assert gateway.wait(5) == 0
        assert 0.25 < time.monotonic() - stopped < 2.5
    assert gateway.access_line(decision="gateway.stopping")["status"] == 503
    [message] = said(gateway, "connections closed before their answers")
    assert message["count"] == "1"
