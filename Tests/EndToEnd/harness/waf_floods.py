"""Requests that mean to keep the firewall busy, each beside an honest one of the same kind and size."""

import dataclasses
import json

BODY = 128 << 10
#: Below the limit of a whole head, 32 KiB.
HEAD = 24 << 10

BROWSER = [
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"), ("Accept", "*/*"),
    ("Accept-Language", "en-GB,en;q=0.7")]
PROSE = (
    "The garden behind our house was full of apple trees this summer, and the children spent whole afternoons under "
    "them. A neighbour brought two baskets of plums, so we made jam with cinnamon until the kitchen smelled of it. ")


@dataclasses.dataclass
class Request:
    method: str
    path: str
    fields: list
    body: bytes | None = None


def repeated(unit, size):
    return (unit * (size // len(unit) + 1))[:size]


def form(body):
    return Request("POST", "/constant", [*BROWSER, ("Content-Type", "application/x-www-form-urlencoded")], body)


def of_json(body):
    return Request("POST", "/constant", [*BROWSER, ("Content-Type", "application/json")], body)


def of_xml(body):
    return Request("POST", "/constant", [*BROWSER, ("Content-Type", "application/xml")], body)


def multipart(parts, boundary="----boundary7c1f0d5ab9e2", end=True):
    """`parts` are pairs of header lines and content."""
    body = b"".join(
        b"--" + boundary.encode() + b"\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + content + b"\r\n"
        for lines, content in parts)
    body += b"--" + boundary.encode() + b"--\r\n" if end else b""
    fields = [*BROWSER, ("Content-Type", f"multipart/form-data; boundary={boundary}")]
    return Request("POST", "/constant", fields, body)


def part(name, *more):
    return [b'Content-Disposition: form-data; name="%s"' % name.encode(), *more]


def query(value):
    return Request("GET", "/constant?" + value, BROWSER)


def head(*fields):
    return Request("GET", "/constant", [*BROWSER, *fields])


def prose(size):
    return repeated(PROSE.encode(), size)


def honest_form(size):
    """Fields of some hundred bytes each."""
    text = PROSE[:190].replace(" ", "+").replace(",", "%2C")
    whole, number = [], 0
    while sum(map(len, whole)) + len(whole) < size:
        whole.append(f"field{number}={text}")
        number += 1
    return "&".join(whole).encode()[:size]


def honest_json(size):
    # More than a thousand values would be refused.
    entry = {"name": "desk lamp", "price": 20.5, "tags": ["garden", "summer"], "text": PROSE * 4}
    return json.dumps([entry] * (size // (len(json.dumps(entry)) + 2))).encode()


def honest_xml(size):
    entry = f"<item><name>desk lamp</name><price>20.5</price><text>{PROSE[:100]}</text></item>"
    return ("<?xml version='1.0'?><items>" + entry * (size // len(entry) - 1) + "</items>").encode()


def honest_multipart(size):
    content = prose(2000)
    return multipart([(part(f"field{number}"), content) for number in range(size // 2100)])


def honest_query(size):
    return repeated("category=garden&sort=price&page=2&text=apple+trees+this+summer&", size).rstrip("&")


HONEST = {
    "form": lambda: form(honest_form(BODY)),
    "value": lambda: form(b"text=" + prose(BODY - 5).replace(b" ", b"+")),
    "json": lambda: of_json(honest_json(BODY)),
    "xml": lambda: of_xml(honest_xml(BODY)),
    "multipart": lambda: honest_multipart(BODY),
    "query": lambda: query(honest_query(7000)),
    "cookie": lambda: head(("Cookie", repeated("theme=dark; session=7c1f0d5ab9e24f6c; ", HEAD // 3).rstrip("; "))),
    "field": lambda: head(*((f"X-Field-{number}", PROSE[:200].strip()) for number in range(40))),
}

# What one byte again and again becomes in the patterns' loops.
BYTES = {
    "line feeds": b"\n", "returns": b"\r", "tabs": b"\t", "blanks": b" ", "plus signs": b"+", "a": b"a", "quotes": b"'",
    "double quotes": b'"', "backticks": b"`", "slashes": b"/", "backslashes": b"\\", "parentheses": b"(", "closing": b")",
    "brackets": b"[", "braces": b"{", "angles": b"<", "ends of tags": b">", "zeros": b"0", "dots": b".", "hyphens": b"-",
    "semicolons": b";", "commas": b",", "ampersands": b"&", "equals": b"=", "per cent": b"%", "dollars": b"$",
    "hashes": b"#", "pipes": b"|", "stars": b"*", "at signs": b"@", "underscores": b"_", "colons": b":",
    "questions": b"?", "exclamations": b"!", "tildes": b"~", "carets": b"^", "NUL": b"%00", "high bytes": b"\xff",
}
# Beginnings of what rules look for, without the end that would let them stop.
UNITS = {
    "letters and blanks": b"a ", "numbers": b"1,", "pairs of quotes": b"''", "quote and blank": b"' ",
    "quoted words": b"'a'", "paths up": b"../", "tags": b"<a ", "comments": b"/**/", "open comments": b"/*",
    "comment lines": b"--\n", "HTML comments": b"<!--", "parameters": b"a=", "calls": b"a(", "empty calls": b"()",
    "substitutions": b"$(", "variables": b"${a", "or 1": b"or 1 ", "selects": b"select ", "unions": b"union ",
    "line ends": b"\r\n", "escaped line feeds": b"%0a", "entities": b"&#x", "unicode escapes": b"%u0061",
    "backslash u": b"\\u0061", "data URLs": b"data:", "scripts": b"<script", "events": b" onx", "styles": b"style=",
    "hex": b"0x", "assignments": b"a=b;", "shell words": b"sh -c ", "pings": b"ping -a ", "wildcards": b"/???/",
    "redirections": b"1>&2", "chains": b"a&&", "hosts": b"a.b.", "addresses": b"http://a", "mails": b"a@a.",
    "base64": b"aGVsbG8=", "lookups": b"${jndi:", "PHP": b"<?", "templates": b"{{", "arrays": b"a[", "digits and dots":
    b"1.", "versions": b"a-1.", "casts": b"::a", "aliases": b" as a", "backslash pairs": b"\\'", "concatenations": b"'+'",
    "double pipes": b"a||", "nulls": b"null,", "tabs and line feeds": b"\t\n", "word dot": b"document.", "dashes and a": b"-a",
}
# A beginning that starts a rule, then something that its loops take without end.
FODDER = {
    "; and blanks": (b";", b" "), "| and tabs": (b"|", b"\t"), "select and blanks": (b"select", b" "),
    "select and stars": (b"select ", b"*"), "union and comments": (b"union", b"/**/"), "' or and blanks": (b"' or", b" "),
    "open tag": (b"<a", b"a"), "open tag and blanks": (b"<a", b" "), "attribute": (b"<a href=", b"'a"),
    "javascript": (b"javascript", b"\n"), "comment and stars": (b"/*", b"*"), "quoted $": (b"$'", b"\\'"),
    "ping": (b";ping", b" -a"), "= and (": (b"=", b"("), "order by": (b"order by ", b"1,"),
    "waitfor": (b"waitfor", b" "), "having": (b"having ", b"1"), "case": (b"case ", b"when "), "like": (b"like ", b"'%"),
    "quotes and letters": (b"'", b"a"), "quote, line feeds": (b"'", b"\n"), "sh and line feeds": (b"\nsh", b"\n"),
    "import": (b"@import", b" "), "expression": (b"expression", b"("), "function": (b"function ", b"a"),
    "new": (b"new ", b"a."), "cookie": (b"document.cookie", b"="), "&#": (b"&#", b"0"), "base64 data": (b"data:", b"a/"),
    "open variables": (b"${", b"${"), "constructor": (b"constructor", b"["), "URL": (b"http://", b"1"),
    "URL and @": (b"https://", b"a@"),
}


