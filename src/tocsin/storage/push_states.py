"""What is remembered of pushed monitors, kept whole so that it survives a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.ping import PushMemory
from tocsin.storage.statements import chunks, insert_into
from tocsin.storage.tables import monitor, push_state

_DECODER = msgspec.msgpack.Decoder(PushMemory)
_ENCODER = msgspec.msgpack.Encoder()


class PushRecord(msgspec.Struct, frozen=True):
    """`wake_at` (Unix ms) is when silence is going to mean something, as configured at `revision`; None for never."""

    monitor_id: int
    revision: int
    wake_at: int | None
    memory: PushMemory


class PushStateRepository:
    """For the system; callers of `get_many` have looked the monitors up in their workspace before."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def stream(
        self, monitor_ids: Collection[int] | None = None, *, chunk: int = 2000
    ) -> AsyncIterator[list[PushRecord]]:
        """Those of monitors that are not deleted, by ascending id in chunks."""
        table = push_state.c
        alive = (
            select(push_state)
            .join(monitor, monitor.c.id == table.monitor_id)
            .where(monitor.c.deleted_at.is_(None))
            .order_by(table.monitor_id)
        )
        if monitor_ids is not None:
            for ids in chunks(sorted(monitor_ids), chunk):
                yield await self._records(alive.where(table.monitor_id.in_(ids)))
            return
        last = -1
        while found := await self._records(alive.where(table.monitor_id > last).limit(chunk)):
            yield found
            last = found[-1].monitor_id

    async def get_many(self, monitor_ids: Collection[int]) -> dict[int, PushRecord]:
        """By monitor id; those that were never pinged are missing."""
        return {record.monitor_id: record async for records in self.stream(monitor_ids) for record in records}

    async def upsert_many(self, records: Sequence[PushRecord]) -> None:
        if not records:
            return
        rows = [
            {
                "monitor_id": one.monitor_id,
                "revision": one.revision,
                "wake_at": one.wake_at,
                "document": _ENCODER.encode(one.memory),
            }
            for one in records
        ]
        statement = insert_into(self.connection, push_state)
        given = {name: statement.excluded[name] for name in ("revision", "wake_at", "document")}
        await self.connection.execute(
            statement.on_conflict_do_update(index_elements=[push_state.c.monitor_id], set_=given), rows
        )

    async def _records(self, statement: Select[Any]) -> list[PushRecord]:
        return [
            PushRecord(row.monitor_id, row.revision, row.wake_at, _DECODER.decode(row.document))
            for row in await self.connection.execute(statement)
        ]
