"""PROXY protocol, versions 1 and 2, from listed peers only."""

import socket
import struct

import pytest

from harness.process import free_port
from harness.wire import Connection, request

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def version_2(source="203.0.113.9", destination="198.51.100.1", command=1, family=None, extra=b"", length=None):
    """A binary header; `length` overrides the true one."""
    if ":" in source:
        addresses = socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, destination)
        family = family or 0x21
    else:
        addresses = socket.inet_aton(source) + socket.inet_aton(destination)
        family = family or 0x11
    body = addresses + struct.pack(">HH", 4711, 443) + extra
    return SIGNATURE + struct.pack(">BBH", 0x20 | command, family, len(body) if length is None else length) + body


@pytest.fixture
def backend(stage):
    return stage.backend()


@pytest.fixture
def start(stage, backend):
    def start(listed, tls=False):
        port = free_port()
        listener = {"address": f"127.0.0.1:{port}", "proxyProtocol": listed}
        gateway = stage.gateway(
            backend.url, listen=[listener | ({"tls": stage.certificate.files} if tls else {})],
            limits={"headerTimeout": "1s"})
        gateway.plain = gateway.secure = port
        return gateway

    return start


LISTED = ["127.0.0.0/8"]
GOOD = {
    "v1 IPv4": (b"PROXY TCP4 203.0.113.9 198.51.100.1 4711 443\r\n", "203.0.113.9"),
    "v1 IPv6": (b"PROXY TCP6 2001:db8::9 2001:db8::1 4711 443\r\n", "2001:db8::9"),
    "v1 mapped": (b"PROXY TCP6 ::ffff:203.0.113.9 ::ffff:198.51.100.1 4711 443\r\n", "203.0.113.9"),
    "v1 unknown": (b"PROXY UNKNOWN\r\n", "127.0.0.1"),
    "v2 IPv4": (version_2(), "203.0.113.9"),
    "v2 IPv6": (version_2("2001:db8::9", "2001:db8::1"), "2001:db8::9"),
    "v2 with additions": (version_2(extra=b"\x04\0\x03abc"), "203.0.113.9"),
    "v2 of the balancer's own health check": (version_2(command=0), "127.0.0.1"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_listed_peer_says_who_the_client_is(start, backend, name):
    header, client = GOOD[name]
    gateway = start(LISTED)
    assert gateway.ask("GET", "/", first=header).status == 200
    assert gateway.access_line()["client"] == client
    assert backend.request.only("X-Forwarded-For") == client


def test_the_header_comes_before_tls(start, stage):
    gateway = start(LISTED, tls=True)
    assert gateway.ask("GET", "/", first=GOOD["v2 IPv4"][0], secure=True).status == 200
    assert gateway.access_line()["client"] == "203.0.113.9"


def test_the_header_may_come_in_single_bytes(start):
    gateway = start(LISTED)
    with gateway.connect() as connection:
        for byte in GOOD["v2 IPv4"][0] + request("GET", "/"):
            connection.send(bytes([byte]))
        assert connection.read_answer().status == 200
    assert gateway.access_line()["client"] == "203.0.113.9"


def test_the_announced_client_is_not_trusted_as_a_proxy(start, backend):
    gateway = start(LISTED)
    gateway.ask("GET", "/", [("X-Forwarded-For", "6.6.6.6")], first=GOOD["v1 IPv4"][0])
    assert gateway.access_line()["client"] == "203.0.113.9"
    assert backend.request.only("X-Forwarded-For") == "203.0.113.9"


BAD = {
    "no header": b"",
    "v1 without an end": b"PROXY TCP4 " + b"1" * 200,
    "v1 of no address": b"PROXY TCP4 nonsense 198.51.100.1 4711 443\r\n",
    "v1 of the wrong family": b"PROXY TCP4 2001:db8::9 2001:db8::1 4711 443\r\n",
    "v1 with a port too large": b"PROXY TCP4 203.0.113.9 198.51.100.1 99999 443\r\n",
    "v1 with a part missing": b"PROXY TCP4 203.0.113.9 198.51.100.1 4711\r\n",
    "v1 with a line feed alone": b"PROXY TCP4 203.0.113.9 198.51.100.1 4711 443\n",
    "v1 in small letters": b"proxy TCP4 203.0.113.9 198.51.100.1 4711 443\r\n",
    "v2 of version 3": SIGNATURE + b"\x31\x11\0\x0c" + bytes(12),
    "v2 of an unknown command": SIGNATURE + b"\x2f\x11\0\x0c" + bytes(12),
    "v2 too short for its addresses": SIGNATURE + b"\x21\x11\0\x04" + bytes(4),
    "v2 with a broken signature": b"\r\n\r\n\0\r\nQUIX\n" + b"\x21\x11\0\x0c" + bytes(12),
}


@pytest.mark.parametrize("name", BAD)
def test_a_listed_peer_with_a_malformed_header_is_closed(start, backend, name):
    gateway = start(LISTED)
    with gateway.connect() as connection:
        connection.send(BAD[name] + request("GET", "/"))
        assert connection.is_closed(3) and connection.buffer == b""
    assert backend.requests == []
    assert gateway.metric("rampart_connections_refused_total", reason="proxyHeader") == 1


@pytest.mark.parametrize("name", ["v1 IPv4", "v2 IPv4"])
def test_an_unlisted_peer_cannot_say_who_it_is(start, backend, name):
    gateway = start(["10.0.0.0/8"])
    with gateway.connect() as connection:
        connection.send(GOOD[name][0] + request("GET", "/"))
        while connection.receive():
            pass
    assert b" 200 " not in connection.buffer and backend.requests == []


def test_an_unlisted_peer_without_a_header_is_served_under_its_own_address(start):
    gateway = start(["10.0.0.0/8"])
    assert gateway.ask("GET", "/").status == 200
    assert gateway.access_line()["client"] == "127.0.0.1"


def test_a_listed_peer_that_sends_nothing_is_closed(start):
    gateway = start(LISTED)
    with Connection(gateway.plain) as connection:
        assert connection.is_closed(4)
