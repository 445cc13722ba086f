"""The floor for decisions: one row inserted and one marked as done for each, in as many transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from bench.rig.storm import Took

_TABLES = (
    "CREATE TABLE note (id INTEGER PRIMARY KEY, payload TEXT, done_at BIGINT)",
    "CREATE TABLE decision (note_id INTEGER PRIMARY KEY, at BIGINT, summary TEXT)",
)
NOTE, SUMMARY = "x" * 200, "It is told by itself."


async def bare_rows(url: str, count: int, at_once: int) -> Took:
    """On an empty database at this URL."""
    if url.startswith("sqlite"):
        return _sqlite(Path(url.removeprefix("sqlite:///")), count, at_once)
    return await _postgres(url, count, at_once)


def _sqlite(path: Path, count: int, at_once: int) -> Took:
    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
    with database:
        for table in _TABLES:
            database.execute(table)
        database.executemany("INSERT INTO note VALUES (?, ?, NULL)", [(one, NOTE) for one in range(count)])
    begun, used = time.perf_counter(), time.process_time()
    for ids in _batches(count, at_once):
        with database:
            database.executemany("INSERT INTO decision VALUES (?, ?, ?)", [(one, 1, SUMMARY) for one in ids])
            database.executemany("UPDATE note SET done_at = 1 WHERE id = ?", [(one,) for one in ids])
    took = Took(time.perf_counter() - begun, time.process_time() - used)
    database.close()
    return took


async def _postgres(url: str, count: int, at_once: int) -> Took:
    connection = await asyncpg.connect(url)
    try:
        for table in _TABLES:
            await connection.execute(table)
        await connection.executemany("INSERT INTO note VALUES ($1, $2, NULL)", [(one, NOTE) for one in range(count)])
        begun, used = time.perf_counter(), time.process_time()
        for ids in _batches(count, at_once):
            async with connection.transaction():
                rows = [(one, 1, SUMMARY) for one in ids]
                await connection.executemany("INSERT INTO decision VALUES ($1, $2, $3)", rows)
                await connection.executemany("UPDATE note SET done_at = 1 WHERE id = $1", [(one,) for one in ids])
        return Took(time.perf_counter() - begun, time.process_time() - used)
    finally:
        await connection.close()


def _batches(count: int, at_once: int) -> Iterator[range]:
    for first in range(0, count, at_once):
        yield range(first, min(first + at_once, count))
