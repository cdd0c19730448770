"""An HTTP/2 client that sends exactly the given frames, however wrong, and keeps what comes back."""

import dataclasses
import socket

import hpack
from hyperframe.frame import (
    DataFrame, Frame, GoAwayFrame, HeadersFrame, PingFrame, RstStreamFrame, SettingsFrame, WindowUpdateFrame)

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


@dataclasses.dataclass
class StreamState:
    status: int = 0
    body: bytes = b""
    is_ended: bool = False
    reset: int | None = None

    @property
    def is_over(self):
        return self.is_ended or self.reset is not None


class FrameConnection:
    def __init__(self, port, tls, source="127.0.0.1", timeout=10):
        plain = socket.create_connection(("127.0.0.1", port), timeout=timeout, source_address=(source, 0))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        tls.set_alpn_protocols(["h2"])
        self.socket = tls.wrap_socket(plain, server_hostname="localhost")
        assert self.socket.selected_alpn_protocol() == "h2"
        self._encoder, self._decoder = hpack.Encoder(), hpack.Decoder()
        self._buffer = b""
        self.streams = {}
        self.goaway = None
        self.is_open = True
        self._knows_limits = False
        self.socket.sendall(PREFACE + SettingsFrame(0, {SettingsFrame.INITIAL_WINDOW_SIZE: 1 << 20}).serialize())
        # The other side's limits hold from the moment we acknowledge them.
        while not self._knows_limits:
            assert self.receive(), "the connection ended before its settings"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def state(self, stream):
        return self.streams.setdefault(stream, StreamState())

    def send(self, *frames):
        self.socket.sendall(b"".join(frame if isinstance(frame, bytes) else frame.serialize() for frame in frames))

    def headers(self, stream, fields, end=True):
        """One HEADERS frame, and as many of CONTINUATION as it takes."""
        block = self._encoder.encode(fields)
        parts = [block[start:start + 16384] for start in range(0, len(block), 16384)] or [b""]
        frames = b""
        for index, part in enumerate(parts):
            flags = (1 if end and index == 0 else 0) | (4 if index == len(parts) - 1 else 0)
            frames += frame_head(len(part), 1 if index == 0 else 9, flags, stream) + part
        self.send(frames)

    def data(self, stream, content, end=True):
        self.send(DataFrame(stream, content, flags=["END_STREAM"] if end else []))

    def receive(self):
        """Handles what arrives next; False at the end of the connection."""
        try:
            part = self.socket.recv(1 << 16)
        except (ConnectionResetError, BrokenPipeError):
            part = b""
        self._buffer += part
        self.is_open = self.is_open and bool(part)
        while len(self._buffer) >= 9:
            frame, length = Frame.parse_frame_header(memoryview(self._buffer)[:9])
            if len(self._buffer) < 9 + length:
                break
            frame.parse_body(memoryview(self._buffer)[9:9 + length])
            self._buffer = self._buffer[9 + length:]
            self._handle(frame)
        return bool(part)

    def read(self, stream):
        """The stream once it is over, or as it is where the connection ended first."""
        while not self.state(stream).is_over and self.goaway is None and self.receive():
            pass
        return self.state(stream)

    def _handle(self, frame):
        state = self.state(frame.stream_id)
        match frame:
            case HeadersFrame():
                assert "END_HEADERS" in frame.flags
                fields = dict(self._decoder.decode(frame.data, raw=True))
                if state.status < 200:
                    state.status = int(fields[b":status"])
            case DataFrame():
                state.body += frame.data
            case RstStreamFrame():
                state.reset = frame.error_code
            case GoAwayFrame():
                self.goaway = frame
            case SettingsFrame() if "ACK" not in frame.flags:
                self.send(SettingsFrame(0, flags=["ACK"]))
                self._knows_limits = True
            case PingFrame() | WindowUpdateFrame() | SettingsFrame():
                pass
        if "END_STREAM" in frame.flags:
            state.is_ended = True


def frame_head(length, kind, flags, stream):
    return length.to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big")
