"""What the bytes of a client mean: an independent, strict reading of RFC 9112 with the limits the gateway documents.

Nothing of it is shared with the gateway, nor with the reading of what the backend got (`recorder.py`).
"""

import dataclasses
import ipaddress
import re

TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]"
LINE = re.compile(rb"(" + TOKEN + rb"{1,32}) ([\x21-\x7e]+) HTTP/1\.([01])")
FIELD = re.compile(rb"(" + TOKEN + rb"+):([\t\x20-\x7e\x80-\xff]*)")
HOST = re.compile(rb"(?:([A-Za-z0-9._-]+)|\[([0-9A-Fa-f:.]+)\])(?::[0-9]{1,5})?")
LENGTH = re.compile(rb"[0-9]{1,18}")
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})(?:;[\t\x20-\x7e\x80-\xff]*)?\r\n")
ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})?|([^!$&'()*+,./0-9:;=@A-Z_a-z~-])")
#: Fields of the generator that pass: a name with another character is dropped with its field.
OWN = re.compile(rb"x-own[0-9a-z-]*")
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
DOTS = re.compile(rb"(?:^|%2F)\.\.?(?:%2F|%3B|%3F|;|$)")

MAXIMUM_HEAD, MAXIMUM_FIELD, MAXIMUM_FIELDS = 32 << 10, 16 << 10, 100
MAXIMUM_CHUNK_LINE, MAXIMUM_TRAILERS, MAXIMUM_BODY = 256, 8 << 10, 10 << 20


class Malformed(Exception):
    pass


class Incomplete(Exception):
    pass


@dataclasses.dataclass(slots=True)
class Meaning:
    method: bytes
    target: bytes
    #: None where HTTP/1.0 names none.
    host: bytes | None
    #: The generator's own fields, as they must arrive.
    own: list
    is_last: bool
    body: bytes = b""
    trailers: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Reading:
    #: What must be answered with 200.
    accepted: list
    #: How it ends: `closed`, `refused`, `incomplete`, or `open` where a next request could follow.
    end: str
    #: A request whose head is fine and whose body is not, or not whole.
    begun: Meaning | None = None


def read(stream):
    """Everything that a client sends on one connection."""
    accepted, position = [], 0
    while position < len(stream):
        meaning = None
        try:
            if stream.startswith(b"\r\n", position):
                position += 2
            meaning, length, position = _head(stream, position)
            if length is None:
                position = _chunks(stream, position, meaning)
            else:
                if len(stream) - position < length:
                    raise Incomplete
                meaning.body = stream[position:position + length]
                position += length
        except Malformed:
            return Reading(accepted, "refused", meaning)
        except Incomplete:
            return Reading(accepted, "incomplete", meaning)
        accepted.append(meaning)
        if meaning.is_last:
            return Reading(accepted, "closed")
    return Reading(accepted, "open")


def _head(stream, start):
    end = stream.find(b"\r\n\r\n", start)
    if end < 0:
        raise Incomplete
    if end + 4 - start > MAXIMUM_HEAD:
        raise Malformed
    first, *rest = stream[start:end].split(b"\r\n")
    line = LINE.fullmatch(first)
    if line is None or line[1] == b"CONNECT":
        raise Malformed
    fields = _fields(rest)
    is_old = line[3] == b"0"
    host = _host(fields, is_old)
    length = _length(fields, is_old)
    target = _target(line[1], line[2], host)
    options = [option.strip(b" \t") for option in b",".join(fields.get(b"connection", [])).lower().split(b",")]
    expectations = fields.get(b"expect", [])
    if not is_old and any(value.lower() != b"100-continue" for value in expectations):
        raise Malformed
    own = [(name, value) for name, values in fields.items() if OWN.fullmatch(name) and name not in options
           for value in values]
    is_last = b"close" in options or is_old and b"keep-alive" not in options
    return Meaning(line[1], target, host, own, is_last), length, end + 4


def _fields(lines):
    """Values by lower-case name."""
    if len(lines) > MAXIMUM_FIELDS:
        raise Malformed
    fields = {}
    for line in lines:
        field = FIELD.fullmatch(line)
        if field is None or len(line) > MAXIMUM_FIELD:
            raise Malformed
        fields.setdefault(field[1].lower(), []).append(field[2].strip(b" \t"))
    return fields


def _host(fields, is_old):
    hosts = fields.get(b"host", [])
    if not hosts and is_old:
        return None
    match = HOST.fullmatch(hosts[0]) if len(hosts) == 1 and len(hosts[0]) <= 261 else None
    if match is None or match[1] == b".":
        raise Malformed
    if match[2] is not None:
        try:
            ipaddress.IPv6Address(match[2].decode())
        except ValueError:
            raise Malformed from None
    return hosts[0]


def _length(fields, is_old):
    """None: chunks."""
    lengths, codings = fields.get(b"content-length", []), fields.get(b"transfer-encoding", [])
    if codings:
        if is_old or lengths or len(codings) > 1 or codings[0].lower() != b"chunked":
            raise Malformed
        return None
    if not lengths:
        return 0
    if len(lengths) > 1 or not LENGTH.fullmatch(lengths[0]) or int(lengths[0]) > MAXIMUM_BODY:
        raise Malformed
    return int(lengths[0])


def _target(method, target, host):
    if target == b"*" and method == b"OPTIONS":
        return target
    if target[:7].lower() == b"http://":
        authority = re.match(rb"[^/?]*", target[7:])[0]
        if host is None or authority.lower() != host.lower():
            raise Malformed
        target = target[7 + len(authority):]
    elif not target.startswith(b"/"):
        raise Malformed
    path, mark, query = target.partition(b"?")
    if b"#" in query or b"\\" in query:
        raise Malformed
    return canonical(path or b"/") + mark + query


def canonical(path):
    """RFC 3986, 6.2.2, and what the gateway documents beyond it."""
    octets = bytearray()

    def once(match):
        if match[2] is None and match[1] is None or match[2] == b"#":
            raise Malformed
        byte = int(match[1], 16) if match[1] else match[2][0]
        if byte < 0x20 or byte in b"\x7f\\":
            raise Malformed
        return bytes([byte]) if match[1] and byte in UNRESERVED else b"%%%02X" % byte

    decoded = ESCAPE.sub(once, path)
    octets += re.sub(rb"%(..)", lambda match: bytes([int(match[1], 16)]), decoded)
    try:
        octets.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Malformed from None
    segments = []
    for segment in decoded[1:].split(b"/"):
        if segment == b"..":
            if not segments:
                raise Malformed
            segments.pop()
        elif segment not in (b"", b"."):
            if DOTS.search(segment):
                raise Malformed
            segments.append(segment)
    ends_in_slash = decoded.endswith((b"/", b"/.", b"/..")) or not segments
    return b"".join(b"/" + segment for segment in segments) + (b"/" if ends_in_slash else b"")


def _chunks(stream, position, meaning):
    parts = []
    while True:
        end = stream.find(b"\r\n", position, position + MAXIMUM_CHUNK_LINE)
        if end < 0:
            is_all = len(stream) - position < MAXIMUM_CHUNK_LINE
            raise Incomplete if is_all else Malformed
        chunk = CHUNK.fullmatch(stream, position, end + 2)
        if chunk is None:
            raise Malformed
        size, position = int(chunk[1], 16), end + 2
        if size == 0:
            break
        if len(stream) - position < size + 2:
            raise Incomplete
        if stream[position + size:position + size + 2] != b"\r\n":
            raise Malformed
        parts.append(stream[position:position + size])
        position += size + 2
    meaning.body = b"".join(parts)
    return _trailers(stream, position, meaning)


def _trailers(stream, position, meaning):
    if stream.startswith(b"\r\n", position):
        return position + 2
    end = stream.find(b"\r\n\r\n", position)
    if end < 0:
        raise Incomplete
    if end + 4 - position > MAXIMUM_TRAILERS:
        raise Malformed
    fields = _fields(stream[position:end].split(b"\r\n"))
    meaning.trailers = [
        (name, value) for name, values in fields.items() if OWN.fullmatch(name) for value in values]
    return end + 4
