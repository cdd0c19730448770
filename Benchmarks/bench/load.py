"""Load from wrk and h2load, and thousands of idle connections."""

import contextlib
import json
import pathlib
import re
import socket
import ssl
import subprocess

from .process import Problem, require

CONNECTIONS = 64
UPLOAD = 64 << 10


def run(command, seconds):
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds + 60)
    if done.returncode != 0:
        raise Problem(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def wrk(url, seconds, core, folder, upload=False, request=None):
    """Answers per second over kept-alive HTTP/1.1 connections; any failed request is an error.

    `request` is a method, fields and a body, the body ASCII or None.
    """
    script = []
    if upload or request:
        file = pathlib.Path(folder) / "request.lua"
        file.write_text(
            lua(*request) if request else f'wrk.method = "POST"\nwrk.body = string.rep("x", {UPLOAD})\n')
        script = ["--script", str(file)]
    output = run(
        ["taskset", "--cpu-list", str(core), require("wrk"), "--threads", "1", "--connections", str(CONNECTIONS),
         "--duration", f"{seconds}s", "--timeout", "30s", *script, url], seconds)
    if "Socket errors" in output or "Non-2xx" in output:
        raise Problem(f"requests to {url} failed:\n{output}")
    return float(re.search(r"^Requests/sec: +([\d.]+)", output, re.MULTILINE)[1])


def lua(method, fields, body):
    # A JSON string of printable ASCII is a string of Lua as well.
    lines = [f"wrk.method = {json.dumps(method)}"]
    lines += [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in fields.items()]
    if body is not None:
        lines.append(f"wrk.body = {json.dumps(body)}")
    return "\n".join(lines) + "\n"


def h2load(url, seconds, core):
    """Answers per second over HTTP/2, ten streams on each of sixteen connections."""
    output = run(
        ["taskset", "--cpu-list", str(core), require("h2load"), "--threads", "1", "--clients", "16",
         "--max-concurrent-streams", "10", "--duration", str(seconds), url], seconds)
    if "Application protocol: h2" not in output:
        raise Problem(f"{url} does not speak HTTP/2:\n{output}")
    if not re.search(r" 0 failed, 0 errored, 0 timeout", output) or " 0 3xx, 0 4xx, 0 5xx" not in output:
        raise Problem(f"requests to {url} failed:\n{output}")
    return float(re.search(r"finished in [\d.]+s, ([\d.]+) req/s", output)[1])


@contextlib.contextmanager
def idle_connections(count, port, secure=False):
    """Opens connections that each ask once, read the whole answer, and stay."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            # Else the request would wait for the acknowledgement of the handshake's last message.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if secure:
                connection = context.wrap_socket(connection)
            stack.callback(connection.close)
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            answer = b""
            while b"\r\n\r\n" not in answer or len(answer.partition(b"\r\n\r\n")[2]) < length_of(answer):
                part = connection.recv(8192)
                if not part:
                    raise Problem(f"port {port} closed a connection: {answer[:200]!r}")
                answer += part
            if not answer.startswith(b"HTTP/1.1 200 "):
                raise Problem(f"port {port} answered {answer[:200]!r}")
        yield


def length_of(answer):
    return int(re.search(rb"(?i)\r\ncontent-length: *(\d+)\r\n", answer)[1])
