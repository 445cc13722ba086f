"""Sends pings, or other requests that want an answer of 200, over connections that it keeps; a process of its own.

`--rate 0` is a closed loop: each connection sends its next ping once the last one is answered. Else pings come at
random moments, so many a second, however slow the answers are; their latency is counted from the moment at which they
were due.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import time
from collections import Counter, deque
from contextlib import suppress
from pathlib import Path
from typing import cast

import uvloop

from bench.rig.report import percentile

GOOD = b"HTTP/1.1 200 "
PATIENCE_S = 15.0


class Pinger:
    """What all connections have in common."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.port: int = given.port
        self.keys: list[str] = given.keys.read_text().split()
        more = "".join(f"{header}\r\n" for header in given.header)
        self.requests = [
            f"GET {given.path}{key} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n".encode() for key in self.keys
        ]
        self.begins = time.perf_counter() + given.warm_up
        self.ends = self.begins + given.seconds
        self.is_paced = given.rate > 0
        self.idle: deque[Connection] = deque()
        self.backlog: deque[tuple[int, float]] = deque()
        self.open = 0
        self.busy = 0
        self.sent: Counter[int] = Counter()
        self.answered: Counter[int] = Counter()
        self.refused: Counter[str] = Counter()
        self.latencies: list[float] = []
        self.is_over = asyncio.Event()
        self.is_offering = False
        self._next = 0

    def next(self) -> int:
        """The key's number; one after the other, so that none is pinged more often than it may be."""
        self._next = (self._next + 1) % len(self.keys)
        return self._next

    def offer(self, due: float) -> None:
        """Send one by any idle connection, or by the first that is idle again."""
        if self.idle:
            self.idle.popleft().ping(self.next(), due)
        else:
            self.backlog.append((self.next(), due))

    def ended(self, connection: Connection, number: int, due: float, head: bytes) -> None:
        now = time.perf_counter()
        self.busy -= 1
        if head.startswith(GOOD):
            self.answered[number] += 1
            if self.begins <= due <= self.ends:
                self.latencies.append(now - due)
        else:
            self.refused[head.partition(b"\r")[0].decode("latin-1")] += 1
        if self.backlog:
            connection.ping(*self.backlog.popleft())
        elif self.is_paced:
            self.idle.append(connection)
            self.look()
        elif now < self.ends:
            connection.ping(self.next(), now)
        else:
            self.look()

    def look(self) -> None:
        """Whether there is nothing left to wait for."""
        is_done = not self.is_offering and not self.busy and time.perf_counter() >= self.ends
        if is_done or not self.open:
            self.is_over.set()


class Connection(asyncio.Protocol):
    """One ping at a time."""

    def __init__(self, pinger: Pinger) -> None:
        self._pinger = pinger
        self._received = b""
        self._is_busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._pinger.open += 1

    def ping(self, number: int, due: float) -> None:
        self._number, self._due, self._is_busy = number, due, True
        self._pinger.busy += 1
        self._pinger.sent[number] += 1
        self._transport.write(self._pinger.requests[number])

    def data_received(self, data: bytes) -> None:
        received = self._received = self._received + data if self._received else data
        head, end, body = received.partition(b"\r\n\r\n")
        if end and len(body) >= _length(head):
            self._received, self._is_busy = b"", False
            self._pinger.ended(self, self._number, self._due, head)

    def connection_lost(self, _error: Exception | None) -> None:
        self._pinger.open -= 1
        self._pinger.busy -= self._is_busy
        if self in self._pinger.idle:
            self._pinger.idle.remove(self)
        self._pinger.look()


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0] or 0)


async def run(given: argparse.Namespace) -> dict[str, object]:
    pinger = Pinger(given)
    loop = asyncio.get_running_loop()
    connections = [
        (await loop.create_connection(lambda: Connection(pinger), "127.0.0.1", pinger.port))[1]
        for _ in range(given.connections)
    ]
    used = time.process_time()
    if pinger.is_paced:
        pinger.idle.extend(connections)
        await _pace(pinger, given.rate)
    else:
        for connection in connections:
            connection.ping(pinger.next(), time.perf_counter())
    loop.call_later(max(0.0, pinger.ends - time.perf_counter()) + 0.01, pinger.look)
    with suppress(TimeoutError):
        async with asyncio.timeout(given.warm_up + given.seconds + PATIENCE_S):
            await pinger.is_over.wait()
    if given.counts:
        given.counts.write_text(json.dumps([[pinger.sent[n], pinger.answered[n]] for n in range(len(pinger.keys))]))
    return _told(pinger, given.seconds, time.process_time() - used)


async def _pace(pinger: Pinger, rate: float) -> None:
    pinger.is_offering = True
    due = time.perf_counter()
    while pinger.open and (due := due + random.expovariate(rate)) < pinger.ends:
        ahead = due - time.perf_counter()
        if ahead > 0:
            await asyncio.sleep(ahead)
        pinger.offer(due)
    pinger.is_offering = False


def _told(pinger: Pinger, seconds: float, cpu_s: float) -> dict[str, object]:
    answered = pinger.answered.total()
    return {
        "answered": answered,
        "unanswered": pinger.sent.total() - answered,
        "refused": dict(pinger.refused),
        "rate": len(pinger.latencies) / seconds,
        "cpu_us": cpu_s / max(1, answered) * 1e6,
        **{f"p{share}_ms": percentile(pinger.latencies, share / 100) * 1000 for share in (50, 95, 99)},
        "max_ms": max(pinger.latencies, default=0) * 1000,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--keys", type=Path, required=True, help="a file with a key a line")
    parser.add_argument("--path", default="/ping/", help="what stands before a key in its address")
    parser.add_argument("--header", action="append", default=[], help="such as `X-API-Key: toc_…`; may be repeated")
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--warm-up", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--counts", type=Path, help="where to write how many of each key were sent and answered")
    return parser


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run(arguments().parse_args()))))
