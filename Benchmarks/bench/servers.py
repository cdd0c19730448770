"""The upstream and the three proxies in front of it, each with one worker."""

import http.client
import pathlib
import ssl
import subprocess
import time

from .process import Problem, Process, free_port, require

SMALL = b"x" * 64
LARGE = b"x" * (100 << 10)

# Given to nginx and Caddy as they are; Rampart's own answer is checked against these names.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';"
    "frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';"
    "style-src 'self' https: 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), "
    "xr-spatial-tracking=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Download-Options": "noopen",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-XSS-Protection": "0",
}
# What browsers heed over TLS alone.
TRANSPORT_SECURITY = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
}


def make_certificate(folder):
    certificate, key = pathlib.Path(folder) / "certificate.pem", pathlib.Path(folder) / "key.pem"
    subprocess.run(
        [require("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc",
         "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    return certificate, key


NGINX = """
{main}
worker_processes 1;
worker_rlimit_nofile 20000;
daemon off;
pid {folder}/nginx-{name}.pid;
error_log {folder}/nginx-{name}.errors;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  server_tokens off;
  keepalive_timeout 600s;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/nginx-{name}-body;
  proxy_temp_path {folder}/nginx-{name}-proxy;
  fastcgi_temp_path {folder}/nginx-{name}-fastcgi;
  uwsgi_temp_path {folder}/nginx-{name}-uwsgi;
  scgi_temp_path {folder}/nginx-{name}-scgi;
  {content}
}}
"""


def start_nginx(name, content, folder, core, main="", under=()):
    """`main` are directives outside of the http block, `under` a program that runs nginx, with its arguments."""
    file = pathlib.Path(folder) / f"nginx-{name}.conf"
    file.write_text(NGINX.format(name=name, content=content, folder=folder, main=main))
    # Without -e it would first try the log of the system's own nginx.
    errors = f"{folder}/nginx-{name}.errors"
    return Process(
        f"nginx-{name}", [*under, require("nginx"), "-e", errors, "-p", str(folder), "-c", str(file)], folder, core)


class Upstream:
    """nginx with answers that cost it next to nothing."""

    def __init__(self, folder, core):
        self.port = free_port()
        large = pathlib.Path(folder) / "large"
        large.write_bytes(LARGE)
        self.process = start_nginx("upstream", f"""
            sendfile on; open_file_cache max=10;
            server {{
              listen 127.0.0.1:{self.port} backlog=4096;
              default_type text/plain;
              location / {{ return 200 "{SMALL.decode()}"; }}
              location = /large {{ alias {large}; }}
            }}""", folder, core)
        self.process.wait_for_port(self.port)


class Proxy:
    """One proxy with a plain and a TLS listener, both before the same upstream."""

    name = ""
    #: A program that runs the proxy, with its arguments, and how many seconds the start may take then.
    under, patience = (), 20

    def __init__(self, upstream, folder, core, certificate):
        self.folder, self.upstream = folder, upstream
        self.plain, self.secure = free_port(), free_port()
        self.process = self.start(core, *certificate)
        self.process.wait_for_port(self.plain, self.patience)
        self.process.wait_for_port(self.secure, self.patience)

    def version(self):
        raise NotImplementedError

    def start(self, core, certificate, key):
        raise NotImplementedError

    def url(self, path="/", secure=False):
        return f"{'https' if secure else 'http'}://127.0.0.1:{self.secure if secure else self.plain}{path}"

    def check(self, method="GET", path="/", secure=False, body=None, headers=None):
        """Raises unless the answer is the upstream's, with every security header once."""
        if secure:
            context = ssl.create_default_context(cafile=f"{self.folder}/certificate.pem")
            connection = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=10, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=10)
        connection.request(method, path, body=body, headers=headers or {})
        if secure and connection.sock.version() != "TLSv1.3":
            raise Problem(f"{self.name} speaks {connection.sock.version()}, not TLSv1.3")
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if response.status != 200 or content != (LARGE if path == "/large" else SMALL):
            raise Problem(f"{self.name} answers {method} {path} with {response.status} and {content[:200]!r}")
        expected = SECURITY_HEADERS | (TRANSPORT_SECURITY if secure else {})
        for name, value in expected.items():
            values = response.headers.get_all(name, [])
            if values != [value]:
                raise Problem(f"{self.name} sends {name} as {values}, not once as {value!r}")
        if not secure and response.headers.get_all("Strict-Transport-Security"):
            raise Problem(f"{self.name} sends Strict-Transport-Security over plain HTTP")


class Nginx(Proxy):
    name = "nginx"

    def version(self):
        return subprocess.run([require("nginx"), "-v"], capture_output=True, text=True).stderr.split("/")[-1].strip()

    #: Directives outside of the http block, in it, and in each server, for variants.
    main, shared, own = "", "", ""

    def start(self, core, certificate, key):
        def server(listen, headers):
            lines = "\n".join(f'add_header {name} "{value}" always;' for name, value in headers.items())
            return f"""server {{
              {listen}
              {lines}
              {self.own}
              location / {{
                proxy_pass http://upstream;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $host;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Forwarded-Host $host;
                proxy_request_buffering off;
                proxy_buffers 16 16k;
              }}
            }}"""

        plain = server(f"listen 127.0.0.1:{self.plain} backlog=4096;", SECURITY_HEADERS)
        secure = server(
            f"""listen 127.0.0.1:{self.secure} ssl http2 backlog=4096;
            ssl_certificate {certificate};
            ssl_certificate_key {key};
            ssl_protocols TLSv1.2 TLSv1.3;
            ssl_session_cache shared:sessions:10m;""", SECURITY_HEADERS | TRANSPORT_SECURITY)
        upstream = f"""upstream upstream {{
          server 127.0.0.1:{self.upstream.port};
          keepalive 128; keepalive_requests 1000000000; keepalive_timeout 600s;
        }}"""
        return start_nginx(
            self.name.replace(" ", "-"), self.shared + upstream + plain + secure, self.folder, core, self.main, self.under)


class LimitedNginx(Nginx):
    """With a rate limit that is never reached; nginx has nothing for the other controls."""

    name = "nginx with limit_req"
    shared = "limit_req_zone $binary_remote_addr zone=all:10m rate=1000000r/s;"
    own = "limit_req zone=all burst=1000000 nodelay;"


class Caddy(Proxy):
    name = "Caddy"

    def version(self):
        return subprocess.run([require("caddy"), "version"], capture_output=True, text=True).stdout.split()[0]

    def start(self, core, certificate, key):
        def site(address, tls, headers):
            lines = "\n".join(f'{name} "{value}"' for name, value in headers.items())
            return f"""{address} {{
              bind 127.0.0.1
              {tls}
              header {{
                {lines}
              }}
              reverse_proxy 127.0.0.1:{self.upstream.port} {{
                transport http {{
                  keepalive 10m
                  keepalive_idle_conns_per_host 128
                }}
              }}
            }}"""

        file = pathlib.Path(self.folder) / "Caddyfile"
        file.write_text(
            "{\n admin off\n auto_https off\n log {\n level ERROR\n }\n}\n"
            + site(f"http://:{self.plain}", "", SECURITY_HEADERS) + "\n"
            + site(f"https://:{self.secure}", f"tls {certificate} {key}", SECURITY_HEADERS | TRANSPORT_SECURITY))
        return Process(
            "caddy", [require("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"], self.folder, core,
            {"GOMAXPROCS": "1", "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)})


class Rampart(Proxy):
    name = "Rampart"
    binary = ""
    #: More of rampart.yaml, and where the audit log is, for variants.
    more, audit = "", "off"

    def version(self):
        done = subprocess.run([self.binary, "--version"], capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else "unknown"

    def start(self, core, certificate, key):
        file = pathlib.Path(self.folder) / f"{self.name.replace(' ', '-')}.yaml"
        admin = free_port()
        file.write_text(f"""
version: 1
threads: 1
listen:
  - address: 127.0.0.1:{self.plain}
  - address: 127.0.0.1:{self.secure}
    tls: {{ certificate: {certificate}, key: {key} }}
upstreams:
  app:
    servers: ["http://127.0.0.1:{self.upstream.port}"]
routes:
  - {{ path: /**, upstream: app }}
headers: {{ base: strict, contentSecurityPolicy: {{ directives: {{ upgradeInsecureRequests: false }} }} }}
limits: {{ connections: 20000, connectionsPerClient: 20000 }}
log: {{ access: off, audit: {self.audit}, level: warning }}
admin: 127.0.0.1:{admin}
{self.more}
""")
        process = Process(
            self.name.replace(" ", "-"), [*self.under, self.binary, "run", "-c", str(file)], self.folder, core,
            {"RAMPART_STATE_DIRECTORY": str(self.folder)})
        process.wait_for_port(admin, self.patience)
        wait_until_ready(admin, self.patience)
        return process


class ControlledRampart(Rampart):
    """With every control of the edge on, and none that denies anything here."""

    name = "Rampart with controls"
    more = """
cors: { origins: ["https://app.example.org"], credentials: true }
csrf: { layers: [origin, isolation] }
cookies: {}
rateLimits:
  - { name: all, rate: 1000000/1s, burst: 1000000 }
"""


def wait_until_ready(admin, seconds=20, pause=0.02):
    """Waits for /readyz to answer 200 and returns when it did (time.monotonic)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", admin, timeout=1)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return time.monotonic()
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(pause)
    raise Problem("rampart is not ready: /readyz never answered 200")
