"""Thousands of changed requests: the gateway lets through what has one meaning, the backend sees that meaning, each request
once, and answers come back to whom they belong.

Three readings must agree: of the client's bytes (`differential/meaning.py`), of the backend's bytes
(`differential/recorder.py`), and of the backend's bytes by node. RAMPART_DIFFERENTIAL_REQUESTS says how many requests,
RAMPART_SEED which ones.
"""

import asyncio
import collections
import json
import os
import random
import subprocess

import pytest

from differential import meaning, mutations
from differential.client import address, exchange
from differential.recorder import Log, checksum
from harness.process import program
from harness.sampling import IS_SOAK, SEED

REQUESTS = int(os.environ.get("RAMPART_DIFFERENTIAL_REQUESTS") or (100_000 if IS_SOAK else 5000))
CONNECTIONS_AT_ONCE = 48
REFUSALS = {400, 413, 414, 417, 421, 431, 501, 505}


class Run:
    """Every connection that was made, and what came of it."""

    def __init__(self):
        self.log = Log()
        self.connections = {}
        self.decided = 0
        self.changes = collections.Counter()

    async def make(self, gateway_at):
        port = gateway_at(await self.log.listen())
        source = random.Random(SEED)
        numbers = iter(range(1 << 22))
        await asyncio.gather(*[self._work(port, source, numbers) for _ in range(CONNECTIONS_AT_ONCE)])
        # What is still on its way to the backend must be seen too.
        await asyncio.sleep(1)

    async def _work(self, port, source, numbers):
        while self.decided < REQUESTS:
            number = next(numbers)
            content, changes = mutations.connection(source, number)
            cuts = sorted(source.sample(range(1, len(content)), 2)) if source.random() < 0.25 else []
            reading = meaning.read(content)
            self._count(reading, changes)
            self.connections[number] = content, reading, await exchange(port, number, content, reading, cuts)

    def _count(self, reading, changes):
        decided = len(reading.accepted) + (reading.end == "refused")
        self.decided += min(decided, len(changes))
        for index, names in enumerate(changes[:decided]):
            result = "accepted" if index < len(reading.accepted) else "refused"
            self.changes.update((name, result) for name in names)

    def differences(self):
        found = [f"the backend got {error}" for error in self.log.errors]
        for number, (content, reading, exchanged) in self.connections.items():
            records = self.log.clients.get(address(number).encode(), [])
            problems = [*compare(reading, records, self.backend_host), *judge(reading, *exchanged)]
            found += [f"connection {number}: {problem}\n  sent {content[:3000]!r}" for problem in problems]
        return found


def compare(reading, records, backend_host):
    """What the client meant and what the backend saw."""
    whole = [record for record in records if record.is_whole]
    if len(whole) != len(reading.accepted):
        yield f"{len(reading.accepted)} requests were meant, {len(whole)} seen: {[record.target for record in whole]}"
    for meant, seen in zip(reading.accepted, whole):
        yield from differing(meant, seen, backend_host)
        if (meant.body, meant.trailers) != (seen.body, own(seen.trailers)):
            yield f"the body {meant.body!r} with {meant.trailers} was meant, {seen.body!r} with {seen.trailers} seen"
    broken = [record for record in records if not record.is_whole]
    if broken and (reading.begun is None or len(broken) > 1):
        yield f"{len(broken)} requests were begun"
    elif broken:
        yield from differing(reading.begun, broken[0], backend_host)


def differing(meant, seen, backend_host):
    wanted = meant.method, meant.target, meant.host or backend_host
    if wanted != (seen.method, seen.target, seen.host):
        yield f"{wanted} was meant, {(seen.method, seen.target, seen.host)} seen"
    if sorted(meant.own) != sorted(seen.own):
        yield f"the fields {meant.own} were meant, {seen.own} seen"


def own(trailers):
    return [(name, value) for name, value in trailers if name.startswith(b"x-own")]


def judge(reading, answers, is_closed):
    """What the client got."""
    statuses = [status for status, _ in answers]
    good = len(reading.accepted)
    if is_closed is None:
        yield f"no end within 20 s, answers {statuses}"
    if statuses[:good] != [200] * good:
        yield f"{good} requests are good, answers {statuses}"
    sums = [sum for _, sum in answers[:good]]
    if sums != [checksum(meant) if meant.host else sum for meant, sum in zip(reading.accepted, sums)]:
        yield "an answer belongs to another request"
    rest = statuses[good:]
    if reading.end == "refused" and (len(rest) != 1 or rest[0] not in REFUSALS):
        yield f"the request behind {good} good ones is malformed, answers {statuses}"
    if reading.end == "closed" and rest:
        yield f"answers behind the last request: {statuses}"
    if reading.end == "incomplete" and (len(rest) > 1 or any(status not in REFUSALS for status in rest)):
        yield f"the request behind {good} good ones is not whole, answers {statuses}"


