"""`rampart waf tune` and `rampart waf update`, and how fast a configuration with a firewall is checked."""

import contextlib
import gzip
import hashlib
import http.server
import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import threading
import time

import pytest
import yaml

from harness.backends import respond
from harness.process import program, until

SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared"
RULES = pathlib.Path("/usr/share/modsecurity-crs")
SETUP = pathlib.Path("/etc/modsecurity/crs/crs-setup.conf")
DONE, FINDINGS, FAILURE, USAGE = 0, 1, 2, 64
BASE = """version: 1
listen: [{ address: "127.0.0.1:8080" }]
upstreams: { app: { servers: ["http://127.0.0.1:3000"] } }
routes: [{ path: /**, upstream: app }]
"""

needs_rules = pytest.mark.skipif(not RULES.is_dir(), reason="needs Debian's modsecurity-crs")


@pytest.fixture
def run(rampart, tmp_path):
    def run(*arguments, status=DONE, stdin=None):
        ended = subprocess.run(
            [rampart, *map(str, arguments)], cwd=tmp_path, input=stdin or b"", capture_output=True, timeout=120,
            env=os.environ | {"RAMPART_STATE_DIRECTORY": str(tmp_path / "state")})
        ended.stdout, ended.stderr = ended.stdout.decode(), ended.stderr.decode()
        assert ended.returncode == status, (arguments, ended)
        return ended

    return run


# MARK: tune


def line(number, client="192.0.2.1", path="/search", rule=942100, target="ARGS:q", tags=("attack-sqli",), **more):
    return json.dumps({
        "time": f"2026-11-01T00:00:{number % 60:02}.000Z", "transaction": f"t{number}", "client": client,
        "method": "GET", "host": "localhost", "path": path, "id": rule, "message": "m", "data": "", "severity": "critical",
        "target": target, "matched": "x", "tags": list(tags), "decision": "allow"} | more)


def habit(**more):
    return [line(number, client=f"192.0.2.{1 + number % 6}", **more) for number in range(12)]


@needs_rules
def test_what_is_proposed_can_be_pasted_and_loads(run, tmp_path):
    hostile = line(99, "203.0.113.9", rule=913100, target="REQUEST_HEADERS:User-Agent")
    nasty = 'ARGS:a "b"]\n    - routes: /**'
    log = [
        *habit(), *habit(rule=942130), *habit(path="/note", target=nasty), *habit(rule=949110, target="TX:score"),
        *habit(path="/**"), *habit(path="/login", target="ARGS:name"), hostile,
        line(99, "203.0.113.9", path="/login", target="ARGS:name"), line(100, path="/rare"),
        "{not json", '{"time": 1}', "x" * 300_000]
    (tmp_path / "audit.log").write_text("\n".join(log))
    ended = run("waf", "tune", "audit.log")
    document = yaml.safe_load("waf:\n" + ended.stdout)
    found = [(entry["routes"], entry["rules"], entry["targets"]) for entry in document["waf"]["exclusions"]]
    assert found == [
        ("/note", [942100], ["ARGS:'" + nasty.removeprefix("ARGS:") + "'"]), ("/search", [942100, 942130], ["ARGS:q"])]
    assert "12 requests of 6 clients" in document["waf"]["exclusions"][1]["reason"]
    assert "2 lines are no lines" in ended.stderr and "1 lines are too long" in ended.stderr
    for part in ("942100 ARGS:name at /login", "scanner", "942100 ARGS:q at /rare", "too few", "at /**"):
        assert part in ended.stderr
    assert "949110" not in ended.stdout + ended.stderr
    (tmp_path / "rampart.yaml").write_text(BASE + "waf:\n  rules: crs\n" + ended.stdout)
    assert run("validate").stdout == "rampart.yaml: valid\n"


def test_several_logs_and_standard_input_are_one_log(run, tmp_path):
    lines = habit()
    (tmp_path / "1.log").write_text("\n".join(lines[:5]) + "\n")
    printed = run("waf", "tune", "--json", "1.log", "-", stdin="\n".join(lines[5:]).encode()).stdout
    result = json.loads(printed)
    [proposal] = result["proposals"]
    assert (proposal["requests"], proposal["clients"], result["lines"], result["damaged"]) == (12, 6, 12, 0)
    result = json.loads(run("waf", "tune", "--json", "1.log", "--min-requests", "5", "--min-clients", "4").stdout)
    assert len(result["proposals"]) == 1
    [left] = json.loads(run("waf", "tune", "--json", "1.log", "--min-requests", "6").stdout)["notProposed"]
    assert left["why"] == "too few requests" and left["route"] == "/search" and left["target"] == "ARGS:q"


