"""Every kind of answer carries each security header exactly once, over plain HTTP/1.1, TLS and HTTP/2."""

import time

import pytest

from harness.backends import respond
from harness.headers import NAMES, assert_secured
from harness.http2 import HTTP2Connection
from harness.process import free_port

# What backends send that sets these headers themselves: in odd case, twice, and with values that protect nobody.
UNTIDY = [
    ("x-frame-options", "ALLOW-FROM https://localhost"),
    ("X-FRAME-OPTIONS", "ALLOWALL"),
    ("content-security-policy", ""),
    ("Content-Security-Policy", " "),
    ("strict-transport-security", "max-age=0"),
    ("Strict-Transport-Security", "max-age"),
    ("REFERRER-POLICY", "unsafe-url"),
    ("referrer-policy", "origin"),
    ("x-content-type-options", "sniff"),
    ("x-request-id", "made-by-the-backend"),
    ("SERVER", "Apache/1.3"),
    ("Server", "PHP"),
    ("x-powered-by", "PHP/4"),
]
# What an application that knows its pages sends; in odd case and twice.
OWN = [
    ("CONTENT-SECURITY-POLICY", "script-src 'nonce-4711'"), ("content-security-policy", "img-src *"),
    ("cross-origin-opener-policy", "same-origin"), ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("origin-agent-cluster", "?0"), ("permissions-policy", "camera=(self)"), ("REFERRER-POLICY", "no-referrer"),
    ("Strict-Transport-Security", "max-age=300"), ("x-dns-prefetch-control", "on"), ("X-Frame-Options", "ALLOWALL"),
    ("x-frame-options", "DENY"), ("X-Permitted-Cross-Domain-Policies", "master-only"),
]


def answer(request, peer):
    """The backend: the path says what goes wrong."""
    match request.target:
        case "/unchanged":
            return respond("304 Not Modified", [("ETag", '"1"')])
        case "/missing":
            return respond("404 Not Found", [("Server", "x")], b"backend's own")
        case "/redirect":
            return respond("302 Found", [("Location", "/elsewhere"), ("X-Powered-By", "Express")])
        case "/untidy":
            return respond(fields=UNTIDY)
        case "/own":
            return respond(fields=OWN)
        case "/slow":
            time.sleep(2)
            return False
        case "/reset":
            # A head and a part of the body, then nothing more.
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
            time.sleep(0.2)
            peer.reset()
            return False
        case "/garbage":
            return b"SSH-2.0-OpenSSH_9.2\r\n\r\n"
        case "/failed":
            return respond("500 Internal Server Error", [("Server", "x")], b"")
    return respond(fields=[("Server", "x"), ("X-Powered-By", "y")])


@pytest.fixture(scope="module", params=["recommended", "strict"])
def headers(request):
    return request.param


@pytest.fixture(scope="module")
def gateway(shared, headers):
    backend = shared.backend(answer)
    gateway = shared.gateway(
        backend.url,
        headers=headers,
        upstream={"timeouts": {"connect": "1s", "response": "700ms", "idle": "5s"}},
        upstreams={
            "app": {"servers": [backend.url], "timeouts": {"connect": "1s", "response": "700ms", "idle": "5s"}},
            "dead": {"servers": [f"http://127.0.0.1:{free_port()}"]},
        },
        routes=[
            {"host": "dead.test", "path": "/**", "upstream": "dead"},
            {"host": "paths.test", "path": "/only/**", "upstream": "app"},
            {"host": "localhost", "path": "/**", "upstream": "app"},
        ],
        limits={"requestHead": "4KiB", "requestBody": "1KiB", "headerTimeout": "500ms"})
    return gateway


# name: (status, method, path, host, fields, body)
EXCHANGES = {
    "200": (200, "GET", "/", "localhost", [], None),
    "200 to HEAD": (200, "HEAD", "/", "localhost", [], None),
    "304 of the backend": (304, "GET", "/unchanged", "localhost", [("If-None-Match", '"1"')], None),
    "404 of the backend": (404, "GET", "/missing", "localhost", [], None),
    "500 of the backend": (500, "GET", "/failed", "localhost", [], None),
    "302 of the backend": (302, "GET", "/redirect", "localhost", [], None),
    "headers doubled by the backend": (200, "GET", "/untidy", "localhost", [], None),
    "404 where no route has the path": (404, "GET", "/other", "paths.test", [], None),
    "413 by length": (413, "POST", "/", "localhost", [], b"x" * 2000),
    "421 where no route has the host": (421, "GET", "/", "unknown.test", [], None),
    "431": (431, "GET", "/", "localhost", [("X-Long", "x" * 5000)], None),
    "502 where nothing listens": (502, "GET", "/", "dead.test", [], None),
    "502 where the answer is not HTTP": (502, "GET", "/garbage", "localhost", [], None),
    "504": (504, "GET", "/slow", "localhost", [], None),
    "an answer that breaks off": (200, "GET", "/reset", "localhost", [], None),
    "an error as HTML": (421, "GET", "/", "unknown.test", [("Accept", "text/html")], None),
}


