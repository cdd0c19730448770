"""nginx as the backend: files, ranges, conditional requests, compression."""

import gzip

import pytest

from harness.http2 import HTTP2Connection

PAGE = b"<!doctype html><title>page</title>" + b"nginx serves this. " * 500


@pytest.fixture(scope="module")
def gateway(shared):
    nginx = shared.nginx()
    (nginx.www / "index.html").write_bytes(PAGE)
    (nginx.www / "text.txt").write_bytes(b"compress me " * 1000)
    (nginx.www / "numbers.bin").write_bytes(bytes(range(256)) * 40)
    return shared.gateway(nginx.url)


def test_a_file_arrives_whole_with_its_length(gateway):
    answer = gateway.ask("GET", "/")
    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.only("Content-Length") == str(len(PAGE))
    assert answer.only("Content-Type") == "text/html"


def test_a_file_arrives_whole_over_http2(gateway):
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        answer = connection.ask("GET", "/")
    assert (answer.status, answer.body) == (200, PAGE)


def test_head_has_the_length_and_no_body_and_the_connection_goes_on(gateway):
    with gateway.connect() as connection:
        answer = connection.ask("HEAD", "/")
        assert (answer.status, answer.only("Content-Length")) == (200, str(len(PAGE)))
        # A body behind the head would be taken for the next answer.
        assert connection.ask("GET", "/constant").body == b"constant"


def test_a_range_is_answered_with_that_part(gateway):
    answer = gateway.ask("GET", "/numbers.bin", [("Range", "bytes=100-109")])
    assert (answer.status, answer.body) == (206, bytes(range(100, 110)))
    assert answer.only("Content-Range") == "bytes 100-109/10240"


def test_several_ranges_are_answered_with_all_parts(gateway):
    answer = gateway.ask("GET", "/numbers.bin", [("Range", "bytes=0-1,4-5")])
    assert answer.status == 206
    assert answer.only("Content-Type").startswith("multipart/byteranges")
    assert b"\r\n\r\n\x00\x01\r\n" in answer.body and b"\r\n\r\n\x04\x05\r\n" in answer.body


def test_a_range_outside_the_file_is_refused_by_nginx(gateway):
    assert gateway.ask("GET", "/numbers.bin", [("Range", "bytes=99999-")]).status == 416


def test_an_unchanged_file_is_answered_304_without_a_body(gateway):
    with gateway.connect() as connection:
        tag = connection.ask("GET", "/").only("ETag")
        answer = connection.ask("GET", "/", [("If-None-Match", tag)])
        assert (answer.status, answer.body) == (304, b"")
        assert answer.only("ETag") == tag
        assert connection.ask("GET", "/constant").body == b"constant"


def test_a_compressed_answer_stays_compressed(gateway):
    answer = gateway.ask("GET", "/text.txt", [("Accept-Encoding", "gzip")])
    assert answer.only("Content-Encoding") == "gzip"
    # nginx does not know the length beforehand and sends chunks.
    assert answer.only("Transfer-Encoding") == "chunked"
    assert gzip.decompress(answer.body) == b"compress me " * 1000


def test_chunks_of_the_backend_become_frames_over_http2(gateway):
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        answer = connection.ask("GET", "/text.txt", [("accept-encoding", "gzip")])
    assert not answer.has("transfer-encoding")
    assert gzip.decompress(answer.body) == b"compress me " * 1000


def test_a_redirect_of_the_backend_passes(gateway):
    answer = gateway.ask("GET", "/moved")
    assert answer.status == 302
    # nginx makes it absolute from the Host it was given, which must be the client's.
    assert answer.only("Location").startswith("http://localhost")
    assert answer.only("Location").endswith("/elsewhere")


def test_errors_of_the_backend_pass_with_their_page(gateway):
    answer = gateway.ask("GET", "/missing")
    assert answer.status == 404 and b"nginx" in answer.body
    assert gateway.ask("DELETE", "/index.html").status == 405


def test_a_thousand_requests_use_few_connections_to_the_backend(gateway):
    with gateway.connect() as connection:
        for _ in range(1000):
            assert connection.ask("GET", "/constant").body == b"constant"
    assert gateway.metric("rampart_upstream_connections_open") <= 8
