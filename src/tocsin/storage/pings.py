"""Pings as they came, with what was made of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import asyncpg
from sqlalchemy import Row, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import NotFound
from tocsin.core.ping import Origin, Ping, Signal, StoredPing
from tocsin.core.verdict import Verdict
from tocsin.storage.monitor_rows import visible
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.postgres import driver_of
from tocsin.storage.sqlite import insert_rows
from tocsin.storage.statements import chunks
from tocsin.storage.tables import monitor, ping

_SQLITE = "INSERT INTO ping VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SHOWN = [column for column in ping.columns if column.name != "body"]

Key = tuple[int, int, int]
PingRow = tuple[Any, ...]


class PingRepository:
    """`known` and `insert` are for the system; the others ask for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def insert(self, stored: Sequence[StoredPing]) -> bool:
        """Store all of them; False, and nothing stored, when one of them is known already.

        On SQLite the caller has to roll back what went in before that one.
        """
        rows = [row_of(one) for one in stored]
        if self.connection.dialect.name == "sqlite":
            return await insert_rows(self.connection, _SQLITE, rows) == len(rows)
        try:
            async with self.connection.begin_nested():
                await (await driver_of(self.connection)).copy_records_to_table(ping.name, records=rows)
        except asyncpg.UniqueViolationError:
            return False
        return True

    async def known(self, pings: Collection[Ping]) -> set[int]:
        """Ids of those that are stored already."""
        key = tuple_(ping.c.monitor_id, ping.c.at, ping.c.id)
        found: set[int] = set()
        for some in chunks(pings, 1_000):
            statement = select(ping.c.id).where(key.in_([(one.monitor_id, one.at, one.id) for one in some]))
            found.update((await self.connection.execute(statement)).scalars())
        return found

    async def page(
        self,
        workspace_id: int,
        monitor_id: int,
        *,
        signals: Collection[Signal] = (),
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page[StoredPing]:
        """Newest first, without their bodies."""
        limit = clamp(limit)
        statement = select(*_SHOWN).join(monitor, monitor.c.id == ping.c.monitor_id)
        statement = statement.where(ping.c.monitor_id == monitor_id, *visible(workspace_id))
        if signals:
            statement = statement.where(ping.c.signal.in_([str(one) for one in signals]))
        if cursor is not None:
            after = decode_cursor(cursor, tuple[int, int])
            statement = statement.where(tuple_(ping.c.at, ping.c.id) < tuple_(*after))
        statement = statement.order_by(ping.c.at.desc(), ping.c.id.desc()).limit(limit + 1)
        rows = (await self.connection.execute(statement)).all()
        return page_of(rows, limit, _stored_of, lambda one: (one.ping.at, one.ping.id))

    async def body(self, workspace_id: int, monitor_id: int, ping_id: int) -> bytes:
        """The first bytes of what was sent. Raise NotFound."""
        statement = (
            select(ping.c.body)
            .join(monitor, monitor.c.id == ping.c.monitor_id)
            .where(ping.c.monitor_id == monitor_id, ping.c.id == ping_id, *visible(workspace_id))
        )
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound(f"Monitor {monitor_id} has no ping {ping_id}.")
        return bytes(row.body or b"")


def row_of(stored: StoredPing) -> PingRow:
    """In the order of the table's columns."""
    one = stored.ping
    return (
        one.monitor_id,
        one.at,
        one.id,
        str(one.signal),
        None if one.verdict is None else int(one.verdict),
        one.exit_code,
        one.run_id,
        stored.duration_ms,
        stored.late_ms,
        stored.note,
        one.message,
        one.body or None,
        one.body_size,
        one.origin.via,
        one.origin.address,
        one.origin.agent,
    )


def _stored_of(row: Row[Any]) -> StoredPing:
    return StoredPing(
        ping=Ping(
            id=row.id,
            monitor_id=row.monitor_id,
            at=row.at,
            signal=Signal(row.signal),
            verdict=None if row.verdict is None else Verdict(row.verdict),
            exit_code=row.exit_code,
            run_id=row.run_id,
            message=row.message,
            body_size=row.body_size,
            origin=Origin(row.via, row.address, row.agent),
        ),
        duration_ms=row.duration_ms,
        late_ms=row.late_ms,
        note=row.note,
    )
