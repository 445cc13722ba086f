"""The floor for pings: a socket, a table of keys, and one commit synced to the disk for all that came meanwhile.

No product could do less: no HTTP beyond the first line, no hash, limit, judgement, memory, message or metric.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import uvloop

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nOK"
UNKNOWN = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_TABLE = """CREATE TABLE ping (monitor_id INTEGER, at INTEGER, id INTEGER, signal TEXT, address TEXT,
PRIMARY KEY (monitor_id, at, id)) WITHOUT ROWID"""

Row = tuple[int, int, int, str, str]


class Floor:
    """What came in, and who waits for it to be stored."""

    def __init__(self, keys: list[str], store: Path) -> None:
        self.monitors = {key.encode(): number for number, key in enumerate(keys, 1)}
        self._store = store
        self._thread = ThreadPoolExecutor(1)
        self._rows: list[Row] = []
        self._waiting: list[asyncio.Transport] = []
        self._is_committing = False

    def take(self, monitor_id: int, transport: asyncio.Transport) -> None:
        row = (monitor_id, int(time.time() * 1000), random.getrandbits(53), "success", "127.0.0.1")
        self._rows.append(row)
        self._waiting.append(transport)
        if not self._is_committing:
            self._is_committing = True
            asyncio.get_running_loop().call_soon(self._commit)

    def open(self) -> None:
        """In the thread that commits."""
        self._database = sqlite3.connect(self._store)
        self._database.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {_TABLE};")

    async def start(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self.open)

    def _commit(self) -> None:
        rows, self._rows = self._rows, []
        waiting, self._waiting = self._waiting, []
        written = asyncio.get_running_loop().run_in_executor(self._thread, self._write, rows)
        written.add_done_callback(lambda done: self._answer(done, waiting))

    def _write(self, rows: list[Row]) -> None:
        with self._database:
            self._database.executemany("INSERT INTO ping VALUES (?, ?, ?, ?, ?)", rows)

    def _answer(self, written: asyncio.Future[None], waiting: list[asyncio.Transport]) -> None:
        written.result()
        for transport in waiting:
            transport.write(ANSWER)
        self._is_committing = bool(self._rows)
        if self._rows:
            self._commit()


class Asking(asyncio.Protocol):
    """One connection, one request in one packet."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        path = data.split(b" ", 2)[1]
        monitor_id = self._floor.monitors.get(path.removeprefix(b"/ping/"))
        if monitor_id is None:
            self._transport.write(UNKNOWN)
        else:
            self._floor.take(monitor_id, self._transport)


async def serve(given: argparse.Namespace) -> None:
    """Until terminated."""
    floor = Floor(given.keys.read_text().split(), given.store)
    await floor.start()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Asking(floor), "127.0.0.1", given.port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    uvloop.run(serve(parser.parse_args()))
