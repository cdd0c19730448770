"""The command line: what each command prints, writes and ends with."""

import json
import os
import pathlib
import re
import signal
import ssl
import subprocess

import jsonschema
import pytest
import yaml

from harness import patterns
from harness.headers import EXPECTED
from harness.process import Process, free_port, program, until
from harness.wire import Connection

REPOSITORY = pathlib.Path(__file__).parents[2]
EXAMPLES = sorted((REPOSITORY / "Examples").glob("*.yaml"))
DONE, FINDINGS, FAILURE, USAGE = 0, 1, 2, 64
FIREWALL = pathlib.Path("/usr/share/modsecurity-crs").is_dir()


@pytest.fixture
def run(rampart, tmp_path):
    """Runs a command in a folder of its own; nothing it says may be coloured, for it says it to no terminal."""

    def run(*arguments, status=DONE, **environment):
        ended = subprocess.run(
            [rampart, *map(str, arguments)], cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=30, env=os.environ | {"RAMPART_STATE_DIRECTORY": str(tmp_path / "state")} | environment)
        assert ended.returncode == status, (arguments, ended)
        assert "\x1b" not in ended.stdout + ended.stderr
        return ended

    return run


@pytest.fixture(scope="session")
def schema(rampart):
    printed = subprocess.run([rampart, "validate", "--schema"], capture_output=True, check=True, timeout=30).stdout
    return json.loads(printed)


# MARK: from init to run


def test_init_writes_a_file_that_validates_explains_and_serves(run, rampart, stage, tmp_path, schema):
    backend = stage.backend()
    file = tmp_path / "rampart.yaml"
    said = run("init", "--upstream", backend.url).stdout
    assert "rampart.yaml" in said
    assert run("validate").stdout == "rampart.yaml: valid\n"
    text = file.read_text()
    jsonschema.validate(yaml.safe_load(text), schema)
    assert text.count("#") > 10, "it explains itself"
    assert "`app`" in run("explain", "GET", "https://localhost:8443/").stdout
    # Served at ports that are free.
    ports = {port: free_port() for port in (8080, 8443, 9901)}
    for old, new in ports.items():
        text = text.replace(f"127.0.0.1:{old}", f"127.0.0.1:{new}")
    file.write_text(text)
    process = stage.keep(
        Process("init", [rampart, "run", "-c", file], tmp_path, {"RAMPART_STATE_DIRECTORY": str(tmp_path)}))
    process.wait_for_port(ports[8443])
    context = ssl.create_default_context(cafile=str(tmp_path / "tls" / "ca.pem"))
    with Connection(ports[8443], tls=context) as connection:
        assert connection.ask().body == b"hello"
    with Connection(ports[8080]) as connection:
        assert connection.ask().only("Location") == f"https://localhost:{ports[8443]}/"
    assert process.stop() == DONE


def test_init_never_overwrites_a_file_unless_told_to(run, tmp_path):
    file = tmp_path / "rampart.yaml"
    file.write_text("mine\n")
    assert "--force" in run("init", "--upstream", "http://127.0.0.1:1", status=FAILURE).stderr
    assert file.read_text() == "mine\n"
    run("init", "--upstream", "http://127.0.0.1:1", "--force")
    assert file.read_text() != "mine\n"


@pytest.mark.parametrize("upstream", ["http://127.0.0.1:3000", "https://app.example.org", "unix:/run/app.sock"])
def test_init_takes_every_kind_of_backend(run, upstream):
    run("init", "--upstream", upstream, "-o", "other.yaml")
    run("validate", "-c", "other.yaml")


@pytest.mark.parametrize(
    "upstream", ["nonsense", "ftp://host", "http://", "unix:relative", "http://a\nb: c", "http://a/path"])
def test_init_refuses_what_is_no_backend(run, tmp_path, upstream):
    assert run("init", "--upstream", upstream, status=USAGE).stderr
    assert not (tmp_path / "rampart.yaml").exists()


# MARK: validate


def test_the_schema_is_one(schema):
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_there_are_examples():
    assert len(EXAMPLES) >= 2


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.relative_to(REPOSITORY)))
def test_an_example_is_valid_by_rampart_and_by_the_schema(run, schema, file):
    assert run("validate", "-c", file).stdout == f"{file}: valid\n"
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(file.read_text()))


BASE = """version: 1
listen: [{ address: "127.0.0.1:8080" }]
upstreams: { app: { servers: ["http://127.0.0.1:3000"] } }
routes: [{ path: /**, upstream: app }]
"""

