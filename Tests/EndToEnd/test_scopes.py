"""A scope that protects holds for every path that some backend serves as its own; one that loosens, where all do."""

import json
import pathlib
import subprocess

import pytest

from harness.backends import respond
from harness.http2 import HTTP2Connection
from harness.python import Gunicorn

CASES = pathlib.Path(__file__).parents[2].parent / "shared/cases/2026-11/differentials"
TRANSPORTS = ["plain", "tls", "http2"]
EVIL = [("Cookie", "s=1"), ("Origin", "http://evil.test")]
#: One rule is enough to see whether any rules run.
RULES = 'SecRule ARGS "@contains attack" "id:1001,phase:2,deny,status:403,msg:\'attack\'"\n'


def ask(gateway, transport, method="GET", path="/", fields=(), body=None, host="localhost"):
    if transport != "http2":
        return gateway.ask(method, path, fields, body, secure=transport == "tls", host=host)
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        return connection.ask(method, path, fields, body, authority=host)


@pytest.fixture
def rules(stage):
    """The folder of a rule set with one rule."""
    folder = stage.folder / "crs" / "rules"
    folder.mkdir(parents=True)
    (folder / "one.conf").write_text(RULES)
    (folder.parent / "crs-setup.conf").write_text("SecRuleEngine On\n")
    return str(folder.parent)


#: What each backend makes of it, as far as tests of the readings say, and who.
DISGUISES = {
    "/api%2Flogin": "Flask, Django, Starlette, Go, PHP",
    "/api/login;x": "Tomcat, Jetty",
    "/api;a=b/login": "Tomcat, Jetty",
    "/api/login%3Bx": "those that decode first",
    "/api/login/": "nearly all",
    "/API/Login": "Express, ASP.NET",
    "/api%2Flogin;x": "Jetty",
    "/api/login%3Fx": "Apache",
    "/(S(x))/api/login": "ASP.NET",
}


# MARK: what protects


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("path", DISGUISES)
def test_a_limit_counts_every_path_that_a_backend_takes_for_its_own(stage, path, transport):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, rateLimits=[{"name": "login", "routes": ["/api/login"], "rate": "2/1h"}])
    assert [ask(gateway, transport, path=path).status for _ in range(3)] == [200, 200, 429]
    assert ask(gateway, transport, path="/api/login").status == 429
    assert ask(gateway, transport, path="/api/logout;x").status == 200
    assert {request.target for request in backend.requests} == {path, "/api/logout;x"}


@pytest.mark.parametrize("path", [*DISGUISES, "/api/login"])
def test_the_csrf_check_too(stage, path):
    gateway = stage.gateway(stage.backend().url, csrf=[{"routes": ["/api/login"], "layers": ["origin"]}])
    assert gateway.ask("POST", path, EVIL, b"a=b").status == 403
    assert gateway.ask("POST", "/api/logout;x", EVIL, b"a=b").status == 200


def test_of_csrf_entries_all_that_may_be_meant_must_pass(stage):
    gateway = stage.gateway(stage.backend().url, csrf=[
        {"routes": ["/hooks/**"], "layers": ["origin"], "mode": "detect"}, {"layers": ["origin"]}])
    assert gateway.ask("POST", "/hooks/a", EVIL, b"a=b").status == 200
    assert gateway.ask("POST", "/hooks/a;x", EVIL, b"a=b").status == 200
    for path in ("/hooks%2Fa", "/hooks;x/a", "/HOOKS/a", "/form%2Fa"):
        assert gateway.ask("POST", path, EVIL, b"a=b").status == 403, path


def test_path_info_is_the_programs(stage):
    gateway = stage.gateway(
        stage.backend().url, csrf=[{"routes": ["/login.php"], "layers": ["origin"]}],
        rateLimits=[{"name": "login", "routes": ["/admin/index.php"], "rate": "1/1h"}])
    for path in ("/login.php/x", "/login.php", "/login.php%2Fx", "/LOGIN.PHP/x/y"):
        assert gateway.ask("POST", path, EVIL, b"a=b").status == 403, path
    for path in ("/login.phpx/x", "/login/x", "/a/login.php/x"):
        assert gateway.ask("POST", path, EVIL, b"a=b").status == 200, path
    assert [gateway.ask(path=f"/admin/index.php/{number}").status for number in range(2)] == [200, 429]


