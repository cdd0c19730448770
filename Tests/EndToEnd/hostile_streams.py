"""HTTP/2 requests that are malformed, or that would mean something else once they are HTTP/1.1, by the rule they touch.

Each is a list of parts: `Head(fields, ends)` is a HEADERS frame, `Data(content, ends)` a DATA frame. The expectations
are those of `hostile_requests.py`; instead of an answer with one of the statuses a refused stream may be reset.
Sources: RFC 9113 (8.1, 8.2, 8.3, 8.5, 8.6, 10.3), RFC 9110 (5.5, 6.5.1), and the published families of HTTP/2
downgrades: H2.CL, H2.TE, H2.0, request splitting by CR and LF, and tunnelling.
"""

import dataclasses

from harness.corpus import Case, broken_body, misdirected, refused, seen
from hostile_requests import PATHS

NEXT = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


@dataclasses.dataclass(frozen=True)
class Head:
    fields: tuple
    ends: bool = True


@dataclasses.dataclass(frozen=True)
class Data:
    content: bytes
    ends: bool = True


def case(name, parts, outcome):
    return Case(name, tuple(parts) if isinstance(parts, (list, tuple)) else (parts,), (outcome,))


def head(*fields, method=b"GET", scheme=b"https", authority=b"localhost", path=b"/", ends=True, **more):
    """A request; `None` leaves a pseudo field out, `behind` comes after the other fields."""
    pseudo = [(b":method", method), (b":scheme", scheme), (b":authority", authority), (b":path", path)]
    present = [(name, value) for name, value in pseudo if value is not None]
    return Head((*present, *fields, *more.get("behind", ())), ends)


def post(*fields, body=b"", **more):
    return [head(*fields, method=b"POST", ends=False, **more), Data(body)]


def measured(value, body=b"abc"):
    return post((b"content-length", value), body=body)


def trailed(*fields, ends=True):
    return [head(method=b"POST", ends=False), Data(b"abc", ends=False), Head(fields, ends)]


VALUES = [
    *[case(f"{name} in a value", head((b"x-field", value)), refused(400)) for name, value in {
        "a line feed": b"a\nb", "a carriage return": b"a\rb", "both": b"a\r\nb", "NUL": b"a\0b", "NUL alone": b"\0",
        "a line feed first": b"\na", "a line feed last": b"a\n", "a carriage return last": b"a\r", "DEL": b"a\x7f",
        "a field": b"a\r\nTransfer-Encoding: chunked", "a request": b"a\r\n\r\n" + NEXT, "a bell": b"a\x07",
        "an escape": b"\x1b[2J", "a vertical tab": b"a\x0bb",
    }.items()],
    # RFC 9113, 8.2.1: white space around a value is malformed, HTTP/1.1 would drop it.
    *[case(f"{name} a value", head((b"x-field", value)), refused(400)) for name, value in {
        "a space before": b" a", "a space behind": b"a ", "a tab before": b"\ta", "a tab behind": b"a\t",
    }.items()],
    case("a field of one byte over 16 KiB", head((b"x", b"a" * 16385)), refused(431)),
    case("a field of 30 kB", head((b"x", b"a" * 30_000)), refused(431)),
    case("a head of fields over 32 KiB", head(*[(b"x", b"a" * 12_000)] * 3), refused(431)),
    case("101 fields", head(*[(b"x-%d" % number, b"a") for number in range(101)]), refused(431)),
    case("an empty value", head((b"x-field", b"")), seen("GET /", has={"x-field": ""})),
    case("bytes beyond ASCII", head((b"x-field", "ü".encode())), seen("GET /", has={"x-field": "\xc3\xbc"})),
    case("cookies in crumbs", head((b"cookie", b"a=1"), (b"cookie", b"b=2")),
         seen("GET /", has={"Cookie": "a=1; b=2"})),
]

NAMES = [
    *[case(f"{name} in a name", head((field, b"a")), refused(400)) for name, field in {
        "a capital": b"X-field", "a capital last": b"x-fielD", "a space": b"x field", "a tab": b"x\tfield",
        "a colon": b"x:field", "a colon last": b"host:", "a line feed": b"x\nfield", "a return": b"x\rfield",
        "NUL": b"x\0field", "DEL": b"x\x7f", "a byte beyond ASCII": b"x-f\xfc", "a slash": b"x/y", "an at sign": b"x@y",
        "a bracket": b"x[y]", "a quote": b'x"y', "a space last": b"transfer-encoding ", "a space first": b" host",
        "a whole field": b"x: a\r\ntransfer-encoding: chunked\r\ny", "a whole request": b"x: a\r\n\r\n" + NEXT + b"y",
    }.items()],
    case("names of the gateway with underscores",
         head((b"x_forwarded_for", b"1.2.3.4"), (b"transfer_encoding", b"chunked"), (b"content_length", b"9")),
         seen("GET /", lacks=("x_forwarded_for", "transfer_encoding", "content_length"))),
    case("names of forwarding", head((b"x-forwarded-host", b"other.test"), (b"x-original-url", b"/admin")),
         seen("GET /", has={"X-Forwarded-Host": "localhost"}, lacks=("x-original-url",))),
]

