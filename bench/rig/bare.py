"""The floor: a heap, libcurl by `AsyncCurlMulti` with fresh connections, and (with `--store`) an insert into SQLite.

No product could do less: no configuration, verdict, deadline, phase, state or message. Runs as a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import random
import sqlite3
import sys
import time
from functools import partial
from pathlib import Path

import pycurl
import uvloop

from bench.rig.window import Window
from tocsin.net.tls import trusted_authorities

COMMIT_EVERY_S = 0.1
TIMEOUT_MS = 10_000
_OPTIONS = (
    (pycurl.NOSIGNAL, 1),
    (pycurl.FRESH_CONNECT, 1),
    (pycurl.FORBID_REUSE, 1),
    (pycurl.DNS_CACHE_TIMEOUT, 0),
    (pycurl.SSL_SESSIONID_CACHE, 0),
    (pycurl.SSL_EC_CURVES, "X25519:P-256"),
    (pycurl.PROXY, ""),
    (pycurl.TIMEOUT_MS, TIMEOUT_MS),
)
_TABLE = """CREATE TABLE result (monitor_id INTEGER, at INTEGER, code INTEGER, latency_us INTEGER,
PRIMARY KEY (monitor_id, at)) WITHOUT ROWID"""


class Bare:
    """One run against one URL."""

    def __init__(self, url: str, window: Window, store: Path | None) -> None:
        self._url = url
        self._window = window
        self._multi = pycurl.AsyncCurlMulti()
        self._idle: list[pycurl.Curl] = []
        self._rows: list[tuple[int, int, int, int]] = []
        self._database = _open(store) if store else None
        self.in_flight = 0

    def start(self, monitor_id: int, due: float) -> None:
        curl = self._idle.pop() if self._idle else self._handle()
        self.in_flight += 1
        late_ms = max(0.0, (time.monotonic() - due) * 1000)
        self._multi.add_handle(curl).add_done_callback(partial(self._ended, curl, monitor_id, due, late_ms))

    def commit(self) -> None:
        if self._database is not None and self._rows:
            with self._database:
                self._database.executemany("INSERT INTO result VALUES (?, ?, ?, ?)", self._rows)
            self._rows.clear()

    async def aclose(self) -> None:
        await self._multi.aclose()

    def _ended(
        self, curl: pycurl.Curl, monitor_id: int, due: float, late_ms: float, ended: asyncio.Future[pycurl.Curl]
    ) -> None:
        self.in_flight -= 1
        if ended.cancelled():
            return
        is_good = ended.exception() is None
        latency = curl.getinfo(pycurl.TOTAL_TIME_T)
        code = curl.getinfo(pycurl.RESPONSE_CODE)
        self._idle.append(curl)
        self._window.seen(late_ms, latency, is_good=is_good and code == 200)
        if self._database is not None:
            self._rows.append((monitor_id, int(due * 1000), code, latency))

    def _handle(self) -> pycurl.Curl:
        curl = pycurl.Curl()
        for option, value in _OPTIONS:
            curl.setopt(option, value)
        if authorities := trusted_authorities():
            curl.setopt(pycurl.CAINFO, authorities)
        curl.setopt(pycurl.URL, self._url)
        curl.setopt(pycurl.WRITEFUNCTION, len)
        return curl


async def pace(bare: Bare, window: Window, rate: int, interval_s: float) -> None:
    """Every one of rate * interval monitors once an interval, each in its own place."""
    begin = time.monotonic() + 0.1
    monitors = round(rate * interval_s)
    heap = [(begin + random.random() * interval_s, number) for number in range(monitors)]
    heapq.heapify(heap)
    while not window.is_over:
        now = time.monotonic()
        while heap[0][0] <= now:
            due, number = heap[0]
            heapq.heapreplace(heap, (due + interval_s, number))
            bare.start(number, due)
        await asyncio.sleep(max(0.0, min(heap[0][0] - time.monotonic(), 0.2)))


async def flat_out(bare: Bare, window: Window, in_flight: int) -> None:
    number = 0
    while not window.is_over:
        while bare.in_flight < in_flight:
            number += 1
            bare.start(number, time.monotonic())
        await asyncio.sleep(0)


async def run(given: argparse.Namespace) -> None:
    window = Window(given.warm_up, given.seconds)
    bare = Bare(given.url, window, given.store)
    loop = asyncio.get_running_loop()
    work = pace(bare, window, given.rate, given.interval) if given.rate else flat_out(bare, window, given.in_flight)
    task = loop.create_task(work)
    while not window.is_over:
        await asyncio.sleep(COMMIT_EVERY_S)
        bare.commit()
        window.tick()
    await task
    await bare.aclose()
    window.tell()


def _open(store: Path) -> sqlite3.Connection:
    database = sqlite3.connect(store)
    database.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {_TABLE};")
    return database


def arguments() -> argparse.ArgumentParser:
    """What every measured loop takes: `--rate 0` is flat out with `--in-flight` checks at once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--rate", type=int, default=0)
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--interval", type=float, default=5.0)
    parser.add_argument("--warm-up", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=5.0)
    return parser


if __name__ == "__main__":
    parser = arguments()
    parser.add_argument("--store", type=Path)
    sys.setswitchinterval(0.0005)
    uvloop.run(run(parser.parse_args()))