def test_a_parameter_makes_no_fresh_key(stage):
    gateway = stage.gateway(
        stage.backend().url, rateLimits=[{"name": "user", "routes": ["/users/*"], "key": ["path.2"], "rate": "2/1h"}])
    paths = ("/users/bob", "/users/bob;1", "/users/bob;2", "/users%2Fbob", "/users/ann")
    assert [gateway.ask(path=path).status for path in paths] == [200, 200, 429, 429, 200]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_firewall_looks_at_what_may_not_be_in_a_scope_without_it(stage, rules, transport):
    backend = stage.backend()
    gateway = stage.gateway(
        backend.url,
        waf=[{"routes": ["/static/**", "/raw"], "mode": "off"}, {"routes": ["/trial/**"], "rules": rules, "mode": "detect"},
             {"rules": rules}])
    attack = "?q=attack"
    for path in ("/static/a", "/static/a;x", "/static/a%2Fb", "/raw", "/raw/", "/trial/a", "/trial/a;b"):
        assert ask(gateway, transport, path=path + attack).status == 200, path
    for path in ("/a", "/static%2Fa", "/static;x/a", "/Static/a", "/raw;x", "/RAW", "/trial%2Fa", "/Trial/a", "/x%2Fstatic"):
        assert ask(gateway, transport, path=path + attack).status == 403, path


def test_an_exclusion_holds_where_every_backend_is_in_its_scope(stage, rules):
    exclusion = {"rules": [1001], "reason": "people write about attacks"}
    gateway = stage.gateway(
        stage.backend().url,
        waf=[{"routes": ["/blog/**"], "rules": rules, "exclusions": [exclusion]},
             {"rules": rules, "exclusions": [{"routes": ["/search"], **exclusion}]}])
    attack = "?q=attack"
    for path in ("/blog/a", "/blog/a;x", "/search", "/search/"):
        assert gateway.ask(path=path + attack).status == 200, path
    for path in ("/blog%2Fa", "/Blog/a", "/search;x", "/Search", "/search%3Bx", "/blog;x/a"):
        assert gateway.ask(path=path + attack).status == 403, path


def test_cookies_are_hardened_by_every_policy_that_may_be_meant(stage):
    backend = stage.backend(respond(fields=[("Set-Cookie", "a=b")]))
    gateway = stage.gateway(backend.url, cookies=[
        {"routes": ["/app/**"], "sameSite": "strict"}, {"httpOnly": True, "sameSite": "lax"}])
    assert "SameSite=Strict" in gateway.ask(path="/app/a").only("Set-Cookie")
    assert "SameSite=Lax" in gateway.ask(path="/a").only("Set-Cookie")
    assert "SameSite=Strict" in gateway.ask(path="/app%2Fa").only("Set-Cookie")


def test_cross_origin_leave_is_given_where_every_backend_is_in_the_scope(stage):
    backend = stage.backend(respond(fields=[("Access-Control-Allow-Origin", "*")]))
    gateway = stage.gateway(backend.url, cors=[{"routes": ["/public/**"], "origins": "any"}])
    origin = [("Origin", "https://app.example")]
    assert gateway.ask(path="/public/a;x", fields=origin).only("Access-Control-Allow-Origin") == "*"
    for path in ("/public%2Fa", "/Public/a", "/public;x/a"):
        answer = gateway.ask(path=path, fields=origin)
        assert not answer.has("Access-Control-Allow-Origin") and "Origin" in answer.only("Vary"), path
    assert gateway.ask(path="/other", fields=origin).only("Access-Control-Allow-Origin") == "*"


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_path_with_more_readings_than_any_honest_one_is_refused_by_name(stage, transport):
    gateway = stage.gateway(stage.backend().url)
    path = "/" + "/".join(f"a{number}.php" for number in range(60))
    assert ask(gateway, transport, path=path).status == 400
    assert gateway.access_line()["decision"] == "request.ambiguousPath"


# MARK: a real application


@pytest.fixture
def flask(stage, rules):
    application = stage.keep(Gunicorn(stage.folder, "echo:app", "flask"))
    return stage.gateway(
        application.url,
        rateLimits=[{"name": "login", "routes": ["/api/login", "/login", "/login.php"], "rate": "2/1h"}],
        csrf=[{"routes": ["/api/login", "/login", "/login.php"], "layers": ["origin"]}],
        waf=[{"routes": ["/api/login", "/login", "/login.php"], "rules": rules}])


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_flask_serves_an_encoded_slash_under_the_same_controls(flask, transport):
    answer = ask(flask, transport, path="/api%2Flogin")
    assert json.loads(answer.body)["page"] == "login"
    assert ask(flask, transport, "POST", "/api%2Flogin", EVIL, b"a=b").status == 403
    assert ask(flask, transport, path="/api%2Flogin?q=attack").status == 429
    assert [ask(flask, transport, path="/api/login").status for _ in range(2)] == [429, 429]


