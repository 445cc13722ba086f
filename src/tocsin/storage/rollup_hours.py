"""One hour of some monitors, derived from results, transitions and marks."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.availability import Availability, Mark, availability
from tocsin.storage.marks import MarkRepository
from tocsin.storage.periods import HOUR_MS
from tocsin.storage.result_tallies import result_tallies
from tocsin.storage.statements import AnyRow, insert_into
from tocsin.storage.tables import monitor, rollup
from tocsin.storage.tallies import Tally, total_of, values_of
from tocsin.storage.timelines import timelines

ALL_REGIONS = 0


class Level(IntEnum):
    """The numbers are stored."""

    HOUR = 0
    DAY = 1


async def derive_hour(
    connection: AsyncConnection, monitor_ids: Sequence[int], start: int, *, has_raw: bool = True
) -> None:
    """Write the hour's rollups, in place of what was there. Without raw results the counts stay as they are."""
    end = start + HOUR_MS
    rows = await _monitors(connection, monitor_ids, end)
    ids = [row.id for row in rows]
    if not ids:
        return
    marks = await MarkRepository(connection).overlapping(ids, start, end)
    times = await _availabilities(connection, rows, start, end, marks)
    if not has_raw:
        await _set_times(connection, times, start)
        return
    seen = await result_tallies(connection, ids, start, end, HOUR_MS, marks)
    by_region: dict[int, dict[int, Tally]] = {monitor_id: {} for monitor_id in ids}
    for (monitor_id, region_id, _), tally in seen.items():
        by_region[monitor_id][region_id] = tally
    written: list[dict[str, Any]] = []
    for row in rows:
        regions = by_region[row.id]
        total = total_of(regions.values())
        total.availability = times[row.id]
        written.append(rollup_row(Level.HOUR, row.id, ALL_REGIONS, start, total))
        if len(regions) > 1 or len(msgspec.json.decode(row.regions)) > 1:
            written += [rollup_row(Level.HOUR, row.id, one, start, tally) for one, tally in regions.items()]
    await write_rollups(connection, written)


def rollup_row(level: Level, monitor_id: int, region_id: int, start: int, tally: Tally) -> dict[str, Any]:
    """One row of table `rollup`."""
    identity = {"level": int(level), "monitor_id": monitor_id, "region_id": region_id, "start": start}
    return {**identity, **values_of(tally)}


async def write_rollups(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert, or replace what is there."""
    statement = insert_into(connection, rollup)
    keys = list(rollup.primary_key.columns)
    values = {column.name: statement.excluded[column.name] for column in rollup.c if not column.primary_key}
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values), list(rows))


async def _monitors(connection: AsyncConnection, monitor_ids: Sequence[int], end: int) -> Sequence[AnyRow]:
    statement = (
        select(monitor.c.id, monitor.c.created_at, monitor.c.regions)
        .where(monitor.c.id.in_(monitor_ids), monitor.c.created_at < end, monitor.c.deleted_at.is_(None))
        .order_by(monitor.c.id)
    )
    return (await connection.execute(statement)).all()


async def _availabilities(
    connection: AsyncConnection, rows: Sequence[AnyRow], start: int, end: int, marks: dict[int, list[Mark]]
) -> dict[int, Availability]:
    known = await timelines(connection, [row.id for row in rows], start, end)
    found: dict[int, Availability] = {}
    for row in rows:
        line = known[row.id]
        begin = max(start, min(row.created_at, end))
        found[row.id] = availability(begin, end, line.initial, line.changes, marks.get(row.id, ()))
    return found


async def _set_times(connection: AsyncConnection, times: dict[int, Availability], start: int) -> None:
    for monitor_id, time in times.items():
        await connection.execute(
            update(rollup)
            .where(
                rollup.c.level == Level.HOUR,
                rollup.c.monitor_id == monitor_id,
                rollup.c.region_id == ALL_REGIONS,
                rollup.c.start == start,
            )
            .values(msgspec.structs.asdict(time))
        )
