"""TLS as clients and scanners see it."""

import json
import os
import re
import shutil
import socket
import ssl
import stat
import subprocess
import sysconfig

import pytest

from harness.backends import respond
from harness.certificates import Authority
from harness.http2 import HTTP2Connection
from harness.process import program, until
from harness.wire import Connection


VERSIONS = pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])


@pytest.fixture(scope="module")
def gateway(shared):
    return shared.gateway(shared.backend().url)


def served_certificate(port, context, server_name="localhost"):
    """The serial number of the leaf that a client with this name gets."""
    from cryptography import x509

    with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        with context.wrap_socket(plain, server_hostname=server_name) as connection:
            return x509.load_der_x509_certificate(connection.getpeercert(binary_form=True)).serial_number


def unverified():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


# MARK: scanners


def assert_meets_mozillas_intermediate_profile(port, authority):
    sslyze = os.path.join(sysconfig.get_path("scripts"), "sslyze")
    scan = subprocess.run(
        [sslyze, "--mozilla_config", "intermediate", "--certinfo_ca_file", authority, f"127.0.0.1:{port}"],
        capture_output=True, text=True, timeout=100)
    assert scan.returncode == 0, scan.stdout[-3000:] + scan.stderr[-1000:]
    assert f"127.0.0.1:{port}: OK - Compliant." in scan.stdout


@pytest.mark.timeout(120)
def test_sslyze_says_that_mozillas_intermediate_profile_is_met(gateway, authority):
    assert_meets_mozillas_intermediate_profile(gateway.secure, authority.file)


@pytest.mark.timeout(120)
def test_sslyze_says_the_same_of_the_local_certificate(stage):
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{"address": f"127.0.0.1:{gateway.secure}", "tls": "local"}])
    assert_meets_mozillas_intermediate_profile(gateway.secure, gateway.state / "tls" / "ca.pem")


# What testssl.sh may find, and why that is no weakness of the gateway.
ALLOWED_FINDINGS = {
    "cipher_order": "every cipher left is strong, so Mozilla's profile lets clients choose what is fast for them",
    "cert_revocation": "the test's private authority has no revocation service",
    "DNS_CAArecord": "localhost has no DNS",
    "engine_problem": "it is the scanner's own OpenSSL that has no engine for GOST ciphers",
}


@pytest.mark.soak
@pytest.mark.timeout(480)
def test_testssl_finds_no_weakness(gateway, authority, tmp_path):
    report = tmp_path / "testssl.json"
    scan = subprocess.run(
        [program("testssl"), "--quiet", "--color", "0", "--warnings", "off", "--ip", "127.0.0.1",
         "--protocols", "--std", "--pfs", "--server-preference", "--server-defaults", "--headers", "--vulnerable",
         "--add-ca", authority.file, "--jsonfile", report, f"localhost:{gateway.secure}"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=460)
    findings = json.loads(report.read_text())
    # A scan that broke off would find nothing.
    tested = {each["id"] for each in findings}
    assert {"TLS1_3", "cipherlist_NULL", "HSTS_time", "heartbleed", "LUCKY13", "RC4"} <= tested
    weaknesses = [
        each for each in findings if each["severity"] not in ("OK", "INFO") and each["id"] not in ALLOWED_FINDINGS]
    assert not weaknesses, scan.stdout


# MARK: versions and protocols


@pytest.mark.parametrize("version", ["tls1", "tls1_1"])
def test_versions_below_1_2_are_refused(gateway, version):
    attempt = subprocess.run(
        [program("openssl"), "s_client", "-connect", f"127.0.0.1:{gateway.secure}", f"-{version}",
         "-cipher", "ALL:@SECLEVEL=0"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
    assert attempt.returncode != 0
    assert "alert protocol version" in attempt.stderr


@VERSIONS
def test_both_versions_of_the_profile_serve(gateway, version):
    context = gateway.certificates.client_context()
    context.minimum_version = context.maximum_version = version
    with Connection(gateway.secure, tls=context) as connection:
        assert connection.socket.version() == version.name.replace("_", ".")
        assert connection.ask().status == 200


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(["h2", "http/1.1"], "h2"), (["http/1.1", "h2"], "h2"), (["http/1.1"], "http/1.1"), ([], None)])
def test_the_application_protocol_is_agreed_on(gateway, offered, chosen):
    context = gateway.certificates.client_context()
    if offered:
        context.set_alpn_protocols(offered)
    with Connection(gateway.secure, tls=context) as connection:
        assert connection.socket.selected_alpn_protocol() == chosen
        if chosen != "h2":
            assert connection.ask().status == 200


def test_http2_is_served_where_it_was_agreed_on(gateway):
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as connection:
        answer = connection.ask()
    assert (answer.status, answer.body) == (200, b"hello")


def test_plain_http_at_the_tls_port_gets_no_answer_and_harms_nobody(gateway):
    with Connection(gateway.secure) as connection:
        connection.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while connection.receive():
            pass
        assert b"HTTP/1.1 200" not in connection.buffer
    assert gateway.ask(secure=True).status == 200


def resumptions(gateway, version, certificate=None):
    """Whether each of three connections was resumed; the second and the third offer the session before."""
    context = gateway.certificates.client_context()
    context.minimum_version = context.maximum_version = version
    if certificate:
        context.load_cert_chain(certificate.leaf, certificate.key)
    session, results = None, []
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", gateway.secure), timeout=5) as plain:
            with context.wrap_socket(plain, server_hostname="localhost", session=session) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                answer = b""
                while part := connection.recv(4096):
                    answer += part
                assert answer.startswith(b"HTTP/1.1 200 ")
                session = connection.session
                results.append(connection.session_reused)
    return results


@VERSIONS
def test_a_session_is_resumed(gateway, version):
    assert resumptions(gateway, version) == [False, True, True]


@VERSIONS
def test_a_session_is_resumed_where_names_choose_the_certificate(stage, authority, version):
    gateway = stage.gateway(stage.backend().url)
    certificates = [authority.issue("first.test").files, stage.certificate.files]
    gateway.reload(listen=[{"address": f"127.0.0.1:{gateway.secure}", "tls": certificates}])
    assert resumptions(gateway, version) == [False, True, True]


# MARK: certificates


def test_the_server_name_chooses_the_certificate(stage, authority):
    first, second, wild = (authority.issue(name) for name in ("first.test", "second.test", "*.wild.test"))
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{"address": f"127.0.0.1:{gateway.secure}", "tls": [c.files for c in (first, second, wild)]}])
    context = unverified()
    for name, certificate in {
        "first.test": first, "second.test": second, "SECOND.test": second, "a.wild.test": wild,
        "a.b.wild.test": first, "wild.test": first, "unknown.test": first, None: first,
    }.items():
        assert served_certificate(gateway.secure, context, name) == certificate.serial, name


