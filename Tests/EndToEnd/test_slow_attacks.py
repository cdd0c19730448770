"""A thousand slow connections, by slowhttptest in its three modes: a good client hardly notices, memory is bounded."""

import os
import subprocess
import threading
import time

import pytest

from harness import descriptors
from harness.good_client import assert_hardly_noticed, GoodClient, measure
from harness.process import program, until
from harness.sampling import IS_SOAK, sample

CONNECTIONS = 1000
IS_TIMED = bool(os.environ.get("RAMPART_TIMED"))
SECONDS = 12 if IS_SOAK else 8

pytestmark = pytest.mark.alone

MODES = {
    "slow heads": ["-H", "-i", "3", "-x", "24", "-t", "GET"],
    "slow bodies": ["-B", "-i", "3", "-x", "10", "-s", "8192", "-t", "POST"],
    "slow reading": ["-X", "-w", "512", "-y", "1024", "-n", "3", "-z", "32", "-k", "3"],
}
PATHS = {"slow heads": "/constant", "slow bodies": "/upload", "slow reading": "/big.bin"}


@pytest.fixture(scope="module")
def gateway(shared):
    descriptors.allow(8192)
    # Behind another nginx server, as it would answer without waiting for the body.
    nginx = shared.nginx(extra="location = /upload { proxy_pass http://$server_addr:$server_port/constant; }")
    (nginx.www / "big.bin").write_bytes(b"x" * 2_000_000)
    # All of them come from one address here; without this, most would just be closed.
    return shared.gateway(nginx.url, limits={"connectionsPerClient": 10_000}, log={"access": "off", "level": "info"})


@pytest.fixture(scope="module")
def idle(gateway):
    measure(gateway.plain, 1)
    return measure(gateway.plain, 4 if IS_SOAK else 2)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("mode", sample("slow attacks", MODES, 1))
def test_a_good_client_is_served_as_if_nothing_were(gateway, idle, tmp_path, mode):
    command = [
        program("slowhttptest"), *MODES[mode], "-c", str(CONNECTIONS), "-r", "500", "-l", str(SECONDS), "-p", "3",
        "-u", f"http://127.0.0.1:{gateway.plain}{PATHS[mode]}"]
    before = gateway.metric("rampart_connections_total")
    with open(tmp_path / "slowhttptest", "wb") as output:
        attacker = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    try:
        # Those that are too slow lose their connections again after five seconds, so not all of them are open at once
        # where the machine is busy.
        until(lambda: gateway.metric("rampart_connections_total") >= before + 0.9 * CONNECTIONS, 30,
              "the attacker has had its connections")
        peak = gateway.metric("rampart_connections_open")
        assert peak >= 0.9 * CONNECTIONS or not IS_TIMED
        client = GoodClient(gateway.plain, SECONDS - 4)
        peak = max(peak, watch(gateway, client))
        latency = client.latency()
        attacker.wait(60)
    finally:
        attacker.kill()
    resident, highest = gateway.memory()
    print(f"{mode}: {peak:.0f} connections; idle p99 {idle.p99:.1f} ms, now {latency.p99:.1f} ms, median "
          f"{latency.median:.1f} ms, worst {latency.worst:.1f} ms of {latency.count}; {resident:.0f} MiB, "
          f"at most {highest:.0f} MiB")
    assert not latency.failures and latency.count > 200
    assert_hardly_noticed(latency, idle)
    assert highest < 150
    until(lambda: gateway.metric("rampart_connections_open") <= 5, 30, "the attacker's connections are gone")
    assert gateway.ask("GET", "/constant").status == 200


def watch(gateway, client):
    peak = 0
    while client.child.poll() is None:
        peak = max(peak, gateway.metric("rampart_connections_open"))
        time.sleep(0.5)
    return peak


@pytest.mark.timeout(60)
@pytest.mark.parametrize("mode, seconds", [("slow heads", 3), ("slow bodies", 8)])
def test_slow_clients_are_sent_away_in_time(shared, gateway, mode, seconds):
    """Not only outlived: each loses its connection when its time is over."""
    strict = shared.gateway(
        gateway.keys["upstreams"]["app"]["servers"][0], limits={"headerTimeout": "2s", "connectionsPerClient": 10_000},
        log={"access": "off", "level": "info"})
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    if mode == "slow bodies":
        head = b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8192\r\n\r\n"
    started = time.monotonic()
    connections = []
    for _ in range(200):
        connections.append(shared.enter(strict.connect()))
        connections[-1].send(head)

    def drip():
        while any(connection.socket.fileno() >= 0 for connection in connections) and time.monotonic() < started + 20:
            for connection in connections:
                try:
                    connection.send(b"a")
                except OSError:
                    connection.close()
            time.sleep(0.2)

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    until(lambda: strict.metric("rampart_denials_total", code="request.timeout") >= 200, 20, "200 are told so")
    assert time.monotonic() - started < seconds + 4
    until(lambda: strict.metric("rampart_connections_open") <= 1, 10, "their connections are closed")
    thread.join(25)
