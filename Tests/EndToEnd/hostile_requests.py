"""Requests that two servers could read differently, or that are none: name, bytes, and the status each must get.

`localhost` is served, everything else is not. Sources: RFC 9112 (2.2, 3, 5, 6, 7.1, 11.2), RFC 9110 (5.5, 8.6), and
the published families of request smuggling (CL.TE, TE.CL, TE.TE, CL.0, chunk extensions, bare line feeds).
"""

HOST = b"Host: localhost\r\n"
BODY = b"0\r\n\r\n"
NEXT = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


def get(*lines, target=b"/", version=b"HTTP/1.1", host=HOST):
    return b"GET " + target + b" " + version + b"\r\n" + host + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def post(*lines, body=b""):
    return b"POST / HTTP/1.1\r\n" + HOST + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


def chunked(body):
    return post(b"Transfer-Encoding: chunked", body=body)


HOSTILE = [
    # Two framings, or one that can be read in two ways.
    ("length and chunks", post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=BODY + NEXT), 400),
    ("chunks and length", post(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=BODY + NEXT), 400),
    ("two different lengths", post(b"Content-Length: 3", b"Content-Length: 5", body=b"abcde"), 400),
    ("two equal lengths", post(b"Content-Length: 3", b"Content-Length: 3", body=b"abc"), 400),
    ("a list of lengths", post(b"Content-Length: 3, 3", body=b"abc"), 400),
    ("a length with a plus", post(b"Content-Length: +3", body=b"abc"), 400),
    ("a negative length", post(b"Content-Length: -3", body=b"abc"), 400),
    ("a hexadecimal length", post(b"Content-Length: 0x3", body=b"abc"), 400),
    ("a length with a space inside", post(b"Content-Length: 1 0", body=b"abc"), 400),
    ("a length beyond 64 bits", post(b"Content-Length: 18446744073709551619", body=b"abc"), 400),
    ("an empty length", post(b"Content-Length:", body=b"abc"), 400),
    ("a length in other digits", post("Content-Length: \u0663".encode(), body=b"abc"), 400),
    ("a comma before chunked", post(b"Transfer-Encoding: ,chunked", body=BODY + NEXT), 400),
    ("gzip and chunked", post(b"Transfer-Encoding: gzip, chunked", body=BODY + NEXT), (400, 501)),
    ("chunked and gzip", post(b"Transfer-Encoding: chunked, gzip", body=BODY + NEXT), 400),
    ("chunked twice in a list", post(b"Transfer-Encoding: chunked, chunked", body=BODY + NEXT), 400),
    ("chunked twice in two lines", post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=BODY), 400),
    ("chunked and identity", post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", body=BODY), 400),
    ("identity and a length", post(b"Transfer-Encoding: identity", b"Content-Length: 3", body=b"abc"), 400),
    ("an unknown coding", post(b"Transfer-Encoding: xchunked", body=BODY + NEXT), (400, 501)),
    ("chunked in quotes", post(b'Transfer-Encoding: "chunked"', body=BODY + NEXT), 400),
    ("chunked with a vertical tab", post(b"Transfer-Encoding: \x0bchunked", body=BODY + NEXT), 400),
    ("chunked with a parameter", post(b"Transfer-Encoding: chunked;a=b", body=BODY + NEXT), 400),
    ("an empty coding", post(b"Transfer-Encoding:", body=BODY + NEXT), 400),
    ("chunks in HTTP/1.0", b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + BODY + NEXT, 400),
    ("a folded coding", post(b"Transfer-Encoding:\r\n chunked", body=BODY + NEXT), 400),
    ("a coding hidden behind a bare line feed",
     post(b"X: y\nTransfer-Encoding: chunked", b"Content-Length: 5", body=BODY + NEXT), 400),
    ("a coding hidden behind a bare carriage return",
     post(b"X: y\rTransfer-Encoding: chunked", b"Content-Length: 5", body=BODY + NEXT), 400),
    # Field lines.
    ("a space before the colon", get(b"X-Field : a"), 400),
    ("a tab before the colon", get(b"X-Field\t: a"), 400),
    ("a space before the colon of the coding", post(b"Transfer-Encoding : chunked", body=BODY + NEXT), 400),
    ("a folded line", get(b"X-Field: a", b" b"), 400),
    ("a first line that is folded", get(host=b" Host: localhost\r\n"), 400),
    ("a line without a colon", get(b"X-Field"), 400),
    ("an empty name", get(b": a"), 400),
    ("a NUL in a value", get(b"X-Field: a\0b"), 400),
    ("a bell in a value", get(b"X-Field: a\x07b"), 400),
    ("DEL in a value", get(b"X-Field: a\x7fb"), 400),
    ("a bare carriage return in a value", get(b"X-Field: a\rb"), 400),
    ("a bare carriage return before the line's end", get(b"X-Field: a\r"), 400),
    ("a control byte in a name", get(b"X-\x01Field: a"), 400),
    ("a byte beyond ASCII in a name", get(b"X-F\xfceld: a"), 400),
    ("brackets in a name", get(b"X[Field]: a"), 400),
    ("only line feeds", b"GET / HTTP/1.1\nHost: localhost\n\n", 400),
    ("one line feed alone", b"GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", 400),
    ("the end of the head by a line feed alone", b"GET / HTTP/1.1\r\nHost: localhost\r\n\n", 400),
    ("more than a hundred fields", get(*(b"X-%d: a" % number for number in range(2000))), (400, 431)),
    ("a field of many kibibytes", get(b"X: " + b"a" * 100_000), 431),
    # Host.
    ("no host", get(host=b""), 400),
    ("two hosts", get(b"Host: other.test"), 400),
    ("the same host twice", get(b"Host: localhost"), 400),
    ("an empty host", get(host=b"Host:\r\n"), 400),
    ("a host with a path", get(host=b"Host: localhost/path\r\n"), 400),
    ("a host with a user", get(host=b"Host: user@localhost\r\n"), 400),
    ("a host with a space", get(host=b"Host: local host\r\n"), 400),
    ("a list of hosts", get(host=b"Host: localhost, other.test\r\n"), 400),
    ("a host with a port that is none", get(host=b"Host: localhost:port\r\n"), 400),
    ("a host that is an unclosed IPv6 address", get(host=b"Host: [::1\r\n"), 400),
    ("a host with a percent sign", get(host=b"Host: localhost%00.test\r\n"), 400),
    ("an absolute target that names another host", get(target=b"http://other.test/"), 400),
    ("an absolute target with a user", get(target=b"http://user@localhost/"), 400),
    ("an absolute target of another scheme", get(target=b"ftp://localhost/"), 400),
    ("a host that is not served", get(host=b"Host: unknown.test\r\n"), 421),
    # The request line.
    ("no target", b"GET HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    ("no version", b"GET /\r\n" + HOST + b"\r\n", (400, 505)),
    ("a version in small letters", get(version=b"http/1.1"), (400, 505)),
    ("HTTP/1.2", get(version=b"HTTP/1.2"), (400, 505)),
    ("HTTP/2.0 in a line", get(version=b"HTTP/2.0"), 505),
    ("HTTP/0.9", get(version=b"HTTP/0.9"), (400, 505)),
    ("HTTP/1.10", get(version=b"HTTP/1.10"), (400, 505)),
    ("a space behind the version", get(version=b"HTTP/1.1 "), 400),
    ("two spaces before the target", get(target=b" /"), 400),
    ("a tab instead of a space", b"GET\t/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    ("a space in the target", get(target=b"/a b"), 400),
    ("a space before the method", b" GET / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    ("a control byte in the method", b"G\x01ET / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    ("a method with brackets", b"GET[] / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    ("an endless method", b"A" * 100_000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n", (400, 414, 431, 501)),
    ("a fragment", get(target=b"/a#b"), 400),
    ("a fragment behind a query", get(target=b"/a?b#c"), 400),
    ("a backslash", get(target=b"/a\\..\\b"), 400),
    ("a NUL", get(target=b"/a\0"), 400),
    ("an encoded NUL", get(target=b"/a%00"), 400),
    ("a broken percent encoding", get(target=b"/a%zz"), 400),
    ("a cut percent encoding", get(target=b"/a%2"), 400),
    ("a byte beyond ASCII", get(target=b"/\xff"), 400),
    ("a relative target", get(target=b"a/b"), 400),
    ("above the root", get(target=b"/../../etc/passwd"), 400),
    ("an encoded dot above the root", get(target=b"/%2e%2e/%2e%2e/etc/passwd"), 400),
    ("an asterisk for GET", get(target=b"*"), 400),
    ("a port as target", get(target=b"localhost:443"), 400),
    ("CONNECT", b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n", 501),
    ("an endless target", get(target=b"/" + b"a" * 100_000), 414),
    ("TLS to the plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64) + b"\r\n\r\n", 400),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 505)),
    ("a PROXY header from nobody listed", b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + get(), (400, 505)),
    # Chunks: the head is fine, so these are answered after it.
    ("a chunk size that is no number", chunked(b"x\r\n" + BODY), 400),
    ("a chunk size with 0x", chunked(b"0x1\r\na\r\n" + BODY), 400),
    ("a chunk size with a sign", chunked(b"+1\r\na\r\n" + BODY), 400),
    ("a negative chunk size", chunked(b"-1\r\na\r\n" + BODY), 400),
    ("a chunk size beyond 64 bits", chunked(b"10000000000000001\r\na\r\n" + BODY), 400),
    ("a chunk size with a space before it", chunked(b" 1\r\na\r\n" + BODY), 400),
    ("a chunk size with a space behind it", chunked(b"1 \r\na\r\n" + BODY), 400),
    ("an empty chunk size", chunked(b"\r\na\r\n" + BODY), 400),
    ("a chunk size that ends with a line feed alone", chunked(b"1\na\r\n" + BODY), 400),
    ("a chunk that ends with a line feed alone", chunked(b"1\r\na\n" + BODY), 400),
    ("a chunk longer than its size", chunked(b"1\r\nabc\r\n" + BODY), 400),
    ("a chunk extension with a line feed", chunked(b"1;a\nb\r\na\r\n" + BODY), 400),
    ("a chunk extension with a carriage return", chunked(b"1;a\rb\r\na\r\n" + BODY), 400),
    ("a huge chunk extension", chunked(b"1;" + b"a" * 100_000 + b"\r\na\r\n" + BODY), (400, 413, 431)),
    ("huge trailers", chunked(b"0\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"), (400, 413, 431)),
    ("a trailer with a space before the colon", chunked(b"0\r\nX : a\r\n\r\n"), 400),
]
