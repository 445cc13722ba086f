"""Overrides: somebody is on call for a while, whoever's turn it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.rotation import Override
from tocsin.core.errors import NotFound
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.tables import rotation_override as table

MOST_A_ROTATION = 200
"""That have not ended."""
MOST_READ = 1000


class StoredOverride(msgspec.Struct, frozen=True, kw_only=True):
    """An override, and who made it."""

    rotation_id: int
    override: Override
    created_by: str
    created_at: int


class OverrideRepository:
    """For callers who know that the rotation is their workspace's."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(
        self, workspace_id: int, rotation_id: int, *, user_id: int, start: int, end: int, created_by: str, now: int
    ) -> StoredOverride:
        values = {
            "workspace_id": workspace_id,
            "rotation_id": rotation_id,
            "user_id": user_id,
            "starts_at": start,
            "ends_at": end,
            "created_by": created_by,
            "created_at": now,
        }
        return _stored_of((await self.connection.execute(insert(table).values(values).returning(table))).one())

    async def page(
        self, rotation_id: int, *, since: int, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredOverride]:
        """Those that end later than `since`, the one that ends first being first."""
        limit = clamp(limit)
        statement = select(table).where(table.c.rotation_id == rotation_id, table.c.ends_at > since)
        if cursor is not None:
            ends_at, last = decode_cursor(cursor, tuple[int, int])
            is_later = (table.c.ends_at == ends_at) & (table.c.id > last)
            statement = statement.where((table.c.ends_at > ends_at) | is_later)
        rows = await self.connection.execute(statement.order_by(table.c.ends_at, table.c.id).limit(limit + 1))
        return page_of(rows.all(), limit, _stored_of, lambda one: (one.override.end, one.override.id))

    async def touching(self, rotation_ids: Collection[int], start: int, end: int) -> dict[int, list[Override]]:
        """Those that touch [start, end), by rotation; of very many, those that end first."""
        statement = (
            select(table)
            .where(table.c.rotation_id.in_(list(rotation_ids)), table.c.ends_at > start, table.c.starts_at < end)
            .order_by(table.c.ends_at, table.c.id)
            .limit(MOST_READ * max(1, len(rotation_ids)))
        )
        found: defaultdict[int, list[Override]] = defaultdict(list)
        for row in await self.connection.execute(statement):
            found[row.rotation_id].append(_override_of(row))
        return dict(found)

    async def count(self, rotation_id: int, since: int) -> int:
        """How many end later than `since`."""
        statement = select(func.count()).where(table.c.rotation_id == rotation_id, table.c.ends_at > since)
        return int((await self.connection.execute(statement)).scalar_one())

    async def remove(self, rotation_id: int, override_id: int) -> StoredOverride:
        """Raise NotFound."""
        statement = delete(table).where(table.c.rotation_id == rotation_id, table.c.id == override_id)
        row = (await self.connection.execute(statement.returning(table))).one_or_none()
        if row is None:
            raise NotFound(f"There is no override {override_id} of this rotation.")
        return _stored_of(row)

    async def remove_user(self, workspace_id: int, user_id: int, since: int) -> list[StoredOverride]:
        """What the user has not done yet, in every rotation of the workspace: those that end later than `since`."""
        is_theirs = (table.c.workspace_id == workspace_id, table.c.user_id == user_id, table.c.ends_at > since)
        rows = await self.connection.execute(delete(table).where(*is_theirs).returning(table))
        return sorted((_stored_of(row) for row in rows), key=lambda one: one.override.id)


def _override_of(row: Row[Any]) -> Override:
    return Override(row.id, row.user_id, row.starts_at, row.ends_at)


def _stored_of(row: Row[Any]) -> StoredOverride:
    return StoredOverride(
        rotation_id=row.rotation_id, override=_override_of(row), created_by=row.created_by, created_at=row.created_at
    )
