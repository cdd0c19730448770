"""Several servers, sick servers, slow servers, sockets and TLS towards the backend."""

import collections
import concurrent.futures
import select
import socket
import threading
import time

import pytest

from harness.backends import respond, server_context
from harness.process import free_port, until
from harness.wire import chunk, request


def timeouts(**changes):
    return {"timeouts": {"connect": "1s", "response": "2s", "idle": "5s"} | changes}


# -- balancing


def test_requests_go_to_all_servers(stage):
    servers = [stage.backend() for _ in range(3)]
    gateway = stage.gateway(*(server.url for server in servers))
    for _ in range(60):
        assert gateway.ask().status == 200
    assert all(len(server.requests) >= 10 for server in servers), [len(server.requests) for server in servers]


def test_the_server_with_the_fewest_requests_in_flight_gets_the_next(stage):
    release = threading.Event()
    slow = stage.backend(lambda request, peer: release.wait(20) and respond(body=b"slow"))
    fast = stage.backend(lambda request, peer: respond(body=b"fast"))
    gateway = stage.gateway(slow.url, fast.url, upstream=timeouts(response="30s"))
    waiting = []
    try:
        # At most one request ends up at the slow server: while it hangs there, the other one is less busy.
        for _ in range(20):
            connection = gateway.connect()
            connection.send(request())
            waiting.append(connection)
            # The next one is sent when this one hangs or is answered.
            until(lambda: len(slow.requests) + len(fast.requests) == len(waiting)
                  and len(fast.requests) == sum(map(has_come, waiting)))
        assert len(slow.requests) <= 1
    finally:
        release.set()
    assert all(connection.read_answer().status == 200 for connection in waiting)


def has_come(connection):
    """Whether there is something to be read."""
    return bool(select.select([connection.socket], [], [], 0)[0])


def test_a_get_does_not_fail_when_a_server_dies(stage):
    dying, other = stage.backend(), stage.backend()
    gateway = stage.gateway(dying.url, other.url)
    with gateway.connect() as connection:
        for number in range(200):
            if number == 50:
                dying.stop()
            assert connection.ask().status == 200, number
    assert len(other.requests) > 100
    assert gateway.metric("rampart_upstream_failures_total", server=dying.url) > 0


def test_a_dead_server_is_left_alone_after_a_few_failures(stage):
    other = stage.backend()
    dead = f"http://127.0.0.1:{free_port()}"
    gateway = stage.gateway(dead, other.url)
    for _ in range(50):
        assert gateway.ask().status == 200
    assert gateway.metric("rampart_upstream_failures_total", server=dead) <= 10


def test_a_server_that_comes_back_is_used_again(stage):
    port = free_port()
    other = stage.backend()
    gateway = stage.gateway(
        f"http://127.0.0.1:{port}", other.url, upstream={"health": {"path": "/healthz", "interval": "200ms"}})
    until(lambda: gateway.metric("rampart_upstream_healthy", server=f"http://127.0.0.1:{port}") == 0, 5)
    back = stage.backend(port=port)
    until(lambda: gateway.metric("rampart_upstream_healthy", server=back.url) == 1, 5)
    for _ in range(20):
        assert gateway.ask().status == 200
    assert [request.target for request in back.requests].count("/") >= 5


def test_a_server_whose_health_path_fails_gets_no_requests(stage):
    health = {"status": "200 OK"}

    def answer(request, peer):
        return respond(health["status"]) if request.target == "/healthz" else respond()

    sick, other = stage.backend(answer), stage.backend()
    gateway = stage.gateway(sick.url, other.url, upstream={"health": {"path": "/healthz", "interval": "200ms"}})
    until(lambda: sick.requests, 5, "the health path is asked for")
    health["status"] = "503 Service Unavailable"
    until(lambda: gateway.metric("rampart_upstream_healthy", server=sick.url) == 0, 5)
    before = [request.target for request in sick.requests].count("/")
    for _ in range(20):
        assert gateway.ask().status == 200
    assert [request.target for request in sick.requests].count("/") == before
    assert any(message["message"] == "server is not well" for message in gateway.messages())


def test_without_a_healthy_server_the_answer_is_503(stage):
    sick = stage.backend(lambda request, peer: respond("500 Internal Server Error"))
    health = {"path": "/healthz", "interval": "200ms", "whenAllFail": "refuse"}
    gateway = stage.gateway(sick.url, upstream={"health": health})
    until(lambda: gateway.metric("rampart_upstream_healthy") == 0, 5)
    answer = gateway.ask()
    assert answer.status == 503 and b"upstream.unavailable" in answer.body


