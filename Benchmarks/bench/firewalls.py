"""Rampart and nginx with ModSecurity before the same upstream, with the same rules, and what is sent through them."""

import glob
import http.client
import os
import pathlib
import re
import time

from . import load
from .process import Problem
from .rates import Workload
from .servers import Nginx, Rampart

DEBIAN = pathlib.Path("/usr/share/modsecurity-crs")
MODULE = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so"
#: ModSecurity's recommended settings, as the package of its nginx module has them.
RECOMMENDED = "/etc/nginx/modsecurity.conf"


class RuleSet:
    """A release's directory, or the package of the system where that is not there."""

    def __init__(self, directory):
        directory = pathlib.Path(directory)
        self.is_release = (directory / "rules").is_dir() and directory != DEBIAN
        self.directory = directory.resolve() if self.is_release else DEBIAN
        if not (self.directory / "rules").is_dir():
            raise Problem(f"neither {directory} nor {DEBIAN} has rules; install modsecurity-crs")
        found = re.search(
            r"ver:'OWASP_CRS/([\d.]+)", (self.directory / "rules/REQUEST-901-INITIALIZATION.conf").read_text())
        self.version = found[1] if found else "of unknown version"

    @property
    def option(self):
        """As rampart.yaml names it."""
        return str(self.directory) if self.is_release else "crs"

    @property
    def setup(self):
        own = self.directory / "crs-setup.conf"
        if not self.is_release:
            return pathlib.Path("/etc/modsecurity/crs/crs-setup.conf")
        return own if own.exists() else self.directory / "crs-setup.conf.example"


class Firewall:
    """What both have: a log of the rules that matched, and requests that are attacks."""

    rules = None

    def audit_size(self):
        file = pathlib.Path(self.audit)
        return file.stat().st_size if file.exists() else 0

    def check_attack(self, workload):
        """Raises unless the workload's request is refused as soon as it has an attack in it, and is logged."""
        before = self.audit_size()
        connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=60)
        method, path, fields, body = workload.attack
        connection.request(method, path, body=body, headers=fields)
        status = connection.getresponse().status
        connection.close()
        if status != 403:
            raise Problem(f"{self.name} answers the attack of `{workload.title}` with {status}, not 403")
        deadline = time.monotonic() + 5
        while self.audit_size() == before:
            if time.monotonic() > deadline:
                raise Problem(f"{self.name} does not log the attack of `{workload.title}`")
            time.sleep(0.02)
        # So that nothing of it is written later, among what belongs to the load.
        time.sleep(0.3)


class FirewallRampart(Firewall, Rampart):
    name = "Rampart"

    @property
    def audit(self):
        return f"{self.folder}/rampart-audit.log"

    @property
    def more(self):
        return f"waf: {{ rules: {self.rules.option}, mode: block, paranoia: 1 }}"


class ModSecurity(Firewall, Nginx):
    name = "nginx with ModSecurity"
    main = f"load_module {MODULE};"

    @property
    def audit(self):
        return f"{self.folder}/modsecurity-audit.log"

    @property
    def own(self):
        """The recommended settings, but: it blocks, asks nothing of the network, and leaves answers alone, as Rampart
        does unless told otherwise."""
        file = pathlib.Path(self.folder) / "modsecurity.conf"
        file.write_text(f"""
Include {RECOMMENDED}
SecRuleEngine On
SecStatusEngine Off
SecResponseBodyAccess Off
SecAuditLog {self.audit}
Include {self.rules.setup}
Include {self.rules.directory}/rules/*.conf
""")
        return f"modsecurity on; modsecurity_rules_file {file};"

    def version(self):
        library = os.path.realpath((glob.glob("/usr/lib/*/libmodsecurity.so.3") or ["unknown"])[0])
        return f"{super().version()} with libmodsecurity {library.rpartition('.so.')[2]}"


