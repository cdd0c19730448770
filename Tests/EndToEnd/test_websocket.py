"""WebSocket through the gateway, to the `ws` module on Node."""

import json

import pytest
import websockets.exceptions
from websockets.sync.client import connect

from harness.backends import respond
from harness.process import until

HANDSHAKE = [
    ("Connection", "keep-alive, Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]


@pytest.fixture
def application(stage):
    return stage.node("app.js", "express", "ws")


@pytest.fixture
def gateway(stage, application):
    return stage.gateway(application.url)


def open_socket(gateway, secure=False):
    # Its own answer to pings would hide a gateway that closes idle connections.
    options = {"max_size": None, "open_timeout": 10, "close_timeout": 5, "ping_interval": None, "proxy": None}
    if secure:
        context = gateway.certificates.client_context()
        context.set_alpn_protocols(["http/1.1"])
        return connect(f"wss://localhost:{gateway.secure}/socket", ssl=context, **options)
    return connect(f"ws://localhost:{gateway.plain}/socket", **options)


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_messages_come_back(gateway, secure):
    with open_socket(gateway, secure) as socket:
        for number in range(100):
            socket.send(f"message {number}")
            assert socket.recv(5) == f"message {number}"
        socket.send(b"\x00\xff")
        assert socket.recv(5) == b"\x00\xff"


def test_frames_of_many_mebibytes_come_back(gateway):
    content = bytes(range(256)) * (16 << 12)
    with open_socket(gateway) as socket:
        socket.send(content)
        assert socket.recv(20) == content


def test_the_handshake_carries_the_forwarding_fields_and_keeps_its_own(gateway):
    with open_socket(gateway) as socket:
        socket.send("fields")
        fields = json.loads(socket.recv(5))
    assert fields["upgrade"] == "websocket" and fields["connection"].lower() == "upgrade"
    assert fields["x-forwarded-for"] == "127.0.0.1"


def test_the_client_closes_and_the_backend_learns_the_reason(gateway):
    with open_socket(gateway) as socket:
        socket.close(4000, "good bye")
    until(lambda: json.loads(gateway.ask("GET", "/socket/closed").body) == [[4000, "good bye"]], 5)


def test_the_backend_closes_and_the_client_learns_the_reason(gateway):
    with open_socket(gateway) as socket:
        socket.send("close, please")
        with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
            socket.recv(5)
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "as you wish")


def test_a_client_that_vanishes_closes_the_connection_to_the_backend(gateway):
    with gateway.connect() as connection:
        assert connection.ask("GET", "/socket", HANDSHAKE).status == 101
    until(lambda: json.loads(gateway.ask("GET", "/socket/closed").body) == [[1006, ""]], 5)


def test_a_backend_that_is_killed_closes_the_client(gateway, application):
    with gateway.connect() as connection:
        assert connection.ask("GET", "/socket", HANDSHAKE).status == 101
        application.kill()
        assert connection.is_closed(5)


def test_a_websocket_leaves_one_access_line_with_its_bytes(gateway):
    with open_socket(gateway) as socket:
        socket.send("hello")
        socket.recv(5)
    line = gateway.access_line(path="/socket")
    assert line["status"] == 101 and line["decision"] == "allow"
    assert line["bytesIn"] >= len("hello") and line["bytesOut"] >= len("hello")


def test_a_refused_upgrade_is_an_ordinary_answer(stage):
    backend = stage.backend(respond("403 Forbidden", body=b"no"))
    with stage.gateway(backend.url).connect() as connection:
        answer = connection.ask("GET", "/socket", HANDSHAKE)
        assert (answer.status, answer.body) == (403, b"no")
        assert connection.ask("GET", "/").status == 403


def test_no_other_protocol_than_websocket_is_upgraded_to(stage):
    backend = stage.backend()
    fields = [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQAAP__")]
    assert stage.gateway(backend.url).ask("GET", "/", fields).status == 200
    assert not backend.request.all("Upgrade") and not backend.request.all("HTTP2-Settings")


def test_a_switch_that_nobody_asked_for_is_no_valid_answer(stage):
    backend = stage.backend(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    assert stage.gateway(backend.url).ask("GET", "/").status == 502
