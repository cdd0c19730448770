"""The process over its life: how it ends, and what reloads leave behind."""

import os
import signal
import time

import pytest

from harness.backends import respond
from harness.process import until
from harness.wire import request


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_without_requests_it_ends_at_once_with_status_0(stage, number):
    gateway = stage.gateway()
    started = time.monotonic()
    gateway.signal(number)
    assert gateway.wait(5) == 0 and time.monotonic() - started < 2


def test_a_second_signal_does_not_wait_for_requests(stage):
    backend = stage.backend(lambda request, peer: time.sleep(20) or respond())
    gateway = stage.gateway(backend.url)
    with gateway.connect() as connection:
        connection.send(request())
        backend.wait_for_requests(1)
        gateway.signal(signal.SIGTERM)
        until(lambda: "stopping" in gateway.stderr)
        gateway.signal(signal.SIGTERM)
        gateway.wait(3)


def test_a_log_reader_that_is_stuck_does_not_keep_it_from_reloading_or_ending(stage):
    pipe = stage.folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        gateway = stage.gateway(stage.backend().url, log={"access": str(pipe)})
        with gateway.connect() as connection:
            for _ in range(500):
                connection.ask()
        gateway.reload(headers={"xFrameOptions": "DENY"})
        assert gateway.ask().only("X-Frame-Options") == "DENY"
        gateway.signal(signal.SIGTERM)
        assert gateway.wait(10) == 0
    finally:
        os.close(reader)


def test_a_reload_with_a_certificate_that_is_missing_changes_nothing(stage, authority):
    gone = authority.issue("localhost")
    gateway = stage.gateway(stage.backend().url)
    gone.key.unlink()
    gateway.write(listen=[
        gateway.keys["listen"][0], {"address": f"127.0.0.1:{gateway.secure}", "tls": gone.files}])
    gateway.signal(signal.SIGHUP)
    until(lambda: gateway.metric("rampart_reloads_total", result="failure") == 1)
    assert gateway.ask(secure=True).status == 200


def test_a_listener_gets_another_certificate_by_a_reload(stage, authority):
    gateway = stage.gateway(stage.backend().url)
    other = authority.issue("localhost")
    gateway.reload(listen=[
        gateway.keys["listen"][0], {"address": f"127.0.0.1:{gateway.secure}", "tls": other.files}])
    with gateway.connect(secure=True) as connection:
        assert connection.ask().status == 200
        assert int(connection.socket.getpeercert()["serialNumber"], 16) == other.serial


def test_reloads_leave_no_connections_threads_or_descriptors_behind(stage):
    backend = stage.backend()
    gateway = stage.gateway(backend.url)
    for _ in range(10):
        gateway.ask()
        gateway.reload()
    before = len(os.listdir(f"/proc/{gateway.pid}/fd")), len(os.listdir(f"/proc/{gateway.pid}/task"))
    for number in range(40):
        gateway.ask()
        gateway.reload(upstreams={"app": {"servers": [backend.url], "timeouts": {"response": f"{30 + number % 2}s"}}})

    def after():
        return len(os.listdir(f"/proc/{gateway.pid}/fd")), len(os.listdir(f"/proc/{gateway.pid}/task"))

    until(lambda: after()[0] <= before[0] + 5 and after()[1] <= before[1] + 3, 10, f"{before}, now {after()}")
