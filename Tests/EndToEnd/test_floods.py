"""Floods of HTTP/2 frames: a good client hardly notices, memory is bounded, and the backend hears little of it."""

import pytest

from harness import descriptors
from harness.floods import FLOODS, Flood
from harness.frames import FrameConnection
from harness.good_client import assert_hardly_noticed, GoodClient, measure
from harness.process import until
from harness.sampling import IS_SOAK, sample

SECONDS = 4 if IS_SOAK else 2

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def nginx(shared):
    descriptors.allow(4096)
    nginx = shared.nginx()
    (nginx.www / "big.bin").write_bytes(b"x" * 2_000_000)
    return nginx


@pytest.fixture(scope="module")
def gateway(shared, nginx):
    return shared.gateway(nginx.url, log={"access": "off", "level": "info"})


@pytest.fixture(scope="module")
def idle(gateway):
    measure(gateway.plain, 1)
    return measure(gateway.plain, SECONDS)


@pytest.mark.timeout(90)
@pytest.mark.parametrize("kind", sample("floods", FLOODS, 4))
def test_a_good_client_is_served_as_if_nothing_were(gateway, idle, kind):
    before = gateway.metric("rampart_connections_total")
    flood = Flood(kind, gateway.secure, SECONDS + 1)
    until(lambda: gateway.metric("rampart_connections_total") > before, 10, "the attacker is there", pause=0.005)
    latency = measure(gateway.plain, SECONDS)
    sent = flood.result()
    resident, highest = gateway.memory()
    upstream = gateway.metric("rampart_upstream_connections_open")
    print(f"{kind}: {sent}; idle p99 {idle.p99:.1f} ms, now {latency.p99:.1f} ms, median {latency.median:.1f} ms, "
          f"worst {latency.worst:.1f} ms of {latency.count}; {resident:.0f} MiB, at most {highest:.0f} MiB; "
          f"{upstream:.0f} connections to the backend")
    assert sent["sent"] >= 500 and sent["connections"] >= 1, "that was no flood"
    assert not latency.failures and latency.count > 100
    assert_hardly_noticed(latency, idle)
    assert highest < 150
    # Four connections of at most a hundred streams each, and the good client.
    assert upstream <= 410
    assert gateway.ask("GET", "/constant", secure=True).status == 200


@pytest.mark.timeout(150)
def test_answers_that_nobody_takes_do_not_fill_the_memory(gateway, idle):
    """CVE-2019-9517: many streams ask for much and give no window for it."""
    connections = []
    for number in range(10):
        connection = FrameConnection(gateway.secure, gateway.certificates.client_context(), f"127.0.0.{100 + number}")
        connections.append(connection)
        # A window of nothing for every stream.
        connection.send(bytes([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]))
        for stream in range(1, 200, 2):
            connection.headers(stream, [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"localhost"),
                                        (b":path", b"/big.bin")])
    until(lambda: gateway.metric("rampart_upstream_connections_open") >= 900, 60, "the backend answers them all")
    client = GoodClient(gateway.plain, SECONDS)
    latency = client.latency()
    resident, highest = gateway.memory()
    print(f"1,000 stuck streams: idle p99 {idle.p99:.1f} ms, now {latency.p99:.1f} ms; {resident:.0f} MiB, "
          f"at most {highest:.0f} MiB")
    for connection in connections:
        connection.socket.close()
    assert_hardly_noticed(latency, idle)
    assert highest < 150
    until(lambda: gateway.metric("rampart_upstream_connections_open") <= 50, 20, "the backend is let go")


def test_who_comes_back_after_every_flood_is_kept_out_for_a_while(gateway):
    def refused():
        return gateway.metric("rampart_connections_refused_total", reason="floods")

    before = refused()
    flood = Flood("empty CONTINUATION", gateway.secure, 3).result()
    # Eight are forgiven, and one more each second; four connections may be under way at once.
    assert flood["connections"] <= 8 + 3 + 4
    assert flood["thrown out"] > flood["connections"]
    assert refused() > before


def test_the_gateway_is_as_well_as_before(gateway):
    assert gateway.ask("GET", "/constant", secure=True).status == 200
    assert not [message for message in gateway.messages() if message["level"] in ("error", "critical")]
