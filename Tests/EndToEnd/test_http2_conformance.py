"""What an HTTP/2 server must refuse, and how (RFC 9113; RFC 7540 for priorities).

The cases and their numbers are those of h2spec's suite `http2`. The outcomes are stricter: where h2spec takes any end
of the connection for a connection error, GOAWAY must have said why, and the end must be an orderly one.
"""

import pytest

from harness.backends import respond
from harness.raw_http2 import (
    ACK, COMPRESSION_ERROR, DATA, DEFAULT_WINDOW, ENABLE_PUSH, END_HEADERS, END_STREAM, ENHANCE_YOUR_CALM,
    FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, GOAWAY, HEADERS, INITIAL_WINDOW_SIZE, MAX_CONCURRENT_STREAMS,
    MAX_FRAME_SIZE, MAXIMUM_FRAME, MAXIMUM_WINDOW, PADDED, PING, PREFACE, PRIORITY, PROTOCOL_ERROR, REFUSED_STREAM,
    RST_STREAM, SETTINGS, STREAM_CLOSED, WINDOW_UPDATE, RawConnection, continuation, data, dependency, frame,
    goaway, headers, ping, priority, push_promise, reset, settings, window_update)

UNKNOWN = frame(0x16, 0, 0, bytes(8))


def long_fields(count):
    return [(f"x-dummy{number}", "x" * 4000) for number in range(count)]


@pytest.fixture(scope="module")
def backend(shared):
    return shared.backend(respond(body=b"hello"))


@pytest.fixture(scope="module")
def gateway(shared, backend):
    return shared.gateway(backend.url)


@pytest.fixture
def fresh(gateway):
    """A connection on which nothing has been said yet."""
    with RawConnection(gateway.secure, gateway.certificates.client_context()) as connection:
        yield connection


@pytest.fixture
def connection(fresh):
    return fresh.start()


@pytest.fixture
def post(connection):
    """The block of a POST request."""
    return connection.block(connection.request("POST"))


# MARK: 3.5 Connection preface


def test_3_5_1_the_first_frame_is_settings(fresh):
    fresh.send(PREFACE, settings((INITIAL_WINDOW_SIZE, DEFAULT_WINDOW)))
    first = fresh.receive()
    assert first.kind == SETTINGS and not first.is_ack


def test_3_5_2_another_preface(fresh):
    fresh.send(b"INVALID CONNECTION PREFACE\r\n\r\n")
    fresh.fails_connection(PROTOCOL_ERROR)


# MARK: 4.1 Frame format


def test_4_1_1_and_5_5_1_an_unknown_type_is_ignored(connection):
    connection.send(UNKNOWN, ping())
    connection.acknowledges_ping()


@pytest.mark.parametrize("stream", [0, 1 << 31], ids=["2 unknown flags", "3 the reserved bit"])
def test_4_1_unknown_bits_are_ignored(connection, stream):
    connection.send(frame(PING, 0x16, stream, bytes(8)))
    connection.acknowledges_ping()


# MARK: 4.2 Frame size


def test_4_2_1_the_largest_frame_is_taken(connection, post):
    connection.send(headers(1, post, end=False), data(1, b"x" * connection.settings.get(MAX_FRAME_SIZE, MAXIMUM_FRAME)))
    connection.answers()


def test_4_2_2_data_above_the_frame_size(connection, post):
    size = connection.settings.get(MAX_FRAME_SIZE, MAXIMUM_FRAME) + 1
    connection.send(headers(1, post, end=False), data(1, b"x" * size))
    connection.fails_stream(FRAME_SIZE_ERROR)


def test_4_2_3_headers_above_the_frame_size(connection):
    block = connection.block(connection.request(fields=long_fields(5)))
    assert len(block) > connection.settings.get(MAX_FRAME_SIZE, MAXIMUM_FRAME)
    connection.send(headers(1, block))
    connection.fails_connection(FRAME_SIZE_ERROR)


# MARK: 4.3 Header compression


def test_4_3_1_a_cut_off_field(connection):
    connection.send(headers(1, b"\x40"))
    connection.fails_connection(COMPRESSION_ERROR)


def test_4_3_2_and_6_2_1_priority_inside_a_header_block(connection):
    connection.send(headers(1, connection.block(), end=False, complete=False), priority(1))
    connection.send(continuation(1, connection.block(long_fields(1))))
    connection.fails_connection(PROTOCOL_ERROR)


