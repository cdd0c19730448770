"""What the files hold that a configuration names is part of it: a reload takes it, and certificates are watched."""

import contextlib
import os
import pathlib
import shutil
import signal
import ssl

import pytest
from cryptography import x509

from harness.backends import server_context
from harness.certificates import Authority
from harness.http2 import HTTP2Connection
from harness.process import until
from harness.redis import Redis
from harness.wire import Connection


@pytest.fixture
def strangers(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("strangers"), "Another authority")


def statuses(gateway, path):
    """What a new client gets over plain HTTP, TLS and HTTP/2."""
    with HTTP2Connection(gateway.secure, gateway.certificates.client_context()) as http2:
        return [gateway.ask(path=path).status, gateway.ask(path=path, secure=True).status, http2.ask(path=path).status]


# MARK: whom the gateway trusts


def test_an_authority_that_is_taken_out_of_its_file_is_refused_after_a_reload(stage, authority, strangers):
    secure, plain = stage.backend(tls=server_context(authority.issue("127.0.0.1"))), stage.backend()
    trusted = stage.folder / "trusted.pem"
    trusted.write_bytes(strangers.file.read_bytes() + authority.file.read_bytes())
    upstreams = {
        "secure": {"servers": [secure.url], "tls": {"authority": str(trusted)}}, "plain": {"servers": [plain.url]}}
    routes = [{"path": "/secure/**", "upstream": "secure"}, {"path": "/**", "upstream": "plain"}]
    gateway = stage.gateway(upstreams=upstreams, routes=routes)
    kept = [stage.enter(gateway.connect()), stage.enter(gateway.connect(secure=True)),
            stage.enter(HTTP2Connection(gateway.secure, gateway.certificates.client_context()))]
    for client in kept:
        assert client.ask(path="/secure/x").status == 200
    assert statuses(gateway, "/secure/x") == [200, 200, 200]

    trusted.write_bytes(strangers.file.read_bytes())
    assert statuses(gateway, "/secure/x") == [200, 200, 200], "nothing changes before the reload"
    seen = len(secure.requests)
    gateway.reload()
    # Kept connections of clients reach no kept connection to the backend.
    assert [client.ask(path="/secure/x").status for client in kept] == [502, 502, 502]
    assert statuses(gateway, "/secure/x") == [502, 502, 502]
    assert len(secure.requests) == seen, "the backend got a request all the same"
    until(lambda: secure.open_connections == 0, 5, "connections under the old authority are closed")
    assert statuses(gateway, "/x") == [200, 200, 200]

    trusted.write_bytes(authority.file.read_bytes())
    gateway.reload()
    assert [client.ask(path="/secure/x").status for client in kept] == [200, 200, 200]


def test_a_reload_keeps_connections_to_backends_where_their_files_are_as_they_were(stage, authority):
    backend = stage.backend(tls=server_context(authority.issue("127.0.0.1")))
    trusted = stage.folder / "trusted.pem"
    trusted.write_bytes(authority.file.read_bytes())
    gateway = stage.gateway(backend.url, upstream={"tls": {"authority": str(trusted)}}, threads=1)
    assert gateway.ask().status == 200
    # The same bytes under another inode and with another time.
    fresh = stage.folder / "fresh.pem"
    fresh.write_bytes(authority.file.read_bytes())
    os.replace(fresh, trusted)
    gateway.reload(headers={"xFrameOptions": "deny"})
    assert gateway.ask().only("X-Frame-Options") == "DENY"
    assert backend.connections == 1


def is_let_in(gateway, certificate):
    context = gateway.certificates.client_context()
    context.load_cert_chain(certificate.leaf, certificate.key)
    try:
        with Connection(gateway.secure, tls=context) as connection:
            return connection.ask().status == 200
    except (ssl.SSLError, ConnectionError, EOFError):
        return False


@pytest.mark.parametrize("how", ["a reload", "the file alone"])
def test_clients_of_an_authority_that_is_trusted_no_more_are_let_in_no_more(stage, strangers, authority, how):
    clients = stage.folder / "clients.pem"
    clients.write_bytes(authority.file.read_bytes())
    old, new = authority.issue("client", client=True), strangers.issue("client", client=True)
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{
        "address": f"127.0.0.1:{gateway.secure}", "tls": stage.certificate.files,
        "clientCertificates": {"authority": str(clients), "required": True}}])
    assert (is_let_in(gateway, old), is_let_in(gateway, new)) == (True, False)

    def context():
        context = gateway.certificates.client_context()
        context.load_cert_chain(old.leaf, old.key)
        return context

    http1, http2 = stage.enter(Connection(gateway.secure, tls=context())), stage.enter(HTTP2Connection(gateway.secure, context()))
    assert (http1.ask().status, http2.ask().status) == (200, 200)
    gateway.reload(headers={"xFrameOptions": "deny"})
    assert (http1.ask().status, http2.ask().status) == (200, 200), "a reload that asks the same keeps who is here"

    clients.write_bytes(strangers.file.read_bytes())
    if how == "a reload":
        gateway.reload()
    else:
        until(lambda: is_let_in(gateway, new), 10, "the new authority")
    # Who is still connected is told to come by another connection, and may not come in by that.
    answers = []
    for client in (http1, http2):
        with contextlib.suppress(OSError, EOFError, AssertionError):
            answers.append(client.ask().status)
    assert set(answers) <= {421}, answers
    assert http1.is_closed(2)
    while http2.pump():
        pass
    assert http2.goaway
    assert (is_let_in(gateway, old), is_let_in(gateway, new)) == (False, True)


