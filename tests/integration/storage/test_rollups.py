"""Hours and days follow from results, transitions and marks, and follow again when those change."""

from collections.abc import Iterable

import pytest
from sqlalchemy import delete, select

from tests.integration.storage.scene import DAY, HOUR, MIDNIGHT, T0, Scene, every, seen
from tocsin.core.availability import Availability, Mark, MarkKind
from tocsin.core.monitor import Rules
from tocsin.core.result import Result
from tocsin.core.verdict import Verdict
from tocsin.storage import rollups
from tocsin.storage.database import Database
from tocsin.storage.marks import MarkRepository
from tocsin.storage.meta import MetaRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.periods import GRACE_MS
from tocsin.storage.rollup_hours import Level
from tocsin.storage.rollups import RollupRepository
from tocsin.storage.tables import result, rollup
from tocsin.storage.tallies import Tally, tally_of
from tocsin.storage.watermarks import RAW_SINCE

UP, DOWN = Verdict.UP, Verdict.DOWN
CLOSED = T0 + HOUR + GRACE_MS
"""The earliest moment at which the hour from T0 is closed."""


async def derive(database: Database, now: int) -> None:
    while await rollups.step(database, now):
        pass


async def derived(
    database: Database, monitor_id: int, start: int = T0, *, level: Level = Level.HOUR, region: int = 0
) -> Tally | None:
    async with database.read() as connection:
        where = rollup.c.level == level, rollup.c.monitor_id == monitor_id, rollup.c.region_id == region
        row = (await connection.execute(select(rollup).where(*where, rollup.c.start == start))).one_or_none()
    return None if row is None else tally_of(row)


async def hour_of(database: Database, monitor_id: int, start: int = T0) -> Tally:
    tally = await derived(database, monitor_id, start)
    assert tally is not None
    return tally


async def prepare(
    database: Database, results: Iterable[tuple[int, Verdict]], *changes: tuple[int, Verdict], created_at: int = T0
) -> int:
    """A monitor with these results (time, verdict) and changes; answers with its id."""
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        monitor = await scene.monitor(at=created_at)
        for at, state in changes:
            await scene.change(monitor.id, at, state)
        await scene.store(*(seen(monitor.id, at, verdict) for at, verdict in results), now=T0)
        return monitor.id


async def store(database: Database, *results: Result, now: int) -> None:
    async with database.write() as connection:
        await (await Scene.begin(connection)).store(*results, now=now)


async def mark(database: Database, monitor_id: int, kind: MarkKind, start: int, end: int | None, now: int) -> int:
    async with database.write() as connection:
        home = (await Scene.begin(connection)).home
        marks = MarkRepository(connection)
        return (await marks.add(home, [monitor_id], Mark(kind, start, end), note="", actor="ann", now=now))[0]


async def test_an_hour_waits_for_the_grace(database: Database) -> None:
    monitor = await prepare(database, [(T0, UP)])
    await derive(database, CLOSED - 1)
    assert await derived(database, monitor) is None
    await derive(database, CLOSED)
    assert await derived(database, monitor) is not None


async def test_an_hour_counts_verdicts(database: Database) -> None:
    results = [(T0 + number, Verdict(number % 4)) for number in range(10)]
    monitor = await prepare(database, [*results, (T0 + HOUR, DOWN)])
    await derive(database, CLOSED)
    assert (await hour_of(database, monitor)).counts == [3, 3, 2, 2, 0]


async def test_latency_is_of_results_that_got_an_answer(database: Database) -> None:
    monitor = await prepare(database, [])
    await store(database, *(seen(monitor, T0 + n, latency_us=n * 1000) for n in range(1, 101)), now=T0)
    await store(
        database, seen(monitor, T0, DOWN, latency_us=9_000_000), seen(monitor, T0 + 999, latency_us=None), now=T0
    )
    await derive(database, CLOSED)
    hour = await hour_of(database, monitor)
    figures = (hour.latency_count, hour.latency_sum, hour.latency_min, hour.latency_max)
    assert figures == (100, 5_050_000, 1000, 100_000)
    assert hour.sketch.quantile(0.5) == pytest.approx(50_500, rel=0.03)


