"""sqlmap and wapiti against a shop that is vulnerable on purpose: they find what it has, and behind the firewall nothing."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

from harness import patterns
from harness.backends import APPLICATIONS
from harness.process import Process, free_port, program

RELEASE = pathlib.Path(__file__).resolve().parents[3] / "shared" / "crs" / "4.28.0"
NOTES = pathlib.Path(__file__).resolve().parents[2] / "Examples" / "notes" / "app.py"
DEBIAN = pathlib.Path("/usr/share/modsecurity-crs")
# Their own names would be refused at once; that is no test of anything else.
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PLACES = {
    "get": ("/search?q=lamp", None, "q"), "post": ("/find", "q=chair", "q"),
    "login": ("/login", "name=alice&password=wonderland", "name")}
INJECTIONS = {
    ("SQL Injection", path, parameter)
    for path, parameter in [("/search", "q"), ("/find", "q"), ("/login", "name"), ("/login", "password")]}
SCRIPT = ("Cross Site Scripting", "/hello", "name")
#: Ways to write the same statement so that rules may not know it.
TAMPERS = ["space2comment", "charencode", "randomcase", "between", "randomcase,space2comment,between"]

pytestmark = pytest.mark.timeout(150)


@pytest.fixture(scope="module")
def shop(shared):
    port = free_port()
    shop = Process("shop", [sys.executable, "-B", APPLICATIONS / "shop.py", port], shared.folder)
    shared.keep(shop)
    shop.wait_for_port(port)
    # By name: a number as the host is itself a reason for suspicion.
    shop.url = f"http://localhost:{port}"
    return shop


def behind(shared, shop, which, **waf):
    folder = DEBIAN if which == "Debian's" else RELEASE
    if not (folder / "rules").is_dir():
        pytest.skip(f"needs the rules of {folder.name}")
    gateway = shared.gateway(
        shop.url.replace("localhost", "127.0.0.1"),
        waf={"rules": "crs" if folder == DEBIAN else str(folder), "mode": "block"} | waf,
        log={"access": "off", "level": "info"})
    gateway.url = f"http://localhost:{gateway.plain}"
    return gateway


RELEASES = ["Debian's", pytest.param("4.28.0", marks=pytest.mark.soak)]
#: One place that is attacked in each run.
ONE_PLACE = ["get", pytest.param("post", marks=pytest.mark.soak), pytest.param("login", marks=pytest.mark.soak)]


@pytest.fixture(scope="module", params=RELEASES)
def gateway(request, shared, shop):
    return behind(shared, shop, request.param)


@pytest.fixture(scope="module", params=RELEASES)
def strict(request, shared, shop):
    """Looks at answers too, and an answer of 500 is a reason not to give it to anybody."""
    return behind(shared, shop, request.param, paranoia=2, responseBody="64KiB")


@pytest.fixture
def run(tmp_path):
    """Runs a scanner to its end; whatever it writes is in the test's folder, and it finds no proxy."""
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}

    def run(*command, seconds=60):
        done = subprocess.run(
            [str(part) for part in command], env=kept | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
            cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", timeout=seconds)
        assert done.returncode == 0, done.stdout
        return done.stdout

    return run


@pytest.fixture
def sqlmap(run, tmp_path):
    def sqlmap(url, place, *options, seconds=60):
        """Whether it can inject there."""
        path, data, parameter = PLACES.get(place, place)
        output = run(
            program("sqlmap"), "--url", url + path, *(["--data", data] if data else []), "-p", parameter, "--batch",
            "--flush-session", "--disable-coloring", "--user-agent", AGENT, "--output-dir", tmp_path / "sqlmap",
            "--dbms", "SQLite", *options, seconds=seconds)
        is_found = "identified the following injection point" in output
        # It must have come to an end, not given up for another reason.
        assert is_found or "do not appear to be injectable" in output, output
        return is_found

    return sqlmap


@pytest.fixture
def wapiti(run, tmp_path):
    def wapiti(url):
        """What it found, as (kind, path, parameter), and what it printed."""
        report = tmp_path / "wapiti.json"
        output = run(
            program("wapiti"), "--url", url + "/", "--scope", "folder", "--module", "sql,xss", "--format", "json",
            "--output", report, "--flush-session", "--no-bugreport", "--store-session", tmp_path, "--store-config",
            tmp_path, "--user-agent", AGENT, "--verbose", 1)
        document = json.loads(report.read_text())
        found = {
            (kind, entry["path"], entry["parameter"])
            for kind, entries in document["vulnerabilities"].items() for entry in entries}
        return found, output

    return wapiti


@pytest.mark.parametrize("place", ONE_PLACE)
def test_sqlmap_injects_into_the_shop_itself(shop, sqlmap, place):
    assert sqlmap(shop.url, place, "--technique", "BEU")


@pytest.mark.parametrize("place", ONE_PLACE)
def test_sqlmap_finds_nothing_behind_the_firewall(gateway, sqlmap, place):
    before = gateway.metric("rampart_denials_total", code="waf.blocked")
    assert not sqlmap(gateway.url, place, "--technique", "BEUSQ", "--level", "2", "--risk", "2")
    assert gateway.metric("rampart_denials_total", code="waf.blocked") >= before + 50


@pytest.mark.timeout(400)
@pytest.mark.soak
@pytest.mark.parametrize("tamper", TAMPERS)
@pytest.mark.parametrize("place", ["get", "post"])
def test_sqlmap_finds_nothing_with_disguises(gateway, sqlmap, place, tamper):
    assert not sqlmap(
        gateway.url, place, "--technique", "BEUSTQ", "--level", "3", "--risk", "2", "--time-sec", "1", "--tamper", tamper,
        seconds=300)


@pytest.mark.soak
def test_wapiti_finds_what_the_shop_has(shop, wapiti):
    assert wapiti(shop.url)[0] == INJECTIONS | {SCRIPT}


@pytest.mark.soak
def test_wapiti_puts_no_script_into_a_page_behind_the_firewall(gateway, wapiti):
    before = gateway.metric("rampart_denials_total", code="waf.blocked")
    found, output = wapiti(gateway.url)
    # Its probe for SQL is two quotes and a parenthesis, which is no attack yet; what it then reads is the error page of
    # the shop. That it can do nothing with that is shown by sqlmap, and keeping the page back takes `strict`.
    assert found <= INJECTIONS
    assert_went_everywhere(gateway, output, before)


@pytest.mark.soak
def test_wapiti_finds_nothing_where_error_pages_are_kept_back(strict, wapiti):
    before = strict.metric("rampart_denials_total", code="waf.blocked")
    found, output = wapiti(strict.url)
    assert not found
    assert_went_everywhere(strict, output, before)


def assert_went_everywhere(gateway, output, before):
    """It came to every page, and was refused there."""
    assert all(path in output for path in ("/search", "/hello", "/find", "/login"))
    assert gateway.metric("rampart_denials_total", code="waf.blocked") >= before + 10


# MARK: the demo


@pytest.fixture(scope="module")
def demo(shared, rampart):
    """`rampart demo`: the notes app, and the gateway in front of it."""
    if not (DEBIAN / "rules").is_dir():
        pytest.skip("needs Debian's modsecurity-crs")
    port, backend_port = free_port(), free_port()
    patterns.lend(shared.folder / "demo-state")
    demo = Process(
        "demo", [rampart, "demo", "--port", port, "--backend-port", backend_port, "--app", NOTES], shared.folder,
        {"RAMPART_STATE_DIRECTORY": str(shared.folder / "demo-state")})
    shared.keep(demo)
    demo.wait_for_port(port, seconds=60)
    demo.naked, demo.guarded = f"http://localhost:{backend_port}", f"https://localhost:{port}"
    return demo


@pytest.mark.soak
def test_sqlmap_injects_into_the_demos_app_and_not_through_the_gateway(demo, sqlmap):
    search = ("/search?q=bread", None, "q")
    # What it searches for stands inside of a pattern of LIKE, which needs level 3.
    options = ("--level", "3", "--risk", "2")
    assert sqlmap(demo.naked, search, "--technique", "BEU", *options)
    assert not sqlmap(demo.guarded, search, "--technique", "BEUSQ", *options, seconds=120)


@pytest.mark.soak
def test_wapiti_finds_what_the_demos_app_has_and_nothing_through_the_gateway(demo, wapiti):
    found = {(kind, path) for kind, path, _ in wapiti(demo.naked)[0]}
    assert {("SQL Injection", "/search"), ("Cross Site Scripting", "/search")} <= found
    found, output = wapiti(demo.guarded)
    assert not found and "/search" in output


def test_the_shop_can_be_used_through_the_firewall(gateway):
    fields = [("User-Agent", AGENT), ("Accept", "*/*")]
    form = [*fields, ("Content-Type", "application/x-www-form-urlencoded")]
    assert b"desk lamp" in gateway.ask(path="/search?q=lamp", fields=fields).body
    assert b"garden chair" in gateway.ask("POST", "/find", form, b"q=chair").body
    assert b"Welcome, alice" in gateway.ask("POST", "/login", form, b"name=alice&password=wonderland").body
