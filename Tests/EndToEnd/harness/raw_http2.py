"""An HTTP/2 client that sends any frame, however wrong, and sees how the server takes it.

Nothing is checked on the way out, so frames are made of bytes here and not with a library that keeps the rules.
"""

import dataclasses
import socket
import ssl

import hpack

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DEFAULT_WINDOW = 65_535
MAXIMUM_WINDOW = 2**31 - 1
MAXIMUM_FRAME = 16_384

# Types of frames (RFC 9113, 6).
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
# Flags.
END_STREAM = ACK = 0x01
END_HEADERS, PADDED, HAS_PRIORITY = 0x04, 0x08, 0x20
# Settings (RFC 9113, 6.5.2).
HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = (
    range(1, 7))
# Error codes (RFC 9113, 7).
(NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, FRAME_SIZE_ERROR,
 REFUSED_STREAM, CANCEL, COMPRESSION_ERROR, CONNECT_ERROR, ENHANCE_YOUR_CALM) = range(12)


@dataclasses.dataclass
class RawFrame:
    kind: int
    flags: int
    stream: int
    payload: bytes = b""

    @property
    def code(self):
        """The error code of RST_STREAM or GOAWAY."""
        start = 4 if self.kind == GOAWAY else 0
        return int.from_bytes(self.payload[start:start + 4], "big")

    @property
    def is_ack(self):
        return bool(self.flags & ACK)

    @property
    def ends_stream(self):
        return self.kind in (DATA, HEADERS) and bool(self.flags & END_STREAM)


#: How reading ends where no frame comes: in order, by a reset or inside a frame, or not within the time.
CLOSED, BROKEN, SILENT = "closed", "broken", "silent"