async def test_time_by_state_follows_the_transitions(database: Database) -> None:
    changes = (T0 - 5 * HOUR, UP), (T0 + 60_000, DOWN), (T0 + 90_000, UP)
    monitor = await prepare(database, [(T0, UP)], *changes, created_at=T0 - 6 * HOUR)
    await derive(database, CLOSED)
    assert (await hour_of(database, monitor)).availability == Availability(up_ms=HOUR - 30_000, down_ms=30_000)
    before = await hour_of(database, monitor, T0 - HOUR)
    assert before.availability == Availability(up_ms=HOUR)


async def test_time_before_creation_does_not_count(database: Database) -> None:
    monitor = await prepare(database, [], (T0 + 600_000, UP), created_at=T0 + 300_000)
    await derive(database, CLOSED)
    expected = Availability(unknown_ms=300_000, up_ms=HOUR - 600_000)
    assert (await hour_of(database, monitor)).availability == expected


async def test_regions_have_rows_of_their_own_where_there_are_several(database: Database) -> None:
    monitor = await prepare(database, [(T0, UP)])
    await store(database, seen(monitor, T0, DOWN, region="us"), now=T0)
    await derive(database, CLOSED)
    regions = [await derived(database, monitor, region=region) for region in (0, 1, 2)]
    assert [one and one.counts for one in regions] == [[1, 0, 1, 0, 0], [1, 0, 0, 0, 0], [0, 0, 1, 0, 0]]


async def test_a_single_region_has_no_row_of_its_own(database: Database) -> None:
    monitor = await prepare(database, [(T0, UP)])
    await derive(database, CLOSED)
    assert await derived(database, monitor, region=1) is None


async def test_a_day_adds_up_its_hours(database: Database) -> None:
    times = every(600, MIDNIGHT, MIDNIGHT + DAY)
    monitor = await prepare(
        database, [(at, UP) for at in times], (MIDNIGHT, UP), (MIDNIGHT + 5 * HOUR, DOWN), created_at=MIDNIGHT
    )
    await derive(database, MIDNIGHT + DAY + GRACE_MS)
    day = await derived(database, monitor, MIDNIGHT, level=Level.DAY)
    assert day is not None
    assert day.counts == [144, 0, 0, 0, 0]
    assert day.availability == Availability(up_ms=5 * HOUR, down_ms=19 * HOUR)
    assert (day.latency_count, day.sketch.count) == (144, 144)


async def test_a_late_result_is_counted_after_all(database: Database) -> None:
    monitor = await prepare(database, [(MIDNIGHT, UP)], created_at=MIDNIGHT)
    tomorrow = MIDNIGHT + DAY + GRACE_MS
    await derive(database, tomorrow)
    await store(database, seen(monitor, MIDNIGHT + 1, DOWN), now=tomorrow)
    await derive(database, tomorrow)
    assert (await hour_of(database, monitor, MIDNIGHT)).counts == [1, 0, 1, 0, 0]
    day = await derived(database, monitor, MIDNIGHT, level=Level.DAY)
    assert day is not None
    assert day.counts == [1, 0, 1, 0, 0]


async def test_a_false_positive_turns_bad_results_and_time_good(database: Database) -> None:
    monitor = await prepare(database, [(T0, UP), (T0 + 10, DOWN), (T0 + 50, DOWN)], (T0, UP), (T0 + 10, DOWN))
    await derive(database, CLOSED)
    await mark(database, monitor, MarkKind.FALSE_POSITIVE, T0, T0 + 40, CLOSED)
    await derive(database, CLOSED)
    hour = await hour_of(database, monitor)
    assert hour.counts == [2, 0, 1, 0, 0]
    assert hour.availability == Availability(up_ms=40, down_ms=HOUR - 40)


