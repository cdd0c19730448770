"""Fields are bytes, and those of HTTP/2 are brought into their HTTP/1.1 meaning before they are counted and judged.

Reports: icing/mod_h2#201 and varnish/hitch#352 (cookies in crumbs), dotnet/aspnetcore#44771 and haproxy#964 (large heads
over HTTP/2), sozu#664 and titanium-web-proxy#855 (Latin-1 in fields).
"""

import subprocess
import time

import hpack
import pytest

from harness.backends import respond
from harness.frames import FrameConnection
from harness.http2 import HTTP2Connection
from harness.raw_http2 import (
    CONTINUATION, END_HEADERS, ENHANCE_YOUR_CALM, HEADERS, PREFACE, RawConnection, RawFrame, continuation, headers,
    settings)
from harness.process import until

LATIN_1 = 'attachment; filename="M\xfcller \xa9.pdf"'
PROTOCOLS = ["plain", "tls", "http2"]


@pytest.fixture
def ask(stage):
    """A request over one of the protocols; fields are text of Latin-1, a character for each byte."""
    def ask(gateway, protocol, fields=(), path="/", method="GET"):
        if protocol != "http2":
            return gateway.ask(method, path, fields, secure=protocol == "tls")
        connection = stage.enter(HTTP2Connection(gateway.secure, gateway.certificates.client_context(), validate=False))
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in fields]
        stream = connection.h2.get_next_available_stream_id()
        head = [(b":method", method.encode()), (b":scheme", b"https"), (b":authority", b"localhost"),
                (b":path", path.encode())]
        connection.h2.send_headers(stream, head + encoded, end_stream=True)
        connection.flush()
        return connection.read(stream)

    return ask


# MARK: cookies in crumbs


CRUMBS = [(f"cookie-name-{number}", f"value-{number:04}") for number in range(110)]


def test_a_hundred_and_ten_cookies_pass_in_crumbs_as_in_one_field(stage, ask):
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    joined = "; ".join(f"{name}={value}" for name, value in CRUMBS)
    assert ask(gateway, "plain", [("Cookie", joined)]).status == 200
    assert ask(gateway, "http2", [("cookie", f"{name}={value}") for name, value in CRUMBS]).status == 200
    assert [request.only("Cookie") for request in backend.requests] == [joined, joined]


def test_many_crumbs_count_as_the_field_that_they_are(stage, ask):
    gateway = stage.gateway(stage.backend().url, limits={"requestHead": "8KiB"})
    # Each crumb alone would count 32 bytes and its name more.
    assert ask(gateway, "http2", [("cookie", f"c{number}=0123456789") for number in range(400)]).status == 200
    assert ask(gateway, "http2", [("cookie", f"c{number}=0123456789") for number in range(600)]).status == 431
    gateway.access_line(status=431, decision="request.headTooLarge", path="/", protocol="HTTP/2")


@pytest.mark.skipif(subprocess.run(["which", "chromium"], capture_output=True).returncode, reason="no Chromium here")
def test_a_browser_with_many_cookies_is_served_over_http2(stage, tmp_path):
    def answer(request, peer):
        if request.target == "/set":
            return respond(fields=[("Set-Cookie", f"{name}={value}; Path=/") for name, value in CRUMBS[:90]]
                           + [("Location", "/get")], status="302 Found")
        [cookie] = request.all("Cookie")
        return respond(fields=[("Content-Type", "text/html")], body=f"<p>{cookie.count('cookie-name')}".encode())

    gateway = stage.gateway(stage.backend(answer).url)
    page = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors", "--dump-dom",
         f"--user-data-dir={tmp_path / 'profile'}", f"https://localhost:{gateway.secure}/set"],
        capture_output=True, text=True, timeout=60)
    assert "<p>90" in page.stdout, page
    gateway.access_line(path="/get", protocol="HTTP/2", status=200)


# MARK: large heads


def curl(gateway, *arguments):
    run = subprocess.run(
        ["curl", "--silent", "--insecure", "--http2", "--output", "/dev/null", "--write-out",
         "%{http_code} %{http_version}", *arguments, f"https://localhost:{gateway.secure}/large"],
        capture_output=True, text=True, timeout=30)
    return run.stdout


