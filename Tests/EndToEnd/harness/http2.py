"""An HTTP/2 client on the h2 library: one thread, many streams, every frame that matters kept."""

import socket
import time

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings

from .wire import Answer


class HTTP2Connection:
    def __init__(self, port, tls, host="127.0.0.1", window=None, validate=True, timeout=15):
        plain = socket.create_connection((host, port), timeout=timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        tls.set_alpn_protocols(["h2"])
        self.socket = tls.wrap_socket(plain, server_hostname="localhost")
        assert self.socket.selected_alpn_protocol() == "h2"
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(
            client_side=True, header_encoding="latin-1",
            validate_outbound_headers=validate, normalize_outbound_headers=validate))
        # The library takes GOAWAY for the end; streams that are open may still finish (RFC 9113, 6.8).
        states, inputs = h2.connection.ConnectionState, h2.connection.ConnectionInputs
        self.h2.state_machine._transitions = self.h2.state_machine._transitions | {
            (states.CLIENT_OPEN, inputs.RECV_GOAWAY): (None, states.CLIENT_OPEN)}
        self.h2.initiate_connection()
        if window:
            self.h2.update_settings({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window})
        self.answers = {}
        self.ended = set()
        self.resets = {}
        self.goaway = None
        self.is_open = True
        #: With False, received bytes give no new window, as a client that does not read.
        self.acknowledges = True
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def open(self, method="GET", path="/", fields=(), authority="localhost", scheme="https", end=True):
        """Sends a request's head and returns the stream."""
        stream = self.h2.get_next_available_stream_id()
        head = [(":method", method), (":scheme", scheme), (":authority", authority), (":path", path)]
        self.h2.send_headers(stream, head + [(name.lower(), value) for name, value in fields], end_stream=end)
        self.flush()
        return stream

    def send(self, stream, content, end=False):
        """Sends a body as the other side's window allows; stops early where the stream is ended or reset."""
        view = memoryview(content)
        while view and stream not in self.resets and stream not in self.ended:
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size, len(view))
            if room <= 0:
                self.pump()
                continue
            self.h2.send_data(stream, bytes(view[:room]))
            self.flush()
            view = view[room:]
        if end and stream not in self.resets and stream not in self.ended:
            self.h2.end_stream(stream)
            self.flush()

    def send_trailers(self, stream, fields):
        self.h2.send_headers(stream, fields, end_stream=True)
        self.flush()

    def reset(self, stream, code=8):
        self.h2.reset_stream(stream, code)
        self.flush()

    def pump(self):
        """Handles what arrives next; False at the end of the connection."""
        try:
            content = self.socket.recv(1 << 16)
        except (ConnectionResetError, BrokenPipeError):
            content = b""
        if not content:
            self.is_open = False
            return False
        for event in self.h2.receive_data(content):
            self._handle(event)
        self.flush()
        return True

    def _handle(self, event):
        stream = getattr(event, "stream_id", None)
        if isinstance(event, h2.events.InformationalResponseReceived):
            answer = self.answers.setdefault(stream, Answer(0, [], version="HTTP/2"))
            answer.informational.append(Answer(int(dict(event.headers)[":status"]), list(event.headers)))
        elif isinstance(event, h2.events.ResponseReceived):
            answer = self.answers.setdefault(stream, Answer(0, [], version="HTTP/2"))
            answer.status = int(dict(event.headers)[":status"])
            answer.fields = [(name, value) for name, value in event.headers if name != ":status"]
        elif isinstance(event, h2.events.DataReceived):
            self.answers[stream].body += event.data
            if self.acknowledges:
                self.h2.acknowledge_received_data(event.flow_controlled_length, stream)
        elif isinstance(event, h2.events.TrailersReceived):
            self.answers[stream].trailers = list(event.headers)
        elif isinstance(event, h2.events.StreamEnded):
            self.ended.add(stream)
        elif isinstance(event, h2.events.StreamReset):
            self.resets[stream] = event.error_code
        elif isinstance(event, h2.events.ConnectionTerminated):
            self.goaway = event

    def read(self, stream, seconds=20):
        """The whole answer of a stream, or what came of it before it was reset."""
        deadline = time.monotonic() + seconds
        while stream not in self.ended and stream not in self.resets:
            assert time.monotonic() < deadline, f"no end of stream {stream} within {seconds} s"
            if not self.pump():
                break
        assert stream in self.answers, f"no answer on stream {stream}: reset {self.resets.get(stream)}, {self.goaway}"
        answer = self.answers[stream]
        answer.is_complete = stream in self.ended
        return answer

    def ask(self, method="GET", path="/", fields=(), body=None, authority="localhost"):
        stream = self.open(method, path, fields, authority, end=body is None)
        if body is not None:
            self.send(stream, body, end=True)
        return self.read(stream)