@pytest.fixture(scope="module")
def run(shared):
    run = Run()

    def gateway_at(port):
        run.backend_host = b"127.0.0.1:%d" % port
        run.gateway = shared.gateway(f"http://127.0.0.1:{port}", log={"access": "off", "level": "info"})
        return run.gateway.plain

    asyncio.run(run.make(gateway_at))
    return run


@pytest.mark.timeout(900)
def test_nothing_is_read_differently(run):
    differences = run.differences()
    said = f"RAMPART_SEED={SEED} RAMPART_DIFFERENTIAL_REQUESTS={REQUESTS}: {len(differences)} differences; the first:\n"
    assert not differences, said + "\n".join(differences[:10])


def test_the_changes_do_what_they_are_for(run):
    """Neither is everything refused nor everything taken, or the test above would say nothing."""
    assert run.decided >= REQUESTS
    accepted = sum(len(reading.accepted) for _, reading, _ in run.connections.values())
    refused = sum(reading.end == "refused" for _, reading, _ in run.connections.values())
    print(f"{run.decided} requests on {len(run.connections)} connections: {accepted} accepted, {refused} refused")
    for name, count in sorted(run.changes.items()):
        print(f"  {name[0]} {name[1]}: {count}")
    assert 0.3 < accepted / run.decided and 0.1 < refused / run.decided
    # The rarest is to be expected 14 times in 5,000 requests.
    least = REQUESTS / 1000 if REQUESTS >= 50_000 else 1
    for change in mutations.LEGAL:
        assert run.changes[change.__name__, "accepted"] >= least, change.__name__
    for change in mutations.HOSTILE + mutations.RAW:
        assert run.changes[change.__name__, "refused"] >= least, change.__name__


def test_node_reads_what_the_backend_got_in_the_same_way(run, tmp_path):
    node = program("node")
    known = output_of(node, "-p", "require('http').METHODS.join(' ')").encode().split()
    runs = [piece for connection in run.log.connections for piece in pieces(connection, set(known))]
    file = tmp_path / "recorded"
    file.write_bytes(b"".join(len(content).to_bytes(4, "big") + content for content, _ in runs))
    script = os.path.join(os.path.dirname(__file__), "applications", "reparse.js")
    output = output_of(node, script, file).splitlines()
    assert len(output) == len(runs)
    compared = 0
    for line, (content, records) in zip(output, runs):
        found = json.loads(line)
        expected = [[record.method.decode(), record.target.decode(), [record.host.decode()], len(record.body)]
                    for record in records]
        assert (found["requests"], found["error"]) == (expected, None), content[:2000]
        compared += len(records)
    assert compared > 0.5 * sum(len(reading.accepted) for _, reading, _ in run.connections.values())


def output_of(*command):
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def pieces(connection, known):
    """The whole requests of a connection; those that node has no name for divide it."""
    records = []
    for record in [*connection.records, None]:
        if record is not None and record.is_whole and record.method in known:
            records.append(record)
        elif records:
            yield bytes(connection.raw[records[0].start:records[-1].end]), records
            records = []


def test_the_comparison_notices_what_it_is_for():
    reading = meaning.read(b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + mutations.LAST)
    [meant, last] = reading.accepted
    assert (meant.target, meant.body, last.target, reading.end) == (b"/a", b"abc", b"/last", "closed")

    def seen(**changes):
        values = {"method": b"POST", "target": b"/a", "host": b"h", "body": b"abc", "own": [], "trailers": [],
                  "is_whole": True} | changes
        return type("Seen", (), values)

    final = seen(method=b"GET", target=b"/last", host=b"localhost", body=b"")
    assert not list(compare(reading, [seen(), final], b""))
    for changed in ([seen(target=b"/b"), final], [seen(host=b"i"), final], [seen(body=b"ab"), final], [seen()],
                    [seen(), seen(), final], [seen(method=b"PUT"), final], [seen(own=[(b"x-own", b"a")]), final],
                    [seen(), seen(is_whole=False), final]):
        assert list(compare(reading, changed, b""))
    good = [(200, checksum(meant)), (200, checksum(last))]
    assert not list(judge(reading, good, True))
    for answers, is_closed in ((good[:1], True), (good[::-1], True), (good + good[:1], True), (good, None)):
        assert list(judge(reading, answers, is_closed))


@pytest.mark.parametrize("content", [
    b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", b"GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n",
    b"GET / HTTP/1.1\nHost: h\r\n\r\n", b"GET /../a HTTP/1.1\r\nHost: h\r\n\r\n",
    b"GET /%c0%af HTTP/1.1\r\nHost: h\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
])
def test_the_reading_of_the_client_is_strict(content):
    reading = meaning.read(content)
    assert (reading.accepted, reading.end) == ([], "refused")
