"""One access line for each exchange, metrics that promtool accepts, and no secret in any of them."""

import datetime
import os
import re
import signal
import socket
import subprocess
import threading
import time

import pytest

from harness.backends import respond
from harness.http2 import HTTP2Connection
from harness.process import free_port, program, until
from harness.wire import Connection

KEYS = [
    "time", "id", "client", "method", "scheme", "host", "path", "protocol", "status", "route", "upstream", "server",
    "bytesIn", "bytesOut", "durationMs", "upstreamMs", "decision"]


@pytest.fixture
def backend(stage):
    return stage.backend(respond(body=b"hello"))


def test_an_access_line_says_everything(stage, backend):
    gateway = stage.gateway(backend.url)
    before = datetime.datetime.now(datetime.timezone.utc)
    answer = gateway.ask("POST", "/path/to?query=1", body=b"content", host="LocalHost:8080")
    [line] = gateway.access_lines(1)
    assert list(line) == KEYS
    assert abs(datetime.datetime.fromisoformat(line["time"]) - before) < datetime.timedelta(seconds=5)
    assert line["time"].endswith("Z")
    assert line["id"] == answer.only("X-Request-ID")
    assert (line["client"], line["method"], line["scheme"]) == ("127.0.0.1", "POST", "http")
    assert line["host"].lower() == "localhost:8080"
    assert line["path"] == "/path/to"
    assert (line["protocol"], line["status"], line["decision"]) == ("HTTP/1.1", 200, "allow")
    assert (line["route"], line["upstream"], line["server"]) == ("/**", "app", backend.url)
    assert (line["bytesIn"], line["bytesOut"]) == (7, 5)
    assert 0 < line["upstreamMs"] <= line["durationMs"] < 5000


def test_every_exchange_has_exactly_one_line(stage, backend):
    gateway = stage.gateway(backend.url, routes=[{"host": "localhost", "upstream": "app"}])
    with gateway.connect() as connection:
        for _ in range(10):
            connection.ask()
        connection.ask("HEAD", "/")
        connection.ask(host="unknown.test")
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        for _ in range(10):
            connection.ask()
    gateway.ask("BAD METHOD", "/")
    lines = gateway.access_lines(23)
    time.sleep(0.2)
    assert len(gateway.access_lines()) == 23
    assert [line["protocol"] for line in lines].count("HTTP/2") == 10
    assert [line["decision"] for line in lines].count("request.misdirected") == 1
    assert [line["decision"] for line in lines].count("request.malformed") == 1


def test_a_client_that_leaves_is_told_from_one_that_is_served(stage):
    release = threading.Event()
    backend = stage.backend(lambda request, peer: release.wait(20) and respond())
    gateway = stage.gateway(backend.url)
    with gateway.connect() as connection:
        connection.send(b"GET /left HTTP/1.1\r\nHost: localhost\r\n\r\n")
        backend.wait_for_requests(1)
    line = gateway.access_line(path="/left")
    release.set()
    assert line["decision"] != "allow" and line["status"] != 200


