"""A server that is named: new addresses are found, and kept connections do not outlive what the name said (golang/go#23427)."""

import shutil
import subprocess
import time

import pytest

from harness.backends import respond
from harness.gateway import binary
from harness.process import free_port, until

MOVING = {"resolveEvery": "200ms", "timeouts": {"connect": "2s"}}


@pytest.fixture
def hosts(stage):
    """A hosts file that the gateway, and nobody else, sees as /etc/hosts."""
    if shutil.which("unshare") is None or subprocess.run(
            ["unshare", "-m", "true"], capture_output=True).returncode != 0:
        pytest.skip("`unshare -m` is not permitted here, so the gateway cannot have a hosts file of its own")
    return Hosts(stage)


class Hosts:
    def __init__(self, stage):
        self.stage = stage
        self.file = stage.folder / "hosts"
        self.program = stage.folder / "rampart-with-hosts"

    def name(self, *addresses):
        # In place: another file would not be the one that is mounted.
        with open(self.file, "w") as file:
            file.write("127.0.0.1 localhost\n" + "".join(f"{address} app.test\n" for address in addresses))

    def gateway(self, *servers, **options):
        self.program.write_text(
            f"""#!/bin/sh\nexec unshare -m sh -c 'mount --bind {self.file} /etc/hosts && exec {binary()} "$@"' - "$@"\n""")
        self.program.chmod(0o755)
        return self.stage.gateway(*servers, binary_path=self.program, **options)


def backends(stage, *addresses):
    port = free_port()
    return port, [stage.backend(respond(body=address.encode()), host=address, port=port) for address in addresses]


def test_requests_follow_a_name_that_moves_while_they_keep_coming(stage, hosts):
    port, (old, new) = backends(stage, "127.0.0.2", "127.0.0.3")
    hosts.name("127.0.0.2")
    gateway = hosts.gateway(f"http://app.test:{port}", upstream=MOVING)
    with gateway.connect() as connection:
        for _ in range(20):
            assert connection.ask().body == b"127.0.0.2"
        hosts.name("127.0.0.3")
        moved, bodies = time.monotonic(), []
        while time.monotonic() < moved + 1.5:
            answer = connection.ask()
            assert answer.status == 200
            bodies.append((time.monotonic() - moved, answer.body))
            time.sleep(0.005)
    last = max(after for after, body in bodies if body == b"127.0.0.2")
    assert last < 1, "the old address is asked no longer than a look-up takes"
    assert bodies[-1][1] == b"127.0.0.3"
    until(lambda: old.open_connections == 0, 2, "kept connections to the old address are closed")
    [message] = [each for each in gateway.messages() if each["message"] == "name has moved"]
    assert (message["name"], message["addresses"]) == ("app.test", "127.0.0.3")


def test_an_exchange_in_flight_is_finished_at_the_old_address(stage, hosts):
    port = free_port()

    def slow(request, peer):
        if request.target == "/slow":
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
            time.sleep(1.5)
            peer.send(b"done")
            return None
        return respond()

    old, new = stage.backend(slow, host="127.0.0.2", port=port), stage.backend(host="127.0.0.3", port=port)
    hosts.name("127.0.0.2")
    gateway = hosts.gateway(f"http://app.test:{port}", upstream=MOVING)
    with gateway.connect() as connection:
        connection.send(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        old.wait_for_requests(1)
        hosts.name("127.0.0.3")
        until(lambda: any(each["message"] == "name has moved" for each in gateway.messages()), 5)
        assert gateway.ask().status == 200 and len(new.requests) == 1
        assert connection.read_answer().body == b"halfdone"
        assert connection.ask().status == 200
    assert len(new.requests) == 2
    until(lambda: old.open_connections == 0, 2)


def test_a_name_that_is_gone_keeps_its_last_address(stage, hosts):
    port, (server,) = backends(stage, "127.0.0.2")
    hosts.name("127.0.0.2")
    gateway = hosts.gateway(f"http://app.test:{port}", upstream=MOVING)
    assert gateway.ask().status == 200
    hosts.name()
    [message] = until(
        lambda: [each for each in gateway.messages() if each["message"] == "name not resolved"], 10)
    assert message["reason"].startswith("the name `app.test` cannot be resolved: ")
    for _ in range(3):
        assert gateway.ask().status == 200
    hosts.name("127.0.0.2")
    until(lambda: any(each["message"] == "name resolved again" for each in gateway.messages()), 10)


def test_connections_go_to_every_address_of_a_name(stage, hosts):
    port, servers = backends(stage, "127.0.0.2", "127.0.0.3", "127.0.0.4")
    for server in servers:
        server.answer = respond(fields=[("Connection", "close")])
    hosts.name("127.0.0.2", "127.0.0.3", "127.0.0.4")
    gateway = hosts.gateway(f"http://app.test:{port}", upstream=MOVING)
    for _ in range(30):
        assert gateway.ask().status == 200
    assert all(len(server.requests) >= 5 for server in servers), [len(server.requests) for server in servers]


def test_an_address_that_does_not_answer_costs_no_request_while_another_does(stage, hosts):
    port, (server,) = backends(stage, "127.0.0.3")
    hosts.name("127.0.0.2", "127.0.0.3")
    gateway = hosts.gateway(f"http://app.test:{port}", upstream=MOVING)
    for _ in range(10):
        assert gateway.ask("POST", "/", body=b"x").status == 200
    assert len(server.requests) == 10
    assert gateway.metric("rampart_upstream_failures_total") == 0


def test_a_kept_connection_ends_with_its_longest_life(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url, upstream={"timeouts": {"life": "500ms"}}, threads=1)
    started = time.monotonic()
    with gateway.connect() as connection:
        while time.monotonic() < started + 1.75:
            assert connection.ask().status == 200
            time.sleep(0.005)
    assert 4 <= backend.connections <= 5
    until(lambda: backend.open_connections == 0, 2)


def test_a_name_that_cannot_be_resolved_is_said_in_words(stage):
    gateway = stage.gateway("http://name-that-is-not.invalid:80", upstream={"timeouts": {"connect": "10s"}})
    assert gateway.ask().status == 502
    [failed] = [each for each in gateway.messages() if each["message"] == "server failed"]
    assert failed["reason"].startswith("the name `name-that-is-not.invalid` cannot be resolved: ")
