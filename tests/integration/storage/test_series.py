"""A chart's numbers are the same whichever level they are read from."""

import pytest
from sqlalchemy import delete

from tests.integration.storage.derived import DOWN_AT, NOW, UP_AT, Lived, mark
from tests.integration.storage.scene import DAY, HOUR, MIDNIGHT, Scene, seen
from tocsin.core.availability import MarkKind
from tocsin.core.errors import NotFound
from tocsin.core.result import Phases
from tocsin.storage.meta import MetaRepository
from tocsin.storage.series import Series, SeriesRepository
from tocsin.storage.tables import result
from tocsin.storage.watermarks import HOURS_SINCE, RAW_SINCE

MINUTE = 60_000
CHECKS = (NOW - MIDNIGHT) // (10 * MINUTE)
BAD = (UP_AT - DOWN_AT) // (10 * MINUTE)


async def series_of(lived: Lived, start: int, end: int, width: int, region: str | None = None) -> Series:
    async with lived.database.read() as connection:
        return await SeriesRepository(connection).series(lived.home, lived.monitor, start, end, width, region=region)


@pytest.mark.parametrize(("width", "buckets"), [(10 * MINUTE, CHECKS), (HOUR, 79), (6 * HOUR, 14), (DAY, 4)])
async def test_every_width_counts_every_result_once(lived: Lived, width: int, buckets: int) -> None:
    found = await series_of(lived, MIDNIGHT, NOW, width)
    assert (found.width_ms, len(found.buckets)) == (width, buckets)
    assert sum(bucket.up for bucket in found.buckets) == found.total.up == CHECKS - BAD
    assert sum(bucket.down for bucket in found.buckets) == found.total.down == BAD


@pytest.mark.parametrize("width", [10 * MINUTE, HOUR])
async def test_percentiles_are_the_same_from_every_level(lived: Lived, width: int) -> None:
    total = (await series_of(lived, UP_AT, UP_AT + DAY, width)).total
    assert total.p50 == pytest.approx((UP_AT + 12 * HOUR - MIDNIGHT) / 100_000, rel=0.02)
    assert total.p99 == pytest.approx((UP_AT + DAY - MIDNIGHT) / 100_000, rel=0.03)


async def test_percentiles_of_days_are_within_the_sketchs_error(lived: Lived) -> None:
    total = (await series_of(lived, MIDNIGHT + 2 * DAY, MIDNIGHT + 3 * DAY, DAY)).total
    assert total.p50 == pytest.approx(2.5 * DAY / 100_000, rel=0.02)


async def test_a_bucket_has_its_own_figures(lived: Lived) -> None:
    [bucket] = (await series_of(lived, UP_AT, UP_AT + HOUR, HOUR)).buckets
    first = (UP_AT - MIDNIGHT) // 100_000 + 1
    assert (bucket.start, bucket.up, bucket.latency_count) == (UP_AT, 6, 6)
    assert (bucket.latency_min, bucket.latency_max, bucket.latency_mean) == (first, first + 30, first + 15)


async def test_raw_buckets_average_the_phases(lived: Lived) -> None:
    [bucket] = (await series_of(lived, UP_AT, UP_AT + 30 * MINUTE, 30 * MINUTE)).buckets
    assert bucket.phases == Phases(dns=1, tls=3)


async def test_a_width_without_raw_results_becomes_an_hour(lived: Lived) -> None:
    async with lived.database.write() as connection:
        await connection.execute(delete(result).where(result.c.scheduled_at < MIDNIGHT + DAY))
        await MetaRepository(connection).set(RAW_SINCE, MIDNIGHT + DAY)
    found = await series_of(lived, MIDNIGHT, MIDNIGHT + HOUR, MINUTE)
    assert (found.width_ms, found.total.up) == (HOUR, 6)


async def test_a_width_without_hours_becomes_a_day(lived: Lived) -> None:
    async with lived.database.write() as connection:
        await MetaRepository(connection).set(HOURS_SINCE, MIDNIGHT + DAY)
    assert (await series_of(lived, MIDNIGHT, NOW, HOUR)).width_ms == DAY


async def test_a_width_is_never_so_small_that_a_list_grows_without_bound(lived: Lived) -> None:
    found = await series_of(lived, MIDNIGHT, NOW, 1)
    assert found.width_ms == -(-(NOW - MIDNIGHT) // 2000)


async def test_one_region_alone_has_its_own_series(lived: Lived) -> None:
    async with lived.database.write() as connection:
        await Scene.store(Scene(connection, lived.home, 0, lived.regions), seen(lived.monitor, NOW - 1, region="us"))
    found = [await series_of(lived, UP_AT, NOW, MINUTE * 10, one) for one in ("eu", "us", "xx")]
    assert [one.total.up for one in found] == [CHECKS - (UP_AT - MIDNIGHT) // (10 * MINUTE), 1, 0]


async def test_marked_results_are_counted_as_marked(lived: Lived) -> None:
    await mark(lived, MarkKind.PLANNED, DOWN_AT, UP_AT)
    for width in (10 * MINUTE, HOUR, DAY):
        total = (await series_of(lived, MIDNIGHT, NOW, width)).total
        assert (total.up, total.down, total.excluded) == (CHECKS - BAD, 0, BAD)


async def test_another_workspaces_monitor_has_no_series(lived: Lived) -> None:
    async with lived.database.read() as connection:
        with pytest.raises(NotFound):
            await SeriesRepository(connection).series(lived.elsewhere, lived.monitor, MIDNIGHT, NOW, HOUR)
