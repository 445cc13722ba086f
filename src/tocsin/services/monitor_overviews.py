"""Monitors to be looked at: with their newest results and, when asked for, small pictures of the past."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.heartbeat_status import HeartbeatStatus
from tocsin.services import heartbeats
from tocsin.services.parts import Parts
from tocsin.storage.database import Connection
from tocsin.storage.monitor_lists import ListedMonitor, MonitorFilter, MonitorListRepository
from tocsin.storage.monitor_orders import MonitorSort
from tocsin.storage.overviews import DayBar, OverviewRepository, SparkPoint
from tocsin.storage.percentiles import PercentileRepository
from tocsin.storage.results import ResultRepository, StoredResult

SPARKLINE_HOURS = 24
BAR_DAYS = 90


class Picture(StrEnum):
    """What may be asked for beside the monitors themselves."""

    SPARKLINE = "sparkline"
    BARS = "bars"
    P95 = "p95"


@dataclass(frozen=True, slots=True)
class Overview:
    """Monitors in their order; what belongs to them by their ids. Pictures are None when not asked for."""

    monitors: Sequence[ListedMonitor]
    results: dict[int, list[StoredResult]]
    sparklines: dict[int, list[SparkPoint]] | None
    bars: dict[int, list[DayBar]] | None
    now: int
    heartbeats: dict[int, HeartbeatStatus]
    next_cursor: str | None = None
    p95: dict[int, float] | None = None
    """µs; without those that were never measured."""


async def page(
    parts: Parts,
    actor: Actor,
    where: MonitorFilter,
    *,
    sort: MonitorSort,
    cursor: str | None,
    limit: int,
    pictures: Collection[Picture] = (),
) -> Overview:
    """Raise ValidationFailed for a cursor that is not of this list."""
    actor.require(Permission.MONITORS_READ)
    now = parts.clock.now_ms()
    async with parts.database.read() as connection:
        found = await MonitorListRepository(connection).page(
            actor.workspace_id, where, now, sort=sort, cursor=cursor, limit=limit
        )
        return await _pictured(parts, connection, actor, found.items, pictures, found.next_cursor, now)


async def one(parts: Parts, actor: Actor, monitor_id: int, pictures: Collection[Picture] = ()) -> Overview:
    """Raise NotFound."""
    actor.require(Permission.MONITORS_READ)
    now = parts.clock.now_ms()
    async with parts.database.read() as connection:
        listed = await MonitorListRepository(connection).get(actor.workspace_id, monitor_id, now)
        return await _pictured(parts, connection, actor, [listed], pictures, None, now)


async def _pictured(
    parts: Parts,
    connection: Connection,
    actor: Actor,
    monitors: Sequence[ListedMonitor],
    pictures: Collection[Picture],
    next_cursor: str | None,
    now: int,
) -> Overview:
    ids = [listed.monitor.id for listed in monitors]
    overviews = OverviewRepository(connection)
    workspace = actor.workspace_id
    results = await ResultRepository(connection).latest(workspace, ids)
    standing = await heartbeats.statuses(parts, connection, [listed.monitor for listed in monitors], now)
    sparklines = bars = p95 = None
    if Picture.SPARKLINE in pictures:
        sparklines = await overviews.sparklines(workspace, ids, now, hours=SPARKLINE_HOURS)
    if Picture.BARS in pictures:
        bars = await overviews.daily_bars(workspace, ids, now, days=BAR_DAYS)
    if Picture.P95 in pictures:
        p95 = await PercentileRepository(connection).p95(workspace, ids, now, hours=SPARKLINE_HOURS)
    return Overview(monitors, results, sparklines, bars, now, standing, next_cursor, p95)
