"""Certificates and sessions: what must never leak, carry over or be trusted too widely."""

import os
import shutil
import ssl
import subprocess

import pytest
from cryptography import x509

from harness.certificates import Authority
from harness.process import free_port, program, until
from harness.wire import Connection, request


@pytest.fixture
def backend(stage):
    return stage.backend()


def start(stage, backend, tls, **listener):
    port = free_port()
    gateway = stage.gateway(backend.url, listen=[{"address": f"127.0.0.1:{port}", "tls": tls} | listener])
    gateway.secure = port
    return gateway


def replace(certificate, leaf=None, key=None):
    """Puts other files in place of a certificate's, as a renewal does: written beside, then renamed over."""
    for source, target in ((leaf, certificate.leaf), (key, certificate.key)):
        if source:
            fresh = target.with_suffix(".fresh")
            shutil.copy(source, fresh)
            os.replace(fresh, target)


def test_a_private_key_is_in_no_message(stage, backend, authority):
    current, other = authority.issue("localhost"), authority.issue("localhost")
    gateway = start(stage, backend, current.files)
    replace(current, key=other.key)
    until(lambda: any(each["level"] == "error" for each in gateway.messages()), 12)
    for line in (current.key.read_text() + other.key.read_text()).splitlines():
        assert line.startswith("-----") or line not in gateway.stderr


def s_client(port, *arguments, send=b""):
    return subprocess.run(
        [program("openssl"), "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "localhost", *arguments],
        input=send, capture_output=True, timeout=20)


@pytest.fixture
def clients(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("clients"), "Client authority")


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


def local(stage, backend, state):
    port = free_port()
    gateway = stage.gateway(backend.url, listen=[{"address": f"127.0.0.1:{port}", "tls": "local"}], state_folder=state)
    gateway.secure = port
    return gateway


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


def test_the_redirect_names_no_host_that_is_not_served(stage, backend):
    plain = free_port()
    gateway = stage.gateway(
        backend.url, routes=[{"host": "localhost", "upstream": "app"}],
        listen=[{"address": f"127.0.0.1:{plain}", "redirect": "https"},
                {"address": f"127.0.0.1:{free_port()}", "tls": stage.certificate.files}])
    gateway.plain = plain
    answer = gateway.ask(host="evil.test")
    assert answer.status == 421 and not answer.has("Location")