def require_modsecurity():
    for file in (MODULE, RECOMMENDED):
        if not os.path.exists(file):
            raise Problem(f"{file} is not there; install libnginx-mod-http-modsecurity (scripts/setup bench)")


BROWSER = {
    # Not a number: rules would say so on every request.
    "Host": "shop.example.org",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.7,de;q=0.3",
    "Accept-Encoding": "gzip, deflate, br",
    "Referer": "https://shop.example.org/products",
    "Cookie": "session=7c1f0d5ab9e24f6c8f10d2b3; theme=dark",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
}
FORM = BROWSER | {"Content-Type": "application/x-www-form-urlencoded"}
JSON = BROWSER | {"Content-Type": "application/json"}

ADDRESS = (
    "name=Alice+Miller&email=alice.miller%40example.org&street=Long+Lane+17&city=Springfield&postcode=12345"
    "&country=Ireland&phone=5550123&delivery=standard&gift=no&newsletter=yes&voucher=SPRING7")
ORDER = (
    '{"customer":{"name":"Alice Miller","city":"Springfield","newsletter":true},"items":[{"article":"desk lamp",'
    '"quantity":1,"price":20.5},{"article":"garden chair","quantity":4,"price":35},{"article":"blue kettle",'
    '"quantity":2,"price":15.25}],"delivery":"standard","total":191,"currency":"EUR"')
PARAGRAPH = (
    "The+garden+behind+our+house+was+full+of+apple+trees+this+summer%2C+and+the+children+spent+whole+afternoons+"
    "under+them.+A+neighbour+brought+two+baskets+of+plums%2C+so+we+made+jam+with+cinnamon+until+the+kitchen+smelled+"
    "of+it.%0D%0A%0D%0A")


def filled(text, more, size):
    """`text`, and as much of `more` again and again as makes `size` bytes; no escape is cut."""
    while len(text) < size:
        text += more
    text = text[:size]
    cut = text.rfind("%", size - 2)
    return text if cut < 0 else text[:cut].ljust(size, "a")


SCRIPT = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"


def firewall_workloads(bar, core):
    """The four requests; each attack is the same request with a script in its last value."""
    form = filled(ADDRESS, "+ring+twice", 200)
    json_body = ORDER + ',"note":"' + "ring twice " * 30
    json_body = json_body[:298] + '"}'
    article = filled("title=A+summer+of+apples&author=Alice+Miller&category=garden&body=", PARAGRAPH, 10_240)
    shapes = [
        ("GET, three arguments", "GET", BROWSER, "/products?category=garden&sort=price&page=2", SCRIPT, None, None),
        ("POST, form of 200 bytes", "POST", FORM, "/orders", "", form, form + SCRIPT),
        ("POST, JSON of 300 bytes", "POST", JSON, "/orders", "", json_body,
         json_body[:-2] + '<script>alert(1)</script>"}'),
        ("POST, form of 10 KiB", "POST", FORM, "/articles", "", article, article + SCRIPT),
    ]
    return [
        FirewallWorkload(title, method, path, fields, body, (method, path + added, fields, attack), bar, core)
        for title, method, fields, path, added, body, attack in shapes]


class FirewallWorkload(Workload):
    def __init__(self, title, method, path, fields, body, attack, bar, core):
        def measure(proxy, seconds, folder):
            return load.wrk(proxy.url(path), seconds, core, folder, request=(method, fields, body))

        super().__init__(
            title, measure, {ModSecurity.name: bar}, method=method, path=path, headers=fields, body=body)
        self.attack = attack

    def run(self, proxy, seconds, folder):
        """The same, and raises unless attacks are refused before and after, and no rule matches in between."""
        proxy.check_attack(self)
        before = proxy.audit_size()
        measured = super().run(proxy, seconds, folder)
        if proxy.audit_size() != before:
            raise Problem(f"{proxy.name} logs `{self.title}`:\n{pathlib.Path(proxy.audit).read_text()[-2000:]}")
        proxy.check_attack(self)
        return measured
