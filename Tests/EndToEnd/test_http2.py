"""HTTP/2 to the client: many streams, flow control, resets, and what HTTP/1.1 cannot carry is refused."""

import hashlib
import signal
import threading
import time

import pytest

from harness.backends import respond
from harness.http2 import HTTP2Connection
from harness.process import until


@pytest.fixture
def connect(stage):
    def connect(gateway, **options):
        return stage.enter(HTTP2Connection(gateway.secure, gateway.certificates.client_context(), **options))

    return connect


def test_a_hundred_streams_are_served_at_once(stage, connect):
    everybody_is_here = threading.Barrier(100)

    def answer(request, peer):
        # Answers nobody before all hundred requests have arrived.
        everybody_is_here.wait(20)
        return respond(body=request.target.encode())

    connection = connect(stage.gateway(stage.backend(answer).url))
    streams = {connection.open("GET", f"/{number}"): number for number in range(100)}
    for stream, number in streams.items():
        assert connection.read(stream).body == f"/{number}".encode()


def test_answers_come_in_the_order_in_which_they_are_ready(stage, connect):
    release = threading.Event()

    def answer(request, peer):
        if request.target == "/slow":
            release.wait(20)
        return respond()

    connection = connect(stage.gateway(stage.backend(answer).url))
    slow, fast = connection.open("GET", "/slow"), connection.open("GET", "/fast")
    connection.read(fast)
    assert slow not in connection.ended
    release.set()
    assert connection.read(slow).status == 200


def test_big_bodies_pass_both_ways_through_small_windows(stage, connect):
    content = hashlib.shake_256(b"content").digest(2_000_000)
    backend = stage.backend(lambda request, peer: respond(body=request.body))
    connection = connect(stage.gateway(backend.url), window=1000)
    streams = [connection.open("POST", "/", end=False) for _ in range(3)]
    for stream in streams:
        connection.send(stream, content[: 300_000 + stream], end=True)
    for stream in streams:
        assert connection.read(stream).body == content[: 300_000 + stream]
    assert connection.is_open


def test_one_stream_that_is_not_read_does_not_stop_the_others(stage, connect):
    backend = stage.backend(lambda request, peer: respond(body=b"x" * (60_000 if request.target == "/big" else 10)))
    connection = connect(stage.gateway(backend.url), window=1000)
    connection.acknowledges = False
    stuck = connection.open("GET", "/big")
    connection.pump()
    for _ in range(20):
        assert connection.ask("GET", "/small").body == b"x" * 10
    assert stuck not in connection.ended


def test_a_body_without_a_length_reaches_the_backend_as_chunks(stage, connect):
    backend = stage.backend()
    connection = connect(stage.gateway(backend.url))
    stream = connection.open("POST", "/", end=False)
    connection.send(stream, b"some ")
    connection.send(stream, b"content", end=True)
    assert connection.read(stream).status == 200
    assert backend.request.only("Transfer-Encoding") == "chunked" and backend.request.body == b"some content"


def test_the_request_becomes_http_1_1(stage, connect):
    backend = stage.backend()
    connection = connect(stage.gateway(backend.url))
    assert connection.ask("GET", "/a?b=c", [("x-own", "1"), ("te", "trailers")], authority="localhost:8443").status == 200
    request = backend.request
    assert request.line == "GET /a?b=c HTTP/1.1" and request.only("Host") == "localhost:8443"
    assert not [name for name, _ in request.fields if name.startswith(":")]


def test_a_reset_by_the_client_cancels_the_request_at_the_backend(stage, connect):
    noticed = threading.Event()

    def answer(request, peer):
        if peer.is_closed(10):
            noticed.set()
        return False

    backend = stage.backend(answer)
    connection = connect(stage.gateway(backend.url))
    stream = connection.open("GET", "/")
    backend.wait_for_requests(1)
    connection.reset(stream)
    assert noticed.wait(5), "the backend's connection stayed open"


def test_a_reset_during_the_answer_cancels_it_at_the_backend(stage, connect):
    noticed = threading.Event()

    def answer(request, peer):
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nsome")
        if peer.is_closed(10):
            noticed.set()
        return False

    connection = connect(stage.gateway(stage.backend(answer).url))
    stream = connection.open("GET", "/")
    while stream not in connection.answers:
        connection.pump()
    connection.reset(stream)
    assert noticed.wait(5), "the backend's connection stayed open"


def test_an_answer_that_breaks_off_resets_its_stream_and_no_other(stage, connect):
    def answer(request, peer):
        if request.target == "/fine":
            return respond()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
        return False

    connection = connect(stage.gateway(stage.backend(answer).url))
    broken = connection.ask("GET", "/broken")
    assert broken.status == 200 and not broken.is_complete
    assert connection.ask("GET", "/fine").is_complete


def test_the_end_of_the_program_says_goaway_and_finishes_what_runs(stage, connect):
    release = threading.Event()

    def answer(request, peer):
        release.wait(20)
        return respond(body=b"finished")

    backend = stage.backend(answer)
    gateway = stage.gateway(backend.url)
    connection = connect(gateway)
    stream = connection.open("GET", "/")
    backend.wait_for_requests(1)
    gateway.signal(signal.SIGTERM)
    until(lambda: "stopping" in gateway.stderr)
    release.set()
    assert connection.read(stream).body == b"finished"
    while connection.pump():
        pass
    assert connection.goaway is not None and connection.goaway.error_code == 0
    assert gateway.wait(10) == 0


def test_an_idle_connection_gets_goaway_at_its_end(stage, connect):
    gateway = stage.gateway(stage.backend().url, limits={"idleTimeout": "500ms"})
    connection = connect(gateway)
    connection.ask("GET", "/")
    while connection.pump():
        pass
    assert connection.goaway is not None and connection.goaway.error_code == 0


