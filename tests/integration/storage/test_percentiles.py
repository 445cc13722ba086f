"""The 95th percentile of the last day: of closed hours, of the open one where it is the only one."""

import pytest

from tests.integration.storage.derived import NOW, Lived, mark
from tests.integration.storage.scene import DAY, HOUR, MIDNIGHT, Scene, seen
from tocsin.core.availability import MarkKind
from tocsin.core.sketch import RELATIVE_ERROR
from tocsin.core.verdict import Verdict
from tocsin.storage.percentiles import PercentileRepository
from tocsin.storage.results import ResultRepository

OPEN_HOUR = NOW - NOW % HOUR


async def p95(lived: Lived, now: int = NOW, workspace: int | None = None) -> dict[int, float]:
    async with lived.database.read() as connection:
        return await PercentileRepository(connection).p95(workspace or lived.home, [lived.monitor], now)


async def test_it_is_of_the_closed_hours_of_the_last_day(lived: Lived) -> None:
    newest = (OPEN_HOUR - MIDNIGHT) // 100_000
    oldest = (OPEN_HOUR - 24 * HOUR - MIDNIGHT) // 100_000
    expected = oldest + 0.95 * (newest - oldest)
    assert (await p95(lived))[lived.monitor] == pytest.approx(expected, rel=2 * RELATIVE_ERROR)


async def test_a_monitor_without_a_closed_hour_is_judged_by_the_open_one(lived: Lived) -> None:
    async with lived.database.write() as connection:
        scene = Scene(connection, lived.home, lived.elsewhere, lived.regions)
        young = await scene.monitor("young", at=OPEN_HOUR)
        results = [seen(young.id, OPEN_HOUR + number, latency_us=5_000) for number in range(3)]
        await ResultRepository(connection).insert(results, lived.regions, now=NOW)
        found = await PercentileRepository(connection).p95(lived.home, [young.id, lived.monitor], NOW)
    assert found[young.id] == pytest.approx(5_000, rel=RELATIVE_ERROR)
    assert lived.monitor in found


async def test_what_was_never_measured_has_none(lived: Lived) -> None:
    assert await p95(lived, NOW + 3 * DAY) == {}


async def test_time_that_was_planned_does_not_count(lived: Lived) -> None:
    await mark(lived, MarkKind.PLANNED, OPEN_HOUR - 24 * HOUR, NOW)
    assert await p95(lived) == {}


async def test_another_workspaces_monitor_has_none(lived: Lived) -> None:
    assert await p95(lived, workspace=lived.elsewhere) == {}


async def test_a_timeout_is_no_latency(lived: Lived) -> None:
    async with lived.database.write() as connection:
        scene = Scene(connection, lived.home, lived.elsewhere, lived.regions)
        failing = await scene.monitor("failing", at=OPEN_HOUR)
        result = seen(failing.id, OPEN_HOUR, Verdict.DOWN, latency_us=9_000_000)
        await ResultRepository(connection).insert([result], lived.regions, now=NOW)
        assert await PercentileRepository(connection).p95(lived.home, [failing.id], NOW) == {}
