"""One monitor's results over time, in buckets: from raw rows where they are fine enough, else from rollups."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Phases
from tocsin.storage.marks import MarkRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.periods import DAY_MS, HOUR_MS
from tocsin.storage.phases import unpack
from tocsin.storage.result_tallies import result_tallies
from tocsin.storage.rollup_hours import ALL_REGIONS, Level
from tocsin.storage.tables import region as region_table
from tocsin.storage.tables import result, rollup
from tocsin.storage.tallies import Tally, tally_of, total_of
from tocsin.storage.watermarks import Watermarks, watermarks

MAX_BUCKETS = 2_000
MAX_PHASES = 20_000
"""Raw rows whose phases are averaged; more would take longer than a person waits."""


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """Counts by verdict and latency (µs) over [start, start + width). `phases` are means, where raw rows were read.

    Latency is of results that were up or degraded.
    """

    start: int
    up: int = 0
    degraded: int = 0
    down: int = 0
    unknown: int = 0
    excluded: int = 0
    latency_count: int = 0
    latency_mean: float | None = None
    latency_min: int | None = None
    latency_max: int | None = None
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    phases: Phases | None = None


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """`width_ms` is the width that was given, or the next one for which data is kept. Empty buckets are left out.

    `total` is over the whole range, its percentiles from the merged sketches.
    """

    width_ms: int
    buckets: list[Bucket]
    total: Bucket


class SeriesRepository:
    """Everything asks for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def series(
        self, workspace_id: int, monitor_id: int, start: int, end: int, width_ms: int, *, region: str | None = None
    ) -> Series:
        """Widths below an hour read raw rows; longer ones are whole hours, from a day up whole days, as is the range.

        Buckets begin at multiples of the width since 1970. Raise NotFound.
        """
        monitor = await MonitorRepository(self.connection).get(workspace_id, monitor_id)
        known = await watermarks(self.connection)
        width, unit = _resolution(start, end, width_ms, known)
        start, end = start - start % unit, -(-end // unit) * unit
        region_id = ALL_REGIONS if region is None else await self._region_id(region)
        is_only_region = monitor.fields.rules.regions == (region,)
        rows: defaultdict[int, list[Tally]] = defaultdict(list)
        raw_start = start
        for level, upto in _levels(unit, known):
            upto = min(end, max(raw_start, upto))
            for at, tally in await self._rolled_up(level, monitor_id, region_id, raw_start, upto, is_only_region):
                rows[at - at % width].append(tally)
            raw_start = upto
        for at, tally in await self._raw(monitor_id, region_id, raw_start, end, min(width, HOUR_MS)):
            rows[at - at % width].append(tally)
        tallies = {at: some[0] if len(some) == 1 else total_of(some) for at, some in rows.items()}
        phases = await self._phases(monitor_id, region_id, start, end, width) if unit < HOUR_MS else {}
        buckets = [bucket_of(at, tallies[at], phases.get(at)) for at in sorted(tallies)]
        return Series(width_ms=width, buckets=buckets, total=bucket_of(start, total_of(tallies.values())))

    async def _rolled_up(
        self, level: Level, monitor_id: int, region_id: int, start: int, end: int, is_only_region: bool
    ) -> list[tuple[int, Tally]]:
        """A region that is a monitor's only one has no rows of its own: those of all regions are its."""
        if start >= end:
            return []
        wanted = [region_id, ALL_REGIONS] if is_only_region else [region_id]
        statement = select(rollup).where(
            rollup.c.level == level,
            rollup.c.monitor_id == monitor_id,
            rollup.c.region_id.in_(wanted),
            rollup.c.start >= start,
            rollup.c.start < end,
        )
        rows = await self.connection.execute(statement.order_by(rollup.c.region_id))
        return list({row.start: (row.start, tally_of(row)) for row in rows}.values())

    async def _raw(self, monitor_id: int, region_id: int, start: int, end: int, width: int) -> list[tuple[int, Tally]]:
        if start >= end:
            return []
        marks = await MarkRepository(self.connection).overlapping([monitor_id], start, end)
        seen = await result_tallies(self.connection, [monitor_id], start, end, width, marks)
        return [(at, tally) for (_, seen_from, at), tally in seen.items() if region_id in (ALL_REGIONS, seen_from)]

    async def _phases(self, monitor_id: int, region_id: int, start: int, end: int, width: int) -> dict[int, Phases]:
        regions = (await self.connection.execute(select(region_table.c.id))).scalars().all()
        statement = (
            select(result.c.scheduled_at, result.c.phases)
            .where(
                result.c.monitor_id == monitor_id,
                result.c.region_id.in_(regions if region_id == ALL_REGIONS else [region_id]),
                result.c.scheduled_at >= start,
                result.c.scheduled_at < end,
                result.c.phases.is_not(None),
            )
            .order_by(result.c.scheduled_at.desc())
            .limit(MAX_PHASES)
        )
        found: defaultdict[int, list[Phases]] = defaultdict(list)
        for at, packed in await self.connection.execute(statement):
            phases = unpack(packed)
            if phases is not None:
                found[at - at % width].append(phases)
        return {at: _mean(some) for at, some in found.items()}

    async def _region_id(self, name: str) -> int:
        """-1, which has no results, for a region that nobody knows."""
        statement = select(region_table.c.id).where(region_table.c.name == name)
        found: int | None = (await self.connection.execute(statement)).scalar_one_or_none()
        return -1 if found is None else found


def bucket_of(start: int, tally: Tally, phases: Phases | None = None) -> Bucket:
    up, degraded, down, unknown, excluded = tally.counts
    p50, p95, p99 = tally.sketch.quantiles((0.5, 0.95, 0.99))
    return Bucket(
        start=start,
        up=up,
        degraded=degraded,
        down=down,
        unknown=unknown,
        excluded=excluded,
        latency_count=tally.latency_count,
        latency_mean=tally.latency_mean,
        latency_min=tally.latency_min,
        latency_max=tally.latency_max,
        p50=p50,
        p95=p95,
        p99=p99,
        phases=phases,
    )


def _resolution(start: int, end: int, width_ms: int, known: Watermarks) -> tuple[int, int]:
    """The width of buckets, and the unit that they are made of: 1 ms for raw rows, an hour, or a day."""
    width = max(width_ms, -(-(end - start) // MAX_BUCKETS), 1)
    if start < known.raw_since:
        width = max(width, HOUR_MS)
    if start < known.hours_since:
        width = max(width, DAY_MS)
    if width < HOUR_MS:
        return width, 1
    unit = HOUR_MS if width < DAY_MS else DAY_MS
    return -(-width // unit) * unit, unit


def _levels(unit: int, known: Watermarks) -> list[tuple[Level, int]]:
    """Which rollups to read, and up to where: days first, hours for the day that is not closed."""
    days = [(Level.DAY, known.next_day or 0)] if unit == DAY_MS else []
    hours = [(Level.HOUR, known.next_hour or 0)] if unit >= HOUR_MS else []
    return days + hours


def _mean(many: list[Phases]) -> Phases:
    columns = zip(*(msgspec.structs.astuple(one) for one in many), strict=True)
    return Phases(*(round(sum(column) / len(many)) for column in columns))