def test_without_evidence_nothing_is_proposed(run, tmp_path):
    (tmp_path / "empty").write_text("")
    assert yaml.safe_load(run("waf", "tune", "empty").stdout) is None
    assert "missing" in run("waf", "tune", "missing", status=FAILURE).stderr
    run("waf", "tune", status=USAGE)
    run("waf", "tune", "empty", "--min-clients", "0", status=USAGE)


@needs_rules
def test_proposals_from_a_gateways_own_log_let_the_requests_through(run, stage, tmp_path, tmp_path_factory):
    backend, audit = stage.backend(respond()), tmp_path / "audit.log"
    state = tmp_path_factory.mktemp("patterns")
    options = {
        "state_folder": state, "clients": {"trustedProxies": ["127.0.0.1"]},
        "log": {"access": "off", "audit": str(audit), "level": "info"}}
    gateway = stage.gateway(backend.url, waf={"rules": "crs", "mode": "detect"}, **options)
    # Two variables at once: an exclusion of one alone would not be enough.
    query = "/search?q=1%27%20OR%20%271%27%3D%271&r=1%27%20OR%20%271%27%3D%271"
    for number in range(12):
        fields = [("User-Agent", "Mozilla/5.0"), ("Accept", "*/*"), ("X-Forwarded-For", f"198.51.100.{number}")]
        assert gateway.ask(path=query, fields=fields).status == 200
    until(lambda: audit.read_text().count('"id":949110') == 12, what="the log of twelve requests")
    # So much in one request is a high score, as a whole log of nothing but attacks would be: it is not benign then.
    tuned = run("waf", "tune", audit)
    exclusions = yaml.safe_load("waf:\n" + tuned.stdout)["waf"]["exclusions"]
    assert {target for entry in exclusions for target in entry["targets"]} == {"ARGS:q", "ARGS:r"}
    blocking = stage.gateway(backend.url, waf={"rules": "crs", "exclusions": exclusions}, **options)
    assert blocking.ask(path=query, fields=fields).status == 200
    assert blocking.ask(path=query.replace("q=", "s="), fields=fields).status == 403
    assert blocking.ask(path=query.replace("/search", "/other"), fields=fields).status == 403


# MARK: validate


@needs_rules
def test_rules_are_checked_without_compiling_their_patterns(run, tmp_path):
    (tmp_path / "rampart.yaml").write_text(BASE + "waf: { rules: crs, paranoia: 4 }\n")
    began = time.monotonic()
    assert run("validate").stdout == "rampart.yaml: valid\n"
    run("explain", "GET", "http://localhost:8080/")
    print(f"validate and explain took {time.monotonic() - began:.2f} s")
    assert not (tmp_path / "state").exists(), "nothing is kept"


def test_a_rule_that_cannot_be_compiled_is_still_found(run, tmp_path):
    (tmp_path / "crs" / "rules").mkdir(parents=True)
    (tmp_path / "crs" / "crs-setup.conf").write_text("SecDefaultAction \"phase:1,pass\"\n")
    (tmp_path / "crs" / "rules" / "REQUEST-901.conf").write_text('SecRule ARGS "@rx (a" "id:1,phase:1,deny"\n')
    (tmp_path / "rampart.yaml").write_text(BASE + "waf: { rules: ./crs }\n")
    assert "REQUEST-901.conf" in run("validate", status=FAILURE).stderr


def test_what_an_exclusion_names_and_there_is_not_is_said_and_what_disarms_is_refused(run, tmp_path):
    file = tmp_path / "rampart.yaml"
    file.write_text(BASE + "waf: { rules: crs, exclusions: [{ rules: 1, tags: attack-sqly, reason: x }] }\n")
    ended = run("validate")
    assert "rule 1," in ended.stderr and "attack-sqly" in ended.stderr and ended.stdout == "rampart.yaml: valid\n"
    assert len(json.loads(run("validate", "--json").stdout)["notices"]) == 2
    file.write_text(BASE + "waf: { rules: crs, exclusions: [{ rules: 949110, reason: x }] }\n")
    assert "949110" in run("validate", status=FAILURE).stderr


