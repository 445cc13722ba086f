"""The way to the database: one transaction at a time on a connection that is fit for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.clock import SystemClock
from tocsin.storage.backend import Backend, DialectName, Rows
from tocsin.storage.errors import unavailable
from tocsin.storage.migrate import require_newest, upgrade
from tocsin.storage.partitions import make_ahead
from tocsin.storage.postgres import PostgresBackend
from tocsin.storage.sqlite import SqliteBackend

Connection = AsyncConnection
"""What repositories are constructed on; the layers above name it without knowing SQLAlchemy."""

MIGRATION_SECONDS = 3600.0


class Database:
    """Connections to SQLite (one writer, a few readers) or PostgreSQL (a pool).

    Everything that fails for the database's own reasons raises `StorageUnavailable`. Use it from one event loop.
    """

    def __init__(self, backend: Backend, deadline: float) -> None:
        self._backend = backend
        self._deadline = deadline

    @classmethod
    async def open(cls, url: str, *, readers: int = 4, deadline: float = 30.0) -> Self:
        """`url`: `sqlite:///path` or `postgresql://…`, with or without a driver. `deadline` in seconds per transaction.

        `readers` is the number of reading connections on SQLite; PostgreSQL gets a pool of twice as many.
        Raise ValueError for a URL that is neither, StorageUnavailable when it cannot be opened.
        """
        parsed = normalised(url)
        backend: Backend
        if parsed.get_backend_name() == "sqlite":
            backend = SqliteBackend(parsed, readers=readers)
        else:
            backend = PostgresBackend(parsed, connections=2 * readers, deadline=deadline)
        database = cls(backend, deadline)
        try:
            async with database.write():
                pass
        except BaseException:
            await database.close()
            raise
        return database

    @property
    def dialect(self) -> DialectName:
        return self._backend.dialect

    @asynccontextmanager
    async def write(self, *, deadline: float | None = None, is_durable: bool = False) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end of the block; on SQLite one at a time. `deadline` in seconds.

        Every transaction survives the process; a durable one survives a power cut too, for which SQLite waits for the
        disk.
        """
        async with _translated(deadline or self._deadline), self._backend.writing(is_durable=is_durable) as connection:
            yield connection

    @asynccontextmanager
    async def read(self, *, deadline: float | None = None) -> AsyncIterator[AsyncConnection]:
        """One consistent view in which nothing can be written."""
        async with _translated(deadline or self._deadline), self._backend.reading() as connection:
            yield connection

    async def write_alone(self, batch: Sequence[Rows], *, is_durable: bool = False) -> bool:
        """Write whole rows in a transaction of their own, in one trip.

        False, and nothing written, when there is a row with such a key that is not to be replaced.
        """
        async with _translated(self._deadline):
            return await self._backend.write_alone(batch, is_durable=is_durable)

    async def migrate(self) -> None:
        """Bring the tables to this version; others that start now wait. Raise SchemaMismatch when they are newer."""
        async with self.write(deadline=MIGRATION_SECONDS) as connection:
            await self._backend.lock_for_migration(connection)
            await connection.run_sync(upgrade)
            await make_ahead(connection, SystemClock().now_ms())

    async def require_migrated(self) -> None:
        """Raise SchemaMismatch unless the tables are this version's; they are left as they are."""
        async with self.read() as connection:
            await connection.run_sync(require_newest)

    async def size_bytes(self) -> int:
        """Bytes on disk, indexes and write-ahead log included."""
        async with self.read() as connection:
            return await self._backend.size_bytes(connection)

    async def close(self) -> None:
        await self._backend.close()


def normalised(url: str) -> URL:
    """The URL with the driver that is used here. Raise ValueError for another database's, without its password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    name = parsed.get_backend_name() if parsed is not None else ""
    if parsed is not None and name in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+asyncpg")
    if parsed is not None and name == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    raise ValueError(
        "must be sqlite:///path or postgresql://user:password@host:port/name, "
        "with %40 for @, %2F for / and %3A for : within user and password"
    )


def place(url: str) -> str:
    """Which database it is, for a sentence, without user and password. Raise ValueError as `normalised` does."""
    parsed = normalised(url)
    if parsed.get_backend_name() == "sqlite":
        return f"the file {parsed.database}"
    host = f"{parsed.host or 'this machine'} port {parsed.port or 5432}"
    return f"the database {parsed.database or parsed.username} on {host}"


def file_of(url: str) -> Path | None:
    """SQLite's file; None for a server. Raise ValueError as `normalised` does."""
    parsed = normalised(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


@asynccontextmanager
async def _translated(seconds: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except Exception as error:
        translated = unavailable(error)
        if translated is None:
            raise
        raise translated from error
