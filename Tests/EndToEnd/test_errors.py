"""The gateway's own errors: problem details for programs, a small page for people, the same facts in both."""

import html.parser
import json

import pytest

from harness.process import free_port

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(html.parser.HTMLParser):
    """Fails on tags that do not match; keeps what a person or a screen reader needs."""

    def __init__(self, content):
        super().__init__()
        self.open, self.seen, self.text = [], [], {}
        self.language = None
        self.feed(content)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        if tag == "html":
            self.language = dict(attributes).get("lang")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> does not match"

    def handle_data(self, data):
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data


@pytest.fixture(scope="module")
def gateway(shared):
    backend = shared.backend()
    return shared.gateway(
        upstreams={"app": {"servers": [backend.url]},
                   "secret-upstream": {"servers": [f"http://127.0.0.1:{free_port()}"]}},
        routes=[
            {"host": "localhost", "path": "/known/**", "upstream": "app"},
            {"host": "localhost", "path": "/dead/**", "upstream": "secret-upstream"}])


CASES = {
    "route.notFound": (404, "GET", "/missing", "localhost"),
    "request.misdirected": (421, "GET", "/", "unknown.test"),
    "upstream.unreachable": (502, "GET", "/dead/", "localhost"),
    "request.methodNotImplemented": (501, "CONNECT", "localhost:443", "localhost:443"),
    "request.malformed": (400, "GET", "relative", "localhost"),
}


@pytest.mark.parametrize("code", CASES)
def test_a_program_gets_problem_details(gateway, code):
    status, method, target, host = CASES[code]
    answer = gateway.ask(method, target, host=host)
    assert answer.only("Content-Type") == "application/problem+json"
    assert answer.only("Cache-Control") == "no-store"
    problem = json.loads(answer.body)
    assert problem["status"] == answer.status == status
    assert problem["code"] == code
    assert problem["type"] == "about:blank" and problem["title"] and problem["detail"].endswith(".")
    assert problem["requestId"] == answer.only("X-Request-ID")
    line = gateway.access_line(id=problem["requestId"])
    assert (line["status"], line["decision"]) == (status, code)


@pytest.mark.parametrize("code", [code for code in CASES if code not in (
    # Nothing of these requests is taken seriously, their `Accept` neither.
    "request.malformed", "request.methodNotImplemented")])
def test_a_person_gets_a_page_with_the_same_facts(gateway, code):
    status, method, target, host = CASES[code]
    answer = gateway.ask(method, target, [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")], host=host)
    assert answer.status == status and answer.only("Content-Type") == "text/html; charset=utf-8"
    page = Page(answer.body.decode())
    assert answer.body.decode().lower().startswith("<!doctype html>")
    assert page.language == "en"
    assert page.seen.count("h1") == 1 and page.seen.count("title") == 1 and page.seen.count("main") == 1
    assert str(status) in page.text["title"] and str(status) in page.text["h1"]
    text = " ".join(page.text.values())
    assert code in text and answer.only("X-Request-ID") in text
    # The page must live under the policy that is sent with it.
    assert not {"script", "img", "link", "iframe"} & set(page.seen) and b" style=" not in answer.body


@pytest.mark.parametrize("accept, kind", [
    (None, "application/problem+json"),
    ("*/*", "application/problem+json"),
    ("text/html", "text/html; charset=utf-8"),
    ("TEXT/HTML", "text/html; charset=utf-8"),
    ("text/*", "text/html; charset=utf-8"),
    ("text/html;q=0.5, application/json", "application/problem+json"),
    ("text/html, application/json;q=0.5", "text/html; charset=utf-8"),
    ("application/json;q=0.1, text/html;q=0.2", "text/html; charset=utf-8"),
    ("text/html;q=0, */*", "application/problem+json"),
    ("text/html ; level=1 ; q=0.9 , application/problem+json ; q=0.1", "text/html; charset=utf-8"),
    ("application/problem+json", "application/problem+json"),
    ("image/png", "application/problem+json"),
    (",;q=,,", "application/problem+json"),
    ("text/html;q=nonsense", None),
])
def test_accept_decides_which(gateway, accept, kind):
    answer = gateway.ask("GET", "/missing", [("Accept", accept)] if accept else [])
    assert answer.status == 404 and "accept" in answer.only("Vary").lower()
    assert answer.only("Content-Type") in ((kind,) if kind else ("application/problem+json", "text/html; charset=utf-8"))


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_nothing_internal_and_nothing_of_the_request_is_in_an_error(gateway, accept):
    fields = [("Accept", accept), ("X-Own", "reflected-field"), ("Cookie", "session=reflected-cookie")]
    answer = gateway.ask("POST", "/dead/reflected-path?reflected-query", fields, b"reflected-body")
    assert answer.status == 502
    text = answer.body.decode()
    for word in ("reflected", "secret-upstream", "127.0.0.1", "refused", "ECONN", "errno", "Swift", "NIO", "rampart",
                 "/dead"):
        assert word.lower() not in text.lower(), word


def test_head_gets_the_status_and_no_body(gateway):
    with gateway.connect() as connection:
        answer = connection.ask("HEAD", "/missing")
        assert answer.status == 404 and int(answer.only("Content-Length")) > 0
        assert connection.ask("GET", "/known/").status == 200


def test_a_connection_goes_on_after_an_error_that_is_not_its_fault(gateway):
    with gateway.connect() as connection:
        for path, status in [("/missing", 404), ("/dead/", 502), ("/known/", 200), ("/missing", 404)]:
            assert connection.ask("GET", path).status == status


def test_errors_of_the_backend_are_not_replaced(stage):
    page = b"<h1>My own error page</h1>"
    head = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nRetry-After: 5\r\n"
    backend = stage.backend(head + b"Content-Length: %d\r\n\r\n" % len(page) + page)
    answer = stage.gateway(backend.url).ask()
    assert (answer.status, answer.body, answer.only("Retry-After")) == (503, page, "5")