def test_4_3_3_and_6_2_2_headers_of_another_stream_inside_a_header_block(connection):
    connection.send(headers(1, connection.block(), end=False, complete=False), headers(3, connection.block()))
    connection.send(continuation(1, connection.block(long_fields(1))))
    connection.fails_connection(PROTOCOL_ERROR)


# MARK: 5.1 Stream states


@pytest.mark.parametrize("wrong", [data(1), reset(1), window_update(1, 100), None], ids=[
    "1 data", "2 reset", "3 window update", "4 continuation"])
def test_5_1_idle(connection, wrong):
    connection.send(wrong or continuation(1, connection.block()))
    connection.fails_connection(PROTOCOL_ERROR)


def test_5_1_5_half_closed_data(connection):
    connection.send(headers(1, connection.block()), data(1))
    connection.fails_stream(STREAM_CLOSED)


def test_5_1_6_half_closed_headers(connection):
    connection.send(headers(1, connection.block()), headers(1, connection.block()))
    connection.fails_stream(STREAM_CLOSED)


def test_5_1_7_half_closed_continuation(connection):
    connection.send(headers(1, connection.block()), continuation(1, connection.block()))
    connection.fails_stream(STREAM_CLOSED, PROTOCOL_ERROR)


def test_5_1_8_data_after_a_reset(connection):
    connection.send(headers(1, connection.block(), end=False), reset(1), data(1))
    connection.fails_stream(STREAM_CLOSED)


def test_5_1_9_headers_after_a_reset(connection):
    connection.send(headers(1, connection.block(), end=False), reset(1), headers(1, connection.block()))
    connection.fails_stream(STREAM_CLOSED)


def test_5_1_10_continuation_after_a_reset(connection):
    connection.send(headers(1, connection.block(), end=False), reset(1))
    connection.send(continuation(1, connection.block(long_fields(1))))
    connection.fails_stream(STREAM_CLOSED, PROTOCOL_ERROR)


def test_5_1_11_data_on_a_closed_stream(connection):
    connection.send(headers(1, connection.block()))
    connection.closes_stream()
    connection.send(data(1))
    connection.fails_connection(STREAM_CLOSED)


def test_5_1_12_headers_on_a_closed_stream(connection):
    connection.send(headers(1, connection.block()))
    connection.closes_stream()
    connection.send(headers(1, connection.block()))
    connection.fails_connection(STREAM_CLOSED)


def test_5_1_13_continuation_on_a_closed_stream(connection):
    connection.send(headers(1, connection.block()))
    connection.closes_stream()
    connection.send(continuation(1, connection.block(long_fields(1))))
    connection.fails_connection(STREAM_CLOSED, PROTOCOL_ERROR)


# MARK: 5.1.1 Stream identifiers


def test_5_1_1_1_an_even_number(connection):
    connection.send(headers(2, connection.block()))
    connection.fails_connection(PROTOCOL_ERROR)


def test_5_1_1_2_a_smaller_number(connection):
    connection.send(headers(5, connection.block()), headers(3, connection.block()))
    connection.fails_connection(PROTOCOL_ERROR)


# MARK: 5.1.2 Stream concurrency


def test_5_1_2_1_more_streams_than_announced(connection):
    connection.send(settings((INITIAL_WINDOW_SIZE, 0)))
    last = 2 * connection.settings[MAX_CONCURRENT_STREAMS] + 1
    connection.send(*(headers(stream, connection.block()) for stream in range(1, last + 1, 2)))
    connection.fails_stream(PROTOCOL_ERROR, REFUSED_STREAM, stream=last)


# MARK: 5.3.1 Stream dependencies (RFC 7540; without a meaning since RFC 9113)


def test_5_3_1_1_headers_that_depend_on_themselves(connection):
    connection.send(headers(1, connection.block(), depends=dependency(on=1)))
    connection.fails_stream(PROTOCOL_ERROR)


def test_5_3_1_2_priority_on_itself(connection):
    connection.send(priority(1, on=1))
    connection.fails_stream(PROTOCOL_ERROR)


# MARK: 5.4.1 Connection errors


def test_5_4_1_a_connection_error_is_said_and_closes(connection):
    connection.send(frame(PING, 0, 3, bytes(8)))
    connection.fails_connection(PROTOCOL_ERROR)


def test_5_5_2_an_unknown_frame_inside_a_header_block(connection):
    connection.send(headers(1, connection.block(), complete=False), UNKNOWN)
    connection.fails_connection(PROTOCOL_ERROR)


