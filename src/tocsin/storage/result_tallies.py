"""Figures of raw results, counted by the database; only what lies under a mark is counted row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.availability import Mark
from tocsin.core.verdict import Verdict
from tocsin.storage.tables import region, result
from tocsin.storage.tallies import Tally, tally_marked

Key = tuple[int, int, int]
"""Monitor id, region id, start of the bucket (Unix ms)."""

HAS_LATENCY = result.c.verdict.in_((Verdict.UP, Verdict.DEGRADED))


async def result_tallies(
    connection: AsyncConnection,
    monitor_ids: Sequence[int],
    start: int,
    end: int,
    width_ms: int,
    marks: Mapping[int, Sequence[Mark]],
) -> dict[Key, Tally]:
    """By monitor, region and bucket of `width_ms` since 1970, over [start, end). Empty ones are left out."""
    plain = [one for one in monitor_ids if one not in marks]
    found = await _counted(connection, plain, start, end, width_ms) if plain else {}
    marked = [one for one in monitor_ids if one in marks]
    if marked:
        found.update(await _counted_under_marks(connection, marked, start, end, width_ms, marks))
    return found


async def _counted(
    connection: AsyncConnection, monitor_ids: Sequence[int], start: int, end: int, width_ms: int
) -> dict[Key, Tally]:
    bucket = (result.c.scheduled_at - result.c.scheduled_at % width_ms).label("bucket")
    counts = [func.sum(case((result.c.verdict == verdict, 1), else_=0)) for verdict in Verdict]
    # One text for all latencies of a group: the database makes it without holding Python's lock.
    latencies = func.aggregate_strings(case((HAS_LATENCY, cast(result.c.latency_us, Text))), ",")
    statement = (
        select(result.c.monitor_id, result.c.region_id, bucket, latencies, *counts)
        .where(await within(connection, monitor_ids, start, end))
        .group_by(result.c.monitor_id, result.c.region_id, "bucket")
    )
    found: dict[Key, Tally] = {}
    for monitor_id, region_id, at, text, *numbers in await connection.execute(statement):
        tally = Tally(counts=[*numbers, 0])
        tally.measure([int(latency) for latency in text.split(",")] if text else [])
        found[monitor_id, region_id, at] = tally
    return found


async def _counted_under_marks(
    connection: AsyncConnection,
    monitor_ids: Sequence[int],
    start: int,
    end: int,
    width_ms: int,
    marks: Mapping[int, Sequence[Mark]],
) -> dict[Key, Tally]:
    columns = result.c.monitor_id, result.c.region_id, result.c.scheduled_at, result.c.verdict, result.c.latency_us
    rows: defaultdict[Key, list[Any]] = defaultdict(list)
    statement = select(*columns).where(await within(connection, monitor_ids, start, end))
    for monitor_id, region_id, at, verdict, latency in await connection.execute(statement):
        rows[monitor_id, region_id, at - at % width_ms].append((at, verdict, latency))
    return {key: tally_marked(some, marks[key[0]]) for key, some in rows.items()}


async def within(connection: AsyncConnection, monitor_ids: Sequence[int], start: int, end: int) -> ColumnElement[bool]:
    """Every column of the primary key is named, so that each monitor's rows are found without a scan."""
    regions = (await connection.execute(select(region.c.id))).scalars().all()
    return and_(
        result.c.monitor_id.in_(monitor_ids),
        result.c.region_id.in_(regions),
        result.c.scheduled_at >= start,
        result.c.scheduled_at < end,
    )
