"""SQLite: one writer and a few readers on one file with a write-ahead log."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import URL, Table, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tocsin.storage.backend import DialectName, Rows

T = TypeVar("T")

BUSY_MS = 5_000
"""How long SQLite itself waits for another process's lock before it says so."""

_WRITER = (
    # Before the first table and before the log: later they would ask for a VACUUM of the whole file.
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    # A power cut may lose the last commits but never the file's integrity; a killed process loses nothing.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    # Two connections have one of these each. With 100,000 monitors no cache would hold a page for every one of them.
    "PRAGMA cache_size = -32768",
    "PRAGMA wal_autocheckpoint = 8000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = FAST",
)
_DURABLE = ("PRAGMA synchronous = FULL", "PRAGMA cache_size = -8192")
"""For what somebody is told that we have it: the log is synced to the disk at every commit."""
_READER = ("PRAGMA query_only = ON", "PRAGMA cache_size = -16384", "PRAGMA temp_store = MEMORY")


class SqliteBackend:
    """A file that this process alone should write to; another writer is waited for and then reported as a lock."""

    dialect: DialectName = "sqlite"

    def __init__(self, url: URL, *, readers: int) -> None:
        if not url.database or url.database == ":memory:":
            raise ValueError("SQLite needs a file: sqlite:///path/to/tocsin.db")
        self.path = Path(url.database)
        self.writer = _engine(url, 1, _WRITER, "BEGIN IMMEDIATE")
        self.durable_writer = _engine(url, 1, (*_WRITER, *_DURABLE), "BEGIN IMMEDIATE")
        self.readers = _engine(url, readers, _READER, "BEGIN")
        self.turn = asyncio.Lock()
        self._alone = ThreadPoolExecutor(1, thread_name_prefix="tocsin-write")
        self._alone_connection: sqlite3.Connection | None = None

    @asynccontextmanager
    async def writing(self, *, is_durable: bool) -> AsyncIterator[AsyncConnection]:
        writer = self.durable_writer if is_durable else self.writer
        async with self.turn, writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self.readers.begin() as connection:
            yield connection

    async def write_alone(self, batch: Sequence[Rows], *, is_durable: bool) -> bool:
        """On a connection and a thread of its own: the way through SQLAlchemy takes six trips between threads."""
        async with self.turn:
            return await asyncio.get_running_loop().run_in_executor(self._alone, self._write, batch, is_durable)

    def _write(self, batch: Sequence[Rows], is_durable: bool) -> bool:
        if self._alone_connection is None:
            self._alone_connection = sqlite3.connect(self.path, timeout=BUSY_MS / 1000, isolation_level=None)
            for pragma in _WRITER:
                self._alone_connection.execute(pragma)
        connection = self._alone_connection
        connection.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            for rows in batch:
                connection.executemany(_insert(rows.table, rows.replaces), rows.values)
            connection.execute("COMMIT")
        except sqlite3.IntegrityError:
            connection.execute("ROLLBACK")
            return False
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return True

    async def lock_for_migration(self, connection: AsyncConnection) -> None:
        """Nothing to do: BEGIN IMMEDIATE has the only write lock there is."""

    async def size_bytes(self, connection: AsyncConnection) -> int:
        names = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return await asyncio.to_thread(lambda: sum(name.stat().st_size for name in names if name.exists()))

    async def close(self) -> None:
        if self._alone_connection is not None:
            await asyncio.get_running_loop().run_in_executor(self._alone, self._alone_connection.close)
        self._alone.shutdown()
        await self.readers.dispose()
        await self.durable_writer.dispose()
        await self.writer.dispose()


async def insert_rows(connection: AsyncConnection, statement: str, rows: Sequence[tuple[Any, ...]]) -> int:
    """Insert rows with one `?` statement, up to the first that is there already; return how many went in.

    Without a savepoint: SQLite would copy every page that it changes, and there is one for each monitor.
    """
    if not rows:
        return 0
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    before: int = driver.total_changes
    try:
        await connection.exec_driver_sql(statement, list(rows))
    except IntegrityError:
        return int(driver.total_changes) - before
    return len(rows)


@cache
def _insert(table: Table, replaces: bool) -> str:
    places = ", ".join("?" * len(table.columns))
    return f"INSERT {'OR REPLACE ' * replaces}INTO {table.name} VALUES ({places})"  # noqa: S608 -- a table of ours


def _engine(url: URL, size: int, pragmas: Sequence[str], begin: str) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=30,
        connect_args={"timeout": BUSY_MS / 1000, "async_creator_fn": _connect},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(driver_connection: Any, _record: object) -> None:
        # Python's driver would begin transactions by itself, and too late for IMMEDIATE.
        driver_connection.isolation_level = None
        cursor = driver_connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


class _InterruptibleConnection(aiosqlite.Connection):
    """Stops the running statement when the task that waits for it is cancelled: its thread would work on."""

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        try:
            found: T = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            await self.interrupt()
            raise
        return found

    async def _connect(self) -> aiosqlite.Connection:
        """Once it has failed, its thread has a last word for the event loop: let it be said while there is one."""
        try:
            return await super()._connect()
        except sqlite3.Error:
            await asyncio.to_thread(self._thread.join, BUSY_MS / 1000)
            raise

    async def close(self) -> None:
        """A cursor that somebody still holds would keep the transaction, and its lock, beyond the close."""
        if self._connection is not None and self.in_transaction:
            await self.rollback()
        await super().close()


def _connect(database: str, **options: Any) -> _InterruptibleConnection:
    connection = _InterruptibleConnection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    # A statement that hangs must not keep the process from ending.
    connection._thread.daemon = True
    return connection
