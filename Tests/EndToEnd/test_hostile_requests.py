"""Every hostile request gets its status and a closed connection, and the backend never sees one of them whole."""

import random

import pytest

from harness.backends import respond
from harness.wire import request
from hostile_requests import HOSTILE


@pytest.fixture(scope="module")
def backend(shared):
    return shared.backend(respond())


@pytest.fixture(scope="module")
def gateway(shared, backend):
    return shared.gateway(backend.url, routes=[{"host": "localhost", "path": "/**", "upstream": "app"}])


@pytest.mark.parametrize("content, expected", [pytest.param(*rest, id=name) for name, *rest in HOSTILE])
def test_is_refused(gateway, backend, content, expected):
    before = len(backend.requests)
    with gateway.connect(timeout=5) as connection:
        connection.send(content)
        answer = connection.read_answer()
        assert answer.status in (expected if isinstance(expected, tuple) else (expected,))
        # 421 says that this host is wrong here, not that the request was; only it may leave the connection open.
        if answer.status != 421:
            assert connection.is_closed(4), f"the connection is still open, it sent {connection.buffer!r}"
        assert connection.buffer == b"", "there is a second answer"
    seen = backend.requests[before:]
    # The head of a chunked request is forwarded before its chunks are known; its body must never count as whole.
    assert not any(request.is_complete for request in seen), seen[0].line
    if b"Transfer-Encoding: chunked\r\n\r\n" not in content:
        assert seen == []


def test_the_table_is_large_enough_and_has_no_name_twice():
    names = [name for name, *_ in HOSTILE]
    assert len(names) >= 60 and len(set(names)) == len(names)


def test_the_gateway_is_as_well_as_before(gateway):
    assert gateway.ask("GET", "/").status == 200
    assert not [message for message in gateway.messages() if message["level"] in ("error", "critical")]


def test_garbage_of_all_kinds_never_stops_the_gateway(gateway):
    source = random.Random(2)
    good = request("POST", "/path?query", [("Transfer-Encoding", "chunked")]) + b"3\r\nabc\r\n0\r\n\r\n"
    for _ in range(300):
        content = bytearray(good)
        for _ in range(source.randint(1, 8)):
            content[source.randrange(len(content))] = source.randrange(256)
        with gateway.connect(timeout=2) as connection:
            connection.send(bytes(content))
            connection.socket.shutdown(1)
            while connection.receive():
                pass
        statuses = {line.split(b" ")[1] for line in connection.buffer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")}
        assert statuses <= {b"200", b"400", b"404", b"405", b"408", b"413", b"414", b"417", b"421", b"431", b"501",
                            b"502", b"505"}, bytes(content)
    assert gateway.ask("GET", "/").status == 200
