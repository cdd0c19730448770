"""What the backend is told about the client, and whose word is taken for it."""

import re
import socket

import pytest

from harness.http2 import HTTP2Connection
from harness.process import free_port

SPOOFED = [
    ("X-Forwarded-For", "6.6.6.6"), ("x-forwarded-for", "7.7.7.7"), ("X-Forwarded-Proto", "gopher"),
    ("X-Forwarded-Host", "evil.test"), ("Forwarded", "for=6.6.6.6;host=evil.test;proto=gopher"),
    ("X-Request-ID", "0123456789abcdef0123456789abcdef"),
]


@pytest.fixture
def backend(stage):
    return stage.backend()


def test_an_untrusted_client_cannot_say_who_it_is(stage, backend):
    gateway = stage.gateway(backend.url)
    answer = gateway.ask("GET", "/", SPOOFED, host="localhost:8080")
    request = backend.request
    assert request.only("X-Forwarded-For") == "127.0.0.1"
    assert request.only("X-Forwarded-Proto") == "http"
    assert request.only("X-Forwarded-Host") == "localhost:8080"
    assert request.only("Forwarded").lower() == 'for=127.0.0.1;proto=http;host="localhost:8080"'
    assert request.only("X-Request-ID") == answer.only("X-Request-ID") != "0123456789abcdef0123456789abcdef"
    assert gateway.access_line()["client"] == "127.0.0.1"


@pytest.mark.parametrize("transport", ["tls", "http2"])
def test_tls_is_told_to_the_backend(stage, backend, transport):
    gateway = stage.gateway(backend.url)
    if transport == "http2":
        with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
            connection.ask("GET", "/", SPOOFED)
    else:
        gateway.ask("GET", "/", SPOOFED, secure=True)
    assert backend.request.only("X-Forwarded-Proto") == "https"
    assert "proto=https" in backend.request.only("Forwarded")
    assert backend.request.only("X-Forwarded-For") == "127.0.0.1"
    assert backend.request.only("Host") == backend.request.only("X-Forwarded-Host") == "localhost"


def test_a_trusted_proxy_is_believed_and_added(stage, backend):
    gateway = stage.gateway(backend.url, clients={"trustedProxies": ["127.0.0.0/8"]})
    answer = gateway.ask("GET", "/", [
        ("X-Forwarded-For", "6.6.6.6, 203.0.113.9"), ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "public.test"), ("X-Request-ID", "0123456789abcdef0123456789abcdef")])
    request = backend.request
    assert request.only("X-Forwarded-For") == "6.6.6.6, 203.0.113.9, 127.0.0.1"
    assert request.only("X-Forwarded-Proto") == "https"
    assert request.only("X-Forwarded-Host") == "public.test"
    assert request.only("X-Request-ID") == answer.only("X-Request-ID") == "0123456789abcdef0123456789abcdef"
    # The rightmost address that is not trusted; what stands before it anybody can have written.
    assert gateway.access_line()["client"] == "203.0.113.9"


@pytest.mark.parametrize("chain, client", [
    ("203.0.113.9", "203.0.113.9"),
    ("203.0.113.9, 127.0.0.7", "203.0.113.9"),
    ("::ffff:203.0.113.9", "203.0.113.9"),
    ("2001:DB8:0:0::9", "2001:db8::9"),
    ("[2001:db8::9]:4711", "2001:db8::9"),
    ("203.0.113.9:4711", "203.0.113.9"),
    ("127.0.0.3, 127.0.0.2", "127.0.0.3"),
    ("203.0.113.9, nonsense", "127.0.0.1"),
    ("203.0.113.9, ", "127.0.0.1"),
    ("", "127.0.0.1"),
    ("127.0.0.1.evil", "127.0.0.1"),
])
def test_the_client_is_the_rightmost_address_that_is_not_trusted(stage, backend, chain, client):
    gateway = stage.gateway(backend.url, clients={"trustedProxies": ["127.0.0.0/8"]})
    gateway.ask("GET", "/", [("X-Forwarded-For", chain)])
    assert gateway.access_line()["client"] == client