# MARK: 6.1 DATA


def test_6_1_1_data_without_a_stream(connection):
    connection.send(data(0))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_1_2_data_on_a_half_closed_stream(connection, post):
    connection.send(headers(1, post), data(1))
    connection.fails_stream(STREAM_CLOSED)


def test_6_1_3_more_padding_than_frame(connection):
    block = connection.block(connection.request("POST", fields=[("content-length", "4")]))
    connection.send(headers(1, block, end=False), frame(DATA, PADDED | END_STREAM, 1, b"\x06Test"))
    connection.fails_connection(PROTOCOL_ERROR)


# MARK: 6.2 HEADERS


def test_6_2_3_headers_without_a_stream(connection):
    connection.send(headers(0, connection.block()))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_2_4_more_padding_than_frame(connection):
    block = connection.block()
    payload = bytes([len(block) + 2]) + block
    connection.send(frame(HEADERS, END_STREAM | END_HEADERS | PADDED, 1, payload))
    connection.fails_connection(PROTOCOL_ERROR)


# MARK: 6.3 PRIORITY


def test_6_3_1_priority_without_a_stream(connection):
    connection.send(priority(0))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_3_2_priority_of_another_length(connection):
    connection.send(headers(1, connection.block()), frame(PRIORITY, 0, 1, b"\x80\0\0\x01"))
    connection.fails_stream(FRAME_SIZE_ERROR)


# MARK: 6.4 RST_STREAM


def test_6_4_1_reset_without_a_stream(connection):
    connection.send(reset(0))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_4_2_reset_of_an_idle_stream(connection):
    connection.send(reset(1))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_4_3_reset_of_another_length(connection):
    connection.send(headers(1, connection.block()), frame(RST_STREAM, 0, 1, bytes(3)))
    connection.fails_connection(FRAME_SIZE_ERROR)


# MARK: 6.5 SETTINGS


@pytest.mark.parametrize("wrong, code", [
    (frame(SETTINGS, ACK, 0, b"\0"), FRAME_SIZE_ERROR),
    (settings((MAX_CONCURRENT_STREAMS, 100), stream=1), PROTOCOL_ERROR),
    (frame(SETTINGS, 0, 0, b"\0\x03\0"), FRAME_SIZE_ERROR),
], ids=["1 acknowledgement with a payload", "2 on a stream", "3 of another length"])
def test_6_5_malformed_settings(connection, wrong, code):
    connection.send(wrong)
    connection.fails_connection(code)


@pytest.mark.parametrize("setting, value, code", [
    (ENABLE_PUSH, 2, PROTOCOL_ERROR),
    (INITIAL_WINDOW_SIZE, MAXIMUM_WINDOW + 1, FLOW_CONTROL_ERROR),
    (MAX_FRAME_SIZE, MAXIMUM_FRAME - 1, PROTOCOL_ERROR),
    (MAX_FRAME_SIZE, 1 << 24, PROTOCOL_ERROR),
], ids=["1 push", "2 window and 6.9.2.3", "3 small frames", "4 large frames"])
def test_6_5_2_values_out_of_range(connection, setting, value, code):
    connection.send(settings((setting, value)))
    connection.fails_connection(code)


def test_6_5_2_5_an_unknown_setting_is_ignored(connection):
    connection.send(settings((0xFF, 1)), ping())
    connection.acknowledges_ping()


def test_6_5_3_1_settings_are_processed_in_their_order(connection):
    connection.send(settings((INITIAL_WINDOW_SIZE, 100), (INITIAL_WINDOW_SIZE, 1)))
    connection.acknowledges_settings()
    connection.send(headers(1, connection.block()))
    assert len(connection.wait(DATA).payload) == 1


def test_6_5_3_2_settings_are_acknowledged(connection):
    connection.send(settings((ENABLE_PUSH, 0)))
    connection.acknowledges_settings()


# MARK: 6.7 PING


def test_6_7_1_ping_is_answered_with_its_content(connection):
    connection.send(ping(b"h2spec\0\0"))
    connection.acknowledges_ping(b"h2spec\0\0")


def test_6_7_2_an_acknowledgement_is_not_answered(connection):
    connection.send(ping(b"invalid\0", ack=True), ping(b"h2spec\0\0"))
    connection.acknowledges_ping(b"h2spec\0\0")


