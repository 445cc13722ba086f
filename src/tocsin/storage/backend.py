"""What a database must offer to `Database`; SQLite and PostgreSQL each in a module of their own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

DialectName = Literal["sqlite", "postgresql"]


class Rows(NamedTuple):
    """Whole rows of one table, in the order of its columns. `replaces`: they take the place of those with their key."""

    table: Table
    values: Sequence[tuple[Any, ...]]
    replaces: bool = False


class Backend(Protocol):
    """Connections and the few questions that each database answers in its own way."""

    dialect: DialectName

    def writing(self, *, is_durable: bool) -> AbstractAsyncContextManager[AsyncConnection]:
        """One transaction, committed when the block ends well; a durable one survives a power cut too."""

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """One transaction with a consistent view in which nothing can be written."""

    async def write_alone(self, batch: Sequence[Rows], *, is_durable: bool) -> bool:
        """Write all of it in a transaction of its own, in one trip; False, and nothing written, if a key exists."""

    async def lock_for_migration(self, connection: AsyncConnection) -> None:
        """Wait until no other process migrates; released with the transaction."""

    async def size_bytes(self, connection: AsyncConnection) -> int:
        """Bytes on disk, indexes and log included."""

    async def close(self) -> None: ...
