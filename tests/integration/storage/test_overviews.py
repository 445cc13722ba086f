"""Sparklines and daily bars of many monitors, today and the open hour included."""

from tests.integration.storage.derived import DOWN_AT, NOW, UP_AT, Lived
from tests.integration.storage.scene import DAY, HOUR, MIDNIGHT
from tocsin.core.availability import Availability
from tocsin.storage.overviews import DayBar, OverviewRepository, SparkPoint


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