# -- what is sent twice, and what never is


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_may_have_been_done_is_never_sent_twice(stage, method):
    # Reads the request, then closes without an answer: nobody knows whether it was done.
    servers = [stage.backend(lambda request, peer: False) for _ in range(3)]
    gateway = stage.gateway(*(server.url for server in servers))
    for number in range(1, 6):
        assert gateway.ask(method, "/", body=b"order").status == 502
        assert sum(len(server.requests) for server in servers) == number


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_what_can_be_repeated_is_repeated_on_another_server(stage, method):
    failing = [stage.backend(lambda request, peer: False) for _ in range(2)]
    good = stage.backend()
    gateway = stage.gateway(*(server.url for server in failing), good.url)
    for _ in range(10):
        assert gateway.ask(method, "/").status == 200
    assert len(good.requests) == 10


def test_a_post_to_a_server_that_is_down_goes_to_another(stage):
    good = stage.backend()
    gateway = stage.gateway(f"http://127.0.0.1:{free_port()}", good.url)
    for _ in range(10):
        assert gateway.ask("POST", "/", body=b"order").status == 200
    assert [request.body for request in good.requests] == [b"order"] * 10


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_kept_connection_that_the_server_has_closed_costs_no_request(stage, method):
    # Says keep-alive and closes after each answer, as a server does whose patience ends.
    def answer(request, peer):
        peer.send(respond())
        return False

    backend = stage.backend(answer)
    gateway = stage.gateway(backend.url)
    with gateway.connect() as connection:
        for number in range(1, 31):
            assert connection.ask(method, "/", body=b"x" if method == "POST" else None).status == 200
            # A POST that is on its way when the server closes is lost, and may not be sent twice (RFC 9110, 9.2.2).
            until(lambda: gateway.metric("rampart_upstream_connections_open") == 0, what="the gateway has noticed")
    assert len(backend.requests) == 30


def test_connections_to_the_backend_are_kept_and_used_again(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, threads=1)
    for _ in range(50):
        gateway.ask()
    assert backend.connections <= 2


def test_a_backend_that_says_close_is_connected_to_anew(stage):
    backend = stage.backend(lambda request, peer: respond(fields=[("Connection", "close")]))
    gateway = stage.gateway(backend.url)
    for _ in range(5):
        assert gateway.ask().status == 200
    assert backend.connections == 5


# -- time


def test_a_server_that_accepts_nothing_is_given_up_in_time(stage):
    # A listener whose queue is full answers no handshake.
    full = socket.socket()
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(full.getsockname())
    gateway = stage.gateway(f"http://127.0.0.1:{full.getsockname()[1]}", upstream=timeouts(connect="300ms"))
    started = time.monotonic()
    assert gateway.ask().status in (502, 504)
    assert 0.25 < time.monotonic() - started < 3
    for each in (full, *fillers):
        each.close()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_server_that_does_not_answer_is_given_up_with_504(stage, method):
    backend = stage.backend(lambda request, peer: time.sleep(3) or False)
    gateway = stage.gateway(backend.url, upstream=timeouts(response="500ms"))
    started = time.monotonic()
    answer = gateway.ask(method, "/", body=b"x" if method == "POST" else None)
    assert answer.status == 504 and b"upstream.timeout" in answer.body
    assert 0.4 < time.monotonic() - started < 2.5
    # Slowness is no reason to ask twice.
    assert len(backend.requests) == 1


def test_the_time_for_an_answer_does_not_run_while_the_client_sends(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, upstream=timeouts(response="600ms"))
    with gateway.connect() as connection:
        connection.send(request("POST", "/", [("Content-Length", "40000")]))
        for _ in range(10):
            connection.send(b"x" * 4000)
            time.sleep(0.15)
        assert connection.read_answer().status == 200


def test_an_answer_that_stops_in_the_middle_ends_after_the_idle_time(stage):
    closed = threading.Event()

    def answer(request, peer):
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
        if peer.is_closed(10):
            closed.set()
        return False

    gateway = stage.gateway(stage.backend(answer).url, upstream=timeouts(idle="500ms"))
    started = time.monotonic()
    answer = gateway.ask()
    assert answer.status == 200 and answer.body == b"part" and not answer.is_complete
    assert 0.4 < time.monotonic() - started < 3
    assert closed.wait(3)


def test_a_client_that_leaves_cancels_its_request_at_the_backend(stage):
    closed = threading.Event()

    def answer(request, peer):
        if peer.is_closed(10):
            closed.set()
        return False

    backend = stage.backend(answer)
    gateway = stage.gateway(backend.url, upstream=timeouts(response="30s"))
    with gateway.connect() as connection:
        connection.send(request())
        backend.wait_for_requests(1)
    assert closed.wait(5), "the backend's connection stayed open"


