"""A kept connection to the backend belongs to one exchange at a time, also when the firewall holds answers back."""

import ssl
import time

import pytest

from harness.backends import respond
from harness.http2 import HTTP2Connection

LARGE = b"x" * 2_000_000
RULES = 'SecRule RESPONSE_BODY "@contains forbidden-word" "id:9001,phase:4,deny,status:403,log"\n'


@pytest.fixture(params=["http", "https"])
def backend_scheme(request):
    return request.param


@pytest.fixture
def held(stage, tmp_path, authority, backend_scheme):
    """A gateway that holds answers for one rule, before a backend that answers by path."""
    (tmp_path / "own" / "rules").mkdir(parents=True)
    (tmp_path / "own" / "rules" / "leak.conf").write_text(RULES)
    (tmp_path / "own" / "crs-setup.conf").write_text("SecRuleEngine On\n")
    text = [("Content-Type", "text/html")]

    def answer(request, peer):
        if request.target.startswith("/leak"):
            return respond(fields=text, body=b"a forbidden-word")
        size = int(request.target.strip("/") or 5)
        return respond(fields=text, body=LARGE[:size])

    upstream, tls = {"timeouts": {"response": "3s"}}, None
    if backend_scheme == "https":
        leaf = authority.issue("localhost", "127.0.0.1")
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(leaf.leaf, leaf.key)
        upstream |= {"tls": {"authority": str(authority.file), "serverName": "localhost"}}
    backend = stage.backend(answer, tls=tls)
    gateway = stage.gateway(
        backend.url, upstream=upstream, threads=1, waf={"rules": str(tmp_path / "own"), "responseBody": "4MiB"})
    gateway.backend = backend
    return gateway


@pytest.mark.parametrize("size", [20_000, 50_000, 1_500_000])
def test_a_held_answer_leaves_the_connection_readable_for_the_next_request(held, size):
    for _ in range(3):
        started = time.monotonic()
        assert len(held.ask(path=f"/{size}").body) == size
        assert held.ask(path="/1000").status == 200
        assert time.monotonic() - started < 2.5


@pytest.mark.parametrize("size", [20_000, 50_000, 1_500_000])
def test_a_held_answer_over_http2_leaves_the_connection_readable(held, certificate, size):
    with HTTP2Connection(held.secure, certificate.client_context()) as client:
        for _ in range(3):
            assert len(client.ask(path=f"/{size}").body) == size
            assert client.ask(path="/1000").status == 200


def test_a_refused_answer_does_not_cost_another_client_its_request(held):
    with held.connect() as other:
        for _ in range(5):
            assert held.ask(path="/leak").status == 403
            assert other.ask("POST", "/5", body=b"a=1").status == 200


def test_a_refused_answer_that_had_ended_keeps_its_connection(held):
    assert held.ask(path="/5").status == 200
    before = held.backend.connections
    for _ in range(10):
        assert held.ask(path="/leak").status == 403
    assert held.backend.connections == before


def test_a_client_that_leaves_while_its_held_answer_is_sent_costs_nobody_else(held):
    for _ in range(3):
        with held.connect() as leaver:
            leaver.send(b"GET /1500000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            leaver.read_head()
        assert held.ask("POST", "/5", body=b"a=1").status == 200
        assert held.ask(path="/1000").status == 200
