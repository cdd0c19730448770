"""Request fields whose names have more than letters, digits and hyphens: nobody behind the head sees them."""

import json
import pathlib
import subprocess

import pytest

from harness.http2 import HTTP2Connection
from harness.python import Gunicorn
from harness.wire import chunk

CASES = pathlib.Path(__file__).parents[2].parent / "shared/cases/2026-11/differentials"
TRANSPORTS = ["plain", "tls", "http2"]


def ask(gateway, transport, method="GET", path="/", fields=(), body=None):
    if transport != "http2":
        return gateway.ask(method, path, fields, body, secure=transport == "tls")
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context(), validate=False) as connection:
        stream = connection.open(method, path, fields, end=body is None)
        if body is not None:
            connection.send(stream, body, end=True)
        return connection.read(stream)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_no_backend_gets_them_and_the_log_names_them(stage, transport):
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    ask(gateway, transport, fields=[("Script_Name", "/secret"), ("x.y", "secret"), ("X-Own", "1"), ("x_own", "secret")])
    assert {name.lower() for name, _ in backend.request.fields}.isdisjoint({"script_name", "x.y", "x_own"})
    assert backend.request.only("x-own") == "1"
    line = gateway.access_line(path="/")
    assert [name.lower() for name in line["droppedFields"]] == ["script_name", "x.y", "x_own"]
    assert "droppedFieldCount" not in line and "secret" not in json.dumps(line)
    ask(gateway, transport, path="/plain")
    assert "droppedFields" not in gateway.access_line(path="/plain")


def test_the_log_names_a_few_and_counts_the_rest(stage):
    gateway = stage.gateway(stage.backend().url)
    gateway.ask(fields=[(f"a_{number}" + "b" * 200, "") for number in range(20)])
    line = gateway.access_line(path="/")
    assert len(line["droppedFields"]) == 8 and {len(name) for name in line["droppedFields"]} == {64}
    assert line["droppedFieldCount"] == 20


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_one_that_is_allowed_by_name_passes(stage, transport):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, clients={"allowFields": ["X_Legacy"]})
    ask(gateway, transport, fields=[("x_LEGACY" if transport != "http2" else "x_legacy", "1"), ("X_Other", "2")])
    assert backend.request.only("x_legacy") == "1" and not backend.request.all("X_Other")
    assert [name.lower() for name in gateway.access_line()["droppedFields"]] == ["x_other"]


def test_a_trusted_proxy_may_not_send_them_either(stage):
    backend = stage.backend()
    stage.gateway(backend.url, clients={"trustedProxies": ["127.0.0.0/8"]}).ask(fields=[("X_Forwarded_For", "6.6.6.6")])
    assert not backend.request.all("X_Forwarded_For")


def test_no_trailer_has_such_a_name(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    body = chunk(b"a") + b"0\r\nX-Sum: 1\r\nx.y: 2\r\nX_Y: 3\r\n\r\n"
    gateway.ask("POST", "/", [("Transfer-Encoding", "chunked")], body)
    assert backend.request.trailers == [("X-Sum", "1")]
    assert gateway.access_line()["droppedFields"] == ["x.y", "X_Y"]
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        stream = connection.open("POST", "/two", end=False)
        connection.send(stream, b"a")
        connection.send_trailers(stream, [("x-sum", "1"), ("x_y", "2")])
        connection.read(stream)
    assert backend.requests[1].trailers == [("x-sum", "1")]
    assert gateway.access_line(path="/two")["droppedFields"] == ["x_y"]


def test_a_limit_does_not_count_by_one(stage):
    gateway = stage.gateway(
        stage.backend().url,
        rateLimits=[{"name": "all", "key": ["header.X-Key"], "rate": "2/1h"}])
    assert [gateway.ask(fields=[("X_Key", str(number))]).status for number in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("name, says", [
    ("X_Forwarded_For", "x-forwarded-for"), ("SCRIPT_NAME", "script-name"), ("Content_Length", "content-length"),
    ("REMOTE_USER", "remote-user"), ("HTTP_X", "http-x"), ("Transfer.Encoding", "transfer-encoding"),
    ("X-Plain", "needs no leave"), ("a b", "not a field name")])
def test_a_name_with_a_meaning_of_its_own_cannot_be_allowed(stage, rampart, name, says):
    file = stage.folder / "rampart.yaml"
    file.write_text(json.dumps({
        "version": 1, "listen": [{"address": "127.0.0.1:1"}], "upstreams": {"app": {"servers": ["http://127.0.0.1:9"]}},
        "routes": [{"upstream": "app"}], "clients": {"allowFields": [name]}}))
    result = subprocess.run([rampart, "validate", "-c", file], capture_output=True, text=True, timeout=60)
    assert result.returncode == 2 and says in result.stdout + result.stderr


# MARK: gunicorn, which takes SCRIPT_NAME for the root of the application


@pytest.fixture
def flask(stage):
    application = stage.keep(Gunicorn(stage.folder, "echo:app", "flask"))
    return stage.gateway(
        application.url,
        routes=[{"path": "/static/**", "upstream": "app"}, {"path": "/**", "upstream": "app"}],
        rateLimits=[{"name": "login", "routes": ["/api/login"], "rate": "2/1h"}],
        csrf=[{"routes": ["/api/**"], "layers": ["origin"]}])


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_script_name_moves_no_path(flask, transport):
    answer = ask(flask, transport, path="/x/api/login", fields=[("script_name", "/x")])
    assert answer.status == 200
    seen = json.loads(answer.body)
    assert (seen["page"], seen["path"], seen["root"]) == ("other", "/x/api/login", "")
    assert [ask(flask, transport, path="/api/login").status for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("case", ["p1-script-name", "p1-route", "p1-mode-off"])
def test_the_reported_requests(flask, case):
    file = CASES / f"{case}.http"
    if not file.exists():
        pytest.skip(f"{file} is not there: the reported requests are not part of this repository")
    with flask.connect() as connection:
        connection.send(file.read_bytes())
        answer = connection.read_answer()
    seen = json.loads(answer.body)
    assert seen["page"] == "other" and seen["root"] == ""
    assert "/static" in seen["path"] or seen["path"] == "/x/api/login"
    assert flask.access_line()["droppedFields"] == ["SCRIPT_NAME"]
