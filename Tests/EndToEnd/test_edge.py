"""CORS, CSRF, cookies, rate limits and load shedding as the gateway enforces them."""

import base64
import concurrent.futures
import os
import re
import signal
import threading
import time

import pytest

from harness.backends import respond
from harness.headers import assert_secured
from harness.http2 import HTTP2Connection
from harness.process import until
from harness.redis import Redis

ORIGIN = "https://app.example.org"
ALLOW = "Access-Control-Allow-Origin"
PREFLIGHT = [("Origin", ORIGIN), ("Access-Control-Request-Method", "PUT")]


def statuses(gateway, count, path="/", **options):
    return [gateway.ask(path=path, **options).status for _ in range(count)]


# MARK: CORS


@pytest.fixture
def cross_origin(stage):
    backend = stage.backend(respond(fields=[(ALLOW, "*"), ("Vary", "Accept-Encoding")]))
    return stage.gateway(
        backend.url,
        cors=[
            {"routes": ["/api/public/**"], "origins": "any"},
            {"routes": ["/api/**"], "origins": [ORIGIN], "credentials": True, "maxAge": "10m"}])


def test_an_allowed_origin_may_read_the_answer_and_the_backends_word_is_gone(cross_origin):
    answer = cross_origin.ask(path="/api/x", fields=[("Origin", ORIGIN)])
    assert answer.only(ALLOW) == ORIGIN
    assert answer.only("Access-Control-Allow-Credentials") == "true"
    assert answer.only("Vary") == "Accept-Encoding, Origin"


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "http://app.example.org", "https://app.example.org:444", "null", "https://xapp.example.org",
               "https://app.example.org.evil.test", "https://app-example.org"])
def test_no_other_origin_may(cross_origin, origin):
    answer = cross_origin.ask(path="/api/x", fields=[("Origin", origin)])
    assert answer.status == 200 and not answer.has(ALLOW)
    assert answer.only("Vary") == "Accept-Encoding, Origin"
    until(lambda: cross_origin.metric("rampart_detections_total", code="cors.originRefused") == 1, what="the count")


def test_every_answer_of_a_governed_route_varies(cross_origin):
    assert cross_origin.ask(path="/api/x").only("Vary") == "Accept-Encoding, Origin"
    assert cross_origin.ask(path="/elsewhere").only("Vary") == "Accept-Encoding"


def test_an_ungoverned_route_is_left_alone(cross_origin):
    assert cross_origin.ask(path="/elsewhere", fields=[("Origin", "https://evil.test")]).only(ALLOW) == "*"


def test_the_first_policy_that_matches_counts(cross_origin):
    answer = cross_origin.ask(path="/api/public/x", fields=[("Origin", "https://anybody.test")])
    assert answer.only(ALLOW) == "*" and not answer.has("Access-Control-Allow-Credentials")


def test_a_preflight_is_answered_here_with_the_security_headers(cross_origin):
    answer = cross_origin.ask("OPTIONS", "/api/x", PREFLIGHT)
    assert answer.status == 204 and answer.only(ALLOW) == ORIGIN and answer.only("Access-Control-Max-Age") == "600"
    assert not answer.has("Content-Length")
    assert_secured(answer, secure=False)
    refused = cross_origin.ask("OPTIONS", "/api/x", [("Origin", "https://evil.test"), *PREFLIGHT[1:]])
    assert refused.status == 204 and not refused.has(ALLOW)


def test_a_preflight_over_http2(cross_origin):
    with HTTP2Connection(cross_origin.secure, cross_origin.certificates.client_context()) as connection:
        answer = connection.ask("OPTIONS", "/api/x", PREFLIGHT)
    assert answer.status == 204 and answer.only("access-control-allow-origin") == ORIGIN
    assert_secured(answer, secure=True)


def test_a_governed_errors_page_has_the_fields_too(stage):
    gateway = stage.gateway("http://127.0.0.1:9", cors={"origins": [ORIGIN]})
    answer = gateway.ask(fields=[("Origin", ORIGIN)])
    assert answer.status == 502 and answer.only(ALLOW) == ORIGIN
    assert answer.only("Vary") == "Accept, Origin"