def frame(kind, flags=0, stream=0, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def data(stream, content=b"test", end=True, padding=None):
    if padding is None:
        return frame(DATA, END_STREAM * end, stream, content)
    return frame(DATA, END_STREAM * end | PADDED, stream, bytes([len(padding)]) + content + padding)


def headers(stream, block, end=True, complete=True, padding=0, depends=None):
    """HEADERS; `depends` is what `dependency` makes."""
    flags = END_STREAM * end | END_HEADERS * complete
    if depends is not None:
        flags, block = flags | HAS_PRIORITY, depends + block
    if padding:
        flags, block = flags | PADDED, bytes([padding]) + block + bytes(padding)
    return frame(HEADERS, flags, stream, block)


def continuation(stream, block, complete=True):
    return frame(CONTINUATION, END_HEADERS * complete, stream, block)


def dependency(on=0, exclusive=False, weight=255):
    return (on | exclusive << 31).to_bytes(4, "big") + bytes([weight])


def priority(stream, on=0, exclusive=False, weight=255):
    return frame(PRIORITY, 0, stream, dependency(on, exclusive, weight))


def reset(stream, code=CANCEL):
    return frame(RST_STREAM, 0, stream, code.to_bytes(4, "big"))


def settings(*values, stream=0):
    """SETTINGS with (identifier, value) pairs in this order."""
    pairs = (number.to_bytes(2, "big") + value.to_bytes(4, "big") for number, value in values)
    return frame(SETTINGS, 0, stream, b"".join(pairs))


def ping(content=bytes(8), ack=False):
    return frame(PING, ACK * ack, 0, content)


def goaway(code=NO_ERROR, last=0, content=b""):
    return frame(GOAWAY, 0, 0, last.to_bytes(4, "big") + code.to_bytes(4, "big") + content)


def window_update(stream, increment):
    return frame(WINDOW_UPDATE, 0, stream, increment.to_bytes(4, "big"))


def push_promise(stream, promised, block):
    return frame(PUSH_PROMISE, END_HEADERS, stream, promised.to_bytes(4, "big") + block)


class RawConnection:
    def __init__(self, port, tls, host="127.0.0.1", seconds=2):
        plain = socket.create_connection((host, port), timeout=seconds)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        tls.set_alpn_protocols(["h2"])
        self.socket = tls.wrap_socket(plain, server_hostname="localhost")
        assert self.socket.selected_alpn_protocol() == "h2"
        self.encoder = hpack.Encoder()
        self.authority = f"{host}:{port}"
        #: What the server's first SETTINGS said.
        self.settings = {}
        #: All frames received after `start`.
        self.received = []
        self._buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def start(self):
        """Both prefaces and both acknowledgements."""
        self.send(PREFACE, settings((INITIAL_WINDOW_SIZE, DEFAULT_WINDOW)))
        is_acknowledged = False
        while not (self.settings and is_acknowledged):
            received = self.receive()
            assert isinstance(received, RawFrame), f"{received} during the handshake"
            if received.kind != SETTINGS:
                continue
            if received.is_ack:
                is_acknowledged = True
                continue
            for start in range(0, len(received.payload), 6):
                entry = received.payload[start:start + 6]
                self.settings[int.from_bytes(entry[:2], "big")] = int.from_bytes(entry[2:], "big")
            self.send(frame(SETTINGS, ACK))
        self.received.clear()
        return self

    def send(self, *parts):
        """Each part in a TLS record of its own; that the server has closed already shows when reading."""
        try:
            for part in parts:
                self.socket.sendall(part)
        except (ConnectionError, ssl.SSLError):
            pass

    def request(self, method="GET", path="/", fields=(), without=()):
        """The fields of a request that is right, but for the pseudo-fields that it goes `without`."""
        pseudo = {":method": method, ":scheme": "https", ":path": path, ":authority": self.authority}
        return [(name, value) for name, value in pseudo.items() if name not in without] + list(fields)

    def block(self, fields=None):
        return self.encoder.encode(self.request() if fields is None else fields)

    def receive(self):
        """The next frame, or how there is none."""
        while len(self._buffer) < 9 or len(self._buffer) < 9 + int.from_bytes(self._buffer[:3], "big"):
            try:
                part = self.socket.recv(1 << 16)
            except TimeoutError:
                return SILENT
            except (ConnectionError, ssl.SSLError):
                return BROKEN
            if not part:
                return BROKEN if self._buffer else CLOSED
            self._buffer += part
        end = 9 + int.from_bytes(self._buffer[:3], "big")
        raw, self._buffer = self._buffer[:end], self._buffer[end:]
        received = RawFrame(raw[3], raw[4], int.from_bytes(raw[5:9], "big") & MAXIMUM_WINDOW, raw[9:])
        self.received.append(received)
        return received

    def wait(self, kind):
        """The next frame of a type; everything else on the way to it is passed over."""
        while isinstance(received := self.receive(), RawFrame):
            if received.kind == kind:
                return received
        raise AssertionError(f"{received} without a frame of type {kind}; received: {self.received}")

    # MARK: outcomes

    def answers(self, stream=1):
        assert self.wait(HEADERS).stream == stream

    def acknowledges_ping(self, content=bytes(8)):
        received = self.wait(PING)
        assert received.is_ack and received.payload == content, received

    def acknowledges_ping_or_closes(self, content):
        received = self.receive()
        while isinstance(received, RawFrame) and received.kind != PING:
            received = self.receive()
        assert received == CLOSED or received == RawFrame(PING, ACK, 0, content), received

    def acknowledges_settings(self):
        assert self.wait(SETTINGS).is_ack

    def closes_stream(self):
        """Waits for the end of an answer."""
        while isinstance(received := self.receive(), RawFrame):
            if received.ends_stream or received.kind == RST_STREAM and received.code == NO_ERROR:
                return
        raise AssertionError(f"{received} before the stream ended; received: {self.received}")

    def closes(self):
        """The server ends the connection in order, so that nothing it has sent can be lost."""
        while isinstance(received := self.receive(), RawFrame):
            pass
        assert received == CLOSED, f"{received}; received: {self.received}"

    def fails_connection(self, *codes):
        """A connection error (RFC 9113, 5.4.1): GOAWAY with one of these codes, then the end."""
        self.closes()
        said = [received.code for received in self.received if received.kind == GOAWAY]
        assert said and said[0] in codes, f"GOAWAY {said}, not {codes}; received: {self.received}"

    def fails_stream(self, *codes, stream=1):
        """A stream error (RFC 9113, 5.4.2): RST_STREAM with one of these codes, or a connection error."""
        while isinstance(received := self.receive(), RawFrame):
            if received.kind == RST_STREAM and received.stream == stream and received.code in codes:
                return
            if received.kind == GOAWAY and received.code in codes:
                self.closes()
                return
        raise AssertionError(f"{received} without an error of {codes}; received: {self.received}")
