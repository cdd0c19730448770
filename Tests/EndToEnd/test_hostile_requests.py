"""Every request of the corpus gets its answer, and the backend sees what it must see and nothing else."""

import random
import re
import time

import pytest

from harness.backends import respond
from harness.corpus import Refused, Seen
from harness.process import until
from harness.wire import request
from hostile_requests import CORPUS

CASES = [
    pytest.param(number, case, id=f"{group}-{case.name}")
    for number, (group, case) in enumerate((group, case) for group, cases in CORPUS.items() for case in cases)]


@pytest.fixture(scope="module")
def backend(shared):
    return shared.backend(respond())


@pytest.fixture(scope="module")
def gateway(shared, backend):
    return shared.gateway(
        backend.url, routes=[{"host": "localhost", "path": "/**", "upstream": "app"}], limits={"headerTimeout": "1s"})


@pytest.fixture(scope="module")
def expectations():
    """What each case's client, told by its address, must have caused at the backend."""
    return {}


def at_once(content):
    return [content]


def line_end_by_line_end(content):
    """In pieces that end with CR or with LF, a thousandth of a second apart; long ones only at their end."""
    pieces = re.findall(rb"[^\r\n]*[\r\n]|[^\r\n]+", content, re.DOTALL)
    return [*pieces[:50], b"".join(pieces[50:])] if len(pieces) > 50 else pieces


@pytest.mark.parametrize("number, case", CASES)
@pytest.mark.parametrize("cut", [at_once, line_end_by_line_end])
def test_is_answered_and_seen_as_it_must_be(gateway, backend, expectations, cut, number, case):
    client = f"127.{1 if cut is at_once else 3}.{number >> 8}.{number & 255}"
    expected = [outcome for outcome in case.outcomes if isinstance(outcome, Seen)]
    with gateway.connect(timeout=5, source=client) as connection:
        send(connection, cut(case.sent))
        for outcome in case.outcomes:
            # A head in pieces is looked at when its end is there; one that is malformed may have none.
            assert_answered(connection, outcome, {408} if cut is line_end_by_line_end else set())
        if case.outcomes[-1].closes:
            assert connection.is_closed(4), f"the connection is still open, it sent {connection.buffer!r}"
        else:
            # What the gateway took for the end of a request is what we meant: the next one is the next one.
            expected.append(Seen("GET /marker HTTP/1.1"))
            assert connection.ask("GET", "/marker").status == 200
        assert connection.buffer == b"", "there is one more answer"
    assert_seen(requests_by_client(backend).get(client, []), case, expected)
    expectations[client] = case, expected


def send(connection, pieces):
    connection.send(pieces[0])
    for piece in pieces[1:]:
        time.sleep(0.001)
        try:
            connection.send(piece)
        except OSError:
            break  # refused before it was all there


def requests_by_client(backend):
    clients = {}
    for each in list(backend.requests):
        clients.setdefault(each.only("X-Forwarded-For"), []).append(each)
    return clients


def assert_answered(connection, outcome, late):
    method = outcome.line.split(" ")[0] if isinstance(outcome, Seen) else "GET"
    answer = connection.read_answer(method)
    assert answer.status in (late.union(outcome.statuses) if isinstance(outcome, Refused) else {200})
    assert answer.is_complete
    if outcome.closes and answer.version == "HTTP/1.1":
        assert answer.only("Connection").lower() == "close"


def assert_seen(requests, case, expected):
    whole = [request for request in requests if request.is_complete]
    assert [request.line for request in whole] == [outcome.line for outcome in expected]
    for request, outcome in zip(whole, expected):
        assert request.body == outcome.body
        assert request.only("Host") == outcome.host
        for name, value in outcome.has.items():
            assert request.only(name) == (value if value is not None else request.only(name))
        lacking = {name.lower() for name in outcome.lacks}
        assert not [name for name, _ in request.fields if name.lower() in lacking]
        assert tuple(request.trailers) == outcome.trailers
    broken = [outcome for outcome in case.outcomes if isinstance(outcome, Refused) and outcome.is_begun]
    assert len(requests) - len(whole) <= len(broken), [request.line for request in requests]


def test_nothing_came_to_the_backend_later(gateway, backend, expectations):
    assert gateway.ask().status == 200
    clients = requests_by_client(backend)
    for client, (case, expected) in expectations.items():
        assert_seen(clients.get(client, []), case, expected)
    assert {client for client in clients if not client.startswith(("127.1.", "127.3."))} == {"127.0.0.1"}


def test_the_corpus_is_large_enough_and_has_no_name_twice():
    names = [case.id for case in CASES]
    assert len(names) >= 500 and len(set(names)) == len(names)
    assert sum(isinstance(case.values[1].outcomes[-1], Refused) for case in CASES) >= 350


def test_the_gateway_is_as_well_as_before(gateway):
    assert gateway.ask("GET", "/").status == 200
    assert not [message for message in gateway.messages() if message["level"] in ("error", "critical")]
    until(lambda: gateway.metric("rampart_connections_open") <= 1, 10, "the connections of the corpus are gone")


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
