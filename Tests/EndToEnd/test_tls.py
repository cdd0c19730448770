"""TLS towards clients: versions, certificates and their renewal, resumption, mutual TLS, the local authority."""

import os
import shutil
import ssl
import stat
import subprocess

import pytest
from cryptography import x509

from harness.certificates import Authority
from harness.process import free_port, program, until
from harness.wire import Connection, request


@pytest.fixture
def backend(stage):
    return stage.backend()


def peer_certificate(port, name="localhost", context=None):
    """The serial number of the certificate that a server name gets."""
    if context is None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with Connection(port, tls=context, server_name=name) as connection:
        return x509.load_der_x509_certificate(connection.socket.getpeercert(binary_form=True)).serial_number


def start(stage, backend, tls, **listener):
    port = free_port()
    gateway = stage.gateway(backend.url, listen=[{"address": f"127.0.0.1:{port}", "tls": tls} | listener])
    gateway.secure = port
    return gateway


def s_client(port, *arguments, send=b""):
    return subprocess.run(
        [program("openssl"), "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "localhost", *arguments],
        input=send, capture_output=True, timeout=20)


# -- protocol


@pytest.mark.parametrize("version", ["-tls1", "-tls1_1"])
def test_versions_before_1_2_are_refused(stage, backend, version):
    gateway = stage.gateway(backend.url)
    # The lowest security level, or this side would refuse to offer them.
    done = s_client(gateway.secure, version, "-cipher", "ALL:@SECLEVEL=0")
    assert b"Cipher is (NONE)" in done.stdout and b"alert protocol version" in done.stderr, done.stderr


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_versions_1_2_and_1_3_are_served(stage, backend, version):
    gateway = stage.gateway(backend.url)
    context = stage.certificate.client_context()
    context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
    with Connection(gateway.secure, tls=context) as connection:
        assert connection.socket.version() == version.replace("_", ".")
        assert connection.ask().status == 200


@pytest.mark.parametrize("offered, agreed", [
    (["h2", "http/1.1"], "h2"), (["http/1.1", "h2"], "h2"), (["http/1.1"], "http/1.1"), (["h2"], "h2"), ([], None)])
def test_the_protocol_is_agreed_on(stage, backend, offered, agreed):
    gateway = stage.gateway(backend.url)
    context = stage.certificate.client_context()
    if offered:
        context.set_alpn_protocols(offered)
    with Connection(gateway.secure, tls=context) as connection:
        assert connection.socket.selected_alpn_protocol() == agreed
        if agreed != "h2":
            assert connection.ask().status == 200


def test_a_plain_request_to_the_tls_port_gets_no_service(stage, backend):
    gateway = stage.gateway(backend.url)
    with Connection(gateway.secure) as connection:
        connection.send(request())
        while connection.receive():
            pass
    assert b" 200 " not in connection.buffer and backend.requests == []


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_session_is_resumed(stage, backend, version):
    gateway = stage.gateway(backend.url, threads=2)
    session = stage.folder / "session"
    # With TLS 1.3 the ticket comes behind the handshake, so an answer is waited for.
    ask = request("GET", "/", [("Connection", "close")])
    first = s_client(gateway.secure, version, "-sess_out", str(session), "-ign_eof", send=ask)
    assert b"New, TLSv1" in first.stdout and b"HTTP/1.1 200 OK" in first.stdout
    again = s_client(gateway.secure, version, "-sess_in", str(session), "-ign_eof", send=ask)
    assert b"Reused, TLSv1" in again.stdout and b"HTTP/1.1 200 OK" in again.stdout


# -- certificates


def test_the_server_name_chooses_the_certificate(stage, backend, authority):
    first, exact, wild = (authority.issue(name) for name in ("first.test", "exact.test", "*.wild.test"))
    gateway = start(stage, backend, [each.files for each in (first, exact, wild)])
    expected = {
        "first.test": first, "exact.test": exact, "EXACT.test": exact, "a.wild.test": wild,
        "a.b.wild.test": first, "wild.test": first, "unknown.test": first, None: first}
    for name, certificate in expected.items():
        assert peer_certificate(gateway.secure, name) == certificate.serial, name


def replace(certificate, leaf=None, key=None):
    """Puts other files in place of a certificate's, as a renewal does: written beside, then renamed over."""
    for source, target in ((leaf, certificate.leaf), (key, certificate.key)):
        if source:
            fresh = target.with_suffix(".fresh")
            shutil.copy(source, fresh)
            os.replace(fresh, target)


@pytest.mark.parametrize("count", [1, 2])
def test_renewed_files_are_picked_up_without_a_reload(stage, backend, authority, count):
    current = authority.issue("localhost")
    others = [authority.issue("other.test") for _ in range(count - 1)]
    gateway = start(stage, backend, [each.files for each in (current, *others)])
    with gateway.connect(secure=True) as connection:
        connection.ask()
        renewed = authority.issue("localhost")
        replace(current, renewed.leaf, renewed.key)
        until(lambda: peer_certificate(gateway.secure) == renewed.serial, 12, "the renewed certificate", pause=0.3)
        # Who was connected before stays connected.
        assert connection.ask().status == 200
    assert gateway.ask(secure=True).status == 200


def test_a_key_that_does_not_fit_is_not_taken_and_the_log_says_so(stage, backend, authority):
    current, other = authority.issue("localhost"), authority.issue("localhost")
    gateway = start(stage, backend, current.files)
    replace(current, leaf=other.leaf)
    until(lambda: any(each["level"] == "error" and "renew" in each["message"] for each in gateway.messages()), 12)
    assert peer_certificate(gateway.secure) == current.serial
    assert gateway.ask(secure=True).status == 200
    # Half a renewal is completed by its other half.
    replace(current, key=other.key)
    until(lambda: peer_certificate(gateway.secure) == other.serial, 12, "the renewed certificate", pause=0.3)


def test_a_certificate_file_that_is_garbage_is_not_taken(stage, backend, authority):
    current = authority.issue("localhost")
    gateway = start(stage, backend, current.files)
    current.leaf.write_text("-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n")
    until(lambda: any(each["level"] == "error" for each in gateway.messages()), 12)
    assert peer_certificate(gateway.secure) == current.serial


def test_a_private_key_is_in_no_message(stage, backend, authority):
    current, other = authority.issue("localhost"), authority.issue("localhost")
    gateway = start(stage, backend, current.files)
    replace(current, key=other.key)
    until(lambda: any(each["level"] == "error" for each in gateway.messages()), 12)
    for line in (current.key.read_text() + other.key.read_text()).splitlines():
        assert line.startswith("-----") or line not in gateway.stderr


# -- mutual TLS


@pytest.fixture
def clients(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("clients"), "Client authority")


def client_context(stage, certificate=None):
    context = stage.certificate.client_context()
    if certificate:
        context.load_cert_chain(certificate.leaf, certificate.key)
    return context


def ask_with(gateway, context):
    """The status, or None where the handshake fails; with TLS 1.3 the client learns that at its first read."""
    try:
        with Connection(gateway.secure, tls=context) as connection:
            return connection.ask().status
    except (ssl.SSLError, EOFError, OSError):
        return None


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
@pytest.mark.parametrize("required", [True, False])
def test_client_certificates(stage, backend, clients, authority, required, version):
    gateway = start(
        stage, backend, stage.certificate.files,
        clientCertificates={"authority": str(clients.file), "required": required})
    good, stranger = clients.issue("client", client=True), authority.issue("client", client=True)
    contexts = [client_context(stage, each) for each in (good, stranger, None)]
    for context in contexts:
        context.maximum_version = context.minimum_version = getattr(ssl.TLSVersion, version)
    assert ask_with(gateway, contexts[0]) == 200
    assert ask_with(gateway, contexts[1]) is None
    assert ask_with(gateway, contexts[2]) == (None if required else 200)
    assert len(backend.requests) == (1 if required else 2)


def test_a_session_does_not_carry_over_to_another_listener(stage, backend, clients):
    """CWE-295: a ticket from a listener that asks for nothing must not open one that wants a certificate."""
    free, guarded = free_port(), free_port()
    gateway = stage.gateway(backend.url, listen=[
        {"address": f"127.0.0.1:{free}", "tls": stage.certificate.files},
        {"address": f"127.0.0.1:{guarded}", "tls": stage.certificate.files,
         "clientCertificates": {"authority": str(clients.file), "required": True}}])
    session = stage.folder / "session"
    ask = request("GET", "/", [("Connection", "close")])
    for version in ("-tls1_2", "-tls1_3"):
        assert b"200 OK" in s_client(free, version, "-sess_out", str(session), "-ign_eof", send=ask).stdout
        assert b"200 OK" not in s_client(guarded, version, "-sess_in", str(session), "-ign_eof", send=ask).stdout
    assert gateway.is_running


# -- the local authority


def local(stage, backend, state):
    port = free_port()
    gateway = stage.gateway(backend.url, listen=[{"address": f"127.0.0.1:{port}", "tls": "local"}], state=state)
    gateway.secure = port
    return gateway


def test_the_local_authority_is_private_works_and_is_used_again(stage, backend, tmp_path):
    gateway = local(stage, backend, tmp_path)
    folder = gateway.state / "tls"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = ["ca.pem", "ca-key.pem", "localhost.pem", "localhost-key.pem"]
    for name in ("ca-key.pem", "localhost-key.pem"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    for name in ("localhost", "127.0.0.1", "::1"):
        with Connection(gateway.secure, tls=context, server_name=name) as connection:
            assert connection.ask().status == 200
    before = {name: (folder / name).read_bytes() for name in files}
    assert gateway.stop() == 0
    again = local(stage, backend, tmp_path)
    assert {name: (folder / name).read_bytes() for name in files} == before
    with Connection(again.secure, tls=context) as connection:
        assert connection.ask().status == 200


def test_the_local_certificates_are_strict(stage, backend, tmp_path):
    gateway = local(stage, backend, tmp_path)
    authority, leaf = (
        x509.load_pem_x509_certificates((gateway.state / "tls" / name).read_bytes())[0]
        for name in ("ca.pem", "localhost.pem"))
    leaf.verify_directly_issued_by(authority)
    constraints = authority.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical and constraints.value.ca and constraints.value.path_length == 0
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert authority.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    # Browsers take no leaf that is valid for longer than 398 days.
    assert (leaf.not_valid_after_utc - leaf.not_valid_before_utc).days <= 398
    assert leaf.public_key().curve.name == authority.public_key().curve.name == "secp256r1"


def test_the_local_leaf_of_another_authority_is_made_anew(stage, backend, tmp_path):
    gateway = local(stage, backend, tmp_path)
    folder = gateway.state / "tls"
    gateway.stop()
    for name in ("ca.pem", "ca-key.pem"):
        (folder / name).unlink()
    again = local(stage, backend, tmp_path)
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    with Connection(again.secure, tls=context) as connection:
        assert connection.ask().status == 200


# -- from http to https


@pytest.mark.parametrize("host, target, location", [
    ("localhost", "/", "https://localhost:{port}/"),
    ("localhost:8080", "/a/b?c=d%20e&f", "https://localhost:{port}/a/b?c=d%20e&f"),
    ("LOCALHOST", "/", "https://localhost:{port}/"),
    ("localhost.", "/", "https://localhost:{port}/"),
    ("[::1]:8080", "/x", "https://[::1]:{port}/x"),
    ("localhost", "//evil.test/", "https://localhost:{port}/evil.test/"),
    ("localhost", "http://localhost/absolute?q", "https://localhost:{port}/absolute?q"),
])
def test_the_redirect_keeps_host_path_and_query(stage, backend, host, target, location):
    plain, secure = free_port(), free_port()
    gateway = stage.gateway(backend.url, listen=[
        {"address": f"127.0.0.1:{plain}", "redirect": "https"},
        {"address": f"127.0.0.1:{secure}", "tls": stage.certificate.files}])
    gateway.plain = plain
    for method in ("GET", "POST", "HEAD"):
        answer = gateway.ask(method, target, host=host, body=b"x" if method == "POST" else None)
        assert answer.status == 308
        assert answer.only("Location").replace("//evil", "/evil") == location.format(port=secure)
    assert backend.requests == []


def test_the_redirect_names_no_host_that_is_not_served(stage, backend):
    plain = free_port()
    gateway = stage.gateway(
        backend.url, routes=[{"host": "localhost", "upstream": "app"}],
        listen=[{"address": f"127.0.0.1:{plain}", "redirect": "https"},
                {"address": f"127.0.0.1:{free_port()}", "tls": stage.certificate.files}])
    gateway.plain = plain
    answer = gateway.ask(host="evil.test")
    assert answer.status == 421 and not answer.has("Location")
