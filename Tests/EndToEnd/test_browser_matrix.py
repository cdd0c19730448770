"""Real frameworks behind the recommended configuration, used with a real browser: what they can do without the gateway
they can do behind it. docs/compatibility.md has the table."""

import hashlib
import os
import re
import sys
import urllib.parse

import pytest

from harness.backends import APPLICATIONS, NodeApplication
from harness.browser import Browser
from harness.process import Process, free_port, program, until

# The README's, with more than one host.
CONFIGURATION = {
    "headers": "recommended",
    "csrf": {"layers": ["origin"]},
    "cookies": {},
    "rateLimits": [
        {"name": "all", "rate": "100/1s", "burst": 200},
        {"name": "sign-in", "routes": ["/login"], "rate": "10/1m", "counts": [401, 403]}],
    "limits": {"requestBody": "10MiB"},
}


class Application(Process):
    """A program of `applications/browser`, under a host of its own."""

    def __init__(self, name, command, folder, environment=None):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(name, [str(part).replace("PORT", str(self.port)) for part in command], folder, environment)


def django(folder):
    return Application("django", [sys.executable, APPLICATIONS / "browser/django_application.py", "PORT", folder], folder)


def fastapi(folder):
    return Application("fastapi", [sys.executable, APPLICATIONS / "browser/fastapi_application.py", "PORT"], folder)


def express(folder):
    return NodeApplication(folder, "browser/express_application.js", "express", "ws", "busboy")


def php(folder):
    sessions = folder / "sessions"
    sessions.mkdir()
    return Application(
        "php", [program("php"), "-d", f"session.save_path={sessions}", "-S", "127.0.0.1:PORT",
                APPLICATIONS / "browser/php_application.php"], folder, {"PHP_CLI_SERVER_WORKERS": "4"})


def hummingbird(folder):
    notes = os.environ.get("RAMPART_NOTES_SERVER", "")
    if not os.access(notes, os.X_OK):
        pytest.exit("RAMPART_NOTES_SERVER must name the example's program; `make e2e` sets it", returncode=2)
    return Application("hummingbird", [notes, "--port", "PORT", "--trust", "127.0.0.1"], folder)


FRAMEWORKS = {"django": django, "fastapi": fastapi, "express": express, "php": php}

# What a framework does with its own pages' scripts in place of a hidden field.
TOKENS = {
    "django": "({'X-CSRFToken': document.cookie.match(/csrftoken=(\\w+)/)[1]})",
    "php": "({'X-Token': token})",
}
SCHEMES = pytest.mark.parametrize("scheme", ["http", "https"])


class Sites:
    def __init__(self, stage, authority):
        start = FRAMEWORKS | {"hummingbird": hummingbird}
        backends = {name: stage.keep(make(stage.folder)) for name, make in start.items()}
        for backend in backends.values():
            backend.wait_for_port(backend.port, seconds=30)
        hosts = {name: [f"{name}.{scheme}.test" for scheme in ("http", "https")] for name in backends}
        hosts["express"] += [f"elsewhere.{scheme}.test" for scheme in ("http", "https")]
        leaf = authority.issue(*[host for of_one in hosts.values() for host in of_one])
        configuration = CONFIGURATION | {
            "upstreams": {name: {"servers": [backend.url]} for name, backend in backends.items()},
            "routes": [{"host": host, "path": "/**", "upstream": name} for name in backends for host in hosts[name]],
        }
        self.gateway = stage.gateway(certificates=leaf, **configuration)
        self.strict = stage.gateway(certificates=leaf, **configuration | {"headers": "strict"})

    def origin(self, name, scheme, gateway=None):
        gateway = gateway or self.gateway
        return f"{scheme}://{name}.{scheme}.test:{gateway.secure if scheme == 'https' else gateway.plain}"


@pytest.fixture(scope="module")
def sites(shared, authority):
    return Sites(shared, authority)


@pytest.fixture(scope="module")
def browser(shared, authority):
    return shared.keep(Browser(shared.folder, authority))