def test_a_kept_connection_is_told_why_it_is_served_no_more(stage, strangers, authority):
    clients = stage.folder / "clients.pem"
    clients.write_bytes(authority.file.read_bytes())
    client = authority.issue("client", client=True)
    gateway = stage.gateway(stage.backend().url)
    listen = [{
        "address": f"127.0.0.1:{gateway.secure}", "tls": stage.certificate.files,
        "clientCertificates": {"authority": str(clients), "required": True}}]
    gateway.reload(listen=listen)
    context = gateway.certificates.client_context()
    context.load_cert_chain(client.leaf, client.key)
    clients.write_bytes(strangers.file.read_bytes())
    # The half of a head that is there keeps the connection from being closed as unused.
    with Connection(gateway.secure, tls=context) as connection:
        connection.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        gateway.reload()
        connection.send(b"\r\n")
        answer = connection.read_answer()
        assert (answer.status, answer.only("Connection")) == (421, "close")
        assert b"connection.admissionEnded" in answer.body
        assert connection.is_closed()
    assert gateway.access_line(decision="connection.admissionEnded")["status"] == 421


# MARK: secrets


def test_another_password_of_redis_is_used_after_a_reload(stage):
    redis = stage.keep(Redis(stage.folder, password="correct horse"))
    secret = stage.folder / "redis.password"
    secret.write_text("battery staple\n")
    gateway = stage.gateway(
        stage.backend().url, state={"redis": {"url": redis.url, "password": {"file": str(secret)}}},
        rateLimits=[{"name": "all", "rate": "100/1h", "store": "redis", "whenDown": "closed"}])
    assert gateway.ask().status == 503
    secret.write_text("correct horse\n")
    gateway.reload()
    until(lambda: gateway.ask().status == 200, 5, "the new password")
    secret.write_text("battery staple\n")
    gateway.reload()
    until(lambda: gateway.ask().status == 503, 5, "the wrong password")
    assert "correct horse" not in gateway.stderr and "battery" not in gateway.stderr


def test_another_key_for_tokens_is_used_after_a_reload(stage):
    key, former = stage.folder / "csrf.key", stage.folder / "former.key"
    key.write_text("a" * 40 + "\n")
    former.write_text("a" * 40 + "\n")
    token = {"key": {"file": str(key)}, "session": "sid"}
    gateway = stage.gateway(stage.backend().url, csrf={"layers": ["origin", "token"], "token": token})

    def issued():
        answer = gateway.ask(fields=[("Cookie", "sid=1")], secure=True)
        [cookie] = [value for value in answer.all("Set-Cookie") if value.startswith("__Host-csrf=")]
        return cookie.partition(";")[0].partition("=")[2]

    def status(token):
        fields = [("Cookie", f"sid=1; __Host-csrf={token}"), ("Origin", "https://localhost"), ("X-CSRF-Token", token)]
        return gateway.ask("POST", "/", fields, b"a=b", secure=True).status

    old = issued()
    assert status(old) == 200
    key.write_text("b" * 40 + "\n")
    assert status(old) == 200
    gateway.reload()
    assert status(old) == 403
    new = issued()
    assert status(new) == 200
    gateway.reload(csrf={"layers": ["origin", "token"], "token": token | {"previousKeys": [{"file": str(former)}]}})
    assert (status(old), status(new)) == (200, 200)
    former.write_text("c" * 40 + "\n")
    gateway.reload()
    assert (status(old), status(new)) == (403, 200)


def test_a_file_that_is_gone_keeps_the_old_configuration(stage, authority):
    backend = stage.backend(tls=server_context(authority.issue("127.0.0.1")))
    trusted = stage.folder / "trusted.pem"
    trusted.write_bytes(authority.file.read_bytes())
    gateway = stage.gateway(backend.url, upstream={"tls": {"authority": str(trusted)}})
    trusted.unlink()
    gateway.signal(signal.SIGHUP)
    [said] = until(lambda: [each for each in gateway.messages() if each["level"] == "error"], 5)
    assert f"cannot read `{trusted}`: there is no such file" in said["reason"]
    assert gateway.ask().status == 200


# MARK: certificates behind links


def serial(port, context):
    with Connection(port, tls=context) as connection:
        return x509.load_der_x509_certificate(connection.socket.getpeercert(binary_form=True)).serial_number


