"""What is concluded of each monitor at this moment, kept whole so that it survives a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.records import StateRecord
from tocsin.core.state import MonitorState
from tocsin.storage.statements import by_monitor, insert_into
from tocsin.storage.tables import monitor, monitor_state
from tocsin.storage.workspaces import is_living

_COLUMNS = ("state", "since", "reason", "summary", "incident_id", "document", "updated_at")
_DECODER = msgspec.msgpack.Decoder(MonitorState)
_ENCODER = msgspec.msgpack.Encoder()


class StateRepository:
    """For the system; users see states through monitors."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    def stream(
        self, monitor_ids: Collection[int] | None = None, *, chunk: int = 2000
    ) -> AsyncIterator[list[StateRecord]]:
        """States of monitors that are not deleted, nor is their workspace, by ascending id in chunks."""
        table = monitor_state.c
        alive = (
            select(table.monitor_id, monitor.c.workspace_id, table.document, table.summary, table.incident_id)
            .join(monitor, monitor.c.id == table.monitor_id)
            .where(monitor.c.deleted_at.is_(None), is_living(monitor.c.workspace_id))
        )
        return by_monitor(self._records, alive, table.monitor_id, monitor_ids, chunk, lambda record: record.monitor_id)

    async def upsert_many(self, records: Sequence[StateRecord], now: int) -> None:
        if not records:
            return
        rows = [
            {
                "monitor_id": one.monitor_id,
                "state": int(one.state.state),
                "since": one.state.since,
                "reason": str(one.state.reason),
                "summary": one.summary,
                "incident_id": one.incident_id,
                "document": _ENCODER.encode(one.state),
                "updated_at": now,
            }
            for one in records
        ]
        statement = insert_into(self.connection, monitor_state)
        given = {name: statement.excluded[name] for name in _COLUMNS}
        await self.connection.execute(
            statement.on_conflict_do_update(index_elements=[monitor_state.c.monitor_id], set_=given), rows
        )

    async def set_certificate_expiries(self, expiries: Mapping[int, int | None]) -> None:
        """When the certificate of each monitor (by id) expires, Unix ms."""
        if not expiries:
            return
        statement = (
            update(monitor_state)
            .where(monitor_state.c.monitor_id == bindparam("of"))
            .values(certificate_expires_at=bindparam("at"))
        )
        await self.connection.execute(statement, [{"of": one, "at": at} for one, at in expiries.items()])

    async def certificate_expiries(self) -> dict[int, int]:
        """By monitor id, where one is known."""
        table = monitor_state.c
        statement = select(table.monitor_id, table.certificate_expires_at).where(
            table.certificate_expires_at.is_not(None)
        )
        return dict((await self.connection.execute(statement)).all())

    async def _records(self, statement: Select[Any]) -> list[StateRecord]:
        return [
            StateRecord(row.monitor_id, row.workspace_id, _DECODER.decode(row.document), row.summary, row.incident_id)
            for row in await self.connection.execute(statement)
        ]