@pytest.mark.parametrize("case", ["p2-encoded-slash", "p3-parameter", "p4-path-info"])
def test_the_reported_requests(flask, case):
    file = CASES / f"{case}.http"
    if not file.exists():
        pytest.skip(f"{file} is not there: the reported requests are not part of this repository")

    def status():
        with flask.connect() as connection:
            connection.send(file.read_bytes())
            return connection.read_answer().status

    assert [status() for _ in range(3)] == [403, 403, 429]
    assert {line["decision"] for line in flask.access_lines(3)} == {"csrf.crossOrigin", "rateLimit.exceeded"}


# MARK: hosts


HOSTED = {"rateLimits": [{"name": "login", "routes": ["flask.test/login"], "rate": "1/1h"}],
          "csrf": [{"routes": ["flask.test/**"], "layers": ["origin"]}]}


def test_a_host_that_can_be_evaded_is_an_error_that_says_what_to_write(stage, rampart):
    file = stage.folder / "rampart.yaml"
    file.write_text(json.dumps({
        "version": 1, "listen": [{"address": "127.0.0.1:1"}], "upstreams": {"app": {"servers": ["http://127.0.0.1:9"]}},
        "routes": [{"upstream": "app"}], **HOSTED}, indent=1))
    result = subprocess.run([rampart, "validate", "-c", file], capture_output=True, text=True, timeout=60)
    said = result.stdout + result.stderr
    assert result.returncode == 2
    assert "`flask.test/login` names a host" in said and "`flask.test/**` names a host" in said
    assert 'write `host: "flask.test"` at that route, or `/login` here' in said


def test_with_hosts_on_the_routes_another_host_reaches_nothing(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, routes=[{"host": "flask.test", "upstream": "app"}], **HOSTED)
    file = CASES / "h1-other-host.http"
    other = file.read_bytes() if file.exists() else (
        b"POST /login HTTP/1.1\r\nHost: other.test\r\nCookie: s=1\r\nOrigin: http://evil.test\r\nContent-Length: 3\r\n\r\na=b")
    for request in (other, other.replace(b"other.test", b"flask.test.other.test"), other.replace(b"other.test", b"[::1]")):
        with gateway.connect() as connection:
            connection.send(request)
            assert connection.read_answer().status == 421
    for host in ("flask.test", "FLASK.test.", "flask.test:8080"):
        assert gateway.ask("POST", "/form", EVIL, b"a=b", host=host).status == 403
    assert backend.requests == []


# MARK: what explain says


def test_explain_shows_the_readings_and_which_scopes_they_meet(stage, rampart):
    file = stage.folder / "rampart.yaml"
    file.write_text(json.dumps({
        "version": 1, "listen": [{"address": "127.0.0.1:1"}], "upstreams": {"app": {"servers": ["http://127.0.0.1:9"]}},
        "routes": [{"upstream": "app"}], "rateLimits": [{"name": "login", "routes": ["/api/login"], "rate": "2/1h"}]}))

    def explain(path, *arguments):
        result = subprocess.run(
            [rampart, "explain", "GET", f"http://localhost:1{path}", "-c", file, "--json", *arguments],
            capture_output=True, text=True, timeout=60, check=True)
        return {stage["stage"]: stage for stage in json.loads(result.stdout)["stages"] if stage["stage"] != "headers"}

    stages = explain("/api%2Flogin;x", "-H", "SCRIPT_NAME: /x")
    assert "`/api/login`" in stages["path"]["detail"]
    assert "as `/api/login`" in stages["rateLimit.login"]["detail"]
    assert stages["fields"]["decision"] == "drop" and "`SCRIPT_NAME`" in stages["fields"]["detail"]
    plain = explain("/api/login")
    assert "path" not in plain and "fields" not in plain and "; as" not in plain["rateLimit.login"]["detail"]


# MARK: a path that no route serves


