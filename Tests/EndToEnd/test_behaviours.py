"""One suite of behaviours for both kinds of server: the gateway before a naive backend, and a Swift server with the
middleware inside (Examples/hummingbird-notes). Every test runs unchanged against each of them."""

import base64
import json
import os
import re

import pytest

from harness.backends import respond
from harness.process import Process, until
from harness.wire import Connection

ORIGIN = "https://app.example.org"
SITE = "https://localhost"
COOKIE = ("Cookie", "session=none")
JSON = ("Content-Type", "application/json")
ONCE = [
    "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Origin-Agent-Cluster",
    "Permissions-Policy", "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options",
    "X-DNS-Prefetch-Control", "X-Download-Options", "X-Frame-Options", "X-Permitted-Cross-Domain-Policies",
    "X-XSS-Protection", "X-Request-ID",
]


class GatewayBefore:
    """The gateway, with what the Swift server declares in code declared in rampart.yaml."""

    def __init__(self, stage, rate):
        key = stage.folder / "csrf.key"
        key.write_text(base64.b64encode(os.urandom(48)).decode())
        pages = ["/", "/sign-in", "/sign-out", "/notes"]
        self.gateway = stage.gateway(
            stage.backend(self.answer).url,
            headers="strict",
            cors={"origins": [ORIGIN], "allowedHeaders": ["Content-Type"], "maxAge": "10m"},
            csrf=[
                {"routes": pages, "layers": ["origin", "token"], "allowedOrigins": [ORIGIN],
                 "token": {"key": {"file": str(key)}, "session": "session"}},
                {"layers": ["origin"], "allowedOrigins": [ORIGIN]}],
            cookies={},
            rateLimits=[
                {"name": "client", "rate": rate, "burst": 2 * int(rate.partition("/")[0])},
                {"name": "sign-in", "routes": ["/sign-in"], "rate": "10/1m", "counts": [401]}])

    @staticmethod
    def answer(request, _):
        path = request.target.partition("?")[0]
        if path == "/api/notes":
            return respond("201 Created" if request.method == "POST" else "200 OK", [JSON], b"[]")
        if path == "/healthz":
            return respond(body=b"ok\n")
        if path == "/":
            return respond(fields=[("Content-Type", "text/html"), ("X-Powered-By", "luck"), ("Set-Cookie", "seen=1")])
        if path == "/sign-in" and request.method == "POST":
            return respond("401 Unauthorized")
        return respond("404 Not Found") if path != "/notes" else respond("403 Forbidden")

    def ask(self, method, path, fields=(), body=None):
        return self.gateway.ask(method, path, fields, body, secure=True)


class SwiftServer:
    def __init__(self, stage, rate):
        program = os.environ.get("RAMPART_NOTES_SERVER", "")
        if not os.access(program, os.X_OK):
            pytest.exit("RAMPART_NOTES_SERVER must name the example's program; `make e2e` sets it", returncode=2)
        process = stage.keep(Process(
            "notes", [program, "--port", "0", "--allow-origin", ORIGIN, "--rate", rate, "--tls"], stage.folder))
        line = until(lambda: re.search(r"127\.0\.0\.1:(\d+)", process.stdout), what="the first line")
        self.port = int(line[1])

    def ask(self, method, path, fields=(), body=None):
        # It is told that its clients come over TLS; that a proxy ends it is nothing that it can see.
        with Connection(self.port) as connection:
            return connection.ask(method, path, fields, body)


@pytest.fixture(params=[GatewayBefore, SwiftServer], ids=["gateway", "hummingbird"])
def start(request, stage):
    return lambda rate="1000/1s": request.param(stage, rate)


@pytest.fixture
def server(start):
    return start()


def token_of(server):
    answer = server.ask("GET", "/sign-in" if isinstance(server, SwiftServer) else "/")
    [cookie] = [value for value in answer.all("Set-Cookie") if value.startswith("__Host-csrf=")]
    return cookie.partition(";")[0].partition("=")[2]


# MARK: headers


@pytest.mark.parametrize("method, path, status", [
    ("GET", "/healthz", 200), ("HEAD", "/healthz", 200), ("GET", "/", 200), ("GET", "/missing", 404),
    ("POST", "/api/notes", 403), ("GET", "/a%00b", 400), ("GET", "/%2e%2e/etc", 400)])
def test_every_answer_has_each_header_exactly_once(server, method, path, status):
    fields = [COOKIE, ("Origin", "https://evil.test")] if method == "POST" else []
    answer = server.ask(method, path, fields, b"{}" if method == "POST" else None)
    assert answer.status == status
    for name in ONCE:
        answer.only(name)
    assert not answer.has("X-Powered-By") and not answer.has("Server")
    assert re.fullmatch("[0-9a-f]{32}", answer.only("X-Request-ID"))


