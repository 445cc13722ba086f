"""What the results of many monitors were over the last while: counts and latencies, in few statements."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Text, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.sketch import Sketch
from tocsin.core.verdict import Verdict
from tocsin.storage.marks import MarkRepository
from tocsin.storage.periods import HOUR_MS, floor_hour
from tocsin.storage.result_tallies import HAS_LATENCY, result_tallies, within
from tocsin.storage.rollup_hours import ALL_REGIONS, Level
from tocsin.storage.statements import AnyRow
from tocsin.storage.tables import result, rollup
from tocsin.storage.tallies import Tally
from tocsin.storage.watermarks import watermarks

EXACT_MS = 2 * HOUR_MS
"""Longer windows take their whole hours from rollups, whose percentiles are within 1 %."""
_COUNTS = ("up", "degraded", "down", "unknown", "excluded")


class Recent(msgspec.Struct):
    """`latencies` (µs) are in order; None where they are in the tally's sketch alone."""

    tally: Tally
    latencies: list[int] | None = None

    @property
    def told(self) -> int:
        """How many could tell."""
        up, degraded, down, *_ = self.tally.counts
        return up + degraded + down

    @property
    def error_ratio(self) -> float | None:
        """Results that were down, among those that could tell; None without any."""
        return self.tally.counts[Verdict.DOWN] / self.told if self.told else None

    @property
    def measured(self) -> int:
        """How many have a latency."""
        return len(self.latencies) if self.latencies is not None else self.tally.latency_count

    def percentile(self, percent: float) -> float | None:
        """The least latency in µs that so many percent of all do not exceed; None without any."""
        if self.latencies is None:
            return self.tally.sketch.quantile(percent / 100)
        if not self.latencies:
            return None
        return self.latencies[max(1, math.ceil(percent / 100 * len(self.latencies))) - 1]


async def recent_results(
    connection: AsyncConnection, monitor_ids: Sequence[int], start: int, end: int, *, with_latencies: bool
) -> dict[int, Recent]:
    """By monitor, over [start, end), of all regions; those without any are left out. Marks count.

    For at most some hundreds of monitors at once.
    """
    known = await watermarks(connection)
    first = -floor_hour(-start)
    last = max(first, min(known.next_hour or 0, floor_hour(end)))
    if end - start <= EXACT_MS or first == last:
        return await _raw(connection, monitor_ids, start, end, with_latencies=with_latencies)
    read_hours = _hours if with_latencies else _counted_hours
    found = {one: Recent(tally) for one, tally in (await read_hours(connection, monitor_ids, first, last)).items()}
    for edge in ((start, first), (last, end)):
        for one, more in (await _raw(connection, monitor_ids, *edge, with_latencies=with_latencies)).items():
            _add(found.setdefault(one, Recent(Tally())), more)
    return found


async def _raw(
    connection: AsyncConnection, monitor_ids: Sequence[int], start: int, end: int, *, with_latencies: bool
) -> dict[int, Recent]:
    if start >= end:
        return {}
    marks = await MarkRepository(connection).overlapping(monitor_ids, start, end)
    plain = [one for one in monitor_ids if one not in marks]
    found = await _counted(connection, plain, start, end, with_latencies=with_latencies) if plain else {}
    # Buckets as wide as all time since 1970: one for each region.
    marked = await result_tallies(connection, list(marks), start, end, end, marks) if marks else {}
    for (monitor_id, _, _), tally in marked.items():
        found.setdefault(monitor_id, Recent(Tally())).tally.add(tally)
    return found


async def _counted(
    connection: AsyncConnection, monitor_ids: Sequence[int], start: int, end: int, *, with_latencies: bool
) -> dict[int, Recent]:
    counts = [func.sum(case((result.c.verdict == verdict, 1), else_=0)) for verdict in Verdict]
    # One text for all latencies of a monitor: the database makes it without holding Python's lock.
    text = func.aggregate_strings(case((HAS_LATENCY, cast(result.c.latency_us, Text))), ",")
    columns = [*counts, text] if with_latencies else counts
    statement = (
        select(result.c.monitor_id, *columns)
        .where(await within(connection, monitor_ids, start, end))
        .group_by(result.c.monitor_id)
    )
    found: dict[int, Recent] = {}
    for monitor_id, up, degraded, down, unknown, *texts in await connection.execute(statement):
        latencies = sorted(map(int, texts[0].split(","))) if texts and texts[0] else []
        found[monitor_id] = Recent(Tally(counts=[up, degraded, down, unknown, 0]), latencies)
    return found


async def _hours(connection: AsyncConnection, monitor_ids: Sequence[int], first: int, last: int) -> dict[int, Tally]:
    columns = [rollup.c[name] for name in ("monitor_id", *_COUNTS, "latency_count", "sketch")]
    rows = (await connection.execute(select(*columns).where(*_closed(monitor_ids, first, last)))).all()
    # Sketches of a day, and of hundreds of monitors: others must have a turn meanwhile.
    return await asyncio.to_thread(_merged, rows)


async def _counted_hours(
    connection: AsyncConnection, monitor_ids: Sequence[int], first: int, last: int
) -> dict[int, Tally]:
    sums = [func.sum(rollup.c[name]) for name in _COUNTS]
    of_these = _closed(monitor_ids, first, last)
    statement = select(rollup.c.monitor_id, *sums).where(*of_these).group_by(rollup.c.monitor_id)
    rows = await connection.execute(statement)
    return {monitor_id: Tally(counts=[int(one) for one in counts]) for monitor_id, *counts in rows}


def _closed(monitor_ids: Sequence[int], first: int, last: int) -> tuple[ColumnElement[bool], ...]:
    return (
        rollup.c.level == Level.HOUR,
        rollup.c.monitor_id.in_(monitor_ids),
        rollup.c.region_id == ALL_REGIONS,
        rollup.c.start >= first,
        rollup.c.start < last,
    )


def _merged(rows: Sequence[AnyRow]) -> dict[int, Tally]:
    found: dict[int, Tally] = {}
    for monitor_id, *counts, measured, sketch in rows:
        tally = found.setdefault(monitor_id, Tally())
        tally.counts = [mine + more for mine, more in zip(tally.counts, counts, strict=True)]
        tally.latency_count += measured
        if sketch is not None:
            tally.sketch.merge(Sketch.from_bytes(sketch))
    return found


def _add(total: Recent, more: Recent) -> None:
    total.tally.add(more.tally)
    total.tally.measure(more.latencies or [])
