"""The floor for alerts: a socket, a table of keys, one commit synced to the disk for each ping, and one POST after it.

No product could do less: no HTTP beyond the first line, no hash, judgement, incident, policy, group, text or retry.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import uvloop

from bench.rig.ear import HOST

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nOK"
_TABLE = "CREATE TABLE event (id INTEGER PRIMARY KEY, monitor_id INTEGER, at INTEGER, purpose TEXT)"


class Floor:
    """Stores what it hears, answers, and passes it on by one connection that it keeps."""

    def __init__(self, keys: Path, store: Path, ear: int) -> None:
        pairs = (line.split() for line in keys.read_text().splitlines())
        self._monitors = {key: int(number) for number, key in pairs}
        self._store = store
        self._thread = ThreadPoolExecutor(1)
        self._ear = ear
        self._telling: asyncio.StreamWriter | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._open)

    def take(self, path: str, transport: asyncio.Transport) -> None:
        task = asyncio.create_task(self._handle(path, transport))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, path: str, transport: asyncio.Transport) -> None:
        _, _, key, *failing = path.split("/")
        monitor_id, purpose = self._monitors[key], "problem" if failing else "recovery"
        row = (monitor_id, int(time.time() * 1000), purpose)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write, row)
        transport.write(ANSWER)
        if self._telling is None:
            _, self._telling = await asyncio.open_connection(HOST, self._ear)
        body = json.dumps({"purpose": purpose, "incidents": [{"monitor_id": monitor_id}]}).encode()
        self._telling.write(b"POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n" % (HOST.encode(), len(body)))
        self._telling.write(body)

    def _open(self) -> None:
        self._database = sqlite3.connect(self._store)
        self._database.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {_TABLE};")

    def _write(self, row: tuple[int, int, str]) -> None:
        with self._database:
            self._database.execute("INSERT INTO event (monitor_id, at, purpose) VALUES (?, ?, ?)", row)


class Asking(asyncio.Protocol):
    """One connection, one request in one packet."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._floor.take(data.split(b" ", 2)[1].decode(), self._transport)


async def serve(given: argparse.Namespace) -> None:
    """Until terminated."""
    floor = Floor(given.keys, given.store, given.ear)
    await floor.start()
    server = await asyncio.get_running_loop().create_server(lambda: Asking(floor), HOST, given.port)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--ear", type=int, required=True)
    uvloop.run(serve(parser.parse_args()))
