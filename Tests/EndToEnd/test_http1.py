"""HTTP/1.1 itself: framing, keep-alive, pipelining, hop-by-hop fields, targets."""

import time

import pytest

from harness.backends import respond
from harness.wire import chunk, request


@pytest.fixture
def backend(stage):
    return stage.backend(lambda request, peer: respond(body=f"{request.method} {request.target}".encode()))


@pytest.fixture
def gateway(stage, backend):
    return stage.gateway(backend.url)


# -- connections


def test_a_connection_serves_many_requests(gateway):
    with gateway.connect() as connection:
        for number in range(50):
            assert connection.ask("GET", f"/{number}").body == f"GET /{number}".encode()


def test_pipelined_requests_are_answered_in_order(stage):
    def answer(request, peer):
        # The first takes longest; out of order it would come last.
        time.sleep(0.3 if request.target == "/0" else 0)
        return respond(body=request.target.encode())

    gateway = stage.gateway(stage.backend(answer).url)
    with gateway.connect() as connection:
        connection.send(b"".join(request("GET", f"/{number}") for number in range(20)))
        assert [connection.read_answer().body for _ in range(20)] == [f"/{number}".encode() for number in range(20)]


def test_a_pipelined_request_behind_a_body_is_the_next_request(gateway):
    with gateway.connect() as connection:
        connection.send(request("POST", "/first", body=b"GET /body HTTP/1.1\r\n\r\n") + request("GET", "/second"))
        assert connection.read_answer().body == b"POST /first"
        assert connection.read_answer().body == b"GET /second"


def test_connection_close_is_obeyed_and_said(gateway):
    with gateway.connect() as connection:
        answer = connection.ask("GET", "/", [("Connection", "close")])
        assert answer.only("Connection").lower() == "close"
        assert connection.is_closed()


def test_http_1_0_closes_unless_asked_to_stay(gateway):
    with gateway.connect() as connection:
        assert connection.ask("GET", "/", version="HTTP/1.0").body == b"GET /"
        assert connection.is_closed()
    with gateway.connect() as connection:
        for _ in range(2):
            answer = connection.ask("GET", "/", [("Connection", "keep-alive")], version="HTTP/1.0")
            assert answer.only("Connection").lower() == "keep-alive"


def test_http_1_0_without_a_host_is_served(gateway, backend):
    answer = gateway.ask("GET", "/", host=None)
    assert answer.status == 400
    with gateway.connect() as connection:
        assert connection.ask("GET", "/", host=None, version="HTTP/1.0").status == 200
    assert backend.request.version == "HTTP/1.1" and backend.request.only("Host")


def test_http_1_0_gets_no_chunks(stage):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    gateway = stage.gateway(stage.backend(head + chunk(b"some ") + chunk(b"content") + b"0\r\n\r\n").url)
    with gateway.connect() as connection:
        answer = connection.ask("GET", "/", [("Connection", "keep-alive")], version="HTTP/1.0")
        assert not answer.has("Transfer-Encoding") and answer.body == b"some content"


def test_empty_lines_before_a_request_are_skipped(gateway):
    with gateway.connect() as connection:
        connection.send(b"\r\n" + request("GET", "/"))
        assert connection.read_answer().status == 200


def test_a_request_in_single_bytes_is_understood(gateway):
    with gateway.connect() as connection:
        for byte in request("POST", "/", [("X-Field", "value")], b"body"):
            connection.send(bytes([byte]))
        assert connection.read_answer().body == b"POST /"


def test_an_idle_connection_is_closed_after_its_time(stage, backend):
    gateway = stage.gateway(backend.url, limits={"idleTimeout": "500ms"})
    with gateway.connect() as connection:
        # The time begins with the answer, which may be here later than it was sent.
        started = time.monotonic()
        connection.ask("GET", "/")
        assert connection.is_closed(5)
        assert 0.3 < time.monotonic() - started < 3


# -- bodies


def test_a_chunked_body_arrives_at_the_backend(gateway, backend):
    with gateway.connect() as connection:
        connection.send(request("POST", "/", [("Transfer-Encoding", "chunked")]))
        connection.send(chunk(b"some ", ";extension=1") + chunk(b"content") + b"0\r\n\r\n")
        assert connection.read_answer().status == 200
    assert backend.request.body == b"some content"
    assert backend.request.only("Transfer-Encoding") == "chunked"
    assert not backend.request.all("Content-Length")


def test_a_body_with_a_length_keeps_its_length(gateway, backend):
    gateway.ask("POST", "/", body=b"content")
    assert backend.request.only("Content-Length") == "7" and not backend.request.all("Transfer-Encoding")
    assert backend.request.body == b"content"


def test_a_post_without_a_body_says_so(gateway, backend):
    gateway.ask("POST", "/")
    assert backend.request.only("Content-Length") == "0"


def test_an_answer_that_ends_with_the_connection_arrives_whole(stage):
    def answer(request, peer):
        peer.send(b"HTTP/1.1 200 OK\r\n\r\nuntil ")
        peer.send(b"the end")
        return False

    answer = stage.gateway(stage.backend(answer).url).ask()
    assert answer.body == b"until the end" and answer.is_complete