def test_a_large_head_is_taken_before_settings_are_acknowledged(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    # curl sends its first request without waiting for our SETTINGS.
    fields = ["-H", "x-one: " + "a" * 10_240, "-H", "x-two: " + "b" * 10_240]
    assert curl(gateway, *fields) == "200 2"
    assert backend.request.only("x-two") == "b" * 10_240


def test_a_head_over_the_limit_is_answered_and_logged_however_often(stage):
    gateway = stage.gateway(stage.backend().url, limits={"requestHead": "16KiB"})
    fields = ["-H", "x-one: " + "a" * 10_240, "-H", "x-two: " + "b" * 10_240]
    for _ in range(20):
        assert curl(gateway, *fields) == "431 2"
    assert curl(gateway) == "200 2"
    lines = until(lambda: [line for line in gateway.access_lines() if line["status"] == 431][19:] and gateway.access_lines(),
                  what="the lines")
    refused = [line for line in lines if line["status"] == 431]
    assert len(refused) == 20
    assert all(line["decision"] == "request.headTooLarge" and line["path"] == "/large" for line in refused)


def test_the_limit_of_a_reload_holds_for_open_connections(stage):
    gateway = stage.gateway(stage.backend().url, limits={"requestHead": "8KiB"})
    connection = stage.enter(HTTP2Connection(gateway.secure, gateway.certificates.client_context()))
    fields = [("x-one", "a" * 6_000), ("x-two", "b" * 6_000)]
    assert connection.ask(fields=fields).status == 431
    gateway.reload(limits={"requestHead": "32KiB"})
    assert connection.ask(fields=fields).status == 200
    gateway.reload(limits={"requestHead": "4KiB"})
    assert connection.ask(fields=[("x-one", "a" * 6_000)]).status == 431
    assert connection.ask().status == 200


@pytest.fixture
def raw(stage):
    def raw(gateway):
        return stage.enter(RawConnection(gateway.secure, gateway.certificates.client_context(), seconds=15))

    return raw


def test_other_streams_go_on_beside_a_head_that_is_far_too_large(stage, connect_frames):
    gateway = stage.gateway(stage.backend().url)
    connection = connect_frames(gateway)
    large = [(b"x-large-%d" % number, b"a" * 9_000) for number in range(8)]
    connection.headers(1, pseudo(b"/neighbour", b"POST"), end=False)
    connection.headers(3, pseudo(b"/large") + large)
    assert connection.read(3).status == 431
    connection.data(1, b"body")
    assert connection.read(1).status == 200
    assert connection.goaway is None and connection.is_open


def pseudo(path, method=b"GET"):
    return [(b":method", method), (b":scheme", b"https"), (b":authority", b"localhost"), (b":path", path)]


@pytest.fixture
def connect_frames(stage):
    return lambda gateway: stage.enter(FrameConnection(gateway.secure, gateway.certificates.client_context()))


def test_a_head_without_end_is_answered_and_ends_its_connection(stage, raw):
    gateway = stage.gateway(stage.backend().url)
    connection = raw(gateway).start()
    literal = b"\x00\x07x-large" + b"\x7f" + bytes([16_000 - 127 & 127 | 128, 16_000 - 127 >> 7]) + b"a" * 16_000
    connection.send(headers(1, connection.block(), end=True, complete=False))
    for _ in range(12):
        connection.send(continuation(1, literal, complete=False))
    connection.fails_connection(ENHANCE_YOUR_CALM)
    gateway.access_line(status=431, decision="request.headTooLarge", path="/")


def test_a_head_that_does_not_end_in_time_is_answered_and_ends_its_connection(stage, raw):
    gateway = stage.gateway(stage.backend().url, limits={"headerTimeout": "1s"})
    connection = raw(gateway).start()
    began = time.monotonic()
    connection.send(headers(1, connection.block(), end=True, complete=False))
    connection.closes()
    assert 0.9 < time.monotonic() - began < 5
    gateway.access_line(status=408, decision="request.timeout", path="/")


# MARK: bytes


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_bytes_of_an_answer_s_fields_arrive_as_they_were_sent(stage, ask, protocol):
    every = bytes([9, *range(32, 127), *range(128, 256)]).decode("latin-1").strip()
    backend = stage.backend(respond(fields=[
        ("Content-Disposition", LATIN_1), ("X-Every", every), ("X-UTF-8", "M\xc3\xbcller"), ("X-Cut", "a\xc3")]))
    answer = ask(stage.gateway(backend.url), protocol)
    assert answer.only("Content-Disposition") == LATIN_1
    assert answer.only("X-Every") == every
    assert answer.only("X-UTF-8") == "M\xc3\xbcller" and answer.only("X-Cut") == "a\xc3"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_bytes_of_cookies_and_of_vary_outlive_what_is_done_to_them(stage, ask, protocol):
    backend = stage.backend(respond(fields=[
        ("Set-Cookie", "name=M\xfcller; Path=/\xe9"), ("Vary", "X-\xfc, Accept"), ("Referrer-Policy", "\xff")]))
    gateway = stage.gateway(
        backend.url, cookies={}, cors={"origins": ["https://other.test"]},
        headers={"referrerPolicy": {"policy": "no-referrer", "upstream": "keep"}})
    answer = ask(gateway, protocol)
    cookie = answer.only("Set-Cookie")
    assert cookie.startswith("name=M\xfcller; Path=/\xe9; ") and "HttpOnly" in cookie
    assert answer.only("Vary").startswith("X-\xfc, Accept, ")
    assert answer.only("Referrer-Policy") == "\xff"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_bytes_of_a_request_s_fields_reach_the_backend_as_they_were_sent(stage, ask, protocol):
    every = bytes([9, *range(32, 127), *range(128, 256)]).decode("latin-1").strip()
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    assert ask(gateway, protocol, [("x-every", every), ("x-cut", "a\xc3"), ("cookie", "name=M\xfcller")]).status == 200
    request = backend.request
    assert request.only("x-every") == every and request.only("x-cut") == "a\xc3"
    assert request.only("Cookie") == "name=M\xfcller"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_bytes_of_forwarding_fields_of_a_trusted_proxy_are_kept(stage, ask, protocol):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, clients={"trustedProxies": ["127.0.0.0/8"]})
    fields = [("x-forwarded-for", "caf\xe9, 203.0.113.7"), ("forwarded", 'for="_\xfc"'), ("x-forwarded-proto", "\xff")]
    assert ask(gateway, protocol, fields).status == 200
    request = backend.request
    assert request.only("X-Forwarded-For").startswith("caf\xe9, 203.0.113.7, ")
    assert request.only("Forwarded").startswith('for="_\xfc", ')
    # One fact: what the gateway itself made of it.
    assert request.only("X-Forwarded-Proto") == "http"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_bytes_of_trailers_arrive_as_they_were_sent(stage, ask, protocol):
    def answer(request, peer):
        return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: \xfc\xff\r\n\r\n"

    [(name, value)] = ask(stage.gateway(stage.backend(answer).url), protocol).trailers
    assert (name.lower(), value) == ("x-sum", "\xfc\xff")