def test_a_refusal_is_a_problem_for_programs_and_a_page_for_people(server):
    program = server.ask("GET", "/a%00b", [("Accept", "application/json")])
    problem = json.loads(program.body)
    assert program.only("Content-Type") == "application/problem+json"
    assert problem["status"] == 400 and problem["requestId"] == program.only("X-Request-ID") and problem["code"]
    page = server.ask("GET", "/a%00b", [("Accept", "text/html")])
    assert page.only("Content-Type").startswith("text/html") and page.only("X-Request-ID").encode() in page.body


def test_the_clients_own_request_id_is_not_taken(server):
    own = "0123456789abcdef0123456789abcdef"
    assert server.ask("GET", "/healthz", [("X-Request-ID", own)]).only("X-Request-ID") != own


# MARK: CORS


def test_an_allowed_origin_may_read_the_api(server):
    answer = server.ask("GET", "/api/notes", [("Origin", ORIGIN)])
    assert answer.status == 200 and answer.only("Access-Control-Allow-Origin") == ORIGIN


@pytest.mark.parametrize("origin", ["https://evil.test", "http://app.example.org", "https://app.example.org:444", "null"])
def test_no_other_origin_may(server, origin):
    answer = server.ask("GET", "/api/notes", [("Origin", origin)])
    assert answer.status == 200 and not answer.has("Access-Control-Allow-Origin")


@pytest.mark.parametrize("path", ["/api/notes", "/healthz", "/missing"])
def test_every_answer_varies_with_the_origin(server, path):
    assert "Origin" in server.ask("GET", path).only("Vary").split(", ")


def test_a_preflight_is_answered_without_the_application(server):
    fields = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")]
    allowed = server.ask("OPTIONS", "/api/notes", [("Origin", ORIGIN), *fields])
    assert allowed.status == 204 and allowed.only("Access-Control-Allow-Origin") == ORIGIN
    assert "POST" in allowed.only("Access-Control-Allow-Methods") and allowed.only("Access-Control-Max-Age") == "600"
    refused = server.ask("OPTIONS", "/api/notes", [("Origin", "https://evil.test"), *fields])
    assert refused.status == 204
    assert not [name for name, _ in refused.fields if name.lower().startswith("access-control-allow")]


# MARK: CSRF


@pytest.mark.parametrize("fields, status", [
    ([COOKIE, ("Origin", SITE)], 201), ([COOKIE, ("Origin", ORIGIN)], 201), ([COOKIE, ("Sec-Fetch-Site", "same-origin")], 201),
    ([], 201), ([COOKIE, ("Origin", "https://evil.test")], 403), ([COOKIE, ("Origin", "null")], 403),
    ([COOKIE, ("Sec-Fetch-Site", "cross-site")], 403), ([COOKIE, ("Sec-Fetch-Site", "same-site")], 403), ([COOKIE], 403)])
def test_only_pages_of_this_site_may_change_something(server, fields, status):
    answer = server.ask("POST", "/api/notes", [JSON, *fields], b'{"text": "hello"}')
    assert answer.status == status, answer.body


def test_another_method_in_a_field_is_no_way_around(server):
    answer = server.ask("POST", "/api/notes", [COOKIE, ("X-HTTP-Method-Override", "GET")], b"{}")
    assert answer.status == 403


def test_a_form_needs_the_token_of_its_visitor(server):
    token = token_of(server)
    form = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", SITE), ("Cookie", f"__Host-csrf={token}")]
    body = b"name=mallory&password=guess"
    assert server.ask("POST", "/sign-in", form, body).status == 403
    assert server.ask("POST", "/sign-in", form, body + b"&_csrf=" + b"A" * len(token)).status == 403
    assert server.ask("POST", "/sign-in", form, body + f"&_csrf={token}".encode()).status == 401
    assert server.ask("POST", "/sign-in", [*form, ("X-CSRF-Token", token)], body).status == 401
    assert server.ask("POST", "/sign-in", form[:2], body + f"&_csrf={token}".encode()).status == 403


# MARK: rate limits


def test_a_client_that_asks_too_much_waits(start):
    server = start("2/1h")
    answers = [server.ask("GET", "/healthz") for _ in range(5)]
    assert [answer.status for answer in answers] == [200, 200, 200, 200, 429]
    left = [answer.only("RateLimit").partition(";t=")[0] for answer in answers]
    assert left == [f'"client";r={count}' for count in (3, 2, 1, 0, 0)]
    assert answers[0].only("RateLimit-Policy") == '"client";q=4;w=7200'
    assert 1 <= int(answers[4].only("Retry-After")) <= 1800
    for name in ONCE:
        answers[4].only(name)


def test_guessing_ends_and_using_does_not(server):
    token = token_of(server)
    form = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", SITE), ("Cookie", f"__Host-csrf={token}")]
    body = f"name=alice&password=guess&_csrf={token}".encode()
    statuses = [server.ask("POST", "/sign-in", form, body).status for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    assert server.ask("GET", "/healthz").status == 200