@pytest.mark.parametrize("wrong, code", [
    (frame(PING, 0, 1, bytes(8)), PROTOCOL_ERROR), (frame(PING, 0, 0, bytes(6)), FRAME_SIZE_ERROR),
], ids=["3 on a stream", "4 of another length"])
def test_6_7_malformed_ping(connection, wrong, code):
    connection.send(wrong)
    connection.fails_connection(code)


# MARK: 6.8 GOAWAY


def test_6_8_1_goaway_on_a_stream(connection):
    connection.send(frame(GOAWAY, 0, 1, bytes(8)))
    connection.fails_connection(PROTOCOL_ERROR)


# MARK: 6.9 WINDOW_UPDATE


def test_6_9_1_an_increment_of_0(connection):
    connection.send(window_update(0, 0))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_9_2_an_increment_of_0_on_a_stream(connection):
    connection.send(headers(1, connection.block(), end=False), window_update(1, 0))
    connection.fails_stream(PROTOCOL_ERROR)


def test_6_9_3_an_update_of_another_length(connection):
    connection.send(frame(WINDOW_UPDATE, 0, 0, b"\0\0\x01"))
    connection.fails_connection(FRAME_SIZE_ERROR)


def test_6_9_1_1_no_more_data_than_the_window(connection):
    connection.send(settings((INITIAL_WINDOW_SIZE, 1)))
    connection.acknowledges_settings()
    connection.send(headers(1, connection.block()))
    assert len(connection.wait(DATA).payload) == 1


def test_6_9_1_2_a_window_above_its_maximum(connection):
    connection.send(window_update(0, MAXIMUM_WINDOW), window_update(0, MAXIMUM_WINDOW))
    connection.fails_connection(FLOW_CONTROL_ERROR)


def test_6_9_1_3_a_stream_s_window_above_its_maximum(connection):
    connection.send(headers(1, connection.block(), end=False))
    connection.send(window_update(1, MAXIMUM_WINDOW), window_update(1, MAXIMUM_WINDOW))
    received = connection.wait(RST_STREAM)
    assert received.stream == 1 and received.code == FLOW_CONTROL_ERROR


def test_6_9_2_1_a_new_initial_window_counts_for_open_streams(connection):
    connection.send(settings((INITIAL_WINDOW_SIZE, 0)))
    connection.acknowledges_settings()
    connection.send(headers(1, connection.block()), settings((INITIAL_WINDOW_SIZE, 1)))
    assert len(connection.wait(DATA).payload) == 1


def test_6_9_2_2_a_window_can_become_negative(connection):
    connection.send(settings((INITIAL_WINDOW_SIZE, 3)))
    connection.acknowledges_settings()
    connection.send(headers(1, connection.block()))
    assert len(connection.wait(DATA).payload) == 3
    connection.send(settings((INITIAL_WINDOW_SIZE, 2)))
    connection.acknowledges_settings()
    connection.send(window_update(1, 2))
    assert len(connection.wait(DATA).payload) == 1


# MARK: 6.10 CONTINUATION


def test_6_10_1_several_continuations(connection):
    connection.send(headers(1, connection.block(), complete=False))
    fields = long_fields(1)
    connection.send(continuation(1, connection.block(fields), complete=False))
    connection.send(continuation(1, connection.block(fields)))
    connection.answers()


def test_6_10_2_data_inside_a_header_block(connection, post):
    connection.send(headers(1, post, end=False, complete=False))
    connection.send(continuation(1, connection.block(long_fields(1)), complete=False), data(1))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_10_3_continuation_without_a_stream(connection):
    connection.send(headers(1, connection.block(), complete=False), continuation(0, connection.block(long_fields(1))))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_10_4_continuation_behind_a_complete_block(connection):
    connection.send(headers(1, connection.block()), continuation(1, connection.block(long_fields(1))))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_10_5_continuation_behind_the_last_continuation(connection):
    connection.send(headers(1, connection.block(), complete=False))
    fields = long_fields(1)
    connection.send(continuation(1, connection.block(fields)), continuation(1, connection.block(fields)))
    connection.fails_connection(PROTOCOL_ERROR)


def test_6_10_6_continuation_behind_data(connection, post):
    connection.send(headers(1, post, end=False, complete=False), data(1))
    fields = long_fields(1)
    connection.send(continuation(1, connection.block(fields), complete=False))
    connection.send(continuation(0, connection.block(fields)))
    connection.fails_connection(PROTOCOL_ERROR)


# MARK: 7 Error codes


