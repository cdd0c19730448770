"""How much a client may send, how slowly, and how often at once."""

import time

import pytest

from harness.http2 import HTTP2Connection
from harness.process import free_port, until
from harness.wire import Connection, chunk, request


@pytest.fixture
def backend(stage):
    return stage.backend()


# -- sizes


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_a_head_just_within_the_limit_passes_and_one_beyond_is_431(stage, backend, secure):
    gateway = stage.gateway(backend.url, limits={"requestHead": "4KiB"})
    bare = len(request("GET", "/", [("X-Long", "")]))
    assert gateway.ask("GET", "/", [("X-Long", "x" * (4096 - bare))], secure=secure).status == 200
    answer = gateway.ask("GET", "/", [("X-Long", "x" * (4097 - bare))], secure=secure)
    assert answer.status == 431 and b"request.headTooLarge" in answer.body
    assert len(backend.requests) == 1


def test_many_small_fields_count_like_one_long_field(stage, backend):
    gateway = stage.gateway(backend.url, limits={"requestHead": "4KiB"})
    assert gateway.ask("GET", "/", [(f"X-{number}", "x" * 30) for number in range(200)]).status == 431


def test_a_target_beyond_the_limit_is_414(stage, backend):
    gateway = stage.gateway(backend.url, limits={"requestHead": "4KiB"})
    answer = gateway.ask("GET", "/" + "x" * 5000)
    assert answer.status == 414 and b"request.targetTooLong" in answer.body


def test_a_head_beyond_the_limit_is_refused_over_http2(stage, backend):
    gateway = stage.gateway(backend.url, limits={"requestHead": "4KiB"})
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        assert connection.ask("GET", "/", [("x-long", "x" * 5000)]).status == 431
        assert connection.ask("GET", "/").status == 200


def test_a_header_compression_bomb_is_refused(stage, backend):
    """A few bytes that stand for megabytes: one long field in the table, referred to thousands of times."""
    gateway = stage.gateway(backend.url)
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context(), validate=False) as connection:
        fields = [("x-bomb", "x" * 3000)] * 5000
        try:
            stream = connection.open("GET", "/", fields)
            while stream not in connection.ended | connection.resets.keys() and connection.pump():
                pass
        except OSError:
            pass  # closed while we were still sending
        assert connection.answers.get(stream) is None or connection.answers[stream].status == 431
    assert backend.requests == []
    assert gateway.memory()[1] < 100


def test_a_body_just_within_the_limit_passes_and_one_beyond_is_413(stage, backend):
    gateway = stage.gateway(backend.url, limits={"requestBody": "1KiB"})
    assert gateway.ask("POST", "/", body=b"x" * 1024).status == 200
    answer = gateway.ask("POST", "/", body=b"x" * 1025)
    assert answer.status == 413 and b"request.bodyTooLarge" in answer.body
    assert len(backend.requests) == 1, "the backend heard of a body that is too large by its length"


def test_a_length_beyond_the_limit_is_refused_before_the_body_comes(stage, backend):
    gateway = stage.gateway(backend.url, limits={"requestBody": "1KiB"})
    with gateway.connect() as connection:
        connection.send(request("POST", "/", [("Content-Length", "1000000"), ("Expect", "100-continue")]))
        assert connection.read_answer().status == 413
        assert connection.is_closed()


def test_chunks_beyond_the_limit_are_413_and_never_whole_at_the_backend(stage, backend):
    gateway = stage.gateway(backend.url, limits={"requestBody": "1KiB"})
    with gateway.connect() as connection:
        connection.send(request("POST", "/", [("Transfer-Encoding", "chunked")]))
        for _ in range(3):
            connection.send(chunk(b"x" * 500))
        connection.send(b"0\r\n\r\n")
        answer = connection.read_answer()
        assert answer.status == 413 and b"request.bodyTooLarge" in answer.body
        assert connection.is_closed()
    assert not any(request.is_complete for request in backend.requests)


def test_chunks_within_the_limit_pass_however_small_they_are(stage, backend):
    gateway = stage.gateway(backend.url, limits={"requestBody": "1KiB"})
    with gateway.connect() as connection:
        connection.send(request("POST", "/", [("Transfer-Encoding", "chunked")]) + chunk(b"x") * 1024 + b"0\r\n\r\n")
        assert connection.read_answer().status == 200
    assert backend.request.body == b"x" * 1024


def test_a_whole_413_arrives_although_the_client_is_still_sending(stage, backend):
    gateway = stage.gateway(backend.url, limits={"requestBody": "1KiB"})
    for _ in range(20):
        # A connection that is closed while bytes are unread is reset, and the answer on its way is lost.
        with gateway.connect() as connection:
            connection.send(request("POST", "/", [("Content-Length", "500000")]) + b"x" * 500_000)
            assert connection.read_answer().status == 413


# -- time


def test_a_head_that_comes_too_slowly_is_408(stage, backend):
    gateway = stage.gateway(backend.url, limits={"headerTimeout": "800ms"})
    with gateway.connect() as connection:
        started = time.monotonic()
        # A byte now and then must not start the time anew.
        for byte in b"GET / HTTP/1.1\r\n":
            connection.send(bytes([byte]))
            time.sleep(0.1)
            if time.monotonic() - started > 1.2:
                break
        answer = connection.read_answer()
        assert answer.status == 408 and b"request.timeout" in answer.body
        assert time.monotonic() - started < 3
        assert connection.is_closed()
    assert backend.requests == []