def test_a_log_that_cannot_be_opened_is_said(run, tmp_path):
    (tmp_path / "rampart.yaml").write_text(BASE + "log: { audit: /nonexistent/audit.log }\n")
    assert "there is no folder `/nonexistent`" in run("validate", status=FAILURE).stderr


# MARK: test

INJECTION = "/search?q=1%27%20OR%20%271%27%3D%271"


def judged(run, *arguments, status=FINDINGS):
    return json.loads(run("waf", "test", "--json", *arguments, status=status).stdout)


@needs_rules
def test_a_request_is_judged_with_its_score(run):
    result = judged(run, "--target", INJECTION)
    assert (result["outcome"], result["status"], result["score"], result["threshold"]) == ("deny", 403, 5, 5)
    assert result["matches"][0]["id"] == 942100 and result["matches"][0]["severity"] == "critical"
    assert judged(run, "--target", "/search?q=word", status=DONE)["outcome"] == "pass"
    said = run("waf", "test", "--target", INJECTION, status=FINDINGS).stdout
    assert "(critical)" in said and said.endswith("score 5, refused from 5\nrefused with 403\n")


@needs_rules
def test_a_body_is_sent_with_post_and_byte_for_byte(run, tmp_path):
    body = b"q=\xff\xfe%3Cscript%3Ealert(1)%3C/script%3E"
    (tmp_path / "body").write_bytes(body)
    for arguments, given in [(["--data-file", "body"], None), (["--data-file", "-"], body)]:
        said = run("waf", "test", "--json", *arguments, status=FINDINGS, stdin=given)
        assert any(match["id"] == 941100 for match in json.loads(said.stdout)["matches"])
    assert "cannot open" in run("waf", "test", "--data-file", "missing", status=FAILURE).stderr
    run("waf", "test", "--data", "a", "--data-file", "body", status=USAGE)
    # GET with a body is suspicious by itself.
    assert judged(run, "--data", "q=word", status=DONE)["matches"] == []


@needs_rules
def test_what_the_gateway_takes_for_no_request_is_said(run):
    result = judged(run, "--target", "/a b")
    assert (result["outcome"], result["status"]) == ("malformed", 400)
    assert "for its form" in run("waf", "test", "--target", "/#a", status=FINDINGS).stdout


@needs_rules
def test_a_configuration_is_judged_with_its_exclusions_and_its_mode(run, tmp_path):
    file = tmp_path / "rampart.yaml"
    exclusion = '{ routes: /search, rules: 942100, targets: "ARGS:q", reason: x }'
    file.write_text(BASE + f"waf: {{ rules: crs, mode: detect, exclusions: [{exclusion}] }}\n")
    assert judged(run, "-c", file, "--target", INJECTION, status=DONE)["wouldRefuse"] is None
    result = judged(run, "-c", file, "--target", INJECTION.replace("search", "other"), status=DONE)
    assert (result["outcome"], result["wouldRefuse"]) == ("pass", 403)
    file.write_text(BASE)
    assert "no `waf`" in run("waf", "test", "-c", file, status=FAILURE).stderr
    run("waf", "test", "-c", file, "--paranoia", "2", status=USAGE)


def test_a_rule_that_drops_or_redirects_does_not_refuse_with_403(run, tmp_path):
    (tmp_path / "own" / "rules").mkdir(parents=True)
    (tmp_path / "own" / "crs-setup.conf").write_text("SecRuleEngine On\n")
    (tmp_path / "own" / "rules" / "a.conf").write_text(
        'SecRule ARGS:a "@streq drop" "id:2,phase:1,drop"\nSecRule ARGS:a "@streq go" "id:3,phase:1,redirect:/b"\n')
    assert "without an answer" in run("waf", "test", "own", "--target", "/?a=drop", status=FINDINGS).stdout
    assert "redirected to `/b`" in run("waf", "test", "own", "--target", "/?a=go", status=FINDINGS).stdout


# MARK: update


def member(name, content=b"", **values):
    information = tarfile.TarInfo(name)
    information.size = len(content)
    for key, value in values.items():
        setattr(information, key, value)
    return information, content