@pytest.fixture
def visit(browser):
    with browser.visit() as visit:
        yield visit


@pytest.fixture(params=["http", "https"])
def scheme(request):
    return request.param


@pytest.fixture(params=FRAMEWORKS)
def site(request, sites, scheme):
    site = sites.origin(request.param, scheme)
    return type("Site", (), {"name": request.param, "origin": site, "scheme": scheme})


# Its own: over plain HTTP browsers ignore what Django's middleware says of windows.
DJANGO_ONLY = "The Cross-Origin-Opener-Policy header has been ignored, because the URL's origin was untrustworthy."


def complaints(visit):
    return [each for each in visit.complaints if DJANGO_ONLY not in each and not each.startswith("/favicon.ico:")]


def sign_in(visit, site):
    visit.page.goto(site.origin + "/")
    visit.page.fill("[name=name]", "alice")
    visit.page.click("form button")
    visit.page.wait_for_url("**/account")


def test_the_scripts_and_styles_of_a_page_work(visit, site):
    visit.page.goto(site.origin + "/")
    assert visit.marks() == {"inline": "ran", "file": "ran"}
    visit.page.click("#handler")
    assert visit.page.inner_text("#handler") == "clicked"
    assert visit.page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(1, 2, 3)"
    assert visit.protocol() == ("h2" if site.scheme == "https" else "http/1.1")
    assert complaints(visit) == []


def test_a_form_signs_in_and_the_session_stays(visit, site):
    sign_in(visit, site)
    assert visit.page.inner_text("#user") == "alice"
    visit.page.reload()
    assert visit.page.inner_text("#user") == "alice"
    kept = [cookie for cookie in visit.context.cookies() if "csrf" not in cookie["name"]]
    assert kept and all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in kept), kept
    assert all(cookie["secure"] == (site.scheme == "https") for cookie in visit.context.cookies())
    assert complaints(visit) == []


def test_a_script_can_post_with_the_frameworks_own_token(visit, site):
    sign_in(visit, site)
    answer = visit.page.evaluate("""async expression => {
        const headers = { 'Content-Type': 'application/json', ...(expression ? eval(expression) : {}) }
        const response = await fetch('/api/echo', { method: 'POST', headers, body: JSON.stringify({ note: 'Grüße' }) })
        return response.ok ? await response.json() : response.status
    }""", TOKENS.get(site.name))
    assert answer == {"user": "alice", "note": "Grüße"}


