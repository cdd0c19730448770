"""A raw HTTP/1.1 client: sends exactly the given bytes, keeps every field line, and notices how an answer ends."""

import dataclasses
import socket


@dataclasses.dataclass
class Answer:
    status: int
    fields: list
    body: bytes = b""
    version: str = "HTTP/1.1"
    trailers: list = dataclasses.field(default_factory=list)
    #: False where the connection or the stream broke before the end.
    is_complete: bool = True
    #: Heads of 1xx answers before this one.
    informational: list = dataclasses.field(default_factory=list)

    def all(self, name):
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def only(self, name):
        """The value of a field that must be there exactly once."""
        values = self.all(name)
        assert len(values) == 1, f"{name} is there {len(values)} times: {values}"
        return values[0]

    def has(self, name):
        return bool(self.all(name))


def request(method="GET", path="/", fields=(), body=None, host="localhost", version="HTTP/1.1"):
    """A request's bytes; a body gets its Content-Length unless it has a framing already."""
    lines = [f"{method} {path} {version}"]
    if host is not None:
        lines.append(f"Host: {host}")
    lines += [f"{name}: {value}" for name, value in fields]
    is_framed = any(name.lower() in ("content-length", "transfer-encoding") for name, _ in fields)
    if body is not None and not is_framed:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (body or b"")


def chunk(content, extension=""):
    return f"{len(content):x}{extension}\r\n".encode() + content + b"\r\n"


class Connection:
    def __init__(self, port, host="127.0.0.1", tls=None, timeout=15, server_name="localhost", source=None, first=b""):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family)
        self.socket.settimeout(timeout)
        if source:
            self.socket.bind((source, 0))
        self.socket.connect((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if first:
            self.socket.sendall(first)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname=server_name)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, content):
        self.socket.sendall(content)

    def ask(self, method="GET", path="/", fields=(), body=None, host="localhost", version="HTTP/1.1"):
        self.send(request(method, path, fields, body, host, version))
        return self.read_answer(method)

    def receive(self):
        """More bytes into the buffer; False at the end of the connection."""
        try:
            part = self.socket.recv(1 << 16)
        except (ConnectionResetError, BrokenPipeError):
            part = b""
        self.buffer += part
        return bool(part)

    def read_until(self, end):
        while end not in self.buffer:
            if not self.receive():
                raise EOFError(f"the connection ended after {self.buffer!r}")
        head, _, self.buffer = self.buffer.partition(end)
        return head

    def read_exactly(self, count):
        while len(self.buffer) < count:
            if not self.receive():
                raise EOFError(f"the connection ended {count - len(self.buffer)} bytes early")
        content, self.buffer = self.buffer[:count], self.buffer[count:]
        return content

    def read_head(self):
        """The next head, a 1xx included."""
        lines = self.read_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        version, status, _ = (lines[0] + "  ").split(" ", 2)
        fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        return Answer(int(status), fields, version=version)

    def read_answer(self, method="GET"):
        """A whole answer; one that breaks off is returned with `is_complete` false."""
        informational = []
        answer = self.read_head()
        while 100 <= answer.status < 200 and answer.status != 101:
            informational.append(answer)
            answer = self.read_head()
        answer.informational = informational
        return self.read_body(answer, method)

    def read_body(self, answer, method="GET"):
        if method == "HEAD" or answer.status in (101, 204, 304):
            return answer
        try:
            if answer.has("Transfer-Encoding"):
                assert answer.only("Transfer-Encoding") == "chunked" and not answer.has("Content-Length")
                self._read_chunks(answer)
            elif answer.has("Content-Length"):
                length = int(answer.only("Content-Length"))
                while len(self.buffer) < length:
                    if not self.receive():
                        answer.body, self.buffer = self.buffer, b""
                        answer.is_complete = False
                        return answer
                answer.body = self.read_exactly(length)
            else:
                while self.receive():
                    pass
                answer.body, self.buffer = self.buffer, b""
        except EOFError:
            answer.is_complete = False
        return answer

    def _read_chunks(self, answer):
        while True:
            size = int(self.read_until(b"\r\n").split(b";")[0], 16)
            if size == 0:
                break
            answer.body += self.read_exactly(size)
            assert self.read_exactly(2) == b"\r\n"
        while line := self.read_until(b"\r\n"):
            name, _, value = line.decode("latin-1").partition(":")
            answer.trailers.append((name, value.strip()))

    def is_closed(self, seconds=5):
        """Whether the other side closes within this time and sends nothing more."""
        self.socket.settimeout(seconds)
        try:
            return not self.receive()
        except TimeoutError:
            return False
