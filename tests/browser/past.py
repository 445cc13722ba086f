"""Three months that never were: generated figures for monitors that were made a moment ago."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.acceptance.tower import Tower
from tocsin.core.availability import Availability
from tocsin.core.clock import SystemClock
from tocsin.core.records import TransitionRecord
from tocsin.core.transition import Change, Reason, Why
from tocsin.core.verdict import Verdict
from tocsin.storage.database import Database
from tocsin.storage.periods import DAY_MS, HOUR_MS, floor_day, floor_hour
from tocsin.storage.rollup_hours import ALL_REGIONS, Level, rollup_row, write_rollups
from tocsin.storage.tables import monitor, monitor_state, transition
from tocsin.storage.tallies import Tally
from tocsin.storage.transitions import TransitionRepository

DAYS, HOURS = 90, 30
CHECK_EVERY_MS = 60_000
OUTAGE_MS = 14 * 60_000

Outages = Mapping[int, Sequence[int]]
"""By monitor: how many days ago it was down."""


async def write_past(tower: Tower, outages: Outages) -> None:
    """For every monitor, while no server runs. They seem to have been made before all that."""
    database = await Database.open(f"sqlite:///{tower.folder / 'data' / 'tocsin.db'}")
    now = SystemClock().now_ms()
    try:
        async with database.write() as connection:
            await connection.execute(monitor.update().values(created_at=now - DAYS * DAY_MS))
            await connection.execute(transition.delete())  # those of a moment ago
            rows = (await connection.execute(monitor.select().order_by(monitor.c.id))).all()
            for row in rows:
                days_down = outages.get(row.id, ())
                await write_rollups(connection, list(_rollups(row.id, now, days_down)))
                told = [TransitionRecord(row.workspace_id, row.id, one) for one in _changes(now, days_down)]
                await TransitionRepository(connection).insert_many(told)
                since = monitor_state.update().where(monitor_state.c.monitor_id == row.id)
                await connection.execute(since.values(since=told[-1].change.at))
    finally:
        await database.close()


def _rollups(monitor_id: int, now: int, days_down: Sequence[int]) -> Iterator[dict[str, Any]]:
    chance = random.Random(monitor_id)
    usual_us = chance.randrange(30_000, 240_000)
    for ago in range(DAYS, 0, -1):
        down_ms = OUTAGE_MS * chance.randrange(1, 12) if ago in days_down else 0
        tally = _tally(chance, usual_us, DAY_MS, down_ms)
        yield rollup_row(Level.DAY, monitor_id, ALL_REGIONS, floor_day(now) - ago * DAY_MS, tally)
    for ago in range(HOURS, 0, -1):
        tally = _tally(chance, usual_us, HOUR_MS, 0)
        yield rollup_row(Level.HOUR, monitor_id, ALL_REGIONS, floor_hour(now) - ago * HOUR_MS, tally)


def _tally(chance: random.Random, usual_us: int, span_ms: int, down_ms: int) -> Tally:
    up, down = (span_ms - down_ms) // CHECK_EVERY_MS, down_ms // CHECK_EVERY_MS
    counts = [0, 0, 0, 0, 0]
    counts[Verdict.UP], counts[Verdict.DOWN] = up, down
    tally = Tally(counts=counts, availability=Availability(up_ms=span_ms - down_ms, down_ms=down_ms))
    tally.measure([int(usual_us * chance.lognormvariate(0, 0.25)) for _ in range(60)])
    return tally


def _changes(now: int, days_down: Sequence[int]) -> Iterator[Change]:
    yield _change(now - DAYS * DAY_MS, Verdict.UNKNOWN, Verdict.UP)
    for ago in sorted(days_down, reverse=True):
        at = floor_day(now) - ago * DAY_MS + 9 * HOUR_MS
        yield _change(at, Verdict.UP, Verdict.DOWN)
        yield _change(at + OUTAGE_MS, Verdict.DOWN, Verdict.UP)


def _change(at: int, before: Verdict, after: Verdict) -> Change:
    return Change(at, at, before, after, Reason.FIRST_RESULT, "generated for a picture", Why("generated", ()))