def hostile():
    """Every name with the honest request's kind and the hostile request."""
    cases = {}
    for name, byte in BYTES.items():
        cases[f"one value of {name}"] = ("value", form(b"q=" + repeated(byte, BODY - 2)))
    for name, unit in UNITS.items():
        cases[f"again and again {name}"] = ("value", form(b"q=" + repeated(unit, BODY - 2)))
    for name, (start, unit) in FODDER.items():
        cases[f"endless {name}"] = ("value", form(b"q=" + start + repeated(unit, BODY - 2 - len(start))))
    return cases | hostile_forms() | hostile_documents() | hostile_multiparts() | hostile_heads()


def hostile_forms():
    many = "&".join(f"p{number}={number}" for number in range(900)).encode()
    return {
        "form: 60,000 parameters": ("form", form(repeated(b"a&", BODY))),
        "form: 40,000 parameters with a value": ("form", form(repeated(b"a=&", BODY))),
        "form: 10,000 names": (
            "form", form("&".join(f"n{number:05}=1" for number in range(BODY // 9)).encode()[:BODY])),
        "form: 900 parameters of line feeds": (
            "form", form(many.replace(b"&", b"\n" * ((BODY - len(many)) // 900) + b"&")[:BODY])),
        "form: 900 parameters of quotes": (
            "form", form(many.replace(b"&", b"'" * ((BODY - len(many)) // 900) + b"&")[:BODY])),
        "form: 900 names of brackets": ("form", form(repeated(b"a" + b"[]" * 70 + b"=1&", BODY))),
        "form: one name": ("form", form(b"a" * BODY)),
        "form: an injection in every field": (
            "form", form("&".join(f"p{number}='+or+1=1--+" for number in range(900)).encode())),
    }


def hostile_documents():
    line_feeds = "\\n" * ((BODY - 20) // 2)
    quotes = "'" * (BODY - 20)
    entities = "".join(f"<!ENTITY e{number} '{f'&e{number - 1};' * 10}'>" for number in range(1, 12))
    bomb = f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e0 'lol'>{entities}]><a>&e11;</a>"
    outside = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"
    attributes = "".join(f" a{number}='{number}'" for number in range(9000))
    return {
        "JSON: arrays, 60,000 deep": ("json", of_json(b"[" * (BODY // 2) + b"]" * (BODY // 2))),
        "JSON: objects, 20,000 deep": ("json", of_json(b'{"a":' * 20_000 + b"1" + b"}" * 20_000)),
        "JSON: 60,000 numbers": ("json", of_json(b"[" + b"1," * (BODY // 2 - 2) + b"1]")),
        "JSON: 10,000 names": (
            "json", of_json(json.dumps({f"n{number}": 1 for number in range(10_000)}).encode()[:BODY])),
        "JSON: one name again and again": ("json", of_json(b"{" + b'"a":1,' * 20_000 + b'"a":1}')),
        "JSON: a text of line feeds": ("json", of_json(f'{{"a":"{line_feeds}"}}'.encode())),
        "JSON: a text of quotes": ("json", of_json(f'{{"a":"{quotes}"}}'.encode())),
        "JSON: a text of escapes": ("json", of_json(b'{"a":"' + b"\\u0027" * (BODY // 6 - 3) + b'"}')),
        "JSON: a number of 120,000 digits": ("json", of_json(b"[" + b"1" * (BODY - 2) + b"]")),
        "JSON: texts without end": ("json", of_json(b'["' + b"a" * (BODY - 2))),
        "XML: an entity of 10^11 parts": ("xml", of_xml(bomb.encode())),
        "XML: an entity from outside": ("xml", of_xml(outside.encode())),
        "XML: 18,000 deep": ("xml", of_xml(b"<a>" * 18_000 + b"</a>" * 18_000)),
        "XML: 9,000 attributes": ("xml", of_xml(f"<a{attributes}/>".encode()[:BODY])),
        "XML: an attribute of line feeds": ("xml", of_xml(b"<a b='" + b"\n" * (BODY - 10) + b"'/>")),
        "XML: 30,000 elements": ("xml", of_xml(b"<a>" + b"<b/>" * (BODY // 4 - 2) + b"</a>")),
        "XML: 40,000 open brackets": ("xml", of_xml(b"<" * BODY)),
        "XML: a comment without end": ("xml", of_xml(b"<a><!--" + b"-" * (BODY - 8))),
    }


def hostile_multiparts():
    long = "b" * 4000
    return {
        "multipart: 1,500 parts": (
            "multipart", multipart([(part(f"n{number}"), b"1") for number in range(1500)])),
        "multipart: 1,200 files": (
            "multipart", multipart([(part("f", b"Content-Type: text/plain"), b"1") for _ in range(1200)])),
        "multipart: a boundary of 4,000 bytes": (
            "multipart", multipart([(part(f"n{number}"), b"1") for number in range(30)], boundary=long)),
        "multipart: 20,000 almost boundaries": (
            "multipart", multipart([(part("a"), repeated(b"\r\n----boundary7c1f0d5ab9e\r\n", BODY - 200))])),
        "multipart: 4,000 headers of a part": (
            "multipart", multipart([(part("a", *(b"X-%d: 1" % number for number in range(9000))), b"1")])),
        "multipart: a header of 120 KiB": ("multipart", multipart([(part("a", b"X: " + b"a" * (BODY - 300)), b"1")])),
        "multipart: a name of quotes": ("multipart", multipart([(part("\\\"" * 60_000), b"1")])),
        "multipart: folded headers": ("multipart", multipart([(part("a", *([b" a"] * 30_000)), b"1")])),
        "multipart: no end": ("multipart", multipart([(part("a"), prose(BODY - 300))], end=False)),
        "multipart: line feeds": ("multipart", multipart([(part("a"), b"\n" * (BODY - 300))])),
        "multipart: hyphens": ("multipart", multipart([(part("a"), b"\r\n--" * (BODY // 4 - 100))])),
        "multipart: a file of line feeds": (
            "multipart", multipart([(part("a", b"Content-Type: text/plain"), b"\n" * (BODY - 300))])),
    }


def hostile_heads():
    return {
        "query: 3,500 parameters": ("query", query(repeated("a&", 7000))),
        "query: quotes": ("query", query("q=" + repeated("%27", 6990))),
        "query: line feeds": ("query", query("q=" + repeated("%0a", 6990))),
        "query: parentheses": ("query", query("q=" + "(" * 6990)),
        "query: a path of slashes": ("query", Request("GET", "/" * 7000, BROWSER)),
        "cookies: 2,000": ("cookie", head(("Cookie", repeated("a=b; ", HEAD // 3).rstrip("; ")))),
        "cookies: quotes": ("cookie", head(("Cookie", "a=" + "'" * (HEAD // 3)))),
        "cookies: semicolons": ("cookie", head(("Cookie", ";" * (HEAD // 3)))),
        "fields: 90": ("field", head(*((f"X-Field-{number}", "'" * 90) for number in range(90)))),
        "fields: one of blanks": ("field", head(("X-Field", "a" + " " * 8000 + "a"))),
        "fields: Referer of quotes": ("field", head(("Referer", "http://localhost/?" + "'" * 8000))),
        "fields: User-Agent of brackets": ("field", Request("GET", "/constant", [
            ("User-Agent", "Mozilla/5.0 " + "(" * 8000), ("Accept", "*/*")])),
        "fields: Range": ("field", head(("Range", "bytes=" + "0-1," * 2000 + "0-1"))),
        "fields: Accept": ("field", head(("Accept-Charset", "a;q=0.1," * 1000 + "a"))),
        "fields: Content-Type": ("field", Request("POST", "/constant", [
            *BROWSER, ("Content-Type", "application/x-www-form-urlencoded" + ";a=b" * 1500)], b"a=1")),
    }