@pytest.mark.parametrize("kind", [MarkKind.PLANNED, MarkKind.MAINTENANCE, MarkKind.PAUSED])
async def test_what_was_planned_is_excluded(database: Database, kind: MarkKind) -> None:
    monitor = await prepare(database, [(T0, UP), (T0 + 50, DOWN)], (T0, UP))
    await derive(database, CLOSED)
    await mark(database, monitor, kind, T0 + 40, None, CLOSED)
    await derive(database, CLOSED)
    hour = await hour_of(database, monitor)
    assert hour.counts == [1, 0, 0, 0, 1]
    assert hour.availability == Availability(up_ms=40, excluded_ms=HOUR - 40)


async def test_removing_a_mark_brings_the_figures_back(database: Database) -> None:
    monitor = await prepare(database, [(T0, DOWN)], (T0, DOWN))
    await derive(database, CLOSED)
    before = await hour_of(database, monitor)
    number = await mark(database, monitor, MarkKind.PLANNED, T0, T0 + HOUR, CLOSED)
    await derive(database, CLOSED)
    async with database.write() as connection:
        await MarkRepository(connection).remove((await Scene.begin(connection)).home, number, CLOSED)
    await derive(database, CLOSED)
    assert (await hour_of(database, monitor)).counts == before.counts


async def test_a_mark_in_the_open_hour_derives_nothing_yet(database: Database) -> None:
    monitor = await prepare(database, [(T0, UP)])
    await derive(database, CLOSED)
    await mark(database, monitor, MarkKind.PAUSED, CLOSED - 10, None, CLOSED)
    await derive(database, CLOSED)
    assert await derived(database, monitor, T0 + HOUR) is None


async def test_without_raw_results_counts_stay_and_time_follows(database: Database) -> None:
    monitor = await prepare(database, [(T0, DOWN)], (T0, DOWN))
    await derive(database, CLOSED)
    async with database.write() as connection:
        await connection.execute(delete(result))
        await MetaRepository(connection).set(RAW_SINCE, T0 + 1)
    await mark(database, monitor, MarkKind.FALSE_POSITIVE, T0, T0 + HOUR, CLOSED)
    await derive(database, CLOSED)
    hour = await hour_of(database, monitor)
    assert (hour.counts, hour.availability) == ([0, 0, 1, 0, 0], Availability(up_ms=HOUR))


async def test_recomputing_repairs_a_damaged_rollup(database: Database) -> None:
    monitor = await prepare(database, [(T0, UP)])
    await derive(database, CLOSED)
    async with database.write() as connection:
        await connection.execute(delete(rollup))
        await RollupRepository(connection).recompute(monitor, T0, T0 + 1)
    await derive(database, CLOSED)
    assert (await hour_of(database, monitor)).counts == [1, 0, 0, 0, 0]


async def test_many_monitors_are_derived_in_several_steps(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        monitors = [await scene.monitor(f"m{number}", rules=Rules(interval=2)) for number in range(5)]
        await scene.store(*(seen(monitor.id, T0) for monitor in monitors))
    await derive(database, CLOSED)
    assert [(await hour_of(database, one.id)).counts[0] for one in monitors] == [1] * 5


async def test_a_deleted_monitor_is_not_derived(database: Database) -> None:
    monitor = await prepare(database, [(T0, UP)])
    async with database.write() as connection:
        await MonitorRepository(connection).delete((await Scene.begin(connection)).home, [monitor], T0)
    await derive(database, CLOSED)
    assert await derived(database, monitor) is None


async def test_lag_is_how_far_the_hours_are_behind(database: Database) -> None:
    await prepare(database, [(T0, UP)])
    await rollups.step(database, CLOSED)
    async with database.read() as connection:
        assert await RollupRepository(connection).lag_ms(CLOSED + 2 * HOUR) == 2 * HOUR
    await derive(database, CLOSED + 2 * HOUR)
    async with database.read() as connection:
        assert await RollupRepository(connection).lag_ms(CLOSED + 2 * HOUR) == 0
