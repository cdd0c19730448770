"""Backends: a scripted one that sends exactly what a test wants, nginx, and Node applications."""

import contextlib
import pathlib
import socket
import ssl
import threading

import pytest

from .process import Process, free_port, program, until

APPLICATIONS = pathlib.Path(__file__).parent.parent / "applications"


class Request:
    """A request as it arrived at a scripted backend."""

    def __init__(self, head):
        lines = head.decode("latin-1").split("\r\n")
        self.line = lines[0]
        self.method, self.target, self.version = lines[0].split(" ")
        self.fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        self.body = b""
        self.trailers = []
        self.is_complete = False
        #: The client's address and port, as the backend's socket has it.
        self.peer = None

    def all(self, name):
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def only(self, name):
        values = self.all(name)
        assert len(values) == 1, f"{name} is there {len(values)} times: {values}"
        return values[0]


class Peer:
    """The backend's end of one connection."""

    def __init__(self, connection):
        self.socket = connection
        self.buffer = b""

    def read_request(self):
        """The next head; None at the end of the connection."""
        while b"\r\n\r\n" not in self.buffer:
            if not self._receive():
                return None
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        return Request(head)

    def read_body(self, request):
        if request.all("Transfer-Encoding"):
            while (size := int(self._line().split(b";")[0], 16)) > 0:
                request.body += self._exactly(size)
                self._exactly(2)
            while line := self._line():
                name, _, value = line.decode("latin-1").partition(":")
                request.trailers.append((name, value.strip()))
        elif request.all("Content-Length"):
            request.body = self._exactly(int(request.only("Content-Length")))
        request.is_complete = True

    def send(self, content):
        self.socket.sendall(content)

    def reset(self):
        """Ends the connection with RST instead of FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.socket.close()

    def is_closed(self, seconds):
        """Whether the gateway closes its end within this time."""
        self.socket.settimeout(seconds)
        try:
            return not self._receive()
        except TimeoutError:
            return False

    def _receive(self):
        try:
            part = self.socket.recv(1 << 16)
        except (ConnectionResetError, BrokenPipeError):
            part = b""
        self.buffer += part
        return bool(part)

    def _line(self):
        while b"\r\n" not in self.buffer:
            if not self._receive():
                raise EOFError
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    def _exactly(self, count):
        while len(self.buffer) < count:
            if not self._receive():
                raise EOFError
        content, self.buffer = self.buffer[:count], self.buffer[count:]
        return content


def respond(status="200 OK", fields=(), body=b"hello"):
    """An answer's bytes with its Content-Length."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields)]
    if not status.startswith(("204", "304")):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class ScriptedBackend:
    """Answers each request with what `answer` is or does, and keeps all that arrived.

    `answer` is bytes, or a function of (request, peer) that may return bytes, send by itself, or return False to
    have the connection closed. With `reads_body` false, the function is called as soon as the head is there.
    """

    def __init__(self, answer=respond(), reads_body=True, tls=None, unix=None, backlog=128, port=0,
                 host="127.0.0.1"):
        self.answer, self.reads_body, self.tls = answer, reads_body, tls
        self.requests = []
        self.connections = 0
        self.raw = b""
        self._open = set()
        self._lock = threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX if unix else socket.AF_INET)
        if unix:
            self.listener.bind(str(unix))
            self.url = f"unix:{unix}"
        else:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.listener.bind((host, port))
            self.port = self.listener.getsockname()[1]
            self.url = f"{'https' if tls else 'http'}://{host}:{self.port}"
        self.listener.listen(backlog)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with self._lock:
            self.connections += 1
            self._open.add(connection)
        # A connection that ends in the middle of something is what many tests are about.
        with contextlib.suppress(OSError, EOFError):
            if self.tls:
                plain, connection = connection, self.tls.wrap_socket(connection, server_side=True)
                with self._lock:
                    self._open.discard(plain)
                    self._open.add(connection)
            self._serve_requests(Peer(connection))
        with self._lock:
            self._open.discard(connection)
        with contextlib.suppress(OSError):
            connection.close()

    def _serve_requests(self, peer):
        while (request := peer.read_request()) is not None:
            with self._lock:
                self.requests.append(request)
            if self.reads_body:
                peer.read_body(request)
            answer = self.answer(request, peer) if callable(self.answer) else self.answer
            if answer is False:
                return
            if answer:
                peer.send(answer)

    @property
    def request(self):
        """The only request there was."""
        assert len(self.requests) == 1, [request.line for request in self.requests]
        return self.requests[0]

    @property
    def open_connections(self):
        return len(self._open)

    def wait_for_requests(self, count, seconds=10):
        until(lambda: len(self.requests) >= count, seconds, f"{count} requests at the backend")

    def stop(self):
        # Closing alone would leave the accepting thread in its call, and the port open.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def server_context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.leaf, certificate.key)
    return context


NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.errors;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_requests 1000000;
  client_max_body_size 0;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  types {{ text/html html; text/plain txt; application/octet-stream bin; }}
  gzip on;
  gzip_types text/plain;
  gzip_min_length 100;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    root {folder}/www;
    location = /constant {{ return 200 "constant"; }}
    location = /moved {{ return 302 /elsewhere; }}
    {extra}
  }}
}}
"""


class Nginx(Process):
    """Serves the folder `www`."""

    def __init__(self, folder, extra=""):
        folder = pathlib.Path(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.www = folder / "www"
        self.www.mkdir(exist_ok=True)
        # Its workers run as another user where root starts it; pytest's folders are private.
        for parent in (self.www, *self.www.parents):
            if parent.owner() == folder.owner() and str(parent).startswith("/tmp/"):
                parent.chmod(parent.stat().st_mode | 0o055)
        file = folder / "nginx.conf"
        file.write_text(NGINX.format(folder=folder, port=self.port, extra=extra))
        super().__init__("nginx", [program("nginx"), "-e", folder / "nginx.errors", "-c", file], folder)
        self.wait_for_port(self.port)


class NodeApplication(Process):
    """A program of `applications/`, with Debian's modules."""

    def __init__(self, folder, name, *modules):
        for module in modules:
            if not pathlib.Path(f"/usr/share/nodejs/{module}").exists():
                pytest.skip(f"the Debian package node-{module} is not installed")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(
            "node", [program("node"), APPLICATIONS / name, str(self.port)], folder, {"NODE_PATH": "/usr/share/nodejs"})
        self.wait_for_port(self.port)
