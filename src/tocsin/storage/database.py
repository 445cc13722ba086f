"""The way to the database: one transaction at a time on a connection that is fit for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

DialectName = Literal["sqlite", "postgresql"]


class Database:
    """Connections to SQLite (one writer, a few readers) or PostgreSQL (a pool).

    Everything that fails for the database's own reasons raises `StorageUnavailable`.
    """

    dialect: DialectName

    @classmethod
    async def open(cls, url: str, *, readers: int = 4, deadline: float = 30.0) -> Database:
        """`url`: `sqlite:///path`, `postgresql://…`, with or without a driver. Raise StorageUnavailable, ValueError."""
        raise NotImplementedError

    @asynccontextmanager
    async def write(self, *, deadline: float | None = None) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end of the block; on SQLite one at a time. `deadline` in seconds."""
        raise NotImplementedError
        yield

    @asynccontextmanager
    async def read(self, *, deadline: float | None = None) -> AsyncIterator[AsyncConnection]:
        """One consistent view in which nothing can be written."""
        raise NotImplementedError
        yield

    async def migrate(self) -> None:
        """Bring the tables to this version; others that start now wait. Raise SchemaMismatch when they are newer."""
        raise NotImplementedError

    async def size_bytes(self) -> int:
        """Bytes on disk, indexes and write-ahead log included."""
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError
