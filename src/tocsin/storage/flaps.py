"""Monitors that change so often that only the first of it is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.statements import chunks, insert_into
from tocsin.storage.tables import flap


class Flap(msgspec.Struct, frozen=True):
    """Since when it flaps, and when it changed last (Unix ms)."""

    monitor_id: int
    workspace_id: int
    since: int
    changed_at: int


class FlapRepository:
    """For the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def get_many(self, monitor_ids: Collection[int]) -> dict[int, Flap]:
        """Those that flap, by monitor."""
        found: dict[int, Flap] = {}
        for ids in chunks(monitor_ids):
            for row in await self.connection.execute(select(flap).where(flap.c.monitor_id.in_(ids))):
                found[row.monitor_id] = Flap(row.monitor_id, row.workspace_id, row.since, row.changed_at)
        return found

    async def put_many(self, flaps: Sequence[Flap]) -> None:
        """Of one that is known only `changed_at` is new."""
        if not flaps:
            return
        statement = insert_into(self.connection, flap)
        newer = {"changed_at": statement.excluded.changed_at}
        rows = [msgspec.structs.asdict(one) for one in sorted(flaps, key=lambda one: one.monitor_id)]
        await self.connection.execute(
            statement.on_conflict_do_update(index_elements=[flap.c.monitor_id], set_=newer), rows
        )

    async def delete_many(self, monitor_ids: Collection[int]) -> None:
        for ids in chunks(monitor_ids):
            await self.connection.execute(delete(flap).where(flap.c.monitor_id.in_(ids)))
