"""The clients of the differential test: many connections at once, each with its own address and its own pipeline."""

import asyncio
import re

STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ")
LENGTH = re.compile(rb"\r\ncontent-length: ([0-9]+)\r\n", re.IGNORECASE)
SUM = re.compile(rb"\r\nX-Sum: ([0-9a-f]{8})\r\n", re.IGNORECASE)


def address(number):
    return f"127.{16 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"


class Client(asyncio.Protocol):
    """Sends everything and reads answers to the end of the connection, or as many as there must be."""

    def __init__(self, wanted):
        self.wanted = wanted
        self.received = bytearray()
        self.answers = []
        self.position = 0
        self.is_closed = False
        self.progress = asyncio.get_running_loop().create_future()

    def data_received(self, data):
        self.received += data
        while (end := self.received.find(b"\r\n\r\n", self.position)) >= 0:
            head = bytes(self.received[self.position:end + 4])
            length = LENGTH.search(head)
            body_end = end + 4 + (int(length[1]) if length else 0)
            if len(self.received) < body_end:
                break
            self._take(head, body_end)
        if len(self.answers) >= self.wanted:
            self._wake()

    def connection_lost(self, error):
        self.is_closed = True
        # The answer to a HEAD names a length and has no body.
        head, end, _ = bytes(self.received[self.position:]).partition(b"\r\n\r\n")
        if end:
            self._take(head + end, len(self.received))
        self._wake()

    def _take(self, head, position):
        status, sum = STATUS.match(head), SUM.search(head)
        self.position = position
        status = int(status[1]) if status else 0
        if status >= 200 or status == 0:
            self.answers.append((status, int(sum[1], 16) if sum else None))

    def _wake(self):
        if not self.progress.done():
            self.progress.set_result(None)


async def exchange(port, number, content, reading, cuts):
    """All answers, and whether the gateway closed the connection."""
    loop = asyncio.get_running_loop()
    # An unfinished request gets no answer; everything else ends with the end of the connection.
    wanted = len(reading.accepted) if reading.end == "incomplete" else 1 << 30
    transport, client = await loop.create_connection(
        lambda: Client(wanted), "127.0.0.1", port, local_addr=(address(number), 0))
    try:
        for start, end in zip([0, *cuts], [*cuts, len(content)]):
            transport.write(content[start:end])
            if end < len(content):
                await asyncio.sleep(0)
        if wanted:
            await asyncio.wait_for(asyncio.shield(client.progress), 20)
        if reading.end == "incomplete" and not client.is_closed:
            await asyncio.sleep(0.1)
        return client.answers, client.is_closed
    except TimeoutError:
        return client.answers, None
    finally:
        transport.abort()