def test_a_connection_that_sends_nothing_is_closed_without_an_answer(stage, backend):
    gateway = stage.gateway(backend.url, limits={"headerTimeout": "500ms"})
    with gateway.connect() as connection:
        assert connection.is_closed(3) and connection.buffer == b""


def test_a_tls_handshake_that_stops_is_closed(stage, backend):
    gateway = stage.gateway(backend.url, limits={"headerTimeout": "500ms"})
    with Connection(gateway.secure) as connection:
        connection.send(b"\x16\x03\x01\x02\x00\x01\x00")
        assert connection.is_closed(3)


def test_the_time_for_a_head_is_for_each_request_of_a_connection(stage, backend):
    gateway = stage.gateway(backend.url, limits={"headerTimeout": "600ms"})
    with gateway.connect() as connection:
        for _ in range(4):
            assert connection.ask().status == 200
            time.sleep(0.3)
        connection.send(b"GET / HTTP/1.1\r\nHost")
        assert connection.read_answer().status == 408


@pytest.mark.parametrize("transport", ["plain", "http2"])
def test_a_body_slower_than_the_least_rate_is_408(stage, backend, transport):
    gateway = stage.gateway(backend.url, limits={"bodyMinimumRate": "1KiB/s"})
    started = time.monotonic()
    if transport == "http2":
        with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
            stream = connection.open("POST", "/", [("content-length", "100000")], end=False)
            connection.socket.settimeout(0.5)
            while time.monotonic() - started < 12 and stream not in connection.answers:
                connection.send(stream, b"x" * 100)
                try:
                    connection.pump()
                except TimeoutError:
                    pass
            assert connection.answers[stream].status == 408
    else:
        with gateway.connect(timeout=0.5) as connection:
            connection.send(request("POST", "/", [("Content-Length", "100000")]))
            while time.monotonic() - started < 12 and not connection.buffer:
                connection.send(b"x" * 100)
                try:
                    connection.receive()
                except TimeoutError:
                    pass
            connection.socket.settimeout(5)
            assert connection.read_answer().status == 408
    # Five seconds are given before the rate counts.
    assert 4 < time.monotonic() - started < 12
    assert not any(request.is_complete for request in backend.requests)


def test_a_body_faster_than_the_least_rate_may_take_its_time(stage, backend):
    gateway = stage.gateway(backend.url, limits={"bodyMinimumRate": "1KiB/s"})
    with gateway.connect() as connection:
        connection.send(request("POST", "/", [("Content-Length", "14000")]))
        for _ in range(14):
            connection.send(b"x" * 1000)
            time.sleep(0.5)
        assert connection.read_answer().status == 200


# -- connections


def open_many(stage, gateway, count, **options):
    """Connections that have each been answered, and how many were closed instead."""
    served, refused = [], 0
    for _ in range(count):
        connection = stage.enter(gateway.connect(**options))
        try:
            served.append(connection) if connection.ask().status == 200 else None
        except (EOFError, OSError):
            refused += 1
    return served, refused


def test_connections_beyond_the_limit_are_closed_and_counted(stage, backend):
    gateway = stage.gateway(backend.url, limits={"connections": 20})
    served, refused = open_many(stage, gateway, 30)
    assert 18 <= len(served) <= 20 and refused == 30 - len(served)
    assert all(connection.ask().status == 200 for connection in served)
    for connection in served[:5]:
        connection.close()
    assert gateway.metric("rampart_connections_refused_total", reason="connections") >= refused
    until(lambda: open_many(stage, gateway, 1)[1] == 0, 5, "a freed place is given again")


def test_the_admin_pages_answer_although_clients_have_taken_every_connection(stage, backend):
    gateway = stage.gateway(backend.url, limits={"connections": 20})
    open_many(stage, gateway, 30)
    # A gateway that is busy is well; whoever asks must not be told otherwise.
    assert gateway.admin_status("/readyz") == 200


def test_connections_of_one_client_beyond_the_limit_are_closed_and_others_are_not(stage, backend):
    gateway = stage.gateway(backend.url, limits={"connectionsPerClient": 10})
    served, refused = open_many(stage, gateway, 15, source="127.0.0.2")
    assert (len(served), refused) == (10, 5)
    assert gateway.ask(source="127.0.0.3").status == 200
    assert gateway.metric("rampart_connections_refused_total", reason="connectionsPerClient") == 5
    served[0].close()
    until(lambda: open_many(stage, gateway, 1, source="127.0.0.2")[1] == 0, 3, "a freed place is given again")


def test_behind_a_balancer_the_announced_client_is_counted(stage, backend):
    port = free_port()
    gateway = stage.gateway(
        backend.url, limits={"connectionsPerClient": 3},
        listen=[{"address": f"127.0.0.1:{port}", "proxyProtocol": ["127.0.0.0/8"]}])
    gateway.plain = port
    for client in ("203.0.113.1", "203.0.113.2"):
        first = f"PROXY TCP4 {client} 198.51.100.1 4711 443\r\n".encode()
        served, refused = open_many(stage, gateway, 5, first=first)
        assert (len(served), refused) == (3, 2), client