def test_an_answer_that_breaks_off_is_told_from_a_whole_one(stage):
    gateway = stage.gateway(stage.backend(
        lambda request, peer: peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart") or False).url)
    gateway.ask("GET", "/broken")
    line = gateway.access_line(path="/broken")
    assert line["decision"] != "allow" and line["bytesOut"] == 4


def test_what_a_client_sends_cannot_break_a_line(stage, backend):
    gateway = stage.gateway(backend.url)
    hostile = [
        b'GET /quote"backslash%5C HTTP/1.1\r\nHost: localhost\r\n\r\n',
        b"GET /\x1b[31mred HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /%0a%0d%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\x1b[2Jb\r\n\r\n",
        b'G"ET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
        b"\xe2\x80\xa8 / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ]
    for content in hostile:
        with gateway.connect(timeout=5) as connection:
            connection.send(content)
            connection.read_answer()
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context(), validate=False) as connection:
        stream = connection.open("GET", "/\x1b[31m\r\ninjected: yes")
        while stream not in connection.ended | connection.resets.keys() and connection.pump():
            pass
    assert len(gateway.access_lines(len(hostile))) in (len(hostile), len(hostile) + 1)
    text = gateway.stdout + gateway.stderr
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text), "a control character is in the log"


def test_no_secret_reaches_a_log_or_a_metric(stage):
    gateway = stage.gateway(stage.backend(lambda request, peer: False).url, log={"access": "stdout", "level": "trace"})
    fields = [
        ("Authorization", "Bearer hunter2-token"), ("Cookie", "session=hunter2-cookie"),
        ("Proxy-Authorization", "Basic hunter2-proxy"), ("X-Api-Key", "hunter2-key")]
    for path in ("/", "/path?token=hunter2-query"):
        gateway.ask("GET", path, fields)
        gateway.ask("POST", path, fields, b"password=hunter2-body", secure=True)
    gateway.ask("GET", "bad target hunter2-target", fields)
    gateway.access_lines(5)
    for text in (gateway.stdout, gateway.stderr, gateway.admin_get("/metrics")[1]):
        assert "hunter2" not in text.replace("hunter2-target", "")


def test_the_access_log_can_be_off(stage, backend):
    gateway = stage.gateway(backend.url, log={"access": "off"})
    gateway.ask()
    time.sleep(0.3)
    assert gateway.stdout == ""


def test_a_log_file_is_opened_anew_at_a_reload_as_logrotate_wants(stage, backend):
    path = stage.folder / "access.log"
    gateway = stage.gateway(backend.url, log={"access": str(path)})
    gateway.ask("GET", "/before")
    until(lambda: path.exists() and "/before" in path.read_text(), 5)
    assert path.stat().st_mode & 0o007 == 0, "everybody may read the log"
    rotated = path.rename(path.with_suffix(".log.1"))
    gateway.ask("GET", "/between")
    until(lambda: "/between" in rotated.read_text(), 5)
    gateway.reload()
    gateway.ask("GET", "/after")
    until(lambda: path.exists() and "/after" in path.read_text(), 5)
    assert "/after" not in rotated.read_text()
    assert gateway.stdout == ""


@pytest.mark.parametrize("mistake", ["no YAML", "a misspelt key", "an address in use", "a log without a folder"])
def test_logs_are_opened_anew_where_the_configuration_has_a_mistake(stage, backend, mistake):
    """logrotate asks for a reload, and knows nothing of the file that somebody is editing."""
    rules = stage.folder / "crs"
    (rules / "rules").mkdir(parents=True)
    (rules / "crs-setup.conf").write_text("")
    (rules / "rules" / "REQUEST-901.conf").write_text('SecRule ARGS "@rx attack" "id:1,phase:1,deny"\n')
    logs = {"access": stage.folder / "access.log", "audit": stage.folder / "audit.log"}
    gateway = stage.gateway(
        backend.url, waf={"rules": str(rules)}, log={name: str(path) for name, path in logs.items()})

    def ask(word):
        assert gateway.ask(path=f"/{word}?x=attack").status == 403
        return lambda path: path.exists() and f"/{word}" in path.read_text()

    has_before = ask("before")
    until(lambda: all(has_before(path) for path in logs.values()), 5)
    rotated = [path.rename(path.with_suffix(".log.1")) for path in logs.values()]
    if mistake == "no YAML":
        gateway.file.write_text("version: [")
    elif mistake == "a misspelt key":
        gateway.file.write_text(gateway.file.read_text() + "ruotes: []\n")
    elif mistake == "an address in use":
        gateway.write(listen=[*gateway.keys["listen"], {"address": f"127.0.0.1:{backend.port}"}])
    else:
        # One of the two could be opened; neither may be used.
        gateway.write(log={"access": str(stage.folder / "other.log"), "audit": str(stage.folder / "audit.fifo")})
        os.mkfifo(stage.folder / "audit.fifo")
    gateway.signal(signal.SIGHUP)
    until(lambda: gateway.metric("rampart_reloads_total", result="failure") == 1, 5, "the failed reload")
    has_after = ask("after")
    until(lambda: all(has_after(path) for path in logs.values()), 5, "lines in the new files")
    assert not any(has_after(path) for path in rotated)
    assert not has_after(stage.folder / "other.log")


def test_a_log_that_nobody_reads_does_not_stop_the_service(stage, backend, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        gateway = stage.gateway(backend.url, log={"access": str(pipe)})
        with gateway.connect() as connection:
            # Far more than the 64 KiB that fit into a pipe.
            for number in range(1000):
                assert connection.ask("GET", f"/{number}").status == 200
    finally:
        os.close(reader)
    assert gateway.ask().status == 200


def test_the_programs_messages_are_json_with_time_level_and_message(stage, backend):
    gateway = stage.gateway(backend.url)
    messages = gateway.messages()
    assert any(message["message"] == "serving" and message["level"] == "info" for message in messages)
    for message in messages:
        datetime.datetime.fromisoformat(message["time"])


def test_promtool_accepts_the_metrics(stage, backend):
    dead = f"http://127.0.0.1:{free_port()}"
    gateway = stage.gateway(
        upstreams={"app": {"servers": [backend.url]}, "dead": {"servers": [dead]}},
        routes=[{"host": 'localhost', "upstream": "app"}, {"host": "dead.test", "upstream": "dead"}])
    for host in ("localhost", "dead.test", "unknown.test"):
        gateway.ask("GET", "/", host=host)
    gateway.reload()
    status, text = gateway.admin_get("/metrics")
    assert status == 200
    checked = subprocess.run(
        [program("promtool"), "check", "metrics"], input=text, capture_output=True, text=True, timeout=20)
    assert checked.returncode == 0 and checked.stderr == "", checked.stderr


def test_metrics_count_what_happened(stage, backend):
    gateway = stage.gateway(backend.url, routes=[{"host": "localhost", "upstream": "app"}])
    for _ in range(7):
        gateway.ask()
    gateway.ask(host="unknown.test")
    until(lambda: len(gateway.access_lines()) == 8)
    assert gateway.metric("rampart_requests_total", status="2xx") == 7
    assert gateway.metric("rampart_requests_total", status="4xx") == 1
    assert gateway.metric("rampart_denials_total", code="request.misdirected") == 1
    assert gateway.metric("rampart_request_duration_seconds_count") == 8
    assert gateway.metric("rampart_request_duration_seconds_bucket", le="+Inf") == 8
    assert 1e6 < gateway.metric("process_resident_memory_bytes") < 1e9
    buckets = [value for name, value in gateway.metrics().items() if "localhost" in name and "_bucket" in name]
    assert len(buckets) > 5 and buckets == sorted(buckets)


def test_names_that_clients_invent_make_no_metrics(stage, backend):
    gateway = stage.gateway(backend.url, routes=[{"host": "localhost", "upstream": "app"}])
    gateway.ask()
    count = len(gateway.metrics())
    for number in range(50):
        gateway.ask(f"METHOD{number}", f"/{number}")
        gateway.ask(host=f"host{number}.test")
    assert len(gateway.metrics()) <= count + 2


def test_the_admin_pages_say_whether_it_lives_and_serves(stage, backend):
    gateway = stage.gateway(backend.url)
    assert gateway.admin_status("/healthz") == gateway.admin_status("/readyz") == 200
    assert gateway.admin_status("/") == gateway.admin_status("/metrics/x") == 404
    # They are at their own address and nowhere else.
    for path in ("/metrics", "/healthz", "/readyz"):
        assert gateway.ask("GET", path).body == b"hello"


def test_it_is_not_ready_while_it_drains(stage):
    release = threading.Event()
    backend = stage.backend(lambda request, peer: release.wait(20) and respond())
    gateway = stage.gateway(backend.url)
    with gateway.connect() as connection:
        connection.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        backend.wait_for_requests(1)
        gateway.signal(signal.SIGTERM)
        until(lambda: gateway.admin_status("/readyz") == 503, 5, "/readyz answers 503", pause=0.01)
        assert gateway.admin_status("/healthz") == 200
        release.set()
        assert connection.read_answer().status == 200
    assert gateway.wait(10) == 0


def test_the_admin_pages_can_be_at_a_unix_socket(stage, backend):
    path = stage.folder / "admin.sock"
    gateway = stage.gateway(backend.url)
    gateway.write(admin=f"unix:{path}")
    gateway.signal(signal.SIGHUP)
    until(path.exists, 5)
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        client.connect(str(path))
        client.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_level_silences_what_is_below_it(stage, backend):
    gateway = stage.gateway(backend.url, log={"access": "off", "level": "error"})
    assert gateway.ask().status == 200
    assert gateway.stop() == 0
    assert gateway.stderr == ""


@pytest.mark.parametrize("kind", ["a missing folder", "a folder", "a FIFO that nobody reads"])
def test_a_log_file_that_cannot_be_opened_at_a_reload_keeps_the_old_one(stage, backend, kind):
    gateway = stage.gateway(backend.url)
    path = stage.folder / ("missing/access.log" if kind == "a missing folder" else "access.fifo")
    if kind == "a folder":
        path.mkdir()
    elif kind == "a FIFO that nobody reads":
        os.mkfifo(path)
    gateway.write(log={"access": str(path)})
    gateway.signal(signal.SIGHUP)
    [said] = until(lambda: [message for message in gateway.messages() if message["level"] == "error"])
    assert str(path.parent if kind == "a missing folder" else path) in said["reason"]
    gateway.ask("GET", "/still")
    gateway.access_line(path="/still")


def test_open_connections_are_counted_and_forgotten(stage, backend):
    gateway = stage.gateway(backend.url)
    idle = gateway.metric("rampart_connections_open")
    connections = [gateway.connect(secure) for secure in (False, True) for _ in range(5)]
    until(lambda: gateway.metric("rampart_connections_open") == idle + 10)
    for connection in connections:
        connection.close()
    until(lambda: gateway.metric("rampart_connections_open") == idle)
    assert gateway.metric("rampart_connections_total") >= 10


def test_admin_requests_are_no_exchanges(stage, backend):
    gateway = stage.gateway(backend.url)
    with Connection(gateway.admin) as connection:
        answer = connection.ask(path="/metrics")
        assert answer.only("Content-Type").startswith("text/plain; version=0.0.4")
        assert connection.ask("DELETE", "/metrics").status in (404, 405)
    gateway.ask()
    assert [line["status"] for line in gateway.access_lines(1)] == [200]
    assert gateway.metric("rampart_requests_total") == 1


@pytest.mark.parametrize(("said", "scheme"), [
    (["https"], "https"), (["http"], "http"), (["https, https"], "https"), (["http, https"], "http"),
    (["https", "http"], "http"), ([], "http"),
])
def test_log_headers_and_backend_agree_on_the_scheme_behind_a_trusted_proxy(stage, said, scheme):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, clients={"trustedProxies": ["127.0.0.0/8"]})
    answer = gateway.ask(fields=[("X-Forwarded-Proto", value) for value in said])
    assert gateway.access_line(path="/")["scheme"] == scheme
    assert answer.has("Strict-Transport-Security") == (scheme == "https")
    assert backend.request.only("X-Forwarded-Proto") == scheme
