"""Requests, each changed in one to three ways: some stay legal and only become unusual, others break a rule."""

HOSTS = [b"localhost"] * 6 + [b"LocalHost", b"localhost:8080", b"[::1]:80", b"a.b-c.test", b"127.0.0.1", b"localhost."]
METHODS = [b"GET"] * 4 + [b"POST"] * 4 + [b"PUT", b"DELETE", b"PATCH", b"HEAD", b"OPTIONS", b"PROPFIND", b"X-OWN"]
SEGMENTS = [
    b"a", b"b", b"index.html", b"%61", b"%2f", b"%2F", b"%c3%bc", b"%20", b"a;b=c", b"a=b", b"~x", b"...", b".a",
    b"%3f", b"%25", b"%252e", b"a%2fb", b'"', b"|", b"@", b"!$&'()*+,", b"", b".", b"%2e", b"long" * 40]
QUERIES = [b"", b"", b"?", b"?a=b", b"?a=../b", b"?%zz", b"?a=%0d%0a", b"?a?b", b"?//x", b"?a=%23"]
LINES = [
    b"X-Own: a", b"x-own-2:b", b"X-Own:\t spaced \t", b"X-OWN-EMPTY:", b"X-Own-3: \xff\xe4", b"Accept: */*",
    b"TE: trailers", b"Cookie: a=1", b"Cookie: b=2", b"Connection: keep-alive", b"Connection: x-own",
    b"Connection: TE, X-Own-2", b"Keep-Alive: timeout=5", b"Upgrade: h2c", b"Proxy-Connection: close",
    b"X-Forwarded-For: 9.9.9.9", b"X-Forwarded-Host: other.test", b"Forwarded: for=9.9.9.9", b"Content_Length: 7",
    b"Transfer_Encoding: chunked", b"X-Original-URL: /admin", b"Trailer: X-Own", b"Expect: 100-continue",
    b"X-HTTP-Method-Override: PUT", b"Connection: Upgrade, HTTP2-Settings", b"HTTP2-Settings: AAMAAABk",
    b"Range: bytes=0-1", b"Via: 1.0 x"]
BAD_LINES = [
    b"Host: localhost", b"Host: other.test", b"Host:", b" folded", b"\tfolded", b" Host: other.test", b"X-Own : a",
    b"X Own: a", b": a", b"X-Own", b"X-Own: a\0", b"X-Own: a\rb", b"X-Own: a\nb", b"X-\x01: a", b"X-Own: \x7f",
    b"Content-Length: 0", b"Content-Length: 5", b"Content-Length: +5", b"Content-Length: 5, 5", b"Content-Length: -1",
    b"Content-Length: 0x5", b"Content-Length: 5 5", b"Content-Length: 18446744073709551617", b"Content-Length:",
    b"Content-Length : 5", b"Transfer-Encoding: chunked", b"Transfer-Encoding: ,chunked",
    b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: chunked, chunked", b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding: identity", b"Transfer-Encoding: \x0bchunked", b"Transfer-Encoding : chunked",
    b"Transfer-Encoding:\n chunked", b"Transfer-Encoding: chunked;q=1", b"X: y\nTransfer-Encoding: chunked",
    b"X: y\rContent-Length: 5", b"Expect: a", b"Connection: close", b"\r", b"", b"X-Own\xa0: a",
    b"Host: localhost:8080", b"transfer-encoding: CHUNKED"]
BAD_TARGETS = [
    b"/../a", b"/a/../../b", b"/a#b", b"/a\\b", b"/a b", b"a", b"", b"*", b"http://other.test/",
    b"http://u@localhost/", b"/%", b"/%zz", b"/%00", b"/%c0%af", b"/%e0%80%af", b"/%ff", b"/a/..;/b", b"/\xff",
    b"/?a#b", b"/?a\\b", b"ftp://localhost/", b"http:///", b"http:localhost", b"/%5c", b"/a\tb", b"localhost:80",
    b"?a", b"//../a", b"/%2e%2e", b"/.;/a", b"/%0a"]