def ask(gateway, transport, method, path, host, fields, body):
    if transport == "http2":
        with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
            return connection.ask(method, path, fields, body, authority=host)
    return gateway.ask(method, path, fields, body, host=host, secure=transport == "tls")


@pytest.mark.parametrize("transport", ["plain", "tls", "http2"])
@pytest.mark.parametrize("name", EXCHANGES)
def test_each_answer_carries_every_security_header_once(gateway, headers, name, transport):
    status, *exchange = EXCHANGES[name]
    answer = ask(gateway, transport, *exchange)
    assert answer.status == status
    assert answer.is_complete == (name != "an answer that breaks off")
    assert_secured(answer, transport != "plain", headers)


@pytest.mark.parametrize("transport", ["plain", "tls", "http2"])
def test_what_an_application_says_itself_stands_once_where_it_protects(gateway, headers, transport):
    answer = ask(gateway, transport, "GET", "/own", "localhost", [], None)
    own = {
        "Origin_Agent_Cluster": "?0", "Referrer_Policy": "no-referrer", "X_DNS_Prefetch_Control": "on",
        "X_Frame_Options": "DENY", "X_Permitted_Cross_Domain_Policies": "master-only",
    }
    if headers == "recommended":
        own |= {
            "Cross_Origin_Opener_Policy": "same-origin", "Cross_Origin_Resource_Policy": "cross-origin",
            "Permissions_Policy": "camera=(self)",
        }
        own |= {"Content_Security_Policy": "script-src 'nonce-4711', img-src *"}
        if transport != "plain":
            own |= {"Strict_Transport_Security": "max-age=300"}
    assert_secured(answer, transport != "plain", headers, **own)


# What HTTP/2 cannot express; name: (status, bytes)
MALFORMED = {
    "400": (400, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"),
    "400 of no HTTP at all": (400, b"hello there\r\n\r\n"),
    "408 of a head that stops": (408, b"GET / HTTP/1.1\r\nHost: loc"),
    "413 of chunks": (
        413, b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n" + b"x" * 2048 + b"\r\n"),
    "414": (414, b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "417": (417, b"POST / HTTP/1.1\r\nHost: localhost\r\nExpect: money\r\nContent-Length: 1\r\n\r\n"),
    "501 to CONNECT": (501, b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n"),
    "505": (505, b"GET / HTTP/3.0\r\nHost: localhost\r\n\r\n"),
}


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("name", MALFORMED)
def test_answers_to_what_is_no_request_carry_every_security_header_once(gateway, headers, name, secure):
    status, content = MALFORMED[name]
    with gateway.connect(secure) as connection:
        connection.send(content)
        answer = connection.read_answer()
    assert answer.status == status
    assert_secured(answer, secure, headers)


@pytest.mark.parametrize("target", ["/", "/deep/path?query=1"])
def test_the_redirect_to_https_carries_every_security_header_once(stage, target):
    port = free_port()
    gateway = stage.gateway(listen=[
        {"address": f"127.0.0.1:{port}", "redirect": "https"},
        {"address": f"127.0.0.1:{free_port()}", "tls": stage.certificate.files}])
    gateway.plain = port
    answer = gateway.ask("GET", target)
    assert answer.status == 308
    assert_secured(answer, secure=False)


def test_a_websocket_handshake_carries_every_security_header_once(stage):
    application = stage.node("app.js", "express", "ws")
    gateway = stage.gateway(application.url)
    fields = [
        ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    answer = gateway.ask("GET", "/socket", fields, secure=True)
    assert answer.status == 101
    assert answer.only("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert_secured(answer, secure=True)


def test_a_trailer_cannot_bring_a_header_back(stage):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
    backend = stage.backend(head + b"2\r\nhi\r\n0\r\nX-Sum: 1\r\nServer: Apache\r\nX-Frame-Options: ALLOWALL\r\n\r\n")
    gateway = stage.gateway(backend.url)
    answer = gateway.ask()
    assert answer.trailers == [("X-Sum", "1")]
    assert_secured(answer, secure=False)


def test_headers_that_are_switched_off_come_from_the_backend_alone(stage):
    backend = stage.backend(respond(fields=[("X-Frame-Options", "DENY"), ("Server", "mine")]))
    answer = stage.gateway(backend.url, headers="off").ask()
    assert answer.only("X-Frame-Options") == "DENY"
    assert [name for name in NAMES if answer.has(name)] == ["X-Frame-Options"]


def test_one_header_can_be_changed_and_the_others_stay(stage):
    backend = stage.backend()
    answer = stage.gateway(backend.url, headers={"xFrameOptions": "DENY"}).ask()
    assert answer.only("X-Frame-Options") == "DENY"
    assert_secured(answer, secure=False, X_Frame_Options="DENY")
    strict = stage.gateway(backend.url, headers={"base": "strict", "crossOriginOpenerPolicy": "unsafe-none"}).ask(
        secure=True)
    assert_secured(strict, secure=True, headers="strict", Cross_Origin_Opener_Policy="unsafe-none")