# Requests that would mean something else in HTTP/1.1 (RFC 9113, 8.2 and 10.3): head, and which status or error.
BAD_HEADS = {
    "line feed in a value": [("x-field", "a\nHost: evil")],
    "carriage return in a value": [("x-field", "a\rb")],
    "NUL in a value": [("x-field", "a\0b")],
    "connection field": [("connection", "close")],
    "transfer-encoding": [("transfer-encoding", "chunked")],
    "upper-case name": [("X-Field", "a")],
    "space in a name": [("x field", "a")],
    "colon in a name": [("x:field", "a")],
    "line feed in a name": [("x\nfield", "a")],
    "te other than trailers": [("te", "gzip")],
    "two lengths": [("content-length", "1"), ("content-length", "2")],
    "second path": [(":path", "/other")],
    "unknown pseudo field": [(":own", "x")],
    "pseudo field behind fields": [("x-field", "a"), (":method", "POST")],
    "second host that differs": [("host", "other.test")],
}


@pytest.mark.parametrize("name", BAD_HEADS)
def test_what_http_1_1_would_read_differently_never_reaches_the_backend(stage, connect, name):
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    connection = connect(gateway, validate=False)
    head = [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", "/")]
    stream = connection.h2.get_next_available_stream_id()
    connection.h2.send_headers(stream, head + BAD_HEADS[name], end_stream=True)
    connection.flush()
    while stream not in connection.ended | connection.resets.keys() and connection.pump():
        pass
    if stream in connection.answers:
        assert connection.answers[stream].status == 400
    else:
        assert stream in connection.resets or connection.goaway or not connection.is_open
    assert backend.requests == []
    assert gateway.ask("GET", "/").status == 200


@pytest.mark.parametrize("target", ["", "relative", "/a b", "/a\r\nHost: evil", "/a\0", "/a#fragment", "http://other/"])
def test_a_path_that_is_none_never_reaches_the_backend(stage, connect, target):
    backend = stage.backend()
    connection = connect(stage.gateway(backend.url), validate=False)
    stream = connection.open("GET", target)
    while stream not in connection.ended | connection.resets.keys() and connection.pump():
        pass
    if stream in connection.answers:
        assert connection.answers[stream].status == 400
    assert backend.requests == []


def test_a_body_longer_than_its_length_never_counts_as_whole(stage, connect):
    backend = stage.backend()
    connection = connect(stage.gateway(backend.url), validate=False)
    stream = connection.open("POST", "/", [("content-length", "3")], end=False)
    connection.h2.send_data(stream, b"more than three", end_stream=True)
    connection.flush()
    while stream not in connection.ended | connection.resets.keys() and connection.pump():
        pass
    answer = connection.answers.get(stream)
    assert answer is None or answer.status in (400, 413, 502) or stream in connection.resets
    assert all(request.body in (b"", b"mor") for request in backend.requests)
    assert not any(b"than" in request.body for request in backend.requests)


def test_rapid_resets_do_not_cost_the_others_their_service(stage, connect):
    """CVE-2023-44487: requests that are reset at once must neither pile up nor stop the gateway."""
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    attacker = connect(gateway)
    try:
        for _ in range(2000):
            attacker.reset(attacker.open("GET", "/"))
            if not attacker.is_open:
                break
    except OSError:
        pass  # being thrown out is the best answer
    assert gateway.ask("GET", "/", secure=True).status == 200
    until(lambda: backend.open_connections < 50, 10, "the backend's connections are given back")
    assert gateway.memory()[0] < 100


@pytest.mark.parametrize("path, extra", [("/", ("X-Capital", "a")), ("/a#b", ("x-own", "a"))], ids=["reset", "answered"])
def test_a_refused_request_may_still_end_with_trailers(stage, path, extra):
    """NIOHTTP2 takes trailers behind a reset for an error of the connection, so the reset waits for them."""
    gateway = stage.gateway(stage.backend(respond()).url)
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context(), validate=False) as connection:
        stream = connection.h2.get_next_available_stream_id()
        connection.h2.send_headers(stream, [
            (":method", "POST"), (":scheme", "https"), (":authority", "localhost"), (":path", path), extra])
        connection.h2.send_data(stream, b"abc")
        connection.flush()
        time.sleep(0.1)
        connection.send_trailers(stream, [("x-sum", "a")])
        assert connection.ask().status == 200
        assert connection.goaway is None
        assert connection.resets.get(stream) == (1 if extra[0] == "X-Capital" else None)
    gateway.access_line(decision="request.malformed")


@pytest.mark.parametrize("length, body", [("5", b"abc"), ("2", b"abc"), ("0", b"abc"), ("0x3", b"abc"), ("5", None)])
def test_a_length_that_is_not_that_of_the_body_is_in_the_access_log(stage, length, body):
    backend = stage.backend(respond())
    gateway = stage.gateway(backend.url)
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context(), validate=False) as connection:
        stream = connection.h2.get_next_available_stream_id()
        connection.h2.send_headers(stream, [
            (":method", "POST"), (":scheme", "https"), (":authority", "localhost"), (":path", "/"),
            ("content-length", length)], end_stream=body is None)
        connection.flush()
        # Past the library, which would not send it.
        if body is not None:
            connection.socket.sendall(len(body).to_bytes(3) + b"\x00\x01" + stream.to_bytes(4) + body)
        while stream not in connection.resets:
            assert connection.pump()
        assert connection.resets[stream] == 1
    assert gateway.access_line(decision="request.malformed")["status"] == 0
    assert not any(request.body == b"abc" for request in backend.requests)