# MARK: CSRF


@pytest.fixture
def form(stage):
    key = stage.folder / "csrf.key"
    key.write_text(base64.b64encode(os.urandom(48)).decode() + "\n")
    backend = stage.backend()
    gateway = stage.gateway(
        backend.url,
        csrf=[
            {"routes": ["/token/**"], "layers": ["origin", "token"],
             "token": {"key": {"file": str(key)}, "session": "sid"}},
            {"layers": ["origin"], "exempt": ["/hook"]}])
    gateway.backend = backend
    return gateway


COOKIE = ("Cookie", "sid=1")
SAME = ("Origin", "https://localhost")


def test_a_form_of_the_same_site_passes(form):
    assert form.ask("POST", "/", [COOKIE, SAME], b"a=b", secure=True).status == 200


@pytest.mark.parametrize(
    "fields", [
        [COOKIE, ("Origin", "https://evil.test")], [COOKIE, ("Origin", "http://localhost")], [COOKIE, ("Origin", "null")],
        [COOKIE, ("Origin", "https://localhost:444")], [COOKIE], [COOKIE, ("Sec-Fetch-Site", "cross-site")],
        [COOKIE, ("Sec-Fetch-Site", "same-site")], [COOKIE, SAME, ("Origin", "https://evil.test")]])
def test_a_form_of_another_site_does_not(form, fields):
    answer = form.ask("POST", "/", fields, b"a=b", secure=True)
    assert answer.status == 403
    assert form.backend.requests == []
    assert_secured(answer, secure=True)


def test_what_is_exempt_is_exempt_exactly(form):
    assert form.ask("POST", "/hook", [COOKIE], b"", secure=True).status == 200
    for path in ("/hook/", "/hook/x", "/Hook", "/hoo%6b/x"):
        assert form.ask("POST", path, [COOKIE], b"", secure=True).status == 403, path
    # The canonical form is what counts, on both sides.
    assert form.ask("POST", "/x/../ho%6fk", [COOKIE], b"", secure=True).status == 200


def token_of(gateway, session="sid=1"):
    answer = gateway.ask(path="/token/form", fields=[("Cookie", session)], secure=True)
    [cookie] = [value for value in answer.all("Set-Cookie") if value.startswith("__Host-csrf=")]
    assert "; Secure" in cookie and "; Path=/" in cookie
    return cookie.partition(";")[0].partition("=")[2]


def another(token):
    """The same but for its last character, which differs whatever it was."""
    return token[:-1] + ("B" if token.endswith("A") else "A")


def test_a_token_opens_the_door_in_a_field_or_in_a_form(form):
    token = token_of(form)
    cookies = ("Cookie", f"sid=1; __Host-csrf={token}")
    assert form.ask("POST", "/token/x", [cookies, SAME, ("X-CSRF-Token", token)], b"a=b", secure=True).status == 200
    body = f"a=b&_csrf={token}".encode()
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    assert form.ask("POST", "/token/x", [cookies, SAME, kind], body, secure=True).status == 200
    assert form.backend.requests[-1].body == body