def replace(certificate, leaf=None, key=None):
    """Puts other files in the place of a certificate's, each in one step, as ACME clients do."""
    for source, target in ((leaf, certificate.leaf), (key, certificate.key)):
        if source:
            shutil.copy(source, f"{target}.new")
            os.rename(f"{target}.new", target)


def test_renewed_certificate_files_are_picked_up_without_a_reload(stage, authority):
    certificate, renewed = authority.issue("localhost"), authority.issue("localhost")
    gateway = stage.gateway(stage.backend().url, certificates=certificate)
    context = certificate.client_context()
    assert served_certificate(gateway.secure, context) == certificate.serial
    with gateway.connect(secure=True) as before:
        assert before.ask().status == 200
        replace(certificate, renewed.leaf, renewed.key)
        until(lambda: served_certificate(gateway.secure, context) == renewed.serial, 10, "the new certificate")
        assert before.ask().status == 200, "a connection with the old certificate goes on"
    assert gateway.metric("rampart_reloads_total") == 0


@pytest.mark.parametrize("broken", ["a key of another certificate", "no PEM", "no file"])
def test_a_broken_renewal_keeps_the_old_certificate_and_the_log_says_why(stage, authority, broken):
    certificate, other = authority.issue("localhost"), authority.issue("localhost")
    gateway = stage.gateway(stage.backend().url, certificates=certificate)
    if broken == "a key of another certificate":
        replace(certificate, key=other.key)
    elif broken == "no PEM":
        certificate.leaf.write_text("nothing to see\n")
    else:
        certificate.leaf.unlink()

    def complaint():
        return [each for each in gateway.messages() if each["level"] == "error" and "certificate" in each["message"]]

    [said] = until(complaint, 10, "a message")
    assert str(certificate.leaf) in said["reason"]
    assert served_certificate(gateway.secure, certificate.client_context()) == certificate.serial
    # It recovers by itself once the files are right.
    replace(certificate, other.leaf, other.key)
    until(lambda: served_certificate(gateway.secure, certificate.client_context()) == other.serial, 10)


# MARK: clients' certificates


@pytest.fixture(scope="module")
def clients(tmp_path_factory):
    """An authority for clients, one certificate of it and one of somebody else."""
    folder = tmp_path_factory.mktemp("clients")
    authority = Authority(folder, "Client authority")
    return authority, authority.issue("client", client=True), Authority(folder, "Stranger").issue("client", client=True)


def mutual_gateway(stage, clients, required):
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{
        "address": f"127.0.0.1:{gateway.secure}", "tls": stage.certificate.files,
        "clientCertificates": {"authority": str(clients[0].file), "required": required}}])
    return gateway


