"""What is remembered of pushed monitors, kept whole so that it survives a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.ping import PushMemory
from tocsin.storage.statements import by_monitor, insert_into
from tocsin.storage.tables import monitor, push_state
from tocsin.storage.workspaces import is_living

_COLUMNS = ("monitor_id", "revision", "wake_at", "document")
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

    def stream(
        self, monitor_ids: Collection[int] | None = None, *, chunk: int = 2000
    ) -> AsyncIterator[list[PushRecord]]:
        """Those of monitors that are not deleted, nor is their workspace, by ascending id in chunks."""
        joined = select(push_state).join(monitor, monitor.c.id == push_state.c.monitor_id)
        alive = joined.where(monitor.c.deleted_at.is_(None), is_living(monitor.c.workspace_id))
        column = push_state.c.monitor_id
        return by_monitor(self._records, alive, column, monitor_ids, chunk, lambda record: record.monitor_id)

    async def get_many(self, monitor_ids: Collection[int]) -> dict[int, PushRecord]:
        """By monitor id; those that were never pinged are missing."""
        return {record.monitor_id: record async for records in self.stream(monitor_ids) for record in records}

    async def upsert_many(self, records: Sequence[PushRecord]) -> None:
        if not records:
            return
        rows = [dict(zip(_COLUMNS, row_of(one), strict=True)) for one in records]
        statement = insert_into(self.connection, push_state)
        given = {name: statement.excluded[name] for name in _COLUMNS[1:]}
        await self.connection.execute(
            statement.on_conflict_do_update(index_elements=[push_state.c.monitor_id], set_=given), rows
        )

    async def _records(self, statement: Select[Any]) -> list[PushRecord]:
        return [
            PushRecord(row.monitor_id, row.revision, row.wake_at, _DECODER.decode(row.document))
            for row in await self.connection.execute(statement)
        ]


def row_of(record: PushRecord) -> tuple[int, int, int | None, bytes]:
    """In the order of the table's columns."""
    return record.monitor_id, record.revision, record.wake_at, _ENCODER.encode(record.memory)