def archive(*members):
    """A tar.gz of these."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for information, content in members:
            tar.addfile(information, io.BytesIO(content))
    return packed.getvalue()


def release(version, rules=b'SecRule ARGS:q "@rx attack" "id:1,phase:2,deny,status:403,log,msg:\'found\'"\n', extra=()):
    """A release of one rule."""
    folder = f"coreruleset-{version}"
    return archive(
        member(folder, type=tarfile.DIRTYPE), member(f"{folder}/crs-setup.conf.example", b"SecRuleEngine On\n"),
        member(f"{folder}/rules/REQUEST-901-INITIALIZATION.conf", rules), *extra)


def packed(folder, version, *more):
    """A release made of a folder of rules."""
    members = [
        member(f"coreruleset-{version}/{path.relative_to(folder)}", path.read_bytes())
        for path in sorted(folder.rglob("*")) if path.is_file() and "util" not in path.parts]
    return archive(*members, *more)


class Server:
    """Serves `files`, by path; a text is where a redirect leads to."""

    def __init__(self):
        files = self.files = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                content = files.get(self.path)
                if content is None:
                    self.send_error(404)
                    return
                self.send_response(302 if isinstance(content, str) else 200)
                if isinstance(content, str):
                    self.send_header("Location", content)
                    content = b""
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, content, name="/coreruleset.tar.gz"):
        self.files[name] = content
        return self.url + name

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def server(stage):
    return stage.keep(Server())


@pytest.fixture
def update(run, server, tmp_path):
    """Updates `crs` from an archive; its own digest is the proof unless another one is given."""

    def update(content, *proof, status=DONE, name="/coreruleset.tar.gz"):
        proof = proof or ("--sha256", hashlib.sha256(content).hexdigest())
        return run("waf", "update", server.add(content, name), "--directory", "crs", *proof, status=status)

    update.folder = tmp_path / "crs"
    return update


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock") if folder.exists() else []


def test_two_releases_stand_beside_each_other_and_one_is_current(update):
    first, second = release("1.0.0"), release("1.0.1")
    assert "1 rules" not in update(first).stdout.replace("6 rules", ""), "the recommended ones count too"
    assert os.readlink(update.folder / "current") == "coreruleset-1.0.0"
    assert "coreruleset-1.0.0 is kept" in update(second).stdout
    assert os.readlink(update.folder / "current") == "coreruleset-1.0.1"
    assert names(update.folder) == ["coreruleset-1.0.0", "coreruleset-1.0.1", "current"]
    # Back to the old one, if that is meant, and then once more, which changes nothing.
    assert "1.0.0 is older than 1.0.1" in update(first, status=FAILURE).stderr
    assert os.readlink(update.folder / "current") == "coreruleset-1.0.1"
    update(first, "--sha256", hashlib.sha256(first).hexdigest(), "--allow-older")
    assert os.readlink(update.folder / "current") == "coreruleset-1.0.0"
    assert "already" in update(first).stdout
    assert names(update.folder) == ["coreruleset-1.0.0", "coreruleset-1.0.1", "current"]
    rule = update.folder / "current" / "rules" / "REQUEST-901-INITIALIZATION.conf"
    assert b"id:1" in rule.read_bytes() and rule.stat().st_mode & 0o7777 == 0o644


def test_an_archive_is_what_its_address_says(update):
    said = update(release("1.0.0"), status=FAILURE, name="/coreruleset-1.2.0.tar.gz").stderr
    assert "holds 1.0.0" in said and "says 1.2.0" in said
    assert names(update.folder) == []
    update(release("1.2.0"), name="/coreruleset-1.2.0.tar.gz")


def test_a_dry_run_changes_nothing(update):
    content = release("1.0.0")
    assert "dry run" in update(content, "--sha256", hashlib.sha256(content).hexdigest(), "--dry-run").stdout
    assert names(update.folder) == []


@needs_rules
def test_the_rules_of_the_systems_package_are_taken(update, run):
    setup = member("coreruleset-3.3.4/crs-setup.conf.example", SETUP.read_bytes())
    assert "coreruleset-3.3.4: " in update(packed(RULES, "3.3.4", setup)).stdout
    assert "nothing unsupported" in run("waf", "check", update.folder / "current").stdout


@pytest.mark.skipif(not (SHARED / "crs" / "4.28.0").is_dir(), reason="needs ../shared/crs")
def test_a_release_of_crs_4_is_taken(update):
    content = packed(SHARED / "crs" / "4.28.0", "4.28.0")
    said = update(content, "--json", "--sha256", hashlib.sha256(content).hexdigest())
    result = json.loads(said.stdout)
    assert result["release"] == "coreruleset-4.28.0" and result["rules"] > 500 and result["switched"]


TOP = "coreruleset-1.0.0/"

# name: (members beside the good ones, what is said)
HOSTILE = {
    "a name that leads upwards": (member(TOP + "../../evil", b"x"), "leads upwards"),
    "an absolute name": (member("/tmp/evil", b"x"), "absolute"),
    "a symbolic link": (member(TOP + "rules/x.conf", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "a link"),
    "a symbolic link that a file is written through": (
        member(TOP + "out", type=tarfile.SYMTYPE, linkname="/tmp"), "a link"),
    "a hard link": (member(TOP + "x", type=tarfile.LNKTYPE, linkname=TOP + "crs-setup.conf.example"), "a link"),
    "a device": (member(TOP + "x", type=tarfile.CHRTYPE), "a device"),
    "a pipe": (member(TOP + "x", type=tarfile.FIFOTYPE), "a pipe"),
    "a second release": (member("coreruleset-2.0.0/x", b"x"), "two releases"),
    "another folder": (member("etc/x", b"x"), "not in a folder"),
    "a file twice": (member(TOP + "crs-setup.conf.example", b"x"), "twice"),
    "a line feed in a name": (member(TOP + "a\nb", b"x"), "other characters"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_and_leaves_nothing(update, tmp_path, name):
    extra, said = HOSTILE[name]
    update(release("0.9.0"))
    assert said in update(release("1.0.0", extra=[extra]), status=FAILURE).stderr
    assert names(update.folder) == ["coreruleset-0.9.0", "current"]
    assert os.readlink(update.folder / "current") == "coreruleset-0.9.0"
    assert not (tmp_path / "evil").exists() and not pathlib.Path("/tmp/evil").exists()


def bomb():
    """300 MiB of zeros in 300 KiB."""
    size = 300 << 20
    head = tarfile.TarInfo(TOP + "zeros")
    head.size = size
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6) as out:
        out.write(head.tobuf())
        for _ in range(300):
            out.write(bytes(1 << 20))
    return packed.getvalue()


BROKEN = {
    "cut off": (lambda: release("1.0.0")[:-20], "decompressed"),
    "cut off between two files": (
        lambda: gzip.compress(gzip.decompress(release("1.0.0"))[:1536]), "cut off"),
    "not compressed": (lambda: gzip.decompress(release("1.0.0")), "decompressed"),
    "no archive at all": (lambda: b"<html>not found</html>", "decompressed"),
    "no tar": (lambda: gzip.compress(b"x" * 2000), "checksum"),
    "nothing": (lambda: archive(), "nothing in it"),
    "a bomb": (bomb, "a file of more than 16 MiB"),
    "no rules": (lambda: archive(member(TOP + "README", b"hello")), "does not load"),
    "rules that cannot be read": (lambda: release("1.0.0", b"SecRule ARGS nonsense \"id:1,phase:9\"\n"), "REQUEST-901"),
    "a pattern that cannot be compiled": (
        lambda: release("1.0.0", b'SecRule ARGS "@rx (a" "id:1,phase:1,deny"\n'), "REQUEST-901"),
    "a directive that is not known": (lambda: release("1.0.0", b"SecNonsense On\n"), "REQUEST-901"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_release_that_is_broken_or_does_not_load_is_not_switched_to(update, name):
    make, said = BROKEN[name]
    update(release("0.9.0"))
    ended = update(make(), status=FAILURE)
    assert said in ended.stderr and ".update-" not in ended.stderr
    assert names(update.folder) == ["coreruleset-0.9.0", "current"]
    assert os.readlink(update.folder / "current") == "coreruleset-0.9.0"


def test_a_release_that_is_there_and_differs_is_not_written_over(update):
    update(release("1.0.0"))
    assert "differs" in update(release("1.0.0", b"SecRuleEngine On\n"), status=FAILURE).stderr
    assert b"id:1" in (update.folder / "current" / "rules" / "REQUEST-901-INITIALIZATION.conf").read_bytes()


def test_the_digest_must_be_that_of_the_archive(update, server, tmp_path):
    content = release("1.0.0")
    right, wrong = hashlib.sha256(content).hexdigest(), "0" * 64
    ended = update(content, "--sha256", wrong, status=FAILURE)
    assert right in ended.stderr and wrong in ended.stderr and names(update.folder) == []
    update(content, "--sha256", right.upper(), "--dry-run")
    sums = server.add(f"{wrong}  other.tar.gz\n{right}  coreruleset.tar.gz\n".encode(), "/sums")
    update(content, "--checksum-url", sums, "--dry-run")
    (tmp_path / "sums").write_text(f"{wrong}  coreruleset.tar.gz\n")
    update(content, "--checksum-file", "sums", status=FAILURE)
    # Every proof that is given counts.
    update(content, "--checksum-url", sums, "--checksum-file", "sums", status=FAILURE)
    assert "none for" in update(content, "--checksum-url", sums, name="/unknown.tar.gz", status=FAILURE).stderr
    update(content, "--checksum-file", "missing", status=FAILURE)
    assert names(update.folder) == []


@pytest.mark.parametrize("proof", [[], ["--sha256", "12"], ["--signature", "https://localhost/x"], ["--keyring", "x"]])
def test_a_proof_is_needed(update, proof):
    ended = update(release("1.0.0"), *(proof or ["--dry-run"]), status=USAGE)
    assert "--s" in ended.stderr


@pytest.mark.parametrize("url", ["http://example.org/x", "ftp://127.0.0.1/x", "http://127.0.0.1@example.org/x", "x"])
def test_only_https_is_taken_from_elsewhere(run, url):
    run("waf", "update", url, "--directory", "crs", "--sha256", "0" * 64, status=USAGE)


def test_a_download_that_fails_says_why_and_leaves_nothing(run, server, tmp_path):
    proof = ("--directory", "crs", "--sha256", "0" * 64)
    assert "404" in run("waf", "update", server.url + "/missing", *proof, status=FAILURE).stderr
    # A redirect may not lead away from https, not even to this machine.
    target = server.add(release("1.0.0"))
    moved = server.add(target, "/moved")
    assert "cannot download" in run("waf", "update", moved, *proof, status=FAILURE).stderr
    server.stop()
    assert "cannot download" in run("waf", "update", target, *proof, status=FAILURE).stderr
    assert names(tmp_path / "crs") == []


def test_no_more_is_downloaded_than_is_wanted(update):
    content = bytes(65 << 20)
    assert "more than 65536 KiB" in update(content, status=FAILURE).stderr
    assert names(update.folder) == []


@pytest.fixture
def keys():
    """Two signing keys; gives a function that signs and the exported first key."""
    gpg = program("gpg")
    program("gpgv")
    # The agent's socket must have a short name.
    home = tempfile.mkdtemp(prefix="gpg", dir="/tmp")

    def call(*arguments, data=None):
        return subprocess.run(
            [gpg, "--homedir", home, "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback", *arguments],
            input=data, check=True, capture_output=True, timeout=60).stdout

    for name in ("publisher@example.org", "other@example.org"):
        call("--quick-generate-key", name, "ed25519", "sign", "never")
    yield lambda content, key: call("--local-user", key, "--armor", "--detach-sign", data=content), call(
        "--export", "publisher@example.org")
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False, capture_output=True)
    shutil.rmtree(home, ignore_errors=True)


def test_a_signature_must_be_the_publishers(update, server, keys, tmp_path):
    sign, exported = keys
    (tmp_path / "keyring.gpg").write_bytes(exported)
    content, keyring = release("1.0.0"), ("--keyring", "keyring.gpg")
    other = server.add(sign(content, "other@example.org"), "/other.asc")
    assert "not one of a key" in update(content, "--signature", other, *keyring, status=FAILURE).stderr
    changed = server.add(sign(release("1.0.1"), "publisher@example.org"), "/changed.asc")
    assert "not one of a key" in update(content, "--signature", changed, *keyring, status=FAILURE).stderr
    nonsense = server.add(b"nonsense", "/nonsense.asc")
    update(content, "--signature", nonsense, *keyring, status=FAILURE)
    update(content, "--signature", nonsense, "--keyring", "missing.gpg", status=FAILURE)
    assert names(update.folder) == []
    good = server.add(sign(content, "publisher@example.org"), "/good.asc")
    # One proof more that does not hold is one too many.
    update(content, "--signature", good, *keyring, "--sha256", "0" * 64, status=FAILURE)
    update(content, "--signature", good, *keyring)
    assert os.readlink(update.folder / "current") == "coreruleset-1.0.0"


def test_a_folder_that_is_not_safe_is_not_used(update):
    update.folder.mkdir()
    update.folder.chmod(0o777)
    assert "others may write" in update(release("1.0.0"), status=FAILURE).stderr
    update.folder.chmod(0o755)
    (update.folder / "current").mkdir()
    assert "not a link" in update(release("1.0.0"), status=FAILURE).stderr
    assert names(update.folder) == ["current"]