# name: (text, where and what, whether a schema can know it)
BROKEN = {
    "an unknown key": (BASE + "orgins: []\n", "5:1: unknown key `orgins`", True),
    "a wrong type": (BASE + "threads: two\n", "5:10: ", True),
    "an impossible value": (BASE + "threads: 0\n", "5:10: ", True),
    "a missing key": (BASE.replace("version: 1\n", ""), "1:1: ", True),
    "another version": (BASE.replace("version: 1", "version: 2"), "1:10: ", True),
    "a wrong unit": (BASE + "limits: { requestBody: 10 parsecs }\n", "5:24: ", True),
    "a choice that is none": (BASE + "log: { level: loud }\n", "5:15: ", True),
    "a literal secret": (
        BASE.replace('8080" }', '8080", tls: { certificate: c.pem, key: "-----BEGIN PRIVATE KEY-----" } }'),
        "2:", False),
    "a duplicate key": (BASE + "threads: 1\nthreads: 2\n", "[56]:1: the key `threads` stands twice", False),
    "an upstream that is not there": (BASE.replace("upstream: app", "upstream: ap"), "4:", False),
    "no YAML": (BASE + "log: [\n", "", False),
    "nothing": ("", "", True),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_place(run, tmp_path, schema, name):
    text, message, is_known_to_schema = BROKEN[name]
    (tmp_path / "broken.yaml").write_text(text)
    refused = run("validate", "-c", "broken.yaml", status=FAILURE)
    assert refused.stdout == ""
    assert re.search(rf"^broken\.yaml:{message}", refused.stderr, re.MULTILINE), refused.stderr
    result = json.loads(run("validate", "-c", "broken.yaml", "--json", status=FAILURE).stdout)
    assert result["valid"] is False and result["file"] == "broken.yaml"
    for problem in result["problems"]:
        assert problem["detail"] in refused.stderr and "." in problem["code"]
    # What cannot be valid cannot be served either, and says the same.
    assert run("run", "-c", "broken.yaml", status=FAILURE).stderr == refused.stderr
    assert run("explain", "GET", "http://localhost/", "-c", "broken.yaml", status=FAILURE).stderr == refused.stderr
    if is_known_to_schema:
        assert not jsonschema.Draft202012Validator(schema).is_valid(yaml.safe_load(text))


def test_a_valid_file_as_json(run, tmp_path):
    (tmp_path / "rampart.yaml").write_text(BASE)
    assert json.loads(run("validate", "--json").stdout) == {"file": "rampart.yaml", "valid": True, "problems": [], "notices": []}


def test_a_certificate_that_cannot_be_used_is_said_before_serving(run, tmp_path, authority):
    one, other = authority.issue("localhost"), authority.issue("localhost")
    (tmp_path / "rampart.yaml").write_text(
        BASE.replace('8080" }', f'8080", tls: {{ certificate: {one.leaf}, key: {other.key} }} }}'))
    assert re.match(r"rampart\.yaml:2:\d+: .*does not belong", run("validate", status=FAILURE).stderr)


PATHS = """version: 1
listen:
  - address: 127.0.0.1:8080
    tls: { certificate: site.pem, key: { file: keys/site.pem } }
    clientCertificates: { authority: ./clients.pem }
upstreams: { app: { servers: ["https://127.0.0.1:3000"], tls: { authority: ca.pem } } }
routes: [{ path: /**, upstream: app }]
csrf: { layers: [origin, token], token: { key: { file: csrf.key }, previousKeys: [{ file: old.key }] } }
waf: { rules: ./crs, setup: setup.conf }
state: { redis: { url: "rediss://127.0.0.1", password: { file: redis.password }, authority: ca.pem } }
log: { access: ./access.log, audit: logs/audit.log }
"""
NAMED = {
    "site.pem": "4:25", "keys/site.pem": "4:40", "clients.pem": "5:38", "ca.pem": "6:76", "csrf.key": "8:48",
    "old.key": "8:83", "crs": "9:15", "setup.conf": "9:29", "redis.password": "10:56", "logs": "11:37"}


@pytest.fixture
def named(tmp_path, authority):
    """A folder with a configuration that names files of every kind by relative paths."""
    folder = tmp_path / "etc" / "site"
    for name in ("keys", "logs", "crs/rules"):
        (folder / name).mkdir(parents=True)
    certificate = authority.issue("localhost")
    (folder / "site.pem").write_bytes(certificate.leaf.read_bytes())
    (folder / "keys" / "site.pem").write_bytes(certificate.key.read_bytes())
    for name in ("clients.pem", "ca.pem"):
        (folder / name).write_bytes(authority.file.read_bytes())
    for name in ("csrf.key", "old.key", "redis.password"):
        (folder / name).write_text("k" * 40 + "\n")
    (folder / "setup.conf").write_text('SecAction "id:900000,phase:1,pass,nolog"\n')
    (folder / "crs" / "crs-setup.conf").write_text("")
    (folder / "crs" / "rules" / "REQUEST-901.conf").write_text('SecRule ARGS "@rx a" "id:1,phase:1,deny"\n')
    (folder / "rampart.yaml").write_text(PATHS)
    return folder


@pytest.mark.parametrize("name", [None, *NAMED])
def test_validate_says_the_same_in_whatever_folder_it_is_run(rampart, named, name):
    if name:
        (named / name).rename(named / "elsewhere")
    views = set()
    for folder, file in [
        (named, "rampart.yaml"), (named.parent, "site/rampart.yaml"), (named.parents[1], "./etc/site/rampart.yaml"),
        ("/", named / "rampart.yaml"), (named / "keys", "../rampart.yaml")]:
        ended = subprocess.run(
            [rampart, "validate", "-c", file], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=30)
        views.add((ended.returncode, (ended.stdout + ended.stderr).replace(f"{file}:", "FILE:")))
    [(status, said)] = views
    if name is None:
        assert (status, said) == (DONE, "FILE: valid\n")
        return
    path = named / name
    reason = f"there is no folder `{path}`" if name in ("crs", "logs") else f"cannot read `{path}`: there is no such file"
    assert status == FAILURE and f"FILE:{NAMED[name]}: {reason}\n" in said, said


def test_what_run_takes_relative_paths_for_is_what_validate_does(stage, rampart, named):
    """The audit log is made beside the configuration, wherever the gateway is started."""
    plain = free_port()
    (named / "rampart.yaml").write_text(
        f'version: 1\nlisten: [{{ address: "127.0.0.1:{plain}" }}]\nupstreams: {{ app: {{ servers: ["{stage.backend().url}"] }} }}\n'
        "routes: [{ path: /**, upstream: app }]\nwaf: { rules: ./crs }\nlog: { access: ./access.log, audit: ./logs/audit.log }\n")
    process = stage.keep(Process(
        "rampart", ["env", "-C", "/", rampart, "run", "-c", named / "rampart.yaml"], stage.folder,
        {"RAMPART_STATE_DIRECTORY": str(stage.folder / "state")}))
    process.wait_for_port(plain)
    with Connection(plain) as connection:
        assert connection.ask(path="/?x=a").status == 403
    until(lambda: (named / "logs" / "audit.log").stat().st_size > 0, 5)
    until(lambda: "waf.blocked" in (named / "access.log").read_text(), 5)


@pytest.mark.parametrize("name", [name for name in NAMED if name not in ("crs", "logs")])
@pytest.mark.parametrize("reason", ["it is a folder", "permission denied", "it is no regular file"])
def test_a_file_that_cannot_be_read_is_said_with_the_reason(rampart, named, name, reason):
    file = named / name
    if reason == "permission denied":
        file.chmod(0)
    else:
        file.unlink()
        file.mkdir() if reason == "it is a folder" else os.mkfifo(file)
    # Root may read everything, unless its capabilities are taken away.
    unprivileged = [program("setpriv"), "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    ended = subprocess.run(
        [*unprivileged, rampart, "validate", "-c", named / "rampart.yaml"], stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=30)
    assert ended.returncode == FAILURE
    assert f":{NAMED[name]}: cannot read `{named}/{name}`: {reason}" in ended.stderr, ended


def test_a_configuration_that_cannot_be_read_is_said_with_the_reason(run, tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    assert "folder.yaml: cannot read the file: it is a folder" in run("validate", "-c", "folder.yaml", status=FAILURE).stderr
    assert "none.yaml: cannot read the file: there is no such file" in run("run", "-c", "none.yaml", status=FAILURE).stderr


def test_a_configuration_may_come_through_a_pipe(rampart, tmp_path):
    ended = subprocess.run(
        [rampart, "validate", "-c", "/dev/stdin"], input=BASE, cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stdout) == (DONE, "/dev/stdin: valid\n")


@pytest.mark.parametrize("command", [["validate"], ["run"], ["explain", "GET", "http://localhost/"]])
def test_a_file_that_is_not_there_is_a_failure(run, command):
    assert "missing.yaml" in run(*command, "-c", "missing.yaml", status=FAILURE).stderr


# MARK: usage


@pytest.mark.parametrize(
    "arguments",
    [["nothing"], ["validate", "--nothing"], ["init"], ["explain", "GET"], ["explain", "GET", "no-url"],
     ["explain", "GET", "http://ho st/"], ["run", "-c"], ["run", "too", "many"]])
def test_wrong_usage_ends_with_64_and_says_how_it_goes(run, arguments, tmp_path):
    (tmp_path / "rampart.yaml").write_text(BASE)
    ended = run(*arguments, status=USAGE)
    assert "Usage: rampart" in ended.stderr and ended.stdout == ""


@pytest.mark.parametrize("command", [[], ["run"], ["init"], ["validate"], ["explain"], ["doctor"], ["demo"]])
def test_every_command_has_help(run, command):
    assert "USAGE: rampart" in run(*command, "--help").stdout


def test_the_version_is_said(run):
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version").stdout)


# MARK: explain


def test_explain_says_what_run_does(run, stage):
    gateway = stage.gateway(
        stage.backend().url,
        routes=[
            {"host": "*.example.org", "path": "/api/**", "upstream": "app"}, {"host": "localhost", "upstream": "app"}])
    for host, target in [
        ("localhost", "/"), ("localhost", "/a/../b?c"), ("localhost", "/%2e%2e/"), ("localhost", "/a%00b"),
        ("www.example.org", "/api/x"), ("www.example.org", "/other"), ("unknown.test", "/"),
    ]:
        status = gateway.ask(path=target, host=host).status
        printed = run("explain", "GET", f"http://{host}:{gateway.plain}{target}", "-c", gateway.file, "--json").stdout
        stages = json.loads(printed)["stages"]
        decisions = [stage["decision"] for stage in stages if stage["decision"].startswith("deny")]
        assert decisions == ([] if status == 200 else [f"deny {status}"]), (host, target)
        assert ("forward" in [stage["decision"] for stage in stages]) == (status == 200)


def test_explain_says_which_headers_there_will_be(run, stage):
    gateway = stage.gateway(stage.backend().url)
    for secure in (False, True):
        answer = gateway.ask(secure=secure)
        url = f"https://localhost:{gateway.secure}/" if secure else f"http://localhost:{gateway.plain}/"
        stages = json.loads(run("explain", "GET", url, "-c", gateway.file, "--json").stdout)["stages"]
        explained = dict(
            stage["detail"].split(": ", 1) for stage in stages if stage["stage"] == "headers" and ": " in stage["detail"])
        assert explained == EXPECTED["recommended", secure]
        for name, value in explained.items():
            assert answer.only(name) == value


def test_explain_for_people_has_the_same_stages(run, tmp_path):
    (tmp_path / "rampart.yaml").write_text(BASE)
    command = ["explain", "GET", "http://localhost:8080/", "--client", "192.0.2.7"]
    stages = json.loads(run(*command, "--json").stdout)["stages"]
    first, *lines = run(*command).stdout.splitlines()
    assert first == "GET http://localhost:8080/"
    assert len(lines) == len(stages)
    for line, stage in zip(lines, stages):
        assert line.split() == f"{stage['stage']} {stage['decision']} {stage['detail']}".split()


# MARK: doctor


def test_doctor_says_what_is_missing_and_how_to_get_it(run, tmp_path):
    checks = json.loads(run("doctor", "--json", status=FINDINGS).stdout)["checks"]
    [configuration] = [check for check in checks if check["check"] == "configuration"]
    assert not configuration["ok"] and "rampart init" in configuration["remedy"]
    for check in checks:
        assert set(check) == {"check", "ok", "detail", "remedy"}
        assert check["ok"] or check["remedy"], "what is missing has a remedy"
    (tmp_path / "rampart.yaml").write_text(BASE + "limits: { connections: 10 }\n")
    checks = json.loads(run("doctor", "--json").stdout)["checks"]
    assert all(check["ok"] for check in checks)
    lines = run("doctor").stdout.splitlines()
    assert [line.split(": ")[0].split(maxsplit=1) for line in lines] == [["ok", check["check"]] for check in checks]


def test_doctor_says_how_to_trust_the_local_authority(run, stage):
    gateway = stage.gateway(stage.backend().url)
    gateway.reload(listen=[{"address": f"127.0.0.1:{gateway.secure}", "tls": "local"}])
    command = ["doctor", "-c", gateway.file, "--json"]
    checks = json.loads(run(*command, status=FINDINGS, RAMPART_STATE_DIRECTORY=str(gateway.state)).stdout)["checks"]
    [authority] = [check for check in checks if check["check"] == "local authority"]
    assert not authority["ok"]
    for part in (str(gateway.state / "tls" / "ca.pem"), "update-ca-certificates"):
        assert part in authority["remedy"]


# MARK: demo


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """The state folder of all demos: the firewall's patterns are compiled once."""
    state = tmp_path_factory.mktemp("demo") / "state"
    patterns.lend(state)
    return state


class Demo(Process):
    def __init__(self, rampart, folder, state, *arguments):
        self.port, self.backend_port = free_port(), free_port()
        super().__init__(
            "demo",
            [rampart, "demo", "--port", self.port, "--backend-port", self.backend_port,
             "--app", REPOSITORY / "Examples" / "notes" / "app.py", *arguments],
            folder, {"RAMPART_STATE_DIRECTORY": str(state)})

    def family(self):
        """Every process of its session, zombies aside."""
        members = []
        for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, _, session = status.read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if int(session) == self.pid and state != "Z":
                members.append(int(status.parent.name))
        return members


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_starts_says_what_to_try_serves_and_leaves_nothing_behind(stage, rampart, state, number):
    demo = stage._add(Demo(rampart, stage.folder, state))
    until(lambda: demo.stdout.endswith("\n"), 60, "lines that say what to try")
    lines = demo.stdout.splitlines()
    assert [line[:3] for line in lines] == [f"{number}. " for number in range(1, 10 if FIREWALL else 8)]
    assert f"https://localhost:{demo.port}" in lines[0] and "Ctrl-C" in lines[0]
    context = ssl.create_default_context(cafile=str(state / "tls" / "ca.pem"))
    with Connection(demo.backend_port) as naked, Connection(demo.port, tls=context) as connection:
        assert not naked.ask().has("Content-Security-Policy")
        answer = connection.ask()
        assert answer.status == 200 and b"Notes" in answer.body
        assert answer.only("Content-Security-Policy") and answer.only("Strict-Transport-Security")
    assert len(demo.family()) >= 2
    # As Ctrl-C at a terminal does, SIGINT goes to the whole group.
    os.killpg(demo.pid, number) if number == signal.SIGINT else demo.signal(number)
    assert demo.wait(10) == DONE
    until(lambda: not demo.family(), 3, "no process is left")
    for port in (demo.port, demo.backend_port):
        with pytest.raises(ConnectionRefusedError):
            Connection(port)


@pytest.mark.skipif(not FIREWALL, reason="needs Debian's modsecurity-crs")
def test_the_demos_attacks_work_on_the_app_and_are_stopped_by_the_gateway(stage, rampart, state):
    demo = stage._add(Demo(rampart, stage.folder, state))
    until(lambda: demo.stdout.endswith("\n"), 60, "lines that say what to try")
    commands = {line[0]: line.partition(": ")[2].strip() for line in demo.stdout.splitlines()[5:]}

    def ask(number):
        return subprocess.run(commands[number], shell=True, capture_output=True, text=True, timeout=30).stdout

    assert "wonderland" in ask("6")
    assert "<script>alert(1)</script>" in ask("7")
    for number in ("8", "9"):
        said = ask(number)
        assert said.split()[1] == "403" and "wonderland" not in said and "alert" not in said
    # What people really look for still works.
    plain = commands["8"].partition("/search?q=")[0] + "/search?q=bread'"
    said = subprocess.run(plain, shell=True, capture_output=True, text=True, timeout=30).stdout
    assert said.split()[1] == "200" and "Groceries" in said


def test_the_demos_first_start_says_that_it_compiles(stage, rampart, tmp_path):
    demo = stage._add(Demo(rampart, stage.folder, tmp_path / "fresh"))
    until(lambda: demo.stderr, 20)
    assert ("are being compiled" if FIREWALL else "modsecurity-crs") in demo.stderr


@pytest.mark.parametrize("taken", ["--port", "--backend-port"])
def test_a_demo_that_cannot_start_says_why_and_leaves_nothing_behind(stage, rampart, state, taken):
    port = stage.backend().port
    demo = stage._add(Demo(rampart, stage.folder, state, taken, port))
    assert demo.wait(60) == FAILURE
    assert str(port) in demo.stderr
    until(lambda: not demo.family(), 3, "no process is left")


def test_a_demo_whose_backend_dies_ends_and_says_so(stage, rampart, state):
    demo = stage._add(Demo(rampart, stage.folder, state))
    until(lambda: demo.stdout, 60)
    for member in demo.family():
        if member != demo.pid:
            os.kill(member, signal.SIGKILL)
    assert demo.wait(10) == FAILURE
    assert "backend" in demo.stderr


def test_a_demo_without_its_backend_says_where_to_find_it(run):
    assert "--app" in run("demo", status=FAILURE).stderr
