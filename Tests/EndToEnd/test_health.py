"""Probes of servers: thresholds, statuses, the host they ask for, and what becomes of visitors while all fail."""

import itertools
import socket
import threading

import pytest

from harness.backends import respond, server_context
from harness.process import free_port, until

PROBE = {"path": "/healthz", "interval": "100ms"}


def probed(statuses):
    """A backend whose health path answers with these statuses, the last one for ever, and all else with 200."""
    following = itertools.chain(statuses, itertools.repeat(statuses[-1]))
    lock = threading.Lock()

    def answer(request, peer):
        if request.target != "/healthz":
            return respond()
        with lock:
            return respond(next(following))

    return answer


def probes(backend):
    return [request for request in backend.requests if request.target == "/healthz"]


def health_of(gateway, backend):
    return gateway.metric("rampart_upstream_healthy", server=backend.url)


def said(gateway, message):
    return [each for each in gateway.messages() if each["message"] == message]


# -- one probe that differs (caddy#6152, traefik#13387)


def test_no_visitor_notices_one_failed_probe(stage):
    backend = stage.backend(probed(["200 OK", "200 OK", "500 Internal Server Error", "200 OK"]))
    gateway = stage.gateway(backend.url, upstream={"health": PROBE})
    statuses = []
    while len(probes(backend)) < 8:
        statuses.append(gateway.ask().status)
        assert len(statuses) < 10_000
    assert set(statuses) == {200}
    assert health_of(gateway, backend) == 1
    assert not said(gateway, "server is not well")


def test_a_server_gets_no_requests_after_three_failed_probes_and_some_again_after_two_passed_ones(stage):
    sick = stage.backend(probed(["500 A"] * 3 + ["200 OK"]))
    other = stage.backend()
    # Slow enough to look between the probes.
    gateway = stage.gateway(sick.url, other.url, upstream={"health": PROBE | {"interval": "500ms"}})
    until(lambda: health_of(gateway, sick) == 0, 5, pause=0.01)
    assert len(probes(sick)) == 3
    before = len(sick.requests) - 3
    for _ in range(10):
        assert gateway.ask().status == 200
    assert len(sick.requests) - len(probes(sick)) == before
    until(lambda: health_of(gateway, sick) == 1, 5, pause=0.01)
    assert len(probes(sick)) == 5
    for _ in range(20):
        assert gateway.ask().status == 200
    assert len(sick.requests) - len(probes(sick)) > before
    [unwell], [well] = said(gateway, "server is not well"), said(gateway, "server is well again")
    assert unwell["server"] == well["server"] == sick.url
    assert unwell["reason"] == f"status 500 for `/healthz` with the host `127.0.0.1:{sick.port}`"


def test_thresholds_can_be_set(stage):
    sick = stage.backend(probed(["500 A", "200 OK", "500 A", "500 A", "200 OK"]))
    gateway = stage.gateway(sick.url, upstream={"health": PROBE | {"unhealthyAfter": 2, "healthyAfter": 4}})
    until(lambda: said(gateway, "server is well again"), 5)
    assert len(said(gateway, "server is not well")) == 1
    assert len(probes(sick)) >= 8


# -- what passes


@pytest.mark.parametrize("status, configured, passes", [
    ("204 No Content", None, True), ("302 Found", None, True), ("404 Not Found", None, False),
    ("302 Found", "200-299", False), ("404 Not Found", ["200-299", 404], True), ("200 OK", 204, False)])
def test_the_statuses_that_pass_can_be_set(stage, status, configured, passes):
    backend = stage.backend(probed([status]))
    health = PROBE | ({"status": configured} if configured else {})
    gateway = stage.gateway(backend.url, upstream={"health": health})
    until(lambda: len(probes(backend)) >= 5, 5)
    assert health_of(gateway, backend) == (1 if passes else 0)


def test_a_probe_that_is_not_answered_in_time_fails(stage):
    release = threading.Event()

    def answer(request, peer):
        if request.target == "/healthz":
            release.wait(10)
        return respond()

    backend = stage.backend(answer)
    gateway = stage.gateway(backend.url, upstream={"health": PROBE | {"timeout": "100ms"}})
    try:
        until(lambda: health_of(gateway, backend) == 0, 5)
        assert said(gateway, "server is not well")[0]["reason"] == "no answer in time"
        assert gateway.ask().status == 200
    finally:
        release.set()
    until(lambda: health_of(gateway, backend) == 1, 5)


def test_a_tls_server_is_probed_over_tls(stage, authority):
    backend = stage.backend(probed(["200 OK"]), tls=server_context(authority.issue("127.0.0.1")))
    upstream = {"tls": {"authority": str(authority.file)}, "health": PROBE}
    gateway = stage.gateway(backend.url, upstream=upstream)
    until(lambda: len(probes(backend)) >= 4, 5)
    assert health_of(gateway, backend) == 1


def test_a_tls_server_that_is_not_trusted_fails_its_probes_and_the_log_says_why(stage, authority):
    backend = stage.backend(probed(["200 OK"]), tls=server_context(authority.issue("127.0.0.1")))
    gateway = stage.gateway(backend.url, upstream={"health": PROBE})
    until(lambda: health_of(gateway, backend) == 0, 5)
    assert said(gateway, "server is not well")[0]["reason"] == "the TLS handshake failed: certificate verify failed"
    assert not probes(backend)