@pytest.fixture
def unrouted(stage):
    backend = stage.backend()
    gateway = stage.gateway(
        backend.url, routes=[{"path": "/app/**", "upstream": "app"}], cors={"origins": ["https://app.example"]},
        rateLimits=[{"name": "all", "rate": "3/1h"}, {"name": "other", "routes": ["/app/**"], "rate": "1/1h"}],
        csrf={"layers": ["origin"]})
    gateway.backend = backend
    return gateway


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_404_of_the_gateway_has_the_fields_of_cors_and_counts(unrouted, transport):
    origin = [("Origin", "https://app.example")]
    answer = ask(unrouted, transport, path="/nowhere", fields=origin)
    assert answer.status == 404 and answer.only("Access-Control-Allow-Origin") == "https://app.example"
    assert "Origin" in answer.only("Vary")
    preflight = ask(unrouted, transport, "OPTIONS", "/nowhere", [*origin, ("Access-Control-Request-Method", "PUT")])
    assert preflight.status == 204 and preflight.only("Access-Control-Allow-Origin") == "https://app.example"
    # Nothing is there that another site could act on; a body is not read either.
    assert ask(unrouted, transport, "POST", "/nowhere", EVIL, b"a" * 1000).status == 404
    assert [ask(unrouted, transport, path="/nowhere").status for _ in range(2)] == [404, 429]
    assert unrouted.backend.requests == []


def test_another_origin_cannot_read_it(unrouted):
    answer = unrouted.ask(path="/nowhere", fields=[("Origin", "https://evil.test")])
    assert answer.status == 404 and not answer.has("Access-Control-Allow-Origin") and "Origin" in answer.only("Vary")


# MARK: paths that are forwarded as they were sent


SENT = ["/unsafe/300x200/https://img.example.org/a.png", "/bucket//key", "/%7E", "/%c3%bc", "/a%2fb", "/a;b", "/'x'", "//", "/a/%2D",
        "/bucket//key?x=//y&z=%7e"]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_route_can_say_that_the_backend_gets_the_path_as_sent(stage, transport):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, routes=[{"upstream": "app", "forwardPath": "asSent"}])
    for path in SENT:
        assert ask(gateway, transport, path=path).status == 200, path
    assert [request.target for request in backend.requests] == SENT
    canonical = stage.gateway(backend.url)
    for path in SENT[:4]:
        ask(canonical, transport, path=path)
    assert [request.target for request in backend.requests[len(SENT):]] == [
        "/unsafe/300x200/https:/img.example.org/a.png", "/bucket/key", "/~", "/%C3%BC"]


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("path", ["/a/../b", "/a/./b", "/a/%2e%2e/b", "/a/%2E", "/./", "//../a", "/a//../../b"])
def test_dot_segments_are_refused_there(stage, path, transport):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, routes=[{"upstream": "app", "forwardPath": "asSent"}])
    assert ask(gateway, transport, path=path).status == 400
    assert gateway.access_line()["decision"] in ("request.ambiguousPath", "request.malformed")
    assert backend.requests == []


def test_such_a_route_is_decided_on_the_canonical_form_and_its_readings(stage, rules):
    gateway = stage.gateway(
        stage.backend().url, routes=[{"path": "/b/**", "upstream": "app", "forwardPath": "asSent"}, {"upstream": "app"}],
        rateLimits=[{"name": "key", "routes": ["/b/key"], "rate": "2/1h"}],
        waf=[{"routes": ["/b/raw", "/b/all/**"], "mode": "off"}, {"rules": rules}])
    assert [gateway.ask(path=path).status for path in ("/b//key", "/%62/key", "/b/key;x")] == [200, 200, 429]
    for path in ("/b/raw", "/b/all/x", "/b/all//x"):
        assert gateway.ask(path=path + "?q=attack").status == 200, path
    # To an object store this is another key than `/b/raw`.
    for path in ("/b//raw", "//b/all/x", "/b//all/x"):
        assert gateway.ask(path=path + "?q=attack").status == 403, path


def test_a_redirect_to_https_keeps_such_a_path(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, routes=[{"upstream": "app", "forwardPath": "asSent"}])
    listen = gateway.keys["listen"]
    gateway.reload(listen=[listen[0] | {"redirect": "https"}, listen[1]])
    answer = gateway.ask(path="/bucket//key?x=%7e")
    assert answer.status == 308 and answer.only("Location") == f"https://localhost:{gateway.secure}/bucket//key?x=%7e"