def is_served(gateway, certificate, version):
    context = gateway.certificates.client_context()
    context.minimum_version = context.maximum_version = version
    if certificate:
        context.load_cert_chain(certificate.leaf, certificate.key)
    try:
        with Connection(gateway.secure, tls=context) as connection:
            return connection.ask().status == 200
    except (ssl.SSLError, ConnectionError, EOFError):
        return False


@VERSIONS
@pytest.mark.parametrize("required", [True, False])
def test_mutual_tls_lets_in_whom_it_should(stage, clients, required, version):
    gateway = mutual_gateway(stage, clients, required)
    _, friend, stranger = clients
    assert is_served(gateway, friend, version)
    assert is_served(gateway, None, version) == (not required)
    assert not is_served(gateway, stranger, version), "a wrong certificate is refused, required or not"


@VERSIONS
def test_a_client_with_a_certificate_can_resume_its_session(stage, clients, version):
    gateway = mutual_gateway(stage, clients, required=True)
    assert resumptions(gateway, version, clients[1]) == [False, True, True]


# MARK: tls: local


def test_the_local_authority_is_private_and_kept_for_the_next_start(stage):
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{"address": f"127.0.0.1:{gateway.secure}", "tls": "local"}])
    folder = gateway.state / "tls"
    assert {file.name for file in folder.iterdir()} == {
        "ca.pem", "ca-key.pem", "localhost.pem", "localhost-key.pem", "lock"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("ca-key.pem", "localhost-key.pem"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name

    def serial():
        # Verified by the authority's own file, as `curl --cacert` would.
        context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
        return served_certificate(gateway.secure, context)

    files, first = {file.name: file.read_bytes() for file in folder.iterdir()}, serial()
    assert gateway.stop() == 0
    again = stage.gateway(stage.backend().url)
    again.reload(listen=[{"address": f"127.0.0.1:{gateway.secure}", "tls": "local"}])
    assert serial() == first
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == files


def test_the_local_authority_can_vouch_for_nobody_but_this_machine(stage):
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{"address": f"127.0.0.1:{gateway.secure}", "tls": "local"}])
    shown = subprocess.run(
        [program("openssl"), "x509", "-noout", "-text", "-in", gateway.state / "tls" / "ca.pem"],
        capture_output=True, text=True, check=True).stdout
    assert re.search(r"X509v3 Name Constraints: critical\s+Permitted:\s+DNS:localhost", shown)
    assert re.search(r"X509v3 Basic Constraints: critical\s+CA:TRUE, pathlen:0", shown)


# MARK: the redirect


@pytest.mark.parametrize(
    ("host", "target", "location"),
    [
        ("localhost", "/", "https://localhost:{port}/"),
        ("localhost:8080", "/a/b?c=d&e=%2F", "https://localhost:{port}/a/b?c=d&e=%2F"),
        ("LocalHost", "/a%20b?", "https://localhost:{port}/a%20b?"),
        ("127.0.0.1", "//evil.test/", "https://127.0.0.1:{port}/evil.test/"),
        ("[::1]:80", "/x", "https://[::1]:{port}/x"),
    ])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_plain_http_is_redirected_with_path_query_and_port(redirecting, method, host, target, location):
    answer = redirecting.ask(method, target, host=host, body=b"x" if method == "POST" else None)
    assert answer.status == 308
    assert answer.only("Location") == location.format(port=redirecting.secure)


@pytest.fixture(scope="module")
def redirecting(shared):
    gateway = shared.gateway(shared.backend(respond(body=b"must not be asked")).url)
    plain, secure = gateway.keys["listen"]
    gateway.reload(listen=[plain | {"redirect": "https"}, secure])
    return gateway


@pytest.mark.parametrize(("port", "expected"), [(443, "localhost"), (8443, "localhost:8443")])
def test_the_redirect_leads_to_the_port_that_clients_see(stage, port, expected):
    """A container with `-p 443:8443`, and one behind a balancer that ends TLS."""
    gateway = stage.gateway(stage.backend().url)
    plain, secure = gateway.keys["listen"]
    for listen in ([plain | {"redirect": {"to": "https", "port": port}}, secure],
                   [plain | {"redirect": {"to": "https", "port": port}}]):
        gateway.reload(listen=listen)
        answer = gateway.ask(path="/a?b=c", host="localhost:8080")
        assert (answer.status, answer.only("Location")) == (308, f"https://{expected}/a?b=c")
    gateway.reload(listen=[plain | {"redirect": {"to": "https"}}, secure])
    assert gateway.ask().only("Location") == f"https://localhost:{gateway.secure}/"


def test_the_redirect_refuses_what_is_malformed_like_everything_else(redirecting):
    with redirecting.connect() as connection:
        connection.send(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        assert connection.read_answer().status == 400
    assert redirecting.ask(host="evil.test/@localhost").status == 400