BAD_SIZES = [
    b"+3", b"-3", b"0x3", b" 3", b"3 ", b"", b";", b"g", b"3;\n", b"3;a\0", b"10000000000000003", b"0" * 16 + b"3",
    b"3\r", b"3_", b"3,", b"4", b"2", b"3;" + b"x" * 300]
BAD_VERSIONS = [
    b"HTTP/1.2", b"HTTP/2.0", b"http/1.1", b"HTTP/1.1 ", b"HTTP/1.10", b"HTTP/1", b"", b"HTTP/0.9", b"XHTTP/1.1"]
BAD_HOSTS = [None, b"", b"a b", b"u@localhost", b"a/b", b"a,b", b"localhost:x", b"[::1", b"a#", b"a\\b"]
BAD_LENGTHS = [b"0", b"1", b"7", b"00", b"+1", b" 1", b"1 ", b"-1", b"1;", b"0x1", b"9" * 19]
BYTES = b"\0\t\n\v\r \"#%+,-./0123:;=?@AZ[\\]_az{|}\x7f\x80\xff"


class Draft:
    """A request by its parts."""

    __slots__ = ("method", "target", "version", "host", "lines", "framing", "body", "chunks", "trailers", "first")

    def __init__(self, random, number):
        self.method = random.choice(METHODS)
        self.target = b"/%x" % number + random.choice(QUERIES)
        self.version = b"HTTP/1.1"
        self.host = random.choice(HOSTS)
        self.lines = [random.choice(LINES) for _ in range(random.randrange(4))]
        self.framing = random.choice((None, b"length", b"length", b"chunked", b"chunked"))
        self.body = random.randbytes(random.choice((0, 1, 3, 20))) if random.random() < 0.7 else BODY_THAT_IS_A_REQUEST
        self.chunks = None
        self.trailers = b""
        self.first = b""

    def write(self, random):
        lines = [self.method + b" " + self.target + b" " + self.version]
        if self.host is not None:
            lines.append(b"Host: " + self.host)
        lines += self.lines
        body = b""
        if self.framing == b"length":
            lines.insert(random.randrange(1, len(lines) + 1), b"Content-Length: %d" % len(self.body))
            body = self.body
        elif self.framing == b"chunked":
            lines.insert(random.randrange(1, len(lines) + 1), b"Transfer-Encoding: chunked")
            body = self.chunks if self.chunks is not None else chunked(self.body, random, self.trailers)
        return self.first + b"\r\n".join(lines) + b"\r\n\r\n" + body


BODY_THAT_IS_A_REQUEST = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def chunked(body, random, trailers=b"", size=None):
    content = b""
    while body:
        count = random.randrange(1, len(body) + 1)
        content += (size or b"%x" % count) + b"\r\n" + body[:count] + b"\r\n"
        body, size = body[count:], None
    return content + b"0\r\n" + trailers + b"\r\n"


# -- what stays legal


def unusual_target(draft, random):
    draft.target = b"/" + b"/".join(random.choices(SEGMENTS, k=random.randrange(1, 6))) + random.choice(QUERIES)


def absolute_target(draft, random):
    scheme = random.choice((b"http://", b"HTTP://"))
    draft.target = scheme + random.choice((draft.host, draft.host.upper())) + random.choice((b"", draft.target))


def more_lines(draft, random):
    draft.lines += random.choices(LINES, k=random.randrange(1, 6))


def other_letters(draft, random):
    draft.lines = [name.swapcase() + b":" + value for name, _, value in (line.partition(b":") for line in draft.lines)]


def odd_chunks(draft, random):
    draft.framing = b"chunked"
    body = draft.body or b"abc"
    sizes = (b"%X" % len(body), b"000%x" % len(body), b"%x;a=b" % len(body), b'%x;a="b;c"' % len(body))
    draft.chunks = random.choice(sizes) + b"\r\n" + body + b"\r\n" + random.choice((b"0", b"000", b"0;x")) + b"\r\n\r\n"


