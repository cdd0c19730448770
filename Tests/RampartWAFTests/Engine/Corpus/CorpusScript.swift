/// Python that reads the regression tests of the Core Rule Set and writes their requests as `CorpusRequest` reads them.
enum CorpusScript {
  /// The argument is the folder of the tests.
  static let text = #"""
    import base64, glob, json, re, struct, sys, urllib.parse, yaml

    LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    REPEATED = re.compile(r'\{\{\s*"([^"]*)"\s*\|\s*repeat\s*(\d+)\s*\}\}')

    def octets(text):
        return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text

    def number(value):
        return struct.pack("<I", value)

    def text(value):
        value = octets(value)
        return number(len(value)) + value

    def fields(pairs):
        return number(len(pairs)) + b"".join(text(name) + text(value) for name, value in pairs)

    def form(data):
        broken = re.search(rb"%(?![0-9A-Fa-f]{2})", data)
        if not broken and urllib.parse.unquote_to_bytes(data.replace(b"+", b" ")) != data:
            return data
        quote = lambda part: urllib.parse.quote_plus(part, safe="-_.~").encode()
        return b"&".join(b"=".join(quote(part) for part in pair.split(b"=", 1)) for pair in data.split(b"&"))

    def taken_apart(raw):
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = [line.rstrip(b"\r") for line in head.split(b"\n")]
        method, _, rest = lines[0].partition(b" ")
        target, _, version = rest.rpartition(b" ") if b" " in rest else (rest, b"", b"")
        pairs = []
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if colon:
                pairs.append((name, value.lstrip(b" \t")))
        return method, target, version, pairs, body

    def built(stage):
        pairs = [(name, "" if value is None else str(value)) for name, value in (stage.get("headers") or {}).items()]
        named = lambda wanted: [value for name, value in pairs if name.lower() == wanted]
        data = stage.get("data")
        body = octets(REPEATED.sub(lambda m: m[1] * int(m[2]), "" if data is None else str(data)))
        if stage.get("encoded_data"):
            body = base64.b64decode(stage["encoded_data"])
        method, automatic = str(stage.get("method", "GET")), stage.get("autocomplete_headers", True)
        if body and automatic:
            if not named("content-type"):
                pairs.append(("Content-Type", "application/x-www-form-urlencoded"))
            if "application/x-www-form-urlencoded" in [value.lower() for value in named("content-type")]:
                body = form(body)
        if any("multipart/form-data;" in value.lower() for value in named("content-type")):
            body = body.replace(b"\n", b"\r\n")
        if automatic:
            if not named("connection"):
                pairs.append(("Connection", "close"))
            sized = named("content-length") or named("transfer-encoding")
            if not sized and (body or method in ("POST", "PUT", "PATCH", "DELETE")):
                pairs.append(("Content-Length", str(len(body))))
        return method, str(stage.get("uri", "/")), str(stage.get("version", "HTTP/1.1")), pairs, body

    def answer(target, body):
        """What the backend of the tests answers: `/reflect` does as it is told."""
        status, pairs, content = 200, [], b"Hello\n"
        if octets(target).split(b"?")[0] == b"/reflect" and body:
            try:
                told = json.loads(body)
                status, pairs = told.get("status", 200), [(k, str(v)) for k, v in (told.get("headers") or {}).items()]
                content = base64.b64decode(told.get("encodedBody") or "") or octets(told.get("body", ""))
            except ValueError:
                pass
        if not any(name.lower() == "content-type" for name, _ in pairs):
            pairs.append(("Content-Type", "text/html"))
        return status, pairs, content

    out = sys.stdout.buffer
    for path in sorted(glob.glob(sys.argv[1] + "/**/*.yaml", recursive=True)):
        with open(path) as file:
            document = yaml.load(file, LOADER)
        for test in (document or {}).get("tests") or []:
            for place, stage in enumerate(test["stages"]):
                stage = stage.get("stage", stage)["input"]
                encoded = stage.get("encoded_request")
                parts = taken_apart(base64.b64decode(encoded)) if encoded else built(stage)
                method, target, version, pairs, body = parts
                status, answers, content = answer(target, body)
                name = "%s-%s" % (document.get("rule_id"), test["test_id"]) + ("/%d" % place if place else "")
                out.write(text(name) + text(method) + text(target) + text(version) + fields(pairs) + text(body))
                out.write(number(status) + fields(answers) + text(content))

    """#
}
