"""Every monitor's present figures in one query, for those who scrape them."""

from __future__ import annotations

import msgspec
from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.verdict import Verdict
from tocsin.storage.monitor_rows import visible
from tocsin.storage.tables import monitor, monitor_state, region, result

FRESH_MS = 2 * 86_400_000
"""An older result is no present figure; the bound also keeps the search to the newest partitions."""


class MonitorSample(msgspec.Struct, frozen=True, gc=False):
    """One monitor as one region saw it last; `region` is None where no runner has ever reported."""

    monitor_id: int
    name: str
    kind: str
    enabled: bool
    state: Verdict
    certificate_expires_at: int | None
    region: str | None
    latency_us: int | None


class SampleRepository:
    """Asks for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def all(self, workspace_id: int, now: int) -> list[MonitorSample]:
        """By id, each monitor once per region that is known."""
        newest = (
            select(result.c.latency_us)
            .where(
                result.c.monitor_id == monitor.c.id,
                result.c.region_id == region.c.id,
                result.c.scheduled_at > now - FRESH_MS,
            )
            .order_by(result.c.scheduled_at.desc())
            .limit(1)
            .correlate(monitor, region)
            .scalar_subquery()
        )
        statement = (
            select(
                monitor.c.id,
                monitor.c.name,
                monitor.c.kind,
                monitor.c.enabled,
                monitor_state.c.state,
                monitor_state.c.certificate_expires_at,
                region.c.name,
                newest,
            )
            .join(monitor_state, monitor_state.c.monitor_id == monitor.c.id)
            .outerjoin(region, true())
            .where(*visible(workspace_id))
            .order_by(monitor.c.id)
        )
        return [
            MonitorSample(id_, name, kind, bool(enabled), Verdict(state), expires, seen_from, latency)
            for id_, name, kind, enabled, state, expires, seen_from, latency in await self.connection.execute(statement)
        ]