CONNECTION_FIELDS = [
    *[case(f"{name}: {value}", post((name.encode(), value.encode()), body=b"0\r\n\r\n" + NEXT), refused(400))
      for name, value in [
          ("connection", "close"), ("connection", "keep-alive"), ("connection", "x-own"), ("connection", ""),
          ("keep-alive", "timeout=9"), ("proxy-connection", "close"), ("transfer-encoding", "chunked"),
          ("transfer-encoding", "identity"), ("transfer-encoding", ""), ("upgrade", "websocket"), ("upgrade", "h2c"),
          ("te", "gzip"), ("te", "chunked"), ("te", "trailers, gzip"), ("te", "trailers;q=1"), ("te", "")]],
    case("a coding and a length",
         post((b"transfer-encoding", b"chunked"), (b"content-length", b"5"), body=b"0\r\n\r\n"), refused(400)),
    case("te: trailers", head((b"te", b"trailers")), seen("GET /", lacks=("te",))),
    case("settings of h2c", head((b"http2-settings", b"AAMAAABk")), seen("GET /", lacks=("http2-settings",))),
    case("an unknown expectation", head((b"expect", b"a")), refused(417)),
    case("an expectation", post((b"expect", b"100-continue"), body=b"abc"), seen("POST /", b"abc")),
]

DEFAULTS = {"method": b"GET", "scheme": b"https", "authority": b"localhost", "path": b"/"}

PSEUDO_FIELDS = [
    *[case(f"two of :{name}", head((b":" + name.encode(), value)), refused(400)) for name, value in DEFAULTS.items()],
    case("two paths that differ", head((b":path", b"/admin")), refused(400)),
    case("two authorities that differ", head((b":authority", b"other.test")), refused(400)),
    *[case(f"no {name}", head(**{name: None}), refused(400)) for name in DEFAULTS],
    *[case(f"an empty {name}", head(**{name: b""}), refused(400)) for name in DEFAULTS],
    case("nothing at all", Head(()), refused(400)),
    case("only fields", Head(((b"host", b"localhost"), (b"x-field", b"a"))), refused(400)),
    case("an unknown one", head((b":own", b"a")), refused(400)),
    case("one without a name", head((b":", b"a")), refused(400)),
    case("one of responses", head((b":status", b"200")), refused(400)),
    case("one of extended CONNECT", head((b":protocol", b"websocket"), method=b"CONNECT"), refused(400, 501)),
    case("one with a capital", head((b":Path", b"/")), refused(400)),
    *[case(f":{name} behind a field",
           head((b"x-field", b"a"), behind=((b":" + name.encode(), value),), **{name: None}), refused(400))
      for name, value in DEFAULTS.items()],
    *[case(f"{name} as method", head(method=value), refused(400)) for name, value in {
        "a space": b"GET ", "two words": b"GET /admin", "a line feed": b"GET\n",
        "a request line": b"GET / HTTP/1.1\r\nX: a",
        "NUL": b"GET\0", "a colon": b"GET:", "a bracket": b"(GET)", "33 letters": b"A" * 33, "non-ASCII": b"G\xc9T",
    }.items()],
    *[case(f"{name} as scheme", head(scheme=value), refused(400)) for name, value in {
        "ftp": b"ftp", "a script": b"javascript", "a line feed": b"https\n", "a colon": b"https:",
        "a URL": b"https://x", "NUL": b"https\0", "a space": b"https ",
    }.items()],
    *[case(f"{name} as authority", head(authority=value), refused(400)) for name, value in {
        "a user": b"user@localhost", "an empty user": b"@localhost", "a path": b"localhost/a",
        "a query": b"localhost?a", "a fragment": b"localhost#a", "a space": b"local host",
        "a space behind": b"localhost ", "a line feed": b"localhost\nX: a", "a return": b"localhost\r",
        "NUL": b"localhost\0", "a list": b"localhost, other.test", "a port that is none": b"localhost:a",
        "a backslash": b"localhost\\x", "a scheme": b"https://localhost", "an unclosed bracket": b"[::1",
        "a percent sign": b"localhost%00", "a request": b"localhost\r\n\r\n" + NEXT,
    }.items()],
    case("an authority that is not served", head(authority=b"unknown.test"), misdirected),
    case("an authority and another host", head((b"host", b"other.test")), refused(400)),
    case("an authority and a host of another port", head((b"host", b"localhost:8080")), refused(400)),
    case("an authority and an empty host", head((b"host", b"")), refused(400)),
    case("an authority and two hosts", head((b"host", b"localhost"), (b"host", b"localhost")), refused(400)),
    case("two hosts and no authority",
         head((b"host", b"localhost"), (b"host", b"other.test"), authority=None), refused(400)),
    case("a host that is none and no authority", head((b"host", b"local host"), authority=None), refused(400)),
    case("a host and no authority", head((b"host", b"localhost"), authority=None), seen("GET /")),
    case("an authority and the same host", head((b"host", b"localhost")), seen("GET /")),
    case("an authority in capitals", head(authority=b"LOCALHOST"), seen("GET /", host="LOCALHOST")),
    case("CONNECT", head(method=b"CONNECT", scheme=None, path=None, authority=b"localhost:443"),
         refused(400, 405, 501)),
    case("CONNECT with a path", head(method=b"CONNECT"), refused(400, 405, 501)),
    case("TRACE", head(method=b"TRACE"), refused(405, 501)),
    case("a method in small letters", head(method=b"get"), seen("get /")),
]