# MARK: the table


def test_the_client_s_table_is_not_filled_with_what_is_another_in_each_answer(stage, raw):
    gateway = stage.gateway(stage.backend(respond(fields=[("Set-Cookie", "id=secret")])).url)
    connection = raw(gateway).start()
    blocks = []
    for stream in (1, 3, 5):
        connection.send(headers(stream, connection.block()))
        received = connection.wait(HEADERS)
        assert received.flags & END_HEADERS
        blocks.append(received.payload)
        connection.closes_stream()
    decoder = hpack.Decoder()
    fields = [dict(decoder.decode(block)) for block in blocks]
    assert len({answer["x-request-id"] for answer in fields}) == 3
    names = [name for name, _ in decoder.header_table.dynamic_entries]
    assert b"x-frame-options" in names and not {b"x-request-id", b"content-length", b"set-cookie"} & set(names)
    # What is the same in every answer is one byte, from the second on.
    assert len(blocks[1]) < len(blocks[0]) / 3 and abs(len(blocks[2]) - len(blocks[1])) < 40
    never = [field for field in decoder.decode(blocks[2]) if not field.indexable]
    assert {field[0] for field in never} == {"set-cookie"}


@pytest.mark.parametrize("size", [0, 64, 4096, 1 << 20])
def test_the_client_s_word_about_its_table_holds(stage, raw, size):
    gateway = stage.gateway(stage.backend().url)
    connection = raw(gateway)
    connection.send(PREFACE, settings((1, size)))
    decoder = hpack.Decoder()
    decoder.max_allowed_table_size = decoder.header_table_size = min(size, 4096)
    for stream in (1, 3, 5):
        connection.send(headers(stream, connection.block()))
        fields = dict(decoder.decode(connection.wait(HEADERS).payload))
        assert fields[":status"] == "200" and fields["x-frame-options"] == "SAMEORIGIN"
        connection.closes_stream()


def test_a_head_larger_than_a_frame_comes_in_several(stage, raw):
    fields = [(f"X-{number}", f"{number:04}" * 1000) for number in range(12)]
    gateway = stage.gateway(stage.backend(respond(fields=fields)).url)
    connection = raw(gateway).start()
    connection.send(headers(1, connection.block()))
    received = connection.wait(HEADERS)
    block = received.payload
    while not received.flags & END_HEADERS:
        received = connection.receive()
        assert isinstance(received, RawFrame) and received.kind == CONTINUATION and received.stream == 1
        block += received.payload
    decoder = hpack.Decoder(max_header_list_size=1 << 20)
    answer = dict(decoder.decode(block))
    assert all(answer[name.lower()] == value for name, value in fields)
    connection.closes_stream()
