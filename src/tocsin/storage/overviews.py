"""Small pictures of many monitors at once, one query each: sparklines and daily bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, case, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.availability import Availability
from tocsin.core.verdict import Verdict
from tocsin.storage.marks import MarkRepository
from tocsin.storage.monitor_rows import visible
from tocsin.storage.periods import DAY_MS, HOUR_MS, floor_day, floor_hour
from tocsin.storage.result_tallies import result_tallies
from tocsin.storage.rollup_hours import ALL_REGIONS, Level
from tocsin.storage.tables import monitor, region, result, rollup
from tocsin.storage.tallies import Tally, total_of
from tocsin.storage.watermarks import watermarks

_TIMES = ("up_ms", "degraded_ms", "down_ms", "unknown_ms", "excluded_ms")


class SparkPoint(msgspec.Struct, frozen=True, gc=False):
    """One hour: mean latency in µs, None when nothing was measured, and how many results were not up."""

    start: int
    latency_mean: float | None
    bad: int


class DayBar(msgspec.Struct, frozen=True, gc=False):
    """One UTC day of one monitor."""

    start: int
    availability: Availability


class OverviewRepository:
    """Everything asks for the workspace; for at most some hundreds of monitors at once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def sparklines(
        self, workspace_id: int, monitor_ids: Collection[int], now: int, *, hours: int = 24
    ) -> dict[int, list[SparkPoint]]:
        """By monitor, oldest first, the open hour included; hours without results are left out.

        Marks count in closed hours once `rollups.step` ran, and in those that are open at once.
        """
        start = floor_hour(now) - (hours - 1) * HOUR_MS
        next_hour = max(start, (await watermarks(self.connection)).next_hour or start)
        owned = _owned(workspace_id, monitor_ids)
        regions = (await self.connection.execute(select(region.c.id))).scalars().all()
        statement = union_all(_closed_hours(owned, start, next_hour), _open_hours(owned, regions, next_hour))
        rows = await self.connection.execute(statement.order_by("monitor_id", "hour"))
        found: defaultdict[int, list[SparkPoint]] = defaultdict(list)
        for monitor_id, at, number, total, bad in rows:
            if number or bad:
                found[monitor_id].append(SparkPoint(at, float(total) / number if number else None, int(bad)))
        for monitor_id, points in (await self._marked(found.keys(), next_hour, now)).items():
            found[monitor_id] = [point for point in found[monitor_id] if point.start < next_hour] + points
        return {monitor_id: points for monitor_id, points in found.items() if points}

    async def _marked(self, monitor_ids: Collection[int], next_hour: int, now: int) -> dict[int, list[SparkPoint]]:
        """The open hours of those monitors that have a mark in them: counted again, result by result."""
        end = now + 1
        marks = await MarkRepository(self.connection).overlapping(monitor_ids, next_hour, end)
        counted = await result_tallies(self.connection, list(marks), next_hour, end, HOUR_MS, marks)
        by_hour: defaultdict[tuple[int, int], list[Tally]] = defaultdict(list)
        for (monitor_id, _, at), tally in sorted(counted.items(), key=lambda item: item[0][2]):
            by_hour[monitor_id, at].append(tally)
        found: dict[int, list[SparkPoint]] = {monitor_id: [] for monitor_id in marks}
        for (monitor_id, at), tallies in by_hour.items():
            total = total_of(tallies)
            bad = total.counts[Verdict.DEGRADED] + total.counts[Verdict.DOWN]
            if total.latency_count or bad:
                found[monitor_id].append(SparkPoint(at, total.latency_mean, bad))
        return found

    async def daily_bars(
        self, workspace_id: int, monitor_ids: Collection[int], now: int, *, days: int = 90
    ) -> dict[int, list[DayBar]]:
        """By monitor, oldest first, today's closed hours included; days without a rollup are left out."""
        start = floor_day(now) - (days - 1) * DAY_MS
        marks = await watermarks(self.connection)
        next_day = max(start, marks.next_day or start)
        owned = _owned(workspace_id, monitor_ids)
        whole = select(rollup.c.monitor_id, rollup.c.start.label("day"), *(rollup.c[name] for name in _TIMES)).where(
            *_of(Level.DAY, owned), rollup.c.start >= start, rollup.c.start < next_day
        )
        day = (rollup.c.start - rollup.c.start % DAY_MS).label("day")
        partial = (
            select(rollup.c.monitor_id, day, *(func.sum(rollup.c[name]) for name in _TIMES))
            .where(*_of(Level.HOUR, owned), rollup.c.start >= next_day, rollup.c.start < (marks.next_hour or next_day))
            .group_by(rollup.c.monitor_id, "day")
        )
        rows = await self.connection.execute(union_all(whole, partial).order_by("monitor_id", "day"))
        found: defaultdict[int, list[DayBar]] = defaultdict(list)
        for monitor_id, at, *times in rows:
            found[monitor_id].append(DayBar(at, Availability(*map(int, times))))
        return dict(found)


def _owned(workspace_id: int, monitor_ids: Collection[int]) -> Select[tuple[int]]:
    return select(monitor.c.id).where(monitor.c.id.in_(monitor_ids), *visible(workspace_id))


def _of(level: Level, owned: Select[tuple[int]]) -> tuple[ColumnElement[bool], ...]:
    return rollup.c.level == level, rollup.c.monitor_id.in_(owned), rollup.c.region_id == ALL_REGIONS


def _closed_hours(owned: Select[tuple[int]], start: int, end: int) -> Select[Any]:
    bad = rollup.c.degraded + rollup.c.down
    return select(
        rollup.c.monitor_id, rollup.c.start.label("hour"), rollup.c.latency_count, rollup.c.latency_sum, bad
    ).where(*_of(Level.HOUR, owned), rollup.c.start >= start, rollup.c.start < end)


def _open_hours(owned: Select[tuple[int]], regions: Collection[int], start: int) -> Select[Any]:
    hour = (result.c.scheduled_at - result.c.scheduled_at % HOUR_MS).label("hour")
    latency = case((result.c.verdict.in_((Verdict.UP, Verdict.DEGRADED)), result.c.latency_us))
    bad = case((result.c.verdict.in_((Verdict.DEGRADED, Verdict.DOWN)), 1), else_=0)
    return (
        select(result.c.monitor_id, hour, func.count(latency), func.coalesce(func.sum(latency), 0), func.sum(bad))
        .where(result.c.monitor_id.in_(owned), result.c.region_id.in_(regions), result.c.scheduled_at >= start)
        .group_by(result.c.monitor_id, "hour")
    )