def trailer_fields(draft, random):
    draft.framing = b"chunked"
    names = (b"X-Own-Sum: a\r\n", b"Content-Length: 5\r\n", b"Host: other.test\r\n", b"X-Own-T:\r\n")
    draft.trailers = b"".join(random.choices(names, k=2))


def old_version(draft, random):
    draft.version = b"HTTP/1.0"
    draft.framing = draft.framing and b"length"
    draft.lines.append(random.choice((b"Connection: keep-alive", b"Connection: Keep-Alive", b"X-Own: old")))


def empty_line_first(draft, random):
    draft.first = b"\r\n"


def many_fields(draft, random):
    draft.lines += [b"X-Own-%d: a" % number for number in range(random.choice((60, 90, 98, 99, 120)))]


def asterisk(draft, random):
    draft.method, draft.target = b"OPTIONS", b"*"


LEGAL = [unusual_target, unusual_target, absolute_target, more_lines, more_lines, other_letters, odd_chunks, odd_chunks,
         trailer_fields, old_version, empty_line_first, many_fields, asterisk]


# -- what breaks a rule, or may


def bad_line(draft, random):
    draft.lines.insert(random.randrange(len(draft.lines) + 1), random.choice(BAD_LINES))


def bad_target(draft, random):
    draft.target = random.choice(BAD_TARGETS)


def bad_version(draft, random):
    draft.version = random.choice(BAD_VERSIONS)


def bad_size(draft, random):
    draft.framing = b"chunked"
    draft.chunks = chunked(b"abc", random, size=random.choice(BAD_SIZES))


def bad_host(draft, random):
    draft.host = random.choice(BAD_HOSTS)


HOSTILE = [bad_line, bad_line, bad_line, bad_target, bad_target, bad_version, bad_size, bad_size, bad_host]


def replace_bytes(content, random):
    for _ in range(random.randint(1, 3)):
        content[random.randrange(len(content))] = random.choice(BYTES)


def insert_byte(content, random):
    content.insert(random.randrange(len(content) + 1), random.choice(BYTES))


def drop_bytes(content, random):
    start = random.randrange(len(content))
    del content[start:start + random.choice((1, 1, 2, 5))]


def flip_bit(content, random):
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)


def repeat_slice(content, random):
    start = random.randrange(len(content))
    content[start:start] = content[start:start + random.randrange(1, 40)]


def break_line_end(content, random):
    at = content.find(b"\r\n", random.randrange(len(content)))
    if at >= 0:
        content[at:at + 2] = random.choice((b"\n", b"\r", b"\n\r", b"\r\r\n", b"\r\n\r\n", b"", b" \r\n", b"\r\n "))


def exchange_lines(content, random):
    lines = bytes(content).split(b"\r\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    content[:] = b"\r\n".join(lines)


def other_length(content, random):
    at = content.find(b"Content-Length: ")
    if at >= 0:
        content[at + 16:at + 17] = random.choice(BAD_LENGTHS)


RAW = [replace_bytes, insert_byte, insert_byte, drop_bytes, flip_bit, flip_bit, repeat_slice, break_line_end,
       break_line_end, exchange_lines, other_length]


def request(random, number, is_hostile):
    """The bytes, and the names of what was done to them."""
    draft = Draft(random, number)
    changes = random.choices(LEGAL, k=random.randint(1, 2))
    if is_hostile and random.random() < 0.5:
        changes.append(random.choice(HOSTILE))
    for change in changes:
        change(draft, random)
    content = draft.write(random)
    names = [change.__name__ for change in changes]
    if is_hostile and names[-1] in LEGAL_NAMES:
        content = bytearray(content)
        change = random.choice(RAW)
        change(content, random)
        content = bytes(content)
        names.append(change.__name__)
    return content, names


LEGAL_NAMES = {change.__name__ for change in LEGAL}


def connection(random, number):
    """The bytes of a connection, the changes of each request in it."""
    legal, hostile = random.randrange(7), random.randint(1, 3)
    parts = [request(random, number, index >= legal) for index in range(legal + hostile)]
    return b"".join(content for content, _ in parts) + LAST, [names for _, names in parts]
