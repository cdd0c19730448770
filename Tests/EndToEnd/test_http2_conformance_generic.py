"""What an HTTP/2 server must accept, and what its HPACK decoder must refuse (RFC 9113, RFC 7541).

The cases and their numbers are those of h2spec's suites `generic` and `hpack`.
"""

import pytest

from harness.backends import respond
from harness.raw_http2 import (
    COMPRESSION_ERROR, DATA, DEFAULT_WINDOW, ENABLE_PUSH, HEADER_TABLE_SIZE, HEADERS, INITIAL_WINDOW_SIZE,
    MAX_CONCURRENT_STREAMS, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE, MAXIMUM_FRAME, PREFACE, SETTINGS,
    RawConnection, continuation, data, dependency, goaway, headers, ping, priority, reset, settings, window_update)


@pytest.fixture(scope="module")
def gateway(shared):
    return shared.gateway(shared.backend(respond()).url)


@pytest.fixture
def fresh(gateway):
    """A connection on which nothing has been said yet."""
    with RawConnection(gateway.secure, gateway.certificates.client_context()) as connection:
        yield connection


@pytest.fixture
def connection(fresh):
    return fresh.start()


# MARK: generic/1 Starting HTTP/2


def test_generic_1_1_the_first_frame_is_settings(fresh):
    fresh.send(PREFACE, settings((INITIAL_WINDOW_SIZE, DEFAULT_WINDOW)))
    first = fresh.receive()
    assert first.kind == SETTINGS and not first.is_ack


# MARK: generic/2 Streams and multiplexing


def test_generic_2_1_priority_of_an_idle_stream(connection):
    connection.send(priority(1), ping())
    connection.acknowledges_ping()


def test_generic_2_2_window_update_on_a_half_closed_stream(connection):
    connection.send(settings((INITIAL_WINDOW_SIZE, 0)), headers(1, connection.block()), window_update(1, 1))
    connection.wait(DATA)


def test_generic_2_3_priority_of_a_half_closed_stream(connection):
    connection.send(
        settings((INITIAL_WINDOW_SIZE, 0)), headers(1, connection.block()), priority(1), window_update(1, 1))
    connection.wait(DATA)


def test_generic_2_4_reset_of_a_half_closed_stream(connection):
    connection.send(headers(1, connection.block()), reset(1), ping())
    connection.acknowledges_ping()


def test_generic_2_5_priority_of_a_closed_stream(connection):
    connection.send(headers(1, connection.block()))
    connection.closes_stream()
    connection.send(priority(1), ping())
    connection.acknowledges_ping()


# MARK: generic/3 Frame definitions


@pytest.mark.parametrize("number, frames", [
    ("3.1/1 a DATA frame", [data(1)]),
    ("3.1/2 several DATA frames", [data(1, end=False), data(1)]),
    ("3.1/3 a DATA frame with padding", [data(1, padding=b"padded")]),
], ids=lambda value: value if isinstance(value, str) else "")
def test_generic_3_1_data(connection, number, frames):
    connection.send(headers(1, connection.block(connection.request("POST")), end=False), *frames)
    connection.answers()


@pytest.mark.parametrize("options", [{}, {"padding": 8}, {"depends": dependency()}], ids=[
    "1", "2 padded", "3 priority"])
def test_generic_3_2_headers(connection, options):
    connection.send(headers(1, connection.block(), **options))
    connection.answers()


@pytest.mark.parametrize("frame", [
    priority(1, weight=0), priority(1, weight=255), priority(3, on=1, weight=0), priority(1, exclusive=True, weight=0),
    priority(3),
], ids=["1 least", "2 most", "3 dependency", "4 exclusive", "5 a later stream"])
def test_generic_3_3_priority(connection, frame):
    connection.send(frame, headers(1, connection.block()))
    connection.answers()


def test_generic_3_4_1_reset(connection):
    connection.send(headers(1, connection.block(), end=False), reset(1), ping())
    connection.acknowledges_ping()


def test_generic_3_5_1_settings(connection):
    connection.send(settings(
        (HEADER_TABLE_SIZE, 4096), (ENABLE_PUSH, 1), (MAX_CONCURRENT_STREAMS, 100),
        (INITIAL_WINDOW_SIZE, DEFAULT_WINDOW), (MAX_FRAME_SIZE, MAXIMUM_FRAME), (MAX_HEADER_LIST_SIZE, 100)))
    connection.acknowledges_settings()


def test_generic_3_7_1_ping(connection):
    connection.send(ping(b"h2spec\0\0"))
    connection.acknowledges_ping(b"h2spec\0\0")


def test_generic_3_8_1_goaway(connection):
    """Either is right, an answer to the PING or the end of a connection that is not needed any more."""
    connection.send(goaway(content=b"h2spec"), ping(b"h2spec\0\0"))
    connection.acknowledges_ping_or_closes(b"h2spec\0\0")


def test_generic_3_9_1_window_update_of_the_connection(connection):
    connection.send(window_update(0, 1), ping())
    connection.acknowledges_ping()


def test_generic_3_9_2_window_update_of_a_stream(connection):
    connection.send(headers(1, connection.block()), window_update(1, 1))
    connection.answers()