def test_the_form_is_asked_for_where_the_client_waits_for_100_continue(form):
    token = token_of(form)
    body = f"_csrf={token}".encode()
    with form.connect(secure=True) as connection:
        connection.send(
            (f"POST /token/x HTTP/1.1\r\nHost: localhost\r\nCookie: sid=1; __Host-csrf={token}\r\nOrigin: https://localhost\r\n"
             f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n").encode())
        assert connection.read_head().status == 100
        connection.send(body)
        assert connection.read_answer().status == 200
    request = form.backend.requests[-1]
    assert request.body == body and not request.all("Expect")


def test_a_form_in_http2_data_frames_is_read_too(form):
    token = token_of(form)
    body = f"_csrf={token}".encode()
    with HTTP2Connection(form.secure, form.certificates.client_context()) as connection:
        stream = connection.open("POST", "/token/x", [
            ("cookie", f"sid=1; __Host-csrf={token}"), ("origin", "https://localhost"),
            ("content-type", "application/x-www-form-urlencoded")], end=False)
        connection.send(stream, body[:10])
        connection.send(stream, body[10:], end=True)
        assert connection.read(stream).status == 200
    assert form.backend.requests[-1].body == body


def test_no_token_a_wrong_one_or_somebody_elses_is_refused(form):
    mine, theirs = token_of(form), token_of(form, "sid=2")
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    before = len(form.backend.requests)
    for cookie, sent in [(mine, None), (mine, theirs), (theirs, theirs), (mine, another(mine)), (mine, ""), ("", "")]:
        fields = [("Cookie", f"sid=1; __Host-csrf={cookie}"), SAME, kind]
        body = b"a=b" if sent is None else f"_csrf={sent}".encode()
        assert form.ask("POST", "/token/x", fields, body, secure=True).status == 403, (cookie, sent)
    assert len(form.backend.requests) == before


def test_a_body_that_is_no_short_form_is_not_searched(form):
    token = token_of(form)
    cookies = ("Cookie", f"sid=1; __Host-csrf={token}")
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    body = b"a=" + b"b" * 100_000 + f"&_csrf={token}".encode()
    assert form.ask("POST", "/token/x", [cookies, SAME, kind], body, secure=True).status == 403


def test_a_form_that_came_while_redis_was_asked_is_read(stage):
    """Its body is there, whole, before anybody wants it."""
    redis = stage.keep(Redis(stage.folder))
    key = stage.folder / "csrf.key"
    key.write_text("k" * 48)
    backend = stage.backend()
    gateway = stage.gateway(
        backend.url, state={"redis": redis.url}, rateLimits=[{"name": "all", "rate": "100/1s", "store": "redis"}],
        csrf={"layers": ["origin", "token"], "token": {"key": {"file": str(key)}, "session": "sid"}})
    token = token_of(gateway)
    fields = [("Cookie", f"sid=1; __Host-csrf={token}"), SAME, ("Content-Type", "application/x-www-form-urlencoded")]
    body = f"a=b&_csrf={token}".encode()
    for _ in range(20):
        assert gateway.ask("POST", "/token/x", fields, body, secure=True).status == 200
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        lower = [(name.lower(), value) for name, value in fields]
        assert connection.ask("POST", "/token/x", lower, body).status == 200
    long = b"a=" + b"b" * 100_000
    assert gateway.ask("POST", "/token/x", fields, long, secure=True).status == 403
    assert {request.body for request in backend.requests[1:]} == {body}


def test_a_form_in_the_smallest_parts_costs_no_more_memory_than_it_is_long(form):
    token = token_of(form)
    head = (f"POST /token/x HTTP/1.1\r\nHost: localhost\r\nCookie: sid=1; __Host-csrf={token}\r\nOrigin: http://localhost\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n").encode()
    before = form.memory()[0]
    connections = [form.connect() for _ in range(4)]
    for connection in connections:
        connection.send(head)
    for _ in range(2500):
        for connection in connections:
            connection.send(b"a")
    time.sleep(0.3)
    assert form.memory()[0] - before < 16
    for connection in connections:
        connection.close()


def test_credentials_that_browsers_repeat_count_as_cookies_do(form):
    assert form.ask("POST", "/", [("Authorization", "Basic YTpi")], b"a=b", secure=True).status == 403
    assert form.ask("POST", "/", [("Authorization", "Bearer abc")], b"a=b", secure=True).status == 200


# MARK: cookies


def test_behind_a_trusted_proxy_that_ends_tls_the_client_counts_as_secure(stage):
    backend = stage.backend(respond(fields=[("Set-Cookie", "__Host-sid=1; Secure; Path=/")]))
    gateway = stage.gateway(backend.url, cookies={}, clients={"trustedProxies": ["127.0.0.0/8"]})
    secure = gateway.ask(fields=[("X-Forwarded-Proto", "https")])
    assert secure.all("Set-Cookie") == ["__Host-sid=1; Secure; Path=/; HttpOnly; SameSite=Lax"]
    assert_secured(secure, secure=True)
    for proto in ("http", "https, http", ""):
        assert not gateway.ask(fields=[("X-Forwarded-Proto", proto)]).has("Strict-Transport-Security"), proto


def test_what_comes_before_the_answer_sets_no_cookies(stage):
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nSet-Cookie: sid=1\r\nAccess-Control-Allow-Origin: *\r\n\r\n"
    gateway = stage.gateway(stage.backend(early + respond()).url, cookies={}, cors={"origins": [ORIGIN]})
    [hint] = gateway.ask().informational
    assert hint.only("Link") == "</a.css>" and not hint.has("Set-Cookie") and not hint.has(ALLOW)


def test_the_backends_cookies_are_hardened(stage):
    backend = stage.backend(respond(fields=[
        ("Set-Cookie", "sid=1; Path=/"), ("Set-Cookie", "theme=dark"), ("Set-Cookie", "__Host-bad=1; Domain=example.org")]))
    gateway = stage.gateway(backend.url, cookies={"exceptions": {"theme": {"httpOnly": False}}})
    secure = gateway.ask(secure=True).all("Set-Cookie")
    assert secure[0] == "sid=1; Path=/; Secure; HttpOnly; SameSite=Lax"
    assert secure[1] == "theme=dark; Secure; SameSite=Lax"
    assert all("Domain" not in cookie for cookie in secure)
    assert gateway.ask().all("Set-Cookie")[0] == "sid=1; Path=/; HttpOnly; SameSite=Lax"


# MARK: rate limits


def test_a_limit_holds_says_so_and_says_when_to_come_back(stage):
    gateway = stage.gateway(stage.backend().url, rateLimits=[{"name": "all", "rate": "3/1h"}])
    answers = [gateway.ask() for _ in range(5)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[0].only("RateLimit").startswith('"all";r=2;t=')
    assert answers[0].only("RateLimit-Policy") == '"all";q=3;w=3600'
    assert 1 <= int(answers[3].only("Retry-After")) <= 1200
    assert_secured(answers[3], secure=False)
    until(lambda: gateway.metric("rampart_denials_total", code="rateLimit.exceeded") == 2, what="the count")


def test_keys_and_routes_tell_clients_apart(stage):
    gateway = stage.gateway(
        stage.backend().url,
        rateLimits=[
            {"name": "key", "routes": ["/api/**"], "key": ["header.X-API-Key"], "rate": "2/1h"},
            {"name": "user", "routes": ["/users/**"], "key": ["client", "path.2"], "rate": "1/1h"}])
    for key in ("a", "b"):
        assert statuses(gateway, 3, "/api/x", fields=[("X-API-Key", key)]) == [200, 200, 429]
    assert statuses(gateway, 3, "/api/x") == [200, 200, 429], "to send no key is no way around"
    assert statuses(gateway, 2, "/users/1/x") == [200, 429]
    assert statuses(gateway, 2, "/users/2/x") == [200, 429]
    assert statuses(gateway, 2, "/%75sers/1/y") == [429, 429], "another spelling is no way around"
    assert statuses(gateway, 3, "/other") == [200] * 3


def test_only_failures_count_where_only_failures_shall(stage):
    def login(request, peer):
        return respond() if request.all("X-Password") == ["right"] else respond("401 Unauthorized")

    gateway = stage.gateway(
        stage.backend(login).url, rateLimits=[{"name": "login", "routes": ["/login"], "rate": "3/1h", "counts": [401, 403]}])
    right = [("X-Password", "right")]
    assert statuses(gateway, 10, "/login", fields=right) == [200] * 10
    assert statuses(gateway, 5, "/login") == [401, 401, 401, 429, 429]
    assert statuses(gateway, 1, "/login", fields=right) == [429]
    assert statuses(gateway, 1, "/elsewhere") == [401]


def test_requests_that_are_refused_here_are_no_failures(stage):
    gateway = stage.gateway(
        stage.backend().url, csrf={"layers": ["origin"]},
        rateLimits=[{"name": "login", "routes": ["/login"], "rate": "3/1h", "counts": [401, 403]}])
    evil = [("Cookie", "sid=1"), ("Origin", "https://evil.test")]
    for _ in range(5):
        assert gateway.ask("POST", "/login", evil, b"").status == 403
    assert gateway.ask("POST", "/login", [("Cookie", "sid=1"), ("Origin", "http://localhost")], b"").status == 200


def test_a_trailing_slash_is_no_way_around_a_limit(stage):
    gateway = stage.gateway(stage.backend().url, rateLimits=[{"name": "login", "routes": ["/login"], "rate": "1/1h"}])
    assert statuses(gateway, 1, "/login") + statuses(gateway, 1, "/login/") + statuses(gateway, 1, "/login/x") == [200, 429, 200]


def test_requests_in_flight_are_limited(stage):
    gate = threading.Event()
    backend = stage.backend(lambda request, peer: gate.wait(10) and respond())
    gateway = stage.gateway(backend.url, rateLimits=[{"name": "slow", "concurrent": 2}])
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(gateway.ask) for _ in range(2)]
        backend.wait_for_requests(2)
        assert gateway.ask().status == 429
        gate.set()
        assert [answer.result().status for answer in waiting] == [200, 200]
    assert gateway.ask().status == 200
    # A client that leaves gives its place back.
    gate.clear()
    for _ in range(3):
        with gateway.connect() as connection:
            connection.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            count = len(backend.requests)
            backend.wait_for_requests(count)
    gate.set()
    until(lambda: gateway.ask().status == 200, what="places given back")


def test_detect_mode_only_counts(stage):
    gateway = stage.gateway(stage.backend().url, rateLimits=[{"name": "all", "rate": "1/1h", "mode": "detect"}])
    assert statuses(gateway, 3) == [200] * 3
    assert not gateway.ask().has("RateLimit")
    until(lambda: gateway.metric("rampart_detections_total", code="rateLimit.exceeded") == 3, what="the count")


def test_a_reload_does_not_reset_a_limit_that_it_does_not_change(stage):
    limits = [{"name": "all", "rate": "3/1h"}]
    gateway = stage.gateway(stage.backend().url, rateLimits=limits)
    assert statuses(gateway, 4) == [200, 200, 200, 429]
    gateway.reload(limits={"requestBody": "1MiB"})
    assert statuses(gateway, 1) == [429]
    gateway.reload(rateLimits=[limits[0] | {"rate": "4/1h"}])
    assert statuses(gateway, 1) == [200]


# MARK: rate limits in Redis


@pytest.fixture
def redis(stage):
    return stage.keep(Redis(stage.folder))


def shared(stage, redis, backend, rate="40/1h", **options):
    return stage.gateway(
        backend.url, state={"redis": redis.url}, rateLimits=[{"name": "all", "rate": rate, "store": "redis"} | options])


def test_two_gateways_that_share_a_limit_admit_what_one_would(stage, redis):
    backend = stage.backend()
    gateways = [shared(stage, redis, backend, rate="200/1h") for _ in range(2)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda index: gateways[index % 2].ask().status, range(400)))
    assert answers.count(200) == 200 and answers.count(429) == 200


@pytest.mark.parametrize("fallback, expected", [("open", 200), ("closed", 503), ("local", 200)])
def test_what_happens_without_redis_is_what_was_chosen(stage, redis, fallback, expected):
    gateway = shared(stage, redis, stage.backend(), whenDown=fallback)
    assert gateway.ask().status == 200
    redis.kill()
    until(lambda: gateway.ask().status == expected)
    after = [gateway.ask().status for _ in range(60)]
    if fallback == "local":
        assert after.count(200) <= 40 and after[-1] == 429
    else:
        assert set(after) == {expected}
    name = "rampart_denials_total" if fallback == "closed" else "rampart_detections_total"
    code = "rateLimit.unavailable" if fallback == "closed" else "rateLimit.storeDown"
    until(lambda: gateway.metric(name, code=code) > 0, what="the count")


def test_redis_killed_and_back_under_load_costs_no_request(stage, redis):
    gateway = shared(stage, redis, stage.backend(), rate="1000000/1s", burst=1_000_000, whenDown="local")
    seen, stop = [], threading.Event()

    def load():
        with gateway.connect() as connection:
            while not stop.is_set():
                seen.append(connection.ask().status)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        time.sleep(0.4)
        redis.kill()
        time.sleep(0.4)
        redis.restart()

    def down():
        return gateway.metric("rampart_detections_total", code="rateLimit.storeDown")

    def is_asked_again():
        before = down()
        time.sleep(0.5)
        return 0 < before == down()

    until(is_asked_again, 10, "Redis is asked again")
    stop.set()
    for thread in threads:
        thread.join()
    assert set(seen) == {200} and len(seen) > 100


def test_a_redis_with_a_password(stage):
    redis = stage.keep(Redis(stage.folder, password="correct horse"))
    secret = stage.folder / "redis.password"
    secret.write_text("correct horse\n")
    gateway = stage.gateway(
        stage.backend().url, state={"redis": {"url": redis.url, "password": {"file": str(secret)}}},
        rateLimits=[{"name": "all", "rate": "2/1h", "store": "redis", "whenDown": "closed"}])
    assert statuses(gateway, 3) == [200, 200, 429]
    assert "correct horse" not in gateway.stderr


# MARK: load


def test_low_priority_gives_way_first_when_the_backend_is_slow(stage):
    gate = threading.Event()
    backend = stage.backend(lambda request, peer: gate.wait(10) and respond())
    gateway = stage.gateway(
        backend.url, upstream={"loadShedding": {"initial": 8, "minimum": 8, "maximum": 8, "reserve": 50}},
        routes=[{"path": "/reports/**", "upstream": "app", "priority": "low"}, {"path": "/**", "upstream": "app"}])
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        first = [pool.submit(gateway.ask, path="/reports/x") for _ in range(4)]
        backend.wait_for_requests(4)
        shed = gateway.ask(path="/reports/x")
        assert shed.status == 503 and shed.only("Retry-After") == "1"
        rest = [pool.submit(gateway.ask) for _ in range(4)]
        backend.wait_for_requests(8)
        assert gateway.ask().status == 503
        gate.set()
        assert {answer.result().status for answer in first + rest} == {200}
    until(lambda: gateway.metric("rampart_denials_total", code="load.shed") == 2, what="the count")


# MARK: the configuration


@pytest.mark.parametrize("keys, message", [
    ({"cors": {"origins": "any", "credentials": True}}, "credentials"),
    ({"cors": {"origins": ["https://*.example.org/path"]}}, "is not"),
    ({"csrf": {"layers": ["token"]}}, "key"),
    ({"csrf": {"layers": ["token"], "token": {"key": "in the open"}}}, "a secret stands here"),
    ({"rateLimits": [{"name": "a", "rate": "3/1h"}, {"name": "a", "rate": "3/1h"}]}, "two rate limits"),
    ({"rateLimits": [{"name": "a", "rate": "3/1h", "store": "redis"}]}, "state: { redis"),
    ({"rateLimits": [{"name": "a"}]}, "needs a `rate`"),
    ({"rateLimits": [{"name": "a", "rate": "3/hour"}]}, "did you mean `3/1h`?"),
    ({"rateLimits": [{"name": "a", "rate": "3/1h", "routes": ["api"]}]}, "is not a route"),
    ({"state": {"redis": "redis://:secret@127.0.0.1:6379/0"}}, "password"),
    ({"rateLimits": [{"name": "a", "rate": "3/1h", "routes": ["api/login"]}]}, "did you mean `/api/login`?"),
    ({"rateLimits": [{"name": "a", "concurrent": 3, "counts": [401]}]}, "needs a `rate`"),
    ({"csrf": {"layers": ["origin"], "token": {"key": {"environment": "HOME"}}}}, "no layer `token`"),
    ({"cookies": {"sameSite": "laxx"}}, "did you mean `lax`?"),
])
def test_what_cannot_be_is_said_and_the_old_configuration_stays(stage, keys, message):
    gateway = stage.gateway(stage.backend().url)
    gateway.write(**keys)
    gateway.signal(signal.SIGHUP)
    [reason] = until(lambda: [line["reason"] for line in gateway.messages() if line["level"] == "error"])[:1]
    assert message in reason and re.search(r"yaml:\d+:\d+: ", reason), reason
    assert "secret@" not in gateway.stderr
    assert gateway.ask().status == 200
