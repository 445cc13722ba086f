"""Sparklines and daily bars of many monitors, today and the open hour included."""

import pytest
from sqlalchemy import delete

from tests.integration.storage.derived import DOWN_AT, NOW, UP_AT, Lived, mark
from tests.integration.storage.scene import DAY, HOUR, MIDNIGHT, seen
from tocsin.core.availability import Availability, MarkKind
from tocsin.core.verdict import Verdict
from tocsin.storage.overviews import DayBar, OverviewRepository, SparkPoint
from tocsin.storage.results import ResultRepository
from tocsin.storage.tables import result

OPEN_HOUR = NOW - NOW % HOUR
BAD = {1000: Verdict.DOWN, 2000: Verdict.DEGRADED}


async def test_a_sparkline_has_the_last_24_hours_and_the_open_one_among_them(lived: Lived) -> None:
    async with lived.database.read() as connection:
        found = await OverviewRepository(connection).sparklines(lived.home, [lived.monitor], NOW)
    line = found[lived.monitor]
    newest = NOW - NOW % HOUR
    assert [point.start for point in line] == list(range(newest - 23 * HOUR, newest + 1, HOUR))
    latencies = [(newest + minutes * 60_000 - MIDNIGHT) // 100_000 + 1 for minutes in (0, 10, 20)]
    assert line[-1] == SparkPoint(newest, sum(latencies) / 3, 0)


async def test_a_bad_hour_shows_in_the_sparkline(lived: Lived) -> None:
    async with lived.database.read() as connection:
        line = (await OverviewRepository(connection).sparklines(lived.home, [lived.monitor], UP_AT, hours=2))[
            lived.monitor
        ]
    assert line[0] == SparkPoint(UP_AT - HOUR, None, 6)


async def test_bars_have_whole_days_and_what_is_closed_of_today(lived: Lived) -> None:
    async with lived.database.read() as connection:
        found = await OverviewRepository(connection).daily_bars(lived.home, [lived.monitor], NOW)
    bars = found[lived.monitor]
    assert bars == [
        DayBar(MIDNIGHT, Availability(up_ms=DOWN_AT - MIDNIGHT, down_ms=MIDNIGHT + DAY - DOWN_AT)),
        DayBar(MIDNIGHT + DAY, Availability(up_ms=17 * HOUR, down_ms=7 * HOUR)),
        DayBar(MIDNIGHT + 2 * DAY, Availability(up_ms=DAY)),
        DayBar(MIDNIGHT + 3 * DAY, Availability(up_ms=6 * HOUR)),
    ]


async def test_bars_reach_back_so_many_days(lived: Lived) -> None:
    async with lived.database.read() as connection:
        bars = (await OverviewRepository(connection).daily_bars(lived.home, [lived.monitor], NOW, days=2))[
            lived.monitor
        ]
    assert [bar.start for bar in bars] == [MIDNIGHT + 2 * DAY, MIDNIGHT + 3 * DAY]


async def test_another_workspaces_monitor_has_no_pictures(lived: Lived) -> None:
    async with lived.database.read() as connection:
        overviews = OverviewRepository(connection)
        assert await overviews.sparklines(lived.elsewhere, [lived.monitor], NOW) == {}
        assert await overviews.daily_bars(lived.elsewhere, [lived.monitor], NOW) == {}


@pytest.mark.parametrize(
    ("kind", "newest"),
    [
        (MarkKind.FALSE_POSITIVE, [SparkPoint(OPEN_HOUR, 2000.0, 0)]),
        (MarkKind.PLANNED, []),
    ],
)
async def test_a_mark_shows_in_the_open_hour_at_once(lived: Lived, kind: MarkKind, newest: list[SparkPoint]) -> None:
    async with lived.database.write() as connection:
        await connection.execute(delete(result).where(result.c.scheduled_at >= OPEN_HOUR))
        bad, slow = [seen(lived.monitor, OPEN_HOUR + at, verdict, latency_us=2000) for at, verdict in BAD.items()]
        await ResultRepository(connection).insert([bad, slow], lived.regions, now=NOW)
    await mark(lived, kind, OPEN_HOUR, NOW)
    async with lived.database.read() as connection:
        line = (await OverviewRepository(connection).sparklines(lived.home, [lived.monitor], NOW))[lived.monitor]
    assert [point for point in line if point.start >= OPEN_HOUR] == newest


async def test_a_mark_shows_in_bars_and_in_closed_hours(lived: Lived) -> None:
    await mark(lived, MarkKind.FALSE_POSITIVE, DOWN_AT, UP_AT)
    async with lived.database.read() as connection:
        overviews = OverviewRepository(connection)
        bars = (await overviews.daily_bars(lived.home, [lived.monitor], NOW))[lived.monitor]
        line = (await overviews.sparklines(lived.home, [lived.monitor], UP_AT, hours=2)).get(lived.monitor, [])
    assert [bar.availability.down_ms for bar in bars] == [0, 0, 0, 0]
    assert {point.bad for point in line} == {0}
