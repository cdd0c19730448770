"""Big bodies stream through: the gateway's memory does not grow with them."""

import hashlib
import json
import socket
import threading
import time

import pytest

from harness.http2 import HTTP2Connection
from harness.process import until
from harness.sampling import IS_SOAK
from harness.wire import request

GIBIBYTE = 1 << 30
MEBIBYTES = 1024 if IS_SOAK else 256
LIMIT = 100  # MiB resident
BLOCK = hashlib.shake_256(b"block").digest(1 << 20)


def blocks(count):
    """What /download/COUNT of the application sends."""
    for number in range(count):
        yield number.to_bytes(4, "big") + BLOCK[4:]


@pytest.fixture(scope="module")
def digest():
    hash = hashlib.sha256()
    for block in blocks(MEBIBYTES):
        hash.update(block)
    return hash.hexdigest()


@pytest.fixture
def gateway(stage):
    application = stage.node("app.js", "express", "ws")
    return stage.gateway(application.url, limits={"requestBody": "2GiB"})


def assert_lean(gateway, what, record_property):
    now, highest = gateway.memory()
    print(f"{what}: resident memory at most {highest:.1f} MiB, now {now:.1f} MiB")
    record_property(what, highest)
    assert highest < LIMIT


@pytest.mark.timeout(300)
@pytest.mark.parametrize("transport", ["plain", "tls", "http2"])
def test_a_large_body_up_arrives_and_memory_stays_under_100_mib(gateway, digest, transport, capsys, record_property):
    size = MEBIBYTES << 20
    fields = [("Content-Length", str(size))]
    if transport == "http2":
        with HTTP2Connection(gateway.secure, gateway.certificates.client_context(), timeout=60) as connection:
            stream = connection.open("POST", "/digest", fields, end=False)
            for number, block in enumerate(blocks(MEBIBYTES)):
                connection.send(stream, block, end=number == MEBIBYTES - 1)
            answer = connection.read(stream, 60)
    else:
        with gateway.connect(transport == "tls", timeout=60) as connection:
            connection.send(request("POST", "/digest", fields))
            for block in blocks(MEBIBYTES):
                connection.send(block)
            answer = connection.read_answer()
    assert json.loads(answer.body) == {"length": size, "sha256": digest, "trailers": {}}
    with capsys.disabled():
        assert_lean(gateway, f"\n{MEBIBYTES} MiB upload, {transport}", record_property)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("transport", ["plain", "tls", "http2"])
def test_a_large_body_down_arrives_and_memory_stays_under_100_mib(gateway, digest, transport, capsys, record_property):
    hash, length, size = hashlib.sha256(), 0, MEBIBYTES << 20
    if transport == "http2":
        with HTTP2Connection(gateway.secure, gateway.certificates.client_context(), timeout=60) as connection:
            stream = connection.open("GET", f"/download/{MEBIBYTES}")
            while stream not in connection.ended and connection.pump():
                if stream in connection.answers:
                    answer = connection.answers[stream]
                    hash.update(answer.body)
                    length += len(answer.body)
                    answer.body = b""
    else:
        with gateway.connect(transport == "tls", timeout=60) as connection:
            connection.send(request("GET", f"/download/{MEBIBYTES}?length"))
            assert connection.read_head().only("Content-Length") == str(size)
            while length < size:
                assert connection.buffer or connection.receive()
                hash.update(connection.buffer)
                length += len(connection.buffer)
                connection.buffer = b""
    assert (length, hash.hexdigest()) == (size, digest)
    with capsys.disabled():
        assert_lean(gateway, f"\n{MEBIBYTES} MiB download, {transport}", record_property)


@pytest.mark.parametrize("transport", ["plain", "http2"])
def test_clients_that_do_not_read_hold_the_backend_back(gateway, transport, record_property):
    before = gateway.memory()[0]
    open_before = gateway.metric("rampart_connections_open")
    connections = []
    try:
        for _ in range(5):
            if transport == "http2":
                connection = HTTP2Connection(gateway.secure, gateway.certificates.client_context())
                connection.acknowledges = False
                stream = connection.open("GET", "/download/200")
                while stream not in connection.answers:
                    connection.pump()
            else:
                connection = gateway.connect()
                connection.send(request("GET", "/download/200"))
                connection.read_head()
            connections.append(connection)
        time.sleep(2)
        # A gibibyte waits at the backends; only windows and buffers of it may be in the gateway.
        assert gateway.memory()[1] - before < 60
    finally:
        for connection in connections:
            connection.socket.close()
    until(lambda: gateway.metric("rampart_connections_open") == open_before, 5, "the connections are closed")


def test_a_backend_that_does_not_read_holds_clients_back(stage):
    stalled = threading.Event()
    backend = stage.backend(lambda request, peer: stalled.wait(30) and False, reads_body=False)
    gateway = stage.gateway(backend.url, limits={"requestBody": "2GiB"})
    before = gateway.memory()[0]
    try:
        connections = [gateway.connect(timeout=1) for _ in range(5)]
        sent = 0
        for connection in connections:
            connection.send(request("POST", "/", [("Content-Length", str(GIBIBYTE))]))
            try:
                for _ in range(200):
                    connection.send(BLOCK)
                    sent += len(BLOCK)
            except TimeoutError:
                pass
        assert sent < 5 * 200 * len(BLOCK), "everything was taken from the clients although nobody read it"
        assert gateway.memory()[1] - before < 60
    finally:
        stalled.set()
        for connection in connections:
            connection.close()


def test_many_slow_senders_cost_little(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    before = gateway.memory()[0]
    with_body = request("POST", "/", [("Content-Length", "1000000")])
    connections = [gateway.connect() for _ in range(90)]
    for connection in connections:
        connection.send(with_body + b"x" * 1000)
    backend.wait_for_requests(90)
    assert gateway.memory()[0] - before < 30
    for connection in connections:
        connection.socket.shutdown(socket.SHUT_WR)
        connection.close()
    assert gateway.ask("GET", "/").status == 200
