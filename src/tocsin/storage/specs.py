"""Monitors as scheduler, runner and ingest need them. For the system itself: no workspace is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from sys import intern
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.monitor import MonitorSpec
from tocsin.storage.monitor_rows import RULE_COLUMNS, parents_of, rules_of
from tocsin.storage.statements import by_monitor
from tocsin.storage.tables import monitor
from tocsin.storage.workspaces import is_living

_ALIVE = select(
    monitor.c.id,
    monitor.c.workspace_id,
    monitor.c.revision,
    monitor.c.kind,
    monitor.c.target,
    monitor.c.config,
    monitor.c.enabled,
    monitor.c.degraded_latency_ms,
    monitor.c.degraded_certificate_days,
    *RULE_COLUMNS,
).where(monitor.c.deleted_at.is_(None), is_living(monitor.c.workspace_id))


class SpecRepository:
    """`MonitorSpec`s whose `config` still holds its secrets encrypted, as stored."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    def stream(
        self, monitor_ids: Collection[int] | None = None, *, chunk: int = 2000
    ) -> AsyncIterator[list[MonitorSpec]]:
        """All monitors, enabled or not, by ascending id in chunks; an id that is missing was deleted, or its
        workspace was."""
        return by_monitor(self._specs, _ALIVE, monitor.c.id, monitor_ids, chunk, lambda spec: spec.id)

    async def _specs(self, statement: Select[Any]) -> list[MonitorSpec]:
        rows = (await self.connection.execute(statement)).all()
        parents = await parents_of(self.connection, [row.id for row in rows])
        return [
            MonitorSpec(
                id=row.id,
                workspace_id=row.workspace_id,
                revision=row.revision,
                kind=intern(row.kind),
                target=row.target,
                config=row.config.encode(),
                rules=rules_of(row, parents.get(row.id, ())),
                enabled=row.enabled,
                degraded_latency_ms=row.degraded_latency_ms,
                degraded_certificate_days=row.degraded_certificate_days,
            )
            for row in rows
        ]
