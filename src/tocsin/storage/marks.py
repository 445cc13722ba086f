"""Intervals that somebody has given a meaning; every figure made from them follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.availability import Mark, MarkKind
from tocsin.core.errors import NotFound
from tocsin.storage.dirty import DirtyRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import mark as mark_table


class StoredMark(msgspec.Struct, frozen=True):
    """A mark on one monitor, and who set it."""

    id: int
    workspace_id: int
    monitor_id: int
    mark: Mark
    note: str
    created_by: str
    created_at: int


class MarkRepository:
    """Every change makes the closed hours that it touches dirty, so that they are derived again."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(
        self, workspace_id: int, monitor_ids: Collection[int], mark: Mark, *, note: str, actor: str, now: int
    ) -> list[int]:
        """One mark per monitor that exists; return their ids."""
        owned = sorted(await MonitorRepository(self.connection).existing(workspace_id, monitor_ids))
        if not owned:
            return []
        rows = [
            {
                "workspace_id": workspace_id,
                "monitor_id": monitor_id,
                "kind": str(mark.kind),
                "starts_at": mark.start,
                "ends_at": mark.end,
                "note": note,
                "created_by": actor,
                "created_at": now,
            }
            for monitor_id in owned
        ]
        statement = insert(mark_table).returning(mark_table.c.id, sort_by_parameter_order=True)
        ids = (await self.connection.execute(statement, rows)).scalars().all()
        await DirtyRepository(self.connection).add_range(owned, mark.start, _end(mark, now))
        return list(ids)

    async def close_open(self, workspace_id: int, monitor_ids: Collection[int], kind: MarkKind, now: int) -> int:
        """End the marks of one kind that go on (a pause that is over); return how many."""
        closed = 0
        for ids in chunks(monitor_ids):
            statement = (
                update(mark_table)
                .where(
                    mark_table.c.workspace_id == workspace_id,
                    mark_table.c.monitor_id.in_(ids),
                    mark_table.c.kind == str(kind),
                    mark_table.c.ends_at.is_(None),
                    mark_table.c.starts_at <= now,
                )
                .values(ends_at=now)
            )
            closed += (await self.connection.execute(statement)).rowcount
        return closed

    async def remove(self, workspace_id: int, mark_id: int, now: int) -> StoredMark:
        """Raise NotFound."""
        statement = delete(mark_table).where(mark_table.c.workspace_id == workspace_id, mark_table.c.id == mark_id)
        row = (await self.connection.execute(statement.returning(mark_table))).one_or_none()
        if row is None:
            raise NotFound(f"There is no mark {mark_id}.")
        removed = _stored_of(row)
        dirty = DirtyRepository(self.connection)
        await dirty.add_range([removed.monitor_id], removed.mark.start, _end(removed.mark, now))
        return removed

    async def page(
        self, workspace_id: int, *, monitor_id: int | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredMark]:
        """The one that was set last comes first."""
        limit = clamp(limit)
        statement = select(mark_table).where(mark_table.c.workspace_id == workspace_id)
        if monitor_id is not None:
            statement = statement.where(mark_table.c.monitor_id == monitor_id)
        if cursor is not None:
            statement = statement.where(mark_table.c.id < decode_cursor(cursor, int))
        rows = (await self.connection.execute(statement.order_by(mark_table.c.id.desc()).limit(limit + 1))).all()
        return page_of(rows, limit, _stored_of, lambda one: one.id)

    async def overlapping(self, monitor_ids: Collection[int], start: int, end: int) -> dict[int, list[Mark]]:
        """Marks by monitor id that touch [start, end). For the system."""
        found: defaultdict[int, list[Mark]] = defaultdict(list)
        for ids in chunks(monitor_ids):
            statement = select(mark_table).where(
                mark_table.c.monitor_id.in_(ids),
                mark_table.c.starts_at < end,
                or_(mark_table.c.ends_at.is_(None), mark_table.c.ends_at > start),
            )
            for row in await self.connection.execute(statement.order_by(mark_table.c.starts_at)):
                found[row.monitor_id].append(_mark_of(row))
        return dict(found)


def _end(mark: Mark, now: int) -> int:
    return now if mark.end is None else min(mark.end, now)


def _mark_of(row: Row[Any]) -> Mark:
    return Mark(MarkKind(row.kind), row.starts_at, row.ends_at)


def _stored_of(row: Row[Any]) -> StoredMark:
    return StoredMark(row.id, row.workspace_id, row.monitor_id, _mark_of(row), row.note, row.created_by, row.created_at)