def test_7_1_goaway_with_an_unknown_code(connection):
    connection.send(goaway(0xFF), ping(b"h2spec\0\0"))
    connection.acknowledges_ping_or_closes(b"h2spec\0\0")


def test_7_2_reset_with_an_unknown_code(connection, post):
    connection.send(headers(1, post, end=False), reset(1, 0xFF), ping())
    connection.acknowledges_ping()


# MARK: 8.1 Messages


def test_8_1_1_trailers_that_do_not_end_the_stream(connection, post):
    connection.send(headers(1, post, end=False), data(1, end=False))
    connection.send(headers(1, connection.block([("x-test", "ok")]), end=False))
    connection.fails_stream(PROTOCOL_ERROR)


@pytest.mark.parametrize("end", [False, True], ids=["3 with more to come", "3 at the end"])
def test_8_1_2_1_a_pseudo_field_in_trailers(connection, post, end):
    connection.send(headers(1, post, end=False), data(1, end=False))
    connection.send(headers(1, connection.block([(":method", "POST")]), end=end))
    connection.fails_stream(PROTOCOL_ERROR)


MALFORMED = {
    "8.1.2/1 an upper-case name": lambda request: request(fields=[("X-TEST", "ok")]),
    "8.1.2.1/1 an unknown pseudo-field": lambda request: request(fields=[(":test", "ok")]),
    "8.1.2.1/2 a pseudo-field of answers": lambda request: request(fields=[(":status", "200")]),
    "8.1.2.1/4 a pseudo-field behind a field": lambda request: [("x-test", "ok"), *request()],
    "8.1.2.2/1 a field of the connection": lambda request: request(fields=[("connection", "keep-alive")]),
    "8.1.2.2/2 te": lambda request: request(fields=[("trailers", "test"), ("te", "trailers, deflate")]),
    "8.1.2.3/1 an empty path": lambda request: request(path=""),
    "8.1.2.3/2 no method": lambda request: request(without=[":method", ":scheme"]),
    "8.1.2.3/3 no scheme": lambda request: request(without=[":scheme"]),
    "8.1.2.3/4 no path": lambda request: request(without=[":path"]),
    "8.1.2.3/5 a second method": lambda request: request(fields=[(":method", "GET")]),
    "8.1.2.3/6 a second scheme": lambda request: request(fields=[(":scheme", "https")]),
    "8.1.2.3/7 a second path": lambda request: request(fields=[(":path", "/")]),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_8_1_2_malformed_requests(connection, name):
    connection.send(headers(1, connection.block(MALFORMED[name](connection.request))))
    connection.fails_stream(PROTOCOL_ERROR)


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_request_leaves_the_other_streams_alone(connection, name):
    """Not in h2spec: one client's connection may carry other people's requests (RFC 9113, 8.1.1)."""
    connection.send(headers(1, connection.block(MALFORMED[name](connection.request))), headers(3, connection.block()))
    connection.answers(3)


@pytest.mark.parametrize("body", [[data(1)], [data(1, end=False), data(1)]], ids=["1 one frame", "2 two frames"])
def test_8_1_2_6_more_data_than_the_content_length(connection, body):
    block = connection.block(connection.request("POST", fields=[("content-length", "1")]))
    connection.send(headers(1, block, end=False), *body)
    connection.fails_stream(PROTOCOL_ERROR)


def test_data_behind_the_end_of_a_request_leaves_the_other_streams_alone(connection):
    """Not in h2spec, as the test above."""
    connection.send(headers(1, connection.block()), data(1), headers(3, connection.block()))
    while connection.wait(HEADERS).stream != 3:
        pass


def test_stream_errors_without_end_fail_the_connection(connection):
    """Not in h2spec: what costs the client one stream only must not be free to repeat."""
    for stream in range(1, 1001, 2):
        connection.send(headers(stream, connection.block(connection.request(fields=[("connection", "close")]))))
    connection.fails_connection(ENHANCE_YOUR_CALM)


def test_nothing_is_served_behind_a_connection_error(connection, backend):
    """Not in h2spec."""
    connection.send(frame(PING, 0, 3, bytes(8)), headers(1, connection.block(connection.request(path="/behind"))))
    connection.fails_connection(PROTOCOL_ERROR)
    assert not [request for request in backend.requests if request.target == "/behind"]


# MARK: 8.2 Server push


def test_8_2_1_a_client_cannot_push(connection):
    connection.send(push_promise(1, 3, connection.block()))
    connection.fails_connection(PROTOCOL_ERROR)