@pytest.mark.parametrize("cuts", [[5], [5, 10]], ids=["1 one", "2 several"])
def test_generic_3_10_continuation(connection, cuts):
    block = connection.block()
    parts = [block[start:end] for start, end in zip([0, *cuts], [*cuts, None])]
    connection.send(headers(1, parts[0], complete=False))
    connection.send(*(continuation(1, part, complete=part is parts[-1]) for part in parts[1:]))
    connection.answers()


# MARK: generic/4 HTTP message exchanges


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_generic_4_1_and_2_a_request_without_a_body(connection, method):
    connection.send(headers(1, connection.block(connection.request(method))))
    connection.answers()


def test_generic_4_3_a_request_with_a_body(connection):
    connection.send(headers(1, connection.block(connection.request("POST")), end=False), data(1))
    connection.answers()


def test_generic_4_4_a_request_with_trailers(connection):
    head = connection.block(connection.request("POST", fields=[("trailer", "x-test")]))
    connection.send(headers(1, head, end=False), data(1, end=False))
    connection.send(headers(1, connection.block([("x-test", "ok")])))
    connection.answers()


# MARK: generic/5 HPACK

# `user-agent` and `x-test`, and the value `h2spec`, as they are and Huffman-coded (RFC 7541, 5.2).
AGENT, TEST, VALUE = b"\x0auser-agent", b"\x06x-test", b"\x06h2spec"
AGENT_CODED, TEST_CODED = bytes.fromhex("87b505b161cc5a93"), bytes.fromhex("85f2b24a84ff")
VALUE_CODED = bytes.fromhex("849c48aca4")

REPRESENTATIONS = {
    "1 indexed": b"\xba",
    "2 indexing, known name, coded": b"\x40" + AGENT_CODED + VALUE_CODED,
    "3 indexing, known name": b"\x40" + AGENT + VALUE,
    "4 indexing, new name": b"\x40" + TEST + VALUE,
    "5 indexing, new name, coded": b"\x40" + TEST_CODED + VALUE_CODED,
    "6 no indexing, known name": b"\x00" + AGENT + VALUE,
    "7 no indexing, known name, coded": b"\x00" + AGENT_CODED + VALUE_CODED,
    "8 no indexing, new name": b"\x00" + TEST + VALUE,
    "9 no indexing, new name, coded": b"\x00" + TEST_CODED + VALUE_CODED,
    "10 never indexed, known name": b"\x10" + AGENT + VALUE,
    "11 never indexed, known name, coded": b"\x10" + AGENT_CODED + VALUE_CODED,
    "12 never indexed, new name": b"\x10" + TEST + VALUE,
    "13 never indexed, new name, coded": b"\x10" + TEST_CODED + VALUE_CODED,
}


@pytest.mark.parametrize("name", REPRESENTATIONS)
def test_generic_5_every_representation_of_a_field_is_read(connection, name):
    connection.send(headers(1, connection.block() + REPRESENTATIONS[name]))
    connection.answers()


@pytest.mark.parametrize("update", [b"\x20", b"\x20\x3f\xe1\x1f"], ids=["14 one", "15 two"])
def test_generic_5_size_updates_of_the_dynamic_table(connection, update):
    connection.send(headers(1, update + connection.block()))
    connection.answers()


# MARK: hpack

BROKEN_BLOCKS = {
    "2.3.3/1 an index beyond both tables": b"\xfe",
    "2.3.3/2 a name at an index beyond both tables": b"\x7f\x1d\x04test",
    "4.2/1 a size update behind fields": b"\x21",
    "5.2/1 padding longer than 7 bits": b"\x00\x85\xf2\xb2\x4a\x84\xff\x84\x49\x50\x9f\xff",
    "5.2/2 padding of zeros": b"\x00\x85\xf2\xb2\x4a\x84\xff\x83\x49\x50\x90",
    "5.2/3 the end-of-string symbol": b"\x00\x85\xf2\xb2\x4a\x87\xff\xff\xff\xfd\x25\x42\x7f",
    "6.1/1 the index 0": b"\x80",
}


@pytest.mark.parametrize("name", BROKEN_BLOCKS)
def test_hpack_a_broken_block_fails_the_connection(connection, name):
    connection.send(headers(1, connection.block() + BROKEN_BLOCKS[name]))
    connection.fails_connection(COMPRESSION_ERROR)


def test_hpack_6_3_1_a_size_update_above_the_setting_fails_the_connection(connection):
    size = connection.settings.get(HEADER_TABLE_SIZE, 4096) + 1
    assert 31 + 128 <= size < 31 + 128 * 128
    update = bytes([0x3F, 0x80 | size - 31 & 0x7F, size - 31 >> 7])
    connection.send(headers(1, update + connection.block()))
    connection.fails_connection(COMPRESSION_ERROR)


def test_a_stream_is_answered_on_its_own_number(connection):
    """Not in h2spec: the client's tests above would not see answers that are mixed up."""
    connection.send(headers(7, connection.block()), headers(9, connection.block()))
    assert {connection.wait(HEADERS).stream, connection.wait(HEADERS).stream} == {7, 9}
