"""Every HTTP/2 request of the corpus: what is malformed is refused, the backend sees only what is not, and the other
streams of the connection live on."""

import pytest

from harness.backends import respond
from harness.corpus import Refused, Seen
from harness.frames import FrameConnection
from hostile_streams import CORPUS, Head
from test_hostile_requests import assert_seen, requests_by_client

CASES = [
    pytest.param(number, case, id=f"{group}-{case.name}")
    for number, (group, case) in enumerate((group, case) for group, cases in CORPUS.items() for case in cases)]
NEIGHBOUR, STREAM, MARKER = 1, 3, 5


@pytest.fixture(scope="module")
def backend(shared):
    return shared.backend(respond())


@pytest.fixture(scope="module")
def gateway(shared, backend):
    return shared.gateway(backend.url, routes=[{"host": "localhost", "path": "/**", "upstream": "app"}])


@pytest.fixture(scope="module")
def expectations():
    """What each case's client, told by its address, must have caused at the backend."""
    return {}


def head(method, path):
    return [(b":method", method), (b":scheme", b"https"), (b":authority", b"localhost"), (b":path", path)]


@pytest.mark.parametrize("number, case", CASES)
def test_is_answered_and_seen_as_it_must_be(gateway, backend, expectations, number, case):
    client = f"127.2.{number >> 8}.{number & 255}"
    [outcome] = case.outcomes
    with FrameConnection(gateway.secure, gateway.certificates.client_context(), client) as connection:
        connection.headers(NEIGHBOUR, head(b"POST", b"/neighbour"), end=False)
        connection.data(NEIGHBOUR, b"before ", end=False)
        for part in case.sent:
            send(connection, part)
        state = connection.read(STREAM)
        assert connection.is_open and connection.goaway is None, f"the connection went too: {connection.goaway}"
        assert_answered(state, outcome)
        connection.data(NEIGHBOUR, b"and behind")
        connection.headers(MARKER, head(b"GET", b"/marker"))
        for stream in (NEIGHBOUR, MARKER):
            assert connection.read(stream).status == 200 and connection.state(stream).is_ended
        assert connection.goaway is None
    expected = [outcome] if isinstance(outcome, Seen) else []
    expected += [Seen("POST /neighbour HTTP/1.1", b"before and behind"), Seen("GET /marker HTTP/1.1")]
    # The streams may reach the backend in any order.
    requests = sorted(requests_by_client(backend).get(client, []), key=lambda request: request.line)
    assert_seen(requests, case, sorted(expected, key=lambda outcome: outcome.line))
    expectations[client] = case, expected


def send(connection, part):
    if isinstance(part, Head):
        connection.headers(STREAM, part.fields, end=part.ends)
    else:
        connection.data(STREAM, part.content, end=part.ends)


def assert_answered(state, outcome):
    assert state.is_over
    if isinstance(outcome, Refused):
        # RFC 9113, 8.1.1: a stream error; a server may answer first.
        assert state.status in outcome.statuses or (state.status == 0 and state.reset is not None), state
    else:
        assert (state.status, state.reset, state.is_ended) == (200, None, True), state


def test_an_empty_name_is_refused_if_need_be_with_its_connection(gateway, backend):
    # To HPACK it is no error, so the stream alone would do; the decoder takes it for an attack (CVE-2019-9516).
    client = "127.2.255.1"
    with FrameConnection(gateway.secure, gateway.certificates.client_context(), client) as connection:
        connection.headers(STREAM, [*head(b"GET", b"/"), (b"", b"a")])
        state = connection.read(STREAM)
        assert state.status == 400 or state.reset is not None or connection.goaway.error_code in (1, 9)
    assert client not in requests_by_client(backend)


def test_nothing_came_to_the_backend_later(gateway, backend, expectations):
    assert gateway.ask("GET", "/", secure=True).status == 200
    clients = requests_by_client(backend)
    for client, (case, expected) in expectations.items():
        requests = sorted(clients.get(client, []), key=lambda request: request.line)
        assert_seen(requests, case, sorted(expected, key=lambda outcome: outcome.line))


def test_the_corpus_is_large_enough_and_has_no_name_twice():
    names = [case.id for case in CASES]
    assert len(names) >= 200 and len(set(names)) == len(names)


def test_the_gateway_is_as_well_as_before(gateway):
    assert gateway.ask("GET", "/", secure=True).status == 200
    assert not [message for message in gateway.messages() if message["level"] in ("error", "critical")]