def live(folder, certificate, number):
    """certbot: `live/site/*.pem` are links to `archive/site/*N.pem`."""
    archive, links = folder / "archive", folder / "live"
    for each in (archive, links):
        each.mkdir(exist_ok=True)
    for name, source in (("fullchain", certificate.leaf), ("privkey", certificate.key)):
        target = archive / f"{name}{number}.pem"
        shutil.copy(source, target)
        fresh = links / f"{name}.pem.new"
        fresh.symlink_to(pathlib.Path("..") / "archive" / target.name)
        os.replace(fresh, links / f"{name}.pem")
    return {"certificate": str(links / "fullchain.pem"), "key": str(links / "privkey.pem")}


def mounted(folder, certificate, number):
    """Kubernetes: `tls.crt` leads to `..data/tls.crt`, and `..data` to a folder that is another each time."""
    data = folder / f"..2026_{number}"
    data.mkdir()
    shutil.copy(certificate.leaf, data / "tls.crt")
    shutil.copy(certificate.key, data / "tls.key")
    (folder / "..data_tmp").symlink_to(data.name)
    os.replace(folder / "..data_tmp", folder / "..data")
    for name in ("tls.crt", "tls.key"):
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(pathlib.Path("..data") / name)
    return {"certificate": str(folder / "tls.crt"), "key": str(folder / "tls.key")}


def replaced(folder, certificate, number):
    """A folder that is put in the place of another one."""
    fresh, place = folder / "fresh", folder / "tls"
    fresh.mkdir()
    shutil.copy(certificate.leaf, fresh / "site.pem")
    shutil.copy(certificate.key, fresh / "key.pem")
    if place.exists():
        place.rename(folder / f"old{number}")
    fresh.rename(place)
    return {"certificate": str(place / "site.pem"), "key": str(place / "key.pem")}


def rewritten(folder, certificate, _):
    """The target of a link is written anew in its place, and its times are set back, as copies of backups are."""
    real = {"certificate": folder / "real.pem", "key": folder / "real-key.pem"}
    files = {}
    for name, source in (("certificate", certificate.leaf), ("key", certificate.key)):
        real[name].write_bytes(source.read_bytes())
        os.utime(real[name], (1_700_000_000, 1_700_000_000))
        link = folder / f"{name}.link"
        if not link.is_symlink():
            link.symlink_to(real[name].name)
        files[name] = str(link)
    return files


@pytest.mark.parametrize("place", [live, mounted, replaced, rewritten], ids=lambda each: each.__name__)
def test_a_certificate_behind_links_is_renewed_within_seconds(stage, authority, place):
    first, second, third = (authority.issue("localhost") for _ in range(3))
    folder = stage.folder / "secrets"
    folder.mkdir()
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{"address": f"127.0.0.1:{gateway.secure}", "tls": place(folder, first, 1)}])
    context = first.client_context()
    assert serial(gateway.secure, context) == first.serial
    for number, fresh in ((2, second), (3, third)):
        place(folder, fresh, number)
        until(lambda: serial(gateway.secure, context) == fresh.serial, 8, "the new certificate")
    assert not [each for each in gateway.messages() if each["level"] == "error"]


def test_an_authority_for_clients_behind_a_link_is_renewed_too(stage, authority, strangers):
    link = stage.folder / "clients.pem"
    link.symlink_to(authority.file)
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{
        "address": f"127.0.0.1:{gateway.secure}", "tls": stage.certificate.files,
        "clientCertificates": {"authority": str(link), "required": True}}])
    old, new = authority.issue("client", client=True), strangers.issue("client", client=True)
    assert (is_let_in(gateway, old), is_let_in(gateway, new)) == (True, False)
    (stage.folder / "fresh").symlink_to(strangers.file)
    os.replace(stage.folder / "fresh", link)
    until(lambda: is_let_in(gateway, new), 8, "the new authority")
    assert not is_let_in(gateway, old)


# MARK: rules


def test_rules_and_their_settings_are_read_anew_by_a_reload(stage):
    rules = stage.folder / "crs"
    (rules / "rules").mkdir(parents=True)
    setup, rule = rules / "crs-setup.conf", rules / "rules" / "REQUEST-901.conf"

    def write(word, score):
        setup.write_text(f'SecAction "id:900001,phase:1,pass,nolog,setvar:tx.limit={score}"\n')
        rule.write_text(f'SecRule ARGS "@rx {word}" "id:1,phase:1,deny,chain"\n  SecRule TX:limit "@eq 1"\n')

    write("first", 1)
    gateway = stage.gateway(stage.backend().url, waf={"rules": str(rules)})
    assert [gateway.ask(path=f"/?a={word}").status for word in ("first", "second")] == [403, 200]
    write("second", 1)
    gateway.reload()
    assert [gateway.ask(path=f"/?a={word}").status for word in ("first", "second")] == [200, 403]
    write("second", 2)
    gateway.reload()
    assert [gateway.ask(path=f"/?a={word}").status for word in ("first", "second")] == [200, 200]
