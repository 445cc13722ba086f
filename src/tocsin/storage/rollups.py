"""Hours and days, derived from results when an hour closes, and again when something in it changes."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.database import Database
from tocsin.storage.dirty import DirtyRepository
from tocsin.storage.meta import MetaRepository
from tocsin.storage.periods import DAY_MS, GRACE_MS, HOUR_MS, floor_day, floor_hour
from tocsin.storage.postgres import is_only_worker
from tocsin.storage.rollup_days import derive_day
from tocsin.storage.rollup_hours import derive_hour
from tocsin.storage.tables import monitor, rollup_dirty
from tocsin.storage.watermarks import NEXT_DAY, NEXT_HOUR, watermarks

_HOUR_CURSOR = "rollup.hour.cursor"
_DAY_CURSOR = "rollup.day.cursor"
_WORK_LOCK = 0x726F6C6C7570
_RESULTS_A_STEP = 1_500
_MONITORS_A_STEP = 100
_DAYS_A_STEP = 10
_DIRTY_A_STEP = 20


async def step(db: Database, now: int) -> bool:
    """Do one short piece of the work that is due, in its own transaction; False when nothing is left to do.

    Call it until it says False, with a pause in between, about once a minute. Several processes may: one works.
    """
    async with db.write() as connection:
        if not await is_only_worker(connection, _WORK_LOCK):
            return False
        return await _repair(connection, now) or await _close_hours(connection, now) or await _close_days(connection)


class RollupRepository:
    """For the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def recompute(self, monitor_id: int, start: int, end: int) -> None:
        """Make the closed hours that touch [start, end) dirty; `step` derives them, and their days, again."""
        await DirtyRepository(self.connection).add_range([monitor_id], start, end)

    async def lag_ms(self, now: int) -> int:
        """How far the derived hours are behind the moment at which they could have been."""
        following = await MetaRepository(self.connection).get_int(NEXT_HOUR)
        return 0 if following is None else max(0, floor_hour(now - GRACE_MS) - following)


async def _repair(connection: AsyncConnection, now: int) -> bool:
    statement = select(rollup_dirty).order_by(rollup_dirty.c.monitor_id, rollup_dirty.c.start).limit(_DIRTY_A_STEP)
    rows = (await connection.execute(statement)).all()
    if not rows:
        return False
    marks = await watermarks(connection)
    hours: defaultdict[int, list[int]] = defaultdict(list)
    for monitor_id, start in rows:
        hours[start].append(monitor_id)
    days: defaultdict[int, set[int]] = defaultdict(set)
    for start, monitor_ids in hours.items():
        if start + HOUR_MS + GRACE_MS <= now:
            await derive_hour(connection, monitor_ids, start, has_raw=start >= marks.raw_since)
            days[floor_day(start)].update(monitor_ids)
        done = rollup_dirty.c.start == start, rollup_dirty.c.monitor_id.in_(monitor_ids)
        await connection.execute(delete(rollup_dirty).where(*done))
    for day, of_day in days.items():
        if marks.next_day is not None and day < marks.next_day:
            await derive_day(connection, sorted(of_day), day)
    return True


async def _close_hours(connection: AsyncConnection, now: int) -> bool:
    meta = MetaRepository(connection)
    start = await meta.get_int(NEXT_HOUR)
    if start is None:
        start = await _first_hour(connection, now)
        await meta.set(NEXT_HOUR, start)
        await meta.set(NEXT_DAY, floor_day(start))
    if start + HOUR_MS + GRACE_MS > now:
        return False
    ids, are_more = await _following(connection, await meta.get_int(_HOUR_CURSOR) or 0, start)
    await derive_hour(connection, ids, start)
    if are_more:
        await meta.set(_HOUR_CURSOR, ids[-1])
    else:
        await meta.delete(_HOUR_CURSOR)
        await meta.set(NEXT_HOUR, start + HOUR_MS)
    return True


async def _close_days(connection: AsyncConnection) -> bool:
    meta = MetaRepository(connection)
    day, following = await meta.get_int(NEXT_DAY), await meta.get_int(NEXT_HOUR)
    if day is None or following is None or following < day + DAY_MS:
        return False
    done = await meta.get_int(_DAY_CURSOR) or 0
    statement = select(monitor.c.id).where(monitor.c.id > done, monitor.c.deleted_at.is_(None))
    ids = (await connection.execute(statement.order_by(monitor.c.id).limit(_DAYS_A_STEP))).scalars().all()
    await derive_day(connection, ids, day)
    if len(ids) == _DAYS_A_STEP:
        await meta.set(_DAY_CURSOR, ids[-1])
    else:
        await meta.delete(_DAY_CURSOR)
        await meta.set(NEXT_DAY, day + DAY_MS)
    return True


async def _first_hour(connection: AsyncConnection, now: int) -> int:
    oldest = (await connection.execute(select(func.min(monitor.c.created_at)))).scalar_one()
    return floor_hour(now if oldest is None else min(oldest, now))


async def _following(connection: AsyncConnection, done: int, start: int) -> tuple[list[int], bool]:
    """The next monitors of the hour, so many that about `_RESULTS_A_STEP` results are read; and whether more follow."""
    statement = (
        select(monitor.c.id, monitor.c.interval_s)
        .where(monitor.c.id > done, monitor.c.deleted_at.is_(None), monitor.c.created_at < start + HOUR_MS)
        .order_by(monitor.c.id)
        .limit(_MONITORS_A_STEP)
    )
    rows = (await connection.execute(statement)).all()
    ids: list[int] = []
    expected = 0.0
    for monitor_id, interval in rows:
        expected += 3600 / interval
        if ids and expected > _RESULTS_A_STEP:
            break
        ids.append(monitor_id)
    return ids, len(ids) < len(rows) or len(rows) == _MONITORS_A_STEP
