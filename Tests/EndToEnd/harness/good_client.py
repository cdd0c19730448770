"""A client that only wants to be served, as a program of its own, so that nothing else in the test slows it down.

It asks at a steady pace, opens a new connection for every twenty requests, and prints what it waited, in milliseconds.
"""

import os
import dataclasses
import json
import pathlib
import subprocess
import sys
import time

from .wire import Connection

FOLDER = pathlib.Path(__file__).parent.parent
PAUSE = 0.004
#: With fewer answers there is no 99th percentile; a busy machine is given more time for them.
LEAST = 250


@dataclasses.dataclass
class Latency:
    count: int
    failures: list
    median: float
    p99: float
    worst: float


class GoodClient:
    """Runs for some seconds beside the test."""

    def __init__(self, port, seconds, path="/constant"):
        self.child = subprocess.Popen(
            [sys.executable, "-B", "-m", "harness.good_client", str(port), str(seconds), path], cwd=FOLDER,
            stdout=subprocess.PIPE, text=True)

    def latency(self):
        output, _ = self.child.communicate(timeout=120)
        assert self.child.returncode == 0
        return Latency(**json.loads(output))


def measure(port, seconds, path="/constant"):
    return GoodClient(port, seconds, path).latency()


def run(port, seconds, path):
    waited, failures = [], []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline or len(waited) < LEAST and time.monotonic() < deadline + 20:
        started = time.monotonic()
        try:
            with Connection(port, timeout=10, source="127.0.0.77") as connection:
                for _ in range(20):
                    answer = connection.ask("GET", path)
                    waited.append(time.monotonic() - started)
                    if answer.status != 200:
                        failures.append(answer.status)
                    time.sleep(PAUSE)
                    started = time.monotonic()
        except (OSError, EOFError) as error:
            failures.append(repr(error))
            waited.append(time.monotonic() - started)
    waited = sorted(1000 * each for each in waited)
    return {"count": len(waited), "failures": failures[:10], "median": waited[len(waited) // 2],
            "p99": waited[len(waited) * 99 // 100], "worst": waited[-1]}


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3])))


#: A machine that does something else for a moment is no finding.
NOISE = 20


def assert_hardly_noticed(latency, idle):
    """The bar of three times the idle p99 is for a quiet machine: `make bench` sets RAMPART_TIMED. Elsewhere nothing may
    fail, and nobody waits for a second."""
    assert not latency.failures
    assert latency.p99 <= (max(3 * idle.p99, NOISE) if os.environ.get("RAMPART_TIMED") else 1000)
