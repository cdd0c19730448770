"""An Express application as the backend."""

import json

import pytest

from harness.http2 import HTTP2Connection
from harness.process import until
from harness.wire import chunk, request


@pytest.fixture(scope="module")
def gateway(shared):
    return shared.gateway(shared.node("app.js", "express", "ws").url)


@pytest.fixture(params=["plain", "tls", "http2"])
def ask(request, gateway):
    def ask(*arguments, **options):
        if request.param == "http2":
            with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
                return connection.ask(*arguments, **options)
        return gateway.ask(*arguments, **options, secure=request.param == "tls")

    return ask


def test_json_arrives_with_path_and_query(ask):
    answer = ask("GET", "/json?a=%2F&b=%C3%BC")
    assert json.loads(answer.body) == {"hello": "world", "path": "/json?a=%2F&b=%C3%BC"}
    assert answer.only("Content-Type") == "application/json; charset=utf-8"


def test_a_form_is_understood(ask):
    fields = [("Content-Type", "application/x-www-form-urlencoded")]
    answer = ask("POST", "/form", fields, b"name=J%C3%BCrgen&note=a+b%26c")
    assert json.loads(answer.body) == {"name": "Jürgen", "note": "a b&c"}


def test_a_json_body_is_understood(ask):
    answer = ask("POST", "/json", [("Content-Type", "application/json")], b'{"a": [1, 2, {"b": null}]}')
    assert json.loads(answer.body) == {"a": [1, 2, {"b": None}]}


def test_two_cookies_stay_two_fields(ask):
    answer = ask("GET", "/cookies", [("Cookie", "a=1; b=2")])
    assert answer.all("Set-Cookie") == ["one=1; Path=/; HttpOnly", "two=2; Path=/two"]
    assert json.loads(answer.body) == {"received": "a=1; b=2"}


def test_a_cookie_split_by_http2_arrives_as_one_field(gateway):
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        answer = connection.ask("GET", "/cookies", [("cookie", "a=1"), ("cookie", "b=2"), ("cookie", "c=3")])
    assert json.loads(answer.body) == {"received": "a=1; b=2; c=3"}


def test_a_redirect_keeps_its_relative_location(ask):
    answer = ask("GET", "/redirect")
    assert (answer.status, answer.only("Location")) == (302, "/json?after=redirect")


def test_a_streamed_answer_arrives_whole(ask):
    assert ask("GET", "/stream").body == b"".join(b"part %d\n" % number for number in range(5))


def test_head_has_no_body(ask):
    answer = ask("HEAD", "/json")
    assert (answer.status, answer.body) == (200, b"") and int(answer.only("Content-Length")) > 0


@pytest.mark.parametrize("status", [204, 205, 304])
def test_an_answer_without_a_body_leaves_the_connection_usable(gateway, status):
    with gateway.connect() as connection:
        assert connection.ask("GET", f"/status/{status}").status == status
        assert connection.ask("GET", "/json").status == 200


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 3_000_000])
def test_a_body_comes_back_unchanged(ask, size):
    content = bytes(number * 7 % 251 for number in range(1000)) * (size // 1000 + 1)
    answer = ask("POST", "/echo", [("Content-Type", "application/test")], content[:size])
    assert answer.status == 200 and answer.body == content[:size]
    assert answer.only("Content-Type") == "application/test"


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_events_arrive_as_they_are_sent_and_end_when_the_client_leaves(gateway, secure):
    closed = json.loads(gateway.ask("GET", "/events/closed").body)
    with gateway.connect(secure) as connection:
        connection.send(request("GET", "/events"))
        assert connection.read_head().only("Content-Type") == "text/event-stream"
        for number in range(3):
            connection.read_until(f"data: {number}\n\n".encode())
            # The next one is not made before: an event that is held back until there are more of them never comes.
            gateway.ask("POST", "/events/next")
    until(lambda: json.loads(gateway.ask("GET", "/events/closed").body) == closed + 1, 3, "the backend notices")


def test_events_arrive_as_they_are_sent_over_http2(gateway):
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        stream = connection.open("GET", "/events")
        for number in range(3):
            event = f"data: {number}\n\n".encode()
            while stream not in connection.answers or event not in connection.answers[stream].body:
                assert connection.pump()
            gateway.ask("POST", "/events/next")


def test_100_continue_comes_before_the_body_is_sent(gateway):
    with gateway.connect() as connection:
        connection.send(request("POST", "/echo", [("Expect", "100-continue"), ("Content-Length", "5")]))
        assert connection.read_head().status == 100
        connection.send(b"hello")
        answer = connection.read_answer()
    assert (answer.status, answer.body) == (200, b"hello")


def test_an_early_answer_arrives_while_the_body_is_still_being_sent(gateway):
    with gateway.connect() as connection:
        connection.send(request("POST", "/early", [("Content-Length", "5000000")]) + b"x" * 1000)
        answer = connection.read_answer()
        assert (answer.status, json.loads(answer.body)) == (401, {"error": "sign in first"})
        # What is left of the body cannot be told from a request, so the connection has to end.
        assert connection.is_closed()


def test_an_early_answer_arrives_whole_over_http2_and_the_connection_goes_on(gateway):
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        stream = connection.open("POST", "/early", [("content-length", "5000000")], end=False)
        connection.send(stream, b"x" * 1000)
        answer = connection.read(stream)
        assert answer.status == 401
        assert answer.body == b'{"error":"sign in first"}', f"reset with {connection.resets.get(stream)}"
        assert connection.ask("GET", "/json").status == 200


def test_trailers_of_the_answer_arrive(ask):
    answer = ask("GET", "/trailers")
    assert answer.body == b"content"
    assert [(name.lower(), value) for name, value in answer.trailers] == [("x-checksum", "abc123")]


def test_trailers_of_the_request_arrive(gateway):
    with gateway.connect() as connection:
        head = request("POST", "/digest", [("Transfer-Encoding", "chunked"), ("Trailer", "X-Sum")])
        connection.send(head + chunk(b"some") + chunk(b" content") + b"0\r\nX-Sum: 42\r\n\r\n")
        answer = json.loads(connection.read_answer().body)
    assert answer["length"] == 12 and answer["trailers"] == {"x-sum": "42"}


def test_trailers_of_an_http2_request_arrive(gateway):
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        stream = connection.open("POST", "/digest", end=False)
        connection.send(stream, b"some content")
        connection.send_trailers(stream, [("x-sum", "42")])
        answer = json.loads(connection.read(stream).body)
    assert answer["length"] == 12 and answer["trailers"] == {"x-sum": "42"}
