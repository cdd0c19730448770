"""A backend that records every byte, reads it as strictly as can be, and says in its answer what it has read.

What the gateway writes has one form, so anything else here is a finding: an error of the gateway, not of a client.
"""

import asyncio
import dataclasses
import re
import zlib

TOKEN = rb"[!#-'*+.^-z|~0-9A-Z-]+"
#: Nothing, or text without white space at its ends.
VALUE = rb"(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?"
HEAD = re.compile(
    rb"(" + TOKEN + rb") (/[\x21-\x7e]*|\*) HTTP/1\.1\r\nHost: ([\x21-\x7e]+)\r\n"
    rb"((?:" + TOKEN + rb": " + VALUE + rb"\r\n)*)\r\n")
SIZE = re.compile(rb"([0-9a-fA-F]{1,8})\r\n")
TRAILER = re.compile(rb"(" + TOKEN + rb"): (" + VALUE + rb")")
#: What the gateway may say of the connection to the backend; all else is the client's and stays there.
OF_THE_HOP = {b"keep-alive", b"proxy-connection", b"te", b"http2-settings", b"proxy-authorization"}


@dataclasses.dataclass(slots=True)
class Record:
    method: bytes
    target: bytes
    host: bytes
    client: bytes
    names: set
    own: list
    start: int
    body: bytes = b""
    trailers: list = dataclasses.field(default_factory=list)
    end: int = -1

    @property
    def is_whole(self):
        return self.end >= 0


class Wrong(Exception):
    """What came from the gateway is no request in the one form that it writes."""


class Recorder(asyncio.Protocol):
    """One connection of the gateway's."""

    def __init__(self, log):
        self.log = log
        self.raw = bytearray()
        self.position = 0
        self.record = None
        self.length = 0
        self.records = []
        log.connections.append(self)

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.raw += data
        try:
            while self._read():
                pass
        except Wrong as error:
            self.log.errors.append(f"{error}: {bytes(self.raw[self.position:self.position + 400])!r}")
            self.transport.abort()

    def _read(self):
        if self.record is None and not self._read_head():
            return False
        if self.length is None:
            if not self._read_chunks():
                return False
        elif len(self.raw) - self.position >= self.length:
            self.record.body = bytes(self.raw[self.position:self.position + self.length])
            self.position += self.length
        else:
            return False
        self.record.end = self.position
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nX-Sum: %08x\r\nContent-Length: 0\r\n\r\n" % checksum(self.record))
        self.record = None
        return self.position < len(self.raw)

    def _read_head(self):
        end = self.raw.find(b"\r\n\r\n", self.position)
        if end < 0:
            return False
        match = HEAD.fullmatch(self.raw, self.position, end + 4)
        if match is None:
            raise Wrong("no head")
        fields = [(name.lower(), value) for name, _, value in (
            line.partition(b": ") for line in bytes(match[4]).split(b"\r\n")[:-1])]
        self.length = framing(fields)
        clients = [value for name, value in fields if name == b"x-forwarded-for"]
        if len(clients) != 1:
            raise Wrong("not one X-Forwarded-For")
        self.record = Record(
            bytes(match[1]), bytes(match[2]), bytes(match[3]), clients[0], {name for name, _ in fields},
            [field for field in fields if field[0].startswith(b"x-own")], self.position)
        self.position = end + 4
        self.records.append(self.record)
        self.log.clients.setdefault(clients[0], []).append(self.record)
        return True

    def _read_chunks(self):
        """Starts anew with every part of the body that arrives: the bodies are small."""
        parts, position = [], self.position
        while True:
            end = self.raw.find(b"\r\n", position)
            if end < 0:
                return False
            match = SIZE.fullmatch(self.raw, position, end + 2)
            if match is None:
                raise Wrong("no chunk size")
            size, position = int(match[1], 16), end + 2
            if size == 0:
                break
            if len(self.raw) < position + size + 2:
                return False
            if self.raw[position + size:position + size + 2] != b"\r\n":
                raise Wrong("no end of a chunk")
            parts.append(bytes(self.raw[position:position + size]))
            position += size + 2
        while True:
            end = self.raw.find(b"\r\n", position)
            if end < 0:
                return False
            line, position = bytes(self.raw[position:end]), end + 2
            if not line:
                break
            match = TRAILER.fullmatch(line)
            if match is None:
                raise Wrong("no trailer")
            self.record.trailers.append((match[1].lower(), match[2]))
        self.record.body, self.position = b"".join(parts), position
        return True


def framing(fields):
    """The length of the body; None: chunks."""
    names = [name for name, _ in fields]
    lengths = [value for name, value in fields if name == b"content-length"]
    codings = [value for name, value in fields if name == b"transfer-encoding"]
    if b"host" in names or OF_THE_HOP & set(names) or len(lengths) + len(codings) > 1:
        raise Wrong("a field too many")
    if codings:
        if codings != [b"chunked"]:
            raise Wrong("an unknown coding")
        return None
    if lengths and not re.fullmatch(rb"0|[1-9][0-9]*", lengths[0]):
        raise Wrong("an odd length")
    return int(lengths[0]) if lengths else 0


def checksum(message):
    return zlib.crc32(b"\n".join((message.method, message.target, message.host or b"", message.body)))


class Log:
    """What all connections of the gateway's have brought."""

    def __init__(self):
        self.connections = []
        self.clients = {}
        self.errors = []

    async def listen(self):
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: Recorder(self), "127.0.0.1", 0, backlog=1024)
        return self.server.sockets[0].getsockname()[1]