# -- while all servers fail


@pytest.mark.parametrize("count", [1, 2])
def test_requests_are_forwarded_while_every_server_fails_its_probes(stage, count):
    servers = [stage.backend(probed(["500 A"])) for _ in range(count)]
    gateway = stage.gateway(*(server.url for server in servers), upstream={"health": PROBE})
    until(lambda: all(health_of(gateway, server) == 0 for server in servers), 5)
    assert [gateway.ask().status for _ in range(20)] == [200] * 20
    [message] = said(gateway, "no server of the upstream passes its probes")
    assert (message["upstream"], message["requests"]) == ("app", "forwarded all the same")


@pytest.mark.parametrize("count", [1, 2])
def test_requests_are_refused_while_every_server_fails_its_probes_if_the_upstream_says_so(stage, count):
    servers = [stage.backend(probed(["500 A"] * 10 + ["200 OK"])) for _ in range(count)]
    health = PROBE | {"whenAllFail": "refuse"}
    gateway = stage.gateway(*(server.url for server in servers), upstream={"health": health})
    until(lambda: all(health_of(gateway, server) == 0 for server in servers), 5)
    answer = gateway.ask()
    assert answer.status == 503 and b"upstream.unavailable" in answer.body
    [message] = said(gateway, "no server of the upstream passes its probes")
    assert message["requests"] == "refused with 503"
    until(lambda: gateway.ask().status == 200, 5)


def test_a_server_that_closes_all_its_connections_stays_available(stage):
    closes = threading.Event()
    closes.set()
    backend = stage.backend(lambda request, peer: False if closes.is_set() else respond())
    gateway = stage.gateway(backend.url)
    for _ in range(5):
        assert gateway.ask().status == 502
    closes.clear()
    assert gateway.ask().status == 200


# -- the host (kamal-proxy#175, freelawproject/courtlistener#2059)


def django(request, peer):
    """Checks `Host` as Django does with `ALLOWED_HOSTS = ["app.example.org"]`."""
    host = request.only("Host").partition(":")[0]
    return respond() if host == "app.example.org" else respond("400 Bad Request")


@pytest.mark.parametrize("health, routes", [
    ({"host": "app.example.org"}, [{"path": "/**", "upstream": "app"}]),
    ({"host": "app.example.org:8443"}, [{"host": "other.example.org", "upstream": "app"}]),
    ({}, [{"host": "*.example.org", "path": "/x", "upstream": "app"}, {"host": "app.example.org", "upstream": "app"}]),
], ids=["configured", "configured with a port", "of the route"])
def test_a_server_that_checks_the_host_passes_its_probes(stage, health, routes):
    backend = stage.backend(django)
    gateway = stage.gateway(backend.url, upstream={"health": PROBE | health}, routes=routes)
    until(lambda: len(probes(backend)) >= 5, 5)
    assert health_of(gateway, backend) == 1
    assert {probe.only("Host") for probe in probes(backend)} == {health.get("host", "app.example.org")}


def test_a_server_that_does_not_know_the_host_of_the_probes_still_serves_and_the_log_names_the_host(stage):
    backend = stage.backend(django)
    gateway = stage.gateway(backend.url, upstream={"health": PROBE})
    until(lambda: health_of(gateway, backend) == 0, 5)
    assert gateway.ask(host="app.example.org").status == 200
    assert said(gateway, "server is not well")[0]["reason"] == (
        f"status 400 for `/healthz` with the host `127.0.0.1:{backend.port}`")


def test_a_reload_changes_the_host_of_the_probes(stage):
    backend = stage.backend(django)
    gateway = stage.gateway(backend.url, upstream={"health": PROBE})
    until(lambda: health_of(gateway, backend) == 0, 5)
    gateway.reload(routes=[{"host": "app.example.org", "upstream": "app"}])
    until(lambda: health_of(gateway, backend) == 1, 5)


# -- without probes


def test_a_server_that_is_down_shows_in_the_metric_and_its_reason_in_the_log(stage):
    port = free_port()
    gateway = stage.gateway(f"http://127.0.0.1:{port}")
    for _ in range(3):
        assert gateway.ask().status == 502
    assert gateway.metric("rampart_upstream_healthy") == 0
    [first], [unwell] = said(gateway, "server failed"), said(gateway, "server is not well")
    assert first["reason"] == unwell["reason"] == "connection refused"
    assert unwell["failures"] == "3 requests in a row"
    stage.backend(port=port)
    assert gateway.ask().status == 200
    assert gateway.metric("rampart_upstream_healthy") == 1
    assert len(said(gateway, "server answers again")) == 1


def test_the_log_says_in_words_why_a_unix_socket_cannot_be_reached(stage):
    gateway = stage.gateway("unix:/nowhere/app.sock")
    assert gateway.ask().status == 502
    assert [each["reason"] for each in said(gateway, "server failed")] == ["no such file or directory"]


def test_a_connection_that_is_not_answered_says_so(stage):
    full = socket.socket()
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(full.getsockname())
    gateway = stage.gateway(
        f"http://127.0.0.1:{full.getsockname()[1]}", upstream={"timeouts": {"connect": "300ms"}})
    assert gateway.ask().status == 502
    assert [each["reason"] for each in said(gateway, "server failed")] == ["no connection in time"]
    for each in (full, *fillers):
        each.close()