@pytest.mark.parametrize(
    "part", [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart",
             b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\npart"], ids=["length", "chunks"])
def test_an_answer_that_breaks_off_is_seen_to_be_broken(stage, part):
    gateway = stage.gateway(stage.backend(lambda request, peer: peer.send(part) and False or False).url)
    answer = gateway.ask()
    assert answer.status == 200 and not answer.is_complete


def test_early_hints_pass(stage):
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
    answer = stage.gateway(stage.backend(hints + respond()).url).ask()
    assert answer.status == 200
    assert [(each.status, each.only("Link")) for each in answer.informational] == [
        (103, "</style.css>; rel=preload")]


def test_100_continue_is_passed_to_the_backend_that_decides(stage):
    def answer(request, peer):
        assert request.only("Expect") == "100-continue"
        return respond("403 Forbidden", body=b"not even that")

    gateway = stage.gateway(stage.backend(answer, reads_body=False).url)
    with gateway.connect() as connection:
        connection.send(request("POST", "/", [("Expect", "100-continue"), ("Content-Length", "5")]))
        answer = connection.read_answer()
        assert (answer.status, answer.informational) == (403, [])
        assert connection.is_closed()


# -- fields


def test_hop_by_hop_fields_of_the_request_stay_here(gateway, backend):
    fields = [
        ("Connection", "X-Private, keep-alive"), ("X-Private", "1"), ("Keep-Alive", "timeout=5"),
        ("Proxy-Connection", "keep-alive"), ("Proxy-Authorization", "Basic abc"), ("TE", "trailers"),
        ("Upgrade", "foo"), ("X-Public", "2")]
    gateway.ask("GET", "/", fields)
    for name in ("X-Private", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Upgrade"):
        assert not backend.request.all(name), name
    assert "x-private" not in ", ".join(backend.request.all("Connection")).lower()
    assert backend.request.only("X-Public") == "2"


def test_hop_by_hop_fields_of_the_answer_stay_here(stage):
    fields = [
        ("Connection", "X-Private"), ("X-Private", "1"), ("Keep-Alive", "timeout=5"), ("Proxy-Connection", "close"),
        ("Upgrade", "h2c"), ("Proxy-Authenticate", "Basic"), ("X-Public", "2")]
    answer = stage.gateway(stage.backend(respond(fields=fields)).url).ask()
    for name in ("X-Private", "Keep-Alive", "Proxy-Connection", "Upgrade", "Proxy-Authenticate"):
        assert not answer.has(name), name
    assert answer.only("X-Public") == "2"


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-For", "Content-Length", "Authorization", "Cookie"])
def test_connection_cannot_take_away_what_the_backend_relies_on(gateway, backend, name):
    value = "7" if name == "Content-Length" else "1.2.3.4"
    fields = [("Connection", name)] + ([(name, value)] if name not in ("Host", "Content-Length") else [])
    answer = gateway.ask("POST", "/", fields, b"content")
    # Either it is refused, or the field is there as it would be without `Connection`.
    if answer.status != 400:
        if name in ("Host", "X-Forwarded-For", "Content-Length"):
            assert backend.request.only(name)
        assert backend.request.body == b"content"


def test_field_lines_keep_their_order_and_their_doubles(gateway, backend):
    gateway.ask("GET", "/", [("X-List", "1"), ("X-Other", "o"), ("x-list", "2"), ("X-Empty", "")])
    assert backend.request.all("X-List") == ["1", "2"]
    assert backend.request.only("X-Empty") == ""


def test_values_beyond_ascii_pass_unchanged(gateway, backend):
    gateway.ask("GET", "/", [("X-Name", "J\xfcrgen \xff")])
    assert backend.request.only("X-Name") == "J\xfcrgen \xff"


def test_te_trailers_reaches_the_backend_or_is_removed_but_nothing_else_in_te(gateway, backend):
    gateway.ask("GET", "/", [("Connection", "TE"), ("TE", "gzip, trailers;q=0.5")])
    assert backend.request.all("TE") in ([], ["trailers"])


# -- targets


@pytest.mark.parametrize("sent, expected", [
    ("/", "/"),
    ("/a/b?c=d&e", "/a/b?c=d&e"),
    ("/a/./b", "/a/b"),
    ("/a/../b", "/b"),
    ("/a%2Fb", "/a%2Fb"),
    ("/%61", "/a"),
    ("/%c3%bc", "/%C3%BC"),
    ("/a?", "/a?"),
    ("/?a=../b", "/?a=../b"),
    ("http://localhost/a?b", "/a?b"),
    ("HTTP://LOCALHOST/a", "/a"),
    ("http://localhost", "/"),
    ("http://localhost?q", "/?q"),
])
def test_the_target_is_written_anew(gateway, backend, sent, expected):
    assert gateway.ask("GET", sent).status == 200
    assert backend.request.target == expected
    assert backend.request.version == "HTTP/1.1"
    assert backend.request.only("Host") == "localhost"


def test_options_asterisk_passes(gateway, backend):
    assert gateway.ask("OPTIONS", "*").status == 200
    assert backend.request.line == "OPTIONS * HTTP/1.1"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "PROPFIND", "X-OWN"])
def test_methods_pass(gateway, backend, method):
    assert gateway.ask(method, "/").body == f"{method} /".encode()


def test_head_gets_the_fields_and_no_body_whatever_the_backend_sends(stage):
    gateway = stage.gateway(stage.backend(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").url)
    with gateway.connect() as connection:
        for _ in range(2):
            assert connection.ask("HEAD", "/").only("Content-Length") == "5"


@pytest.mark.parametrize("junk", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",
    b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nBad Name: x\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_100_000 + b"\r\n\r\n",
], ids=["two lengths", "negative length", "unknown coding", "folded line", "name with a space", "NUL", "short status",
        "version", "endless head"])
def test_an_answer_that_could_be_read_in_two_ways_is_502(stage, junk):
    gateway = stage.gateway(stage.backend(junk).url)
    assert gateway.ask("POST", "/", body=b"x").status == 502


def test_bytes_behind_an_answer_are_never_the_next_answer(stage):
    smuggled = respond(body=b"smuggled")
    gateway = stage.gateway(stage.backend(lambda request, peer: respond(body=b"right") + smuggled).url)
    for _ in range(5):
        assert gateway.ask("GET", "/").body == b"right"
