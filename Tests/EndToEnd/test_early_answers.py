"""A backend that answers before it has read the request: no connection is lost for it, and no byte of the rest is taken
for another request."""

import pytest

from harness.backends import respond
from harness.http2 import HTTP2Connection

BODY = b"a" * (64 << 10)
# It looks like a request of its own to whoever loses count.
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200


@pytest.fixture
def backend(stage):
    def answer(request, peer):
        peer.send(respond(body=request.target.encode()))
        peer.read_body(request)

    return stage.backend(answer, reads_body=False)


@pytest.fixture
def gateway(stage, backend):
    return stage.gateway(backend.url, threads=1)


def post(connection, path, body):
    """Sends a head, waits for the answer, and only then sends the body."""
    connection.send(
        b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (path, len(body)))
    answer = connection.read_answer()
    assert (answer.status, answer.body) == (200, path)
    connection.send(body)
    return answer


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("body", [BODY, SMUGGLED], ids=["letters", "requests"])
def test_both_connections_are_kept(gateway, backend, secure, body):
    with gateway.connect(secure) as connection:
        for number in range(5):
            answer = post(connection, b"/%d" % number, body)
            assert not answer.has("Connection")
    assert backend.connections == 1
    assert [request.target for request in backend.requests] == [f"/{number}" for number in range(5)]
    assert all(request.body == body for request in backend.requests[:-1])


def test_a_chunked_rest_is_relayed_to_its_end(gateway, backend):
    with gateway.connect() as connection:
        for _ in range(3):
            connection.send(b"POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            assert connection.read_answer().body == b"/a"
            connection.send(b"5\r\nhello\r\n0\r\n\r\n")
    assert backend.connections == 1 and [request.body for request in backend.requests[:2]] == [b"hello"] * 2


def test_a_rest_that_is_too_long_ends_both(gateway, backend):
    with gateway.connect() as connection:
        connection.send(b"POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n")
        assert connection.read_answer().status == 200
        try:
            connection.send(b"a" * 3_000_000)
        except OSError:
            pass  # closed by then
        assert connection.is_closed()
    assert gateway.ask(path="/next").body == b"/next"
    assert backend.connections == 2


def test_a_rest_that_does_not_come_ends_both(gateway, backend):
    with gateway.connect() as connection:
        connection.send(b"POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
        assert connection.read_answer().status == 200
        # Nobody else gets the backend's connection meanwhile.
        assert gateway.ask(path="/b").body == b"/b"
        assert connection.is_closed(10)
    assert gateway.ask(path="/c").body == b"/c"
    assert backend.connections == 2


def test_over_http2_the_rest_is_relayed_too(gateway, backend, certificate):
    with HTTP2Connection(gateway.secure, certificate.client_context()) as client:
        for number in range(3):
            stream = client.open("POST", f"/{number}", end=False)
            client.send(stream, b"a" * 1000, end=True)
            assert client.read(stream).body == f"/{number}".encode()
    assert backend.connections == 1
