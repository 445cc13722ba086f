"""The availability of many monitors over one range, to the millisecond, in few statements whatever their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.availability import Availability, availability
from tocsin.storage.marks import MarkRepository
from tocsin.storage.periods import DAY_MS, floor_day
from tocsin.storage.rollup_hours import ALL_REGIONS, Level
from tocsin.storage.statements import chunks
from tocsin.storage.tables import rollup
from tocsin.storage.timelines import timelines
from tocsin.storage.watermarks import watermarks

_TIMES = ("up_ms", "degraded_ms", "down_ms", "unknown_ms", "excluded_ms")


async def availabilities(
    connection: AsyncConnection, born: Mapping[int, int], start: int, end: int
) -> dict[int, Availability]:
    """By monitor, over [start, end). `born`: when each was created; before that it was unknown.

    Whole days come from rollups where a monitor has all of them; a new mark shows in those once `rollups.step` ran.
    """
    ids = list(born)
    first, last = -floor_day(-start), min(floor_day(end), (await watermarks(connection)).next_day or 0)
    if last - first < DAY_MS:
        return await _exactly(connection, ids, start, end)
    middle = await _days(connection, born, first, last)
    before = await _exactly(connection, list(middle), start, first)
    after = await _exactly(connection, list(middle), last, end)
    found = {one: days.plus(before[one]).plus(after[one]) for one, days in middle.items()}
    rest = [one for one in ids if one not in middle]
    return {**found, **await _exactly(connection, rest, start, end)}


async def _days(connection: AsyncConnection, born: Mapping[int, int], first: int, last: int) -> dict[int, Availability]:
    """The sums of whole days of those monitors that lack none since they were created."""
    found: dict[int, Availability] = {}
    for ids in chunks(list(born)):
        statement = (
            select(rollup.c.monitor_id, func.count(), *(func.sum(rollup.c[name]) for name in _TIMES))
            .where(
                rollup.c.level == Level.DAY,
                rollup.c.monitor_id.in_(ids),
                rollup.c.region_id == ALL_REGIONS,
                rollup.c.start >= first,
                rollup.c.start < last,
            )
            .group_by(rollup.c.monitor_id)
        )
        for monitor_id, number, *sums in await connection.execute(statement):
            if number == (last - max(first, floor_day(born[monitor_id]))) // DAY_MS:
                found[monitor_id] = Availability(*(int(one) for one in sums))
    return found


async def _exactly(
    connection: AsyncConnection, monitor_ids: Sequence[int], start: int, end: int
) -> dict[int, Availability]:
    if start >= end or not monitor_ids:
        return dict.fromkeys(monitor_ids, Availability())
    lines = await timelines(connection, monitor_ids, start, end)
    marks = await MarkRepository(connection).overlapping(monitor_ids, start, end)
    return {
        one: availability(start, end, line.initial, line.changes, marks.get(one, ())) for one, line in lines.items()
    }
