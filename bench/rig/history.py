"""A generated past: days and hours as the rollups keep them, the newest hour's results, and now and then an outage."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tocsin.core.availability import Availability
from tocsin.core.records import TransitionRecord
from tocsin.core.transition import Change, Reason, Why
from tocsin.core.verdict import Verdict
from tocsin.storage.database import Database
from tocsin.storage.periods import DAY_MS, HOUR_MS, floor_day, floor_hour
from tocsin.storage.rollup_hours import Level, rollup_row
from tocsin.storage.tallies import Tally
from tocsin.storage.transitions import TransitionRepository
from tocsin.storage.watermarks import NEXT_DAY, NEXT_HOUR

CHECK_EVERY_MS = 60_000
TEMPLATES = 64
_OUTAGES_A_YEAR = 100


def write_past(database: Path, monitors: int, now: int, *, long_monitor: int, hour_days: int, year_days: int) -> None:
    """Every monitor has 24 hours, 90 days and its newest results; `long_monitor` has a year."""
    chance = random.Random(7)
    hours = [_tally(chance, HOUR_MS) for _ in range(TEMPLATES)]
    days = [_tally(chance, DAY_MS) for _ in range(TEMPLATES)]
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("INSERT OR IGNORE INTO region (id, name, created_at) VALUES (1, 'local', 0)")
        connection.execute("UPDATE monitor SET created_at = ?", (now - year_days * DAY_MS,))
        for key, value in ((NEXT_HOUR, floor_hour(now)), (NEXT_DAY, floor_day(now))):
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(value)))
        for level, end, width, templates, usual, longest in (
            (Level.HOUR, floor_hour(now), HOUR_MS, hours, 24, hour_days * 24),
            (Level.DAY, floor_day(now), DAY_MS, days, 90, year_days),
        ):
            _insert(connection, _rollups(level, monitors, long_monitor, (end, width), templates, (usual, longest)))
        _write_results(connection, monitors, now, chance)


def _tally(chance: random.Random, span_ms: int) -> Tally:
    checks = span_ms // CHECK_EVERY_MS
    tally = Tally(counts=[checks, 0, 0, 0, 0], availability=Availability(up_ms=span_ms))
    tally.measure([int(chance.lognormvariate(11, 0.4)) for _ in range(checks)])
    return tally


def _rollups(
    level: Level,
    monitors: int,
    long_monitor: int,
    until: tuple[int, int],
    templates: Sequence[Tally],
    counts: tuple[int, int],
) -> Iterator[tuple[Any, ...]]:
    end, width = until
    rows = [tuple(rollup_row(level, 0, 0, 0, tally).values())[4:] for tally in templates]
    for monitor_id in range(1, monitors + 1):
        count = counts[1] if monitor_id == long_monitor else counts[0]
        for number in range(count, 0, -1):
            yield (int(level), monitor_id, 0, end - number * width, *rows[(monitor_id + number) % TEMPLATES])


def _insert(connection: sqlite3.Connection, rows: Iterator[tuple[Any, ...]]) -> None:
    places = ", ".join("?" * 19)
    connection.executemany(f"INSERT INTO rollup VALUES ({places})", rows)


def _write_results(connection: sqlite3.Connection, monitors: int, now: int, chance: random.Random) -> None:
    """Those of the open hour, and of the one before."""
    start = floor_hour(now) - HOUR_MS
    latencies = [int(chance.lognormvariate(11, 0.4)) for _ in range(997)]
    connection.executemany(
        "INSERT INTO result (monitor_id, region_id, scheduled_at, verdict, latency_us, code) "
        "VALUES (?, 1, ?, 0, ?, 200)",
        (
            (monitor_id, at + monitor_id % CHECK_EVERY_MS, latencies[(monitor_id + at // CHECK_EVERY_MS) % 997])
            for monitor_id in range(1, monitors + 1)
            for at in range(start, now - CHECK_EVERY_MS, CHECK_EVERY_MS)
        ),
    )
    connection.execute("UPDATE monitor_state SET state = 0, since = ?", (start,))


async def write_outages(database: Database, workspace_id: int, monitor_id: int, now: int, days: int) -> None:
    """Five minutes each, all over the time."""
    chance = random.Random(11)
    records = []
    for at in sorted(now - chance.randrange(days * DAY_MS) for _ in range(_OUTAGES_A_YEAR)):
        for moment, before, after in ((at, Verdict.UP, Verdict.DOWN), (at + 300_000, Verdict.DOWN, Verdict.UP)):
            change = Change(moment, moment, before, after, Reason.FIRST_RESULT, "generated", Why("generated", ()))
            records.append(TransitionRecord(workspace_id, monitor_id, change))
    async with database.write() as connection:
        await TransitionRepository(connection).insert_many(records)