TARGETS = [
    *[case(f"{name} as path", head(path=value), refused(400)) for name, value in {
        "a relative one": b"a", "a space": b"/a b", "a tab": b"/a\tb", "a space behind": b"/ ",
        "a version": b"/ HTTP/1.1", "a line feed": b"/a\nb", "a return": b"/a\rb", "a field": b"/ HTTP/1.1\r\nX: a",
        "a request": b"/ HTTP/1.1\r\nHost: localhost\r\n\r\n" + NEXT, "NUL": b"/a\0", "DEL": b"/\x7f",
        "a fragment": b"/a#b", "a fragment behind a query": b"/?a#b", "a backslash": b"/a\\b",
        "a backslash in the query": b"/?a\\b", "an absolute one": b"http://localhost/", "an asterisk": b"*",
        "a query": b"?a", "a host": b"localhost", "bytes beyond ASCII": "/ü".encode(),
    }.items()],
    case("an asterisk for OPTIONS", head(method=b"OPTIONS", path=b"*"), seen("OPTIONS *")),
    case("a query", head(path=b"/a?b=/../c"), seen("GET /a?b=/../c")),
    # What holds for a path in HTTP/1.1 holds here.
    *[case(each.name, head(path=each.sent.split(b" ")[1]), each.outcomes[0])
      for each in PATHS if each.sent.startswith(b"GET /")],
]

BODIES = [
    *[case(f"{name} as length", measured(value), refused(400)) for name, value in {
        "nothing": b"", "a list": b"3, 3", "a plus": b"+3", "a minus": b"-3", "hexadecimal": b"0x3", "a space": b"1 0",
        "a fraction": b"3.0", "a word": b"three", "more than 64 bits": b"18446744073709551619", "a line feed": b"3\n",
    }.items()],
    case("two lengths", post((b"content-length", b"3"), (b"content-length", b"5"), body=b"abc"), refused(400)),
    case("two equal lengths", post((b"content-length", b"3"), (b"content-length", b"3"), body=b"abc"), refused(400)),
    case("a length beyond the limit", measured(b"10485761"), refused(413)),
    case("a body shorter than its length", measured(b"5"), broken_body(400)),
    case("a body longer than its length", measured(b"2"), broken_body(400)),
    case("a body where the length is nothing", measured(b"0", NEXT), broken_body(400)),
    case("no body where there is a length", head((b"content-length", b"3"), method=b"POST"), broken_body(400)),
    case("no body where there is a length, for GET", head((b"content-length", b"3")), broken_body(400)),
    case("a body in parts, longer than its length",
         [*post((b"content-length", b"3"))[:1], Data(b"ab", ends=False), Data(b"cd" + NEXT)], broken_body(400)),
    case("a pseudo field as trailer", trailed((b":path", b"/admin")), broken_body(400)),
    case("a capital in a trailer", trailed((b"X-Sum", b"a")), broken_body(400)),
    case("a line feed in a trailer", trailed((b"x-sum", b"a\nb")), broken_body(400)),
    case("a field in a trailer's name", trailed((b"x: a\r\ny", b"b")), broken_body(400)),
    case("a trailer of the connection", trailed((b"connection", b"close")), broken_body(400)),
    case("a coding as trailer", trailed((b"transfer-encoding", b"chunked")), broken_body(400)),
    case("trailers that do not end the stream", trailed((b"x-sum", b"a"), ends=False), broken_body(400)),
    case("a length", measured(b"3"), seen("POST /", b"abc", has={"Content-Length": "3"})),
    case("a length of nothing", head((b"content-length", b"0"), method=b"POST"), seen("POST /")),
    case("a body without a length", post(body=NEXT), seen("POST /", NEXT, has={"Transfer-Encoding": "chunked"})),
    case("a body for GET", [head(ends=False), Data(b"abc")], seen("GET /", b"abc")),
    case("an end without a body", [head(method=b"POST", ends=False), Data(b"")], seen("POST /")),
    case("a trailer", trailed((b"x-sum", b"a")), seen("POST /", b"abc", trailers=(("x-sum", "a"),))),
    *[case(f"{name.decode()} as trailer", trailed((name, value), (b"x-sum", b"a")),
           seen("POST /", b"abc", trailers=(("x-sum", "a"),)))
      for name, value in [(b"cookie", b"a=b"), (b"authorization", b"Basic YTpi"), (b"x-forwarded-for", b"1.2.3.4"),
                          (b"content-type", b"text/html"), (b"host", b"other.test")]],
]

CORPUS = {
    "values": VALUES, "names": NAMES, "connection": CONNECTION_FIELDS, "pseudo fields": PSEUDO_FIELDS,
    "target": TARGETS, "body": BODIES,
}