def test_several_forwarded_for_lines_are_one_list(stage, backend):
    gateway = stage.gateway(backend.url, clients={"trustedProxies": ["127.0.0.0/8"]})
    gateway.ask("GET", "/", [("X-Forwarded-For", "203.0.113.9"), ("x-forwarded-for", "198.51.100.2")])
    assert gateway.access_line()["client"] == "198.51.100.2"
    assert backend.request.only("X-Forwarded-For") == "203.0.113.9, 198.51.100.2, 127.0.0.1"


@pytest.mark.parametrize("identifier", ["short", "0123456789ABCDEF0123456789ABCDEF", "0" * 33, "g" * 32, "a" * 31 + '"'])
def test_an_id_in_another_form_is_replaced_even_from_a_trusted_proxy(stage, backend, identifier):
    gateway = stage.gateway(backend.url, clients={"trustedProxies": ["127.0.0.0/8"]})
    answer = gateway.ask("GET", "/", [("X-Request-ID", identifier)])
    assert re.fullmatch("[0-9a-f]{32}", answer.only("X-Request-ID"))
    assert backend.request.only("X-Request-ID") == answer.only("X-Request-ID")


def test_each_request_has_an_id_of_its_own(stage, backend):
    gateway = stage.gateway(backend.url)
    with gateway.connect() as connection:
        identifiers = {connection.ask("GET", "/").only("X-Request-ID") for _ in range(50)}
    assert len(identifiers) == 50
    assert {line["id"] for line in gateway.access_lines(50)} == identifiers


def test_a_trace_is_passed_on(stage, backend):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    stage.gateway(backend.url).ask("GET", "/", [("traceparent", trace), ("tracestate", "a=b")])
    assert backend.request.only("traceparent") == trace and backend.request.only("tracestate") == "a=b"


@pytest.mark.parametrize("trace", [
    None, "nonsense", "00-" + "0" * 32 + "-b7ad6b7169203331-01", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"])
def test_without_a_valid_trace_one_begins(stage, backend, trace):
    stage.gateway(backend.url).ask("GET", "/", [("traceparent", trace)] if trace else [])
    made = backend.request.only("traceparent")
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", made) and made != trace
    assert "0" * 32 not in made


def test_ipv6_listeners_and_clients(stage, backend):
    port = free_port("::1")
    gateway = stage.gateway(backend.url, listen=[{"address": f"[::1]:{port}"}])
    gateway.plain = port
    assert gateway.ask("GET", "/", at="::1", host="[::1]:80").status == 200
    assert gateway.access_line()["client"] == "::1"
    assert backend.request.only("X-Forwarded-For") == "::1"
    assert backend.request.only("Forwarded") == 'for="[::1]";proto=http;host="[::1]:80"'
    assert backend.request.only("Host") == "[::1]:80"


def test_ipv4_clients_of_an_ipv6_listener_are_ipv4(stage, backend):
    port = free_port()
    gateway = stage.gateway(
        backend.url, listen=[{"address": f"[::]:{port}"}], clients={"trustedProxies": ["127.0.0.0/8"]})
    gateway.plain = port
    gateway.ask("GET", "/", [("X-Forwarded-For", "203.0.113.9")])
    # ::ffff:127.0.0.1 is 127.0.0.1: trusted, and written as IPv4.
    assert gateway.access_line()["client"] == "203.0.113.9"
    assert backend.request.only("X-Forwarded-For") == "203.0.113.9, 127.0.0.1"


def test_a_unix_listener_serves(stage, backend):
    path = stage.folder / "gateway.sock"
    stage.gateway(backend.url, listen=[{"address": f"unix:{path}"}])
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        client.connect(str(path))
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK\r\n")
