"""Hears webhooks, and remembers of whom each told what, and when."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from typing import cast

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"
HOST = "127.0.0.1"


class Ear:
    """`heard`: moments of `time.perf_counter`, by the message's purpose and its first incident's monitor."""

    def __init__(self) -> None:
        self.messages = 0
        self.heard: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
        self._awaited: defaultdict[tuple[str, int], asyncio.Event] = defaultdict(asyncio.Event)

    async def listen(self, port: int) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(lambda: _Hearing(self), HOST, port)

    async def hears(self, purpose: str, monitor_id: int, patience_s: float) -> None:
        """Return once it has. Raise TimeoutError."""
        async with asyncio.timeout(patience_s):
            await self._awaited[purpose, monitor_id].wait()

    def take(self, body: bytes, at: float) -> None:
        message = json.loads(body)
        what = message["purpose"], message["incidents"][0]["monitor_id"]
        self.messages += 1
        self.heard[what].append(at)
        self._awaited[what].set()


class _Hearing(asyncio.Protocol):
    """One connection, with one request after another."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        at = time.perf_counter()
        self._received += data
        while (length := _length(self._received)) and len(self._received) >= sum(length):
            head, end = length[0], sum(length)
            body, self._received = self._received[head:end], self._received[end:]
            self._ear.take(body, at)
            self._transport.write(ANSWER)


def _length(received: bytes) -> tuple[int, int] | None:
    """Bytes of the first request's head and body; None while the head is not there yet."""
    head, end, _ = received.partition(b"\r\n\r\n")
    if not end:
        return None
    _, _, rest = head.lower().partition(b"\r\ncontent-length:")
    return len(head) + len(end), int(rest.partition(b"\r\n")[0] or 0)