def test_a_file_can_be_uploaded(visit, site):
    sign_in(visit, site)
    content = bytes(number * 31 % 256 for number in range(300_000))
    name = "Übersicht 1.bin"
    visit.page.set_input_files("[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    visit.page.click("text=Upload")
    digest = hashlib.sha256(content).hexdigest()
    assert visit.page.inner_text("#upload") == f"Grüße|{name}|{len(content)}|{digest}"
    assert complaints(visit) == []


def test_a_file_can_be_downloaded(visit, site):
    sign_in(visit, site)
    with visit.page.expect_download() as download:
        visit.page.click("#download")
    assert download.value.suggested_filename == "Übersicht № 7.bin"
    with open(download.value.path(), "rb") as file:
        assert file.read() == b"\7" * 70000
    assert visit.page.inner_text("#user") == "alice", "the page is still there"


def test_events_arrive_one_by_one(visit, site):
    visit.page.goto(site.origin + "/")
    events = visit.page.evaluate("""() => new Promise((resolve, reject) => {
        const source = new EventSource('/events'), events = []
        source.onmessage = event => events.push([event.data, performance.now()])
        source.addEventListener('done', () => { source.close(); resolve(events) })
        source.onerror = reject
    })""")
    assert [data for data, _ in events] == ["0", "1", "2"]
    assert events[2][1] - events[0][1] > 150, "the first was not held back until the last"


@pytest.mark.parametrize("name", ["django", "fastapi", "express"])
def test_a_websocket_answers(visit, sites, scheme, name):
    visit.page.goto(sites.origin(name, scheme) + "/")
    answer = visit.page.evaluate("""() => new Promise((resolve, reject) => {
        const socket = new WebSocket(location.origin.replace('http', 'ws') + '/socket')
        socket.onopen = () => socket.send('Grüße')
        socket.onmessage = event => resolve(event.data)
        socket.onerror = reject
    })""")
    assert answer == "echo Grüße"


# MARK: pages that frameworks bring with them


def test_djangos_administration_works(visit, sites, scheme):
    origin = sites.origin("django", scheme)
    page = visit.page
    page.goto(origin + "/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "wonderland")
    page.click("[type=submit]")
    page.click("text=Groups")
    page.click("text=Add group")
    page.fill("#id_name", f"editors over {scheme}")
    # The two lists are made by a script.
    page.dblclick("#id_permissions_from option >> nth=0")
    assert page.locator("#id_permissions_to option").count() == 1
    page.click("[name=_save]")
    page.click(f"text=editors over {scheme} >> nth=-1")
    page.click("a.deletelink")
    page.click("#content form [type=submit]")
    assert "was deleted successfully" in page.inner_text(".messagelist")
    assert complaints(visit) == []


def test_djangos_error_page_unfolds(visit, sites, scheme):
    visit.page.goto(sites.origin("django", scheme) + "/broken")
    assert "on purpose" in visit.page.inner_text("#summary")
    visit.page.click("text=Switch to copy-and-paste view")
    assert visit.page.is_visible("#traceback_area")


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_fastapis_documentation_loads_its_scripts_from_elsewhere(visit, sites, scheme, path):
    loaded = []

    def serve(route):
        loaded.append(route.request.url)
        script = "window.SwaggerUIBundle = options => { document.title = 'docs of ' + options.url }\n" \
            "SwaggerUIBundle.presets = { apis: 0 }; SwaggerUIBundle.SwaggerUIStandalonePreset = 0\n" \
            "if (document.querySelector('redoc')) document.title = 'docs of /openapi.json'"
        if route.request.resource_type == "script":
            route.fulfill(body=script, content_type="text/javascript")
        else:
            route.fulfill(body="", content_type="text/css" if route.request.resource_type == "stylesheet" else "image/png")

    # This machine has no way to the network that these are on.
    visit.context.route(re.compile("^https://(cdn\\.jsdelivr\\.net|fastapi\\.tiangolo\\.com|fonts\\.googleapis\\.com)/"), serve)
    visit.page.goto(sites.origin("fastapi", scheme) + path)
    until(lambda: visit.page.title() == "docs of /openapi.json", 5, f"the title, it is {visit.page.title()}; {visit.complaints}")
    assert any("jsdelivr" in url and url.endswith(".js") for url in loaded)
    assert complaints(visit) == []


def test_express_own_policy_for_its_error_page_stands(visit, sites, scheme):
    response = visit.page.goto(sites.origin("express", scheme) + "/missing")
    assert response.status == 404 and response.headers["content-security-policy"] == "default-src 'none'"
    assert "Cannot GET /missing" in visit.page.inner_text("pre")


def test_phps_information_is_shown(visit, sites, scheme):
    visit.page.goto(sites.origin("php", scheme) + "/information")
    assert "PHP Version" in visit.page.inner_text("h1")
    assert visit.page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") != "32px", "with its styles"
    assert complaints(visit) == []


# MARK: Hummingbird, which is protected from inside as well


def test_hummingbirds_own_policy_stands(visit, sites, scheme):
    response = visit.page.goto(sites.origin("hummingbird", scheme) + "/")
    assert visit.page.inner_text("#script") == "The script of this page ran."
    assert "script-src 'self' 'nonce-" in response.headers["content-security-policy"]
    assert complaints(visit) == []


def test_hummingbird_signs_in_and_takes_a_form(visit, sites):
    # Its tokens are in a `__Host-` cookie, which browsers take over TLS alone.
    visit.page.goto(sites.origin("hummingbird", "https") + "/sign-in")
    visit.page.fill("[name=name]", "alice")
    visit.page.fill("[name=password]", "wonderland")
    visit.page.click("button")
    visit.page.fill("[name=text]", "Grüße")
    visit.page.click("text=Save")
    until(lambda: "Grüße by alice" in visit.page.inner_text("ul"), 5, "the note")
    assert complaints(visit) == []


# MARK: one site and another


@SCHEMES
@pytest.mark.parametrize("path", ["/authorize", "/authorize-by-itself"])
def test_signing_in_with_another_site_in_a_window_of_its_own(visit, sites, scheme, path):
    there = sites.origin("elsewhere", scheme)
    visit.page.goto(sites.origin("express", scheme) + "/window?at=" + urllib.parse.quote(there, ""))
    if path == "/authorize-by-itself":
        visit.page.evaluate(
            "there => { document.getElementById('open').onclick = () => window.open(there + '?back=' + location.origin) }",
            there + path)
    with visit.context.expect_page() as opened:
        visit.page.click("#open")
    opened.value.click("#allow")
    until(lambda: visit.page.inner_text("#token") == "t0ken", 5, "the token")


def test_a_site_can_offer_images_scripts_and_a_frame_to_others(visit, sites, scheme):
    there = sites.origin("elsewhere", scheme)
    visit.page.goto(sites.origin("express", scheme) + "/embedding?at=" + urllib.parse.quote(there, ""))
    assert visit.page.evaluate("document.getElementById('badge').naturalWidth") == 40
    assert visit.marks()["widget"] == "ran"
    assert visit.page.frame_locator("iframe").locator("p").inner_text() == "for all"
    assert complaints(visit) == []


def test_a_page_that_says_nothing_of_frames_is_in_none_of_another_site(visit, sites, scheme):
    there = urllib.parse.quote(sites.origin("elsewhere", scheme), "")
    visit.page.goto(sites.origin("express", scheme) + f"/embedding?frame=account&at={there}")
    # The browser complains after the page is there, and its words come with the answers to questions.
    until(lambda: visit.page.title() is not None and any("X-Frame-Options" in each for each in visit.complaints), 10)


def test_a_form_may_lead_to_another_site(visit, sites, scheme):
    there = sites.origin("elsewhere", scheme)
    visit.page.goto(sites.origin("express", scheme) + "/shop?at=" + urllib.parse.quote(there, ""))
    visit.page.click("text=Order")
    visit.page.wait_for_url(there + "/authorize**")


def test_a_page_of_another_site_cannot_post_with_the_visitors_cookies(visit, sites, scheme):
    own = type("Site", (), {"origin": sites.origin("php", scheme)})
    sign_in(visit, own)
    visit.page.goto(sites.origin("elsewhere", scheme) + "/")
    visit.page.evaluate("""to => {
        const form = document.createElement('form')
        form.method = 'post'; form.action = to; document.body.append(form); form.submit()
    }""", own.origin + "/sign-in")
    visit.page.wait_for_url(own.origin + "/sign-in")
    until(lambda: "csrf" in visit.page.content() or visit.page.title().startswith("403"), 5, visit.page.content())


def test_an_applications_own_policy_keeps_injected_scripts_out(visit, sites, scheme):
    visit.page.goto(sites.origin("express", scheme) + "/own-policy")
    assert visit.marks() == {"inline": "ran"}


# MARK: the strict set, to show that these tests would notice


def test_the_strict_set_is_for_pages_that_were_written_for_it(visit, sites, scheme):
    visit.page.goto(sites.origin("express", scheme, sites.strict) + "/")
    assert visit.marks() == {"file": "ran"}
    visit.page.click("#handler")
    assert visit.page.inner_text("#handler") == "handler"
    # The forms of a site work with it as well.
    visit.page.fill("[name=name]", "alice")
    visit.page.click("form button")
    visit.page.wait_for_url("**/account")
    assert visit.page.inner_text("#user") == "alice"
    # The console names what was blocked, and has nothing to say of the headers themselves.
    assert all("Content Security Policy" in each for each in complaints(visit)), visit.complaints