# -- other ways to a server


def test_a_unix_socket_is_a_server(stage):
    backend = stage.backend(unix=stage.folder / "app.sock")
    gateway = stage.gateway(backend.url)
    assert gateway.ask().status == 200
    assert backend.request.only("Host") == "localhost"
    assert gateway.access_line()["server"] == backend.url


def test_a_unix_socket_that_is_missing_is_502(stage):
    assert stage.gateway(f"unix:{stage.folder}/none.sock").ask().status == 502


def test_a_tls_server_with_the_right_certificate_is_used(stage, authority):
    backend = stage.backend(tls=server_context(authority.issue("127.0.0.1")))
    gateway = stage.gateway(backend.url, upstream={"tls": {"authority": str(authority.file)}})
    assert gateway.ask().status == 200 and gateway.ask().status == 200


def test_a_tls_server_is_verified_by_the_name_that_is_configured(stage, authority):
    seen = []
    context = server_context(authority.issue("app.internal.test"))
    context.sni_callback = lambda connection, name, _: seen.append(name)
    backend = stage.backend(tls=context)
    tls = {"authority": str(authority.file), "serverName": "app.internal.test"}
    assert stage.gateway(backend.url, upstream={"tls": tls}).ask().status == 200
    assert set(seen) == {"app.internal.test"}


def test_a_tls_server_with_another_name_is_502_and_gets_nothing(stage, authority):
    backend = stage.backend(tls=server_context(authority.issue("other.test")))
    tls = {"authority": str(authority.file), "serverName": "app.internal.test"}
    answer = stage.gateway(backend.url, upstream={"tls": tls}).ask("POST", "/", body=b"secret")
    assert answer.status == 502 and b"upstream.unreachable" in answer.body
    assert backend.requests == []


def test_a_tls_server_with_the_wrong_address_in_its_certificate_is_502(stage, authority):
    backend = stage.backend(tls=server_context(authority.issue("127.0.0.9")))
    gateway = stage.gateway(backend.url, upstream={"tls": {"authority": str(authority.file)}})
    assert gateway.ask().status == 502 and backend.requests == []


def test_a_tls_server_of_an_unknown_authority_is_502_and_gets_nothing(stage, authority):
    backend = stage.backend(tls=server_context(authority.issue("127.0.0.1")))
    # Without `authority`, the system's are trusted, and this one is not among them.
    assert stage.gateway(backend.url).ask().status == 502 and backend.requests == []


def test_routes_are_taken_in_their_order(stage):
    api, web, other = (stage.backend(respond(body=name)) for name in (b"api", b"web", b"other"))
    gateway = stage.gateway(
        upstreams={name: {"servers": [backend.url]} for name, backend in
                   (("api", api), ("web", web), ("other", other))},
        routes=[
            {"host": "*.example.test", "path": "/api/**", "upstream": "api"},
            {"host": "*.example.test", "upstream": "web"},
            {"path": "/users/*/notes", "upstream": "other"},
        ])
    expected = {
        ("a.example.test", "/api"): b"api",
        ("A.Example.Test:8443", "/api/x"): b"api",
        ("a.example.test.", "/api/x"): b"api",
        ("a.example.test", "/%61pi/x"): b"api",
        ("a.example.test", "/x/../api/x"): b"api",
        ("a.example.test", "/apis"): b"web",
        ("a.b.example.test", "/"): b"web",
        ("anything.test", "/users/7/notes"): b"other",
        ("example.test", "/users/7/notes"): b"other",
    }
    for (host, path), body in expected.items():
        assert gateway.ask("GET", path, host=host).body == body, (host, path)
    for host, path in [("anything.test", "/"), ("anything.test", "/users//notes"), ("example.test", "/api")]:
        assert gateway.ask("GET", path, host=host).status == 404, (host, path)


def test_under_parallel_load_every_client_gets_its_own_answer(stage):
    backend = stage.backend(lambda request, peer: respond(body=request.body or request.target.encode()))
    gateway = stage.gateway(backend.url)

    def client(number):
        with gateway.connect() as connection:
            for step in range(40):
                own = f"{number}-{step}".encode()
                if step % 3 == 0:
                    answer = connection.ask("POST", "/", body=own)
                elif step % 3 == 1:
                    connection.send(request("POST", "/", [("Transfer-Encoding", "chunked")]) + chunk(own) + b"0\r\n\r\n")
                    answer = connection.read_answer()
                else:
                    own = b"/" + own
                    answer = connection.ask("GET", own.decode())
                assert answer.body == own
        return 40

    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        assert collections.Counter(pool.map(client, range(20))) == {40: 20}
