"""Monitors as scheduler, runner and ingest need them. For the system itself: no workspace is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.monitor import MonitorSpec


class SpecRepository:
    """`MonitorSpec`s whose `config` still holds its secrets encrypted, as stored."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def stream(
        self, monitor_ids: Collection[int] | None = None, *, chunk: int = 2000
    ) -> AsyncIterator[list[MonitorSpec]]:
        """All monitors, enabled or not, by ascending id in chunks; an id that is missing was deleted."""
        raise NotImplementedError
        yield []
