"""Availability over any range, to the millisecond, whether from day rollups or not."""

import pytest
from sqlalchemy import delete

from tests.integration.storage.derived import DOWN_AT, NOW, UP_AT, Lived, mark
from tests.integration.storage.scene import DAY, HOUR, MIDNIGHT
from tocsin.core.availability import Availability, MarkKind
from tocsin.core.errors import NotFound
from tocsin.core.verdict import Verdict
from tocsin.storage.history import HistoryRepository
from tocsin.storage.tables import rollup

DOWN_MS = UP_AT - DOWN_AT


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (MIDNIGHT, NOW, Availability(up_ms=NOW - MIDNIGHT - DOWN_MS, down_ms=DOWN_MS)),
        (0, NOW + DAY, Availability(up_ms=NOW - MIDNIGHT - DOWN_MS, down_ms=DOWN_MS)),
        (DOWN_AT - 1, UP_AT + 1, Availability(up_ms=2, down_ms=DOWN_MS)),
        (DOWN_AT + 1, UP_AT - 1, Availability(down_ms=DOWN_MS - 2)),
        (MIDNIGHT + 1, MIDNIGHT + 2 * DAY, Availability(up_ms=2 * DAY - 1 - DOWN_MS, down_ms=DOWN_MS)),
        (NOW - 10, NOW + 10, Availability(up_ms=10)),
        (NOW, NOW, Availability()),
        (0, MIDNIGHT, Availability()),
    ],
)
async def test_a_range_is_weighted_by_time(lived: Lived, start: int, end: int, expected: Availability) -> None:
    async with lived.database.read() as connection:
        found = await HistoryRepository(connection).availability(lived.home, lived.monitor, start, end, NOW)
    assert found == expected


async def test_a_missing_day_is_made_from_transitions(lived: Lived) -> None:
    async with lived.database.write() as connection:
        await connection.execute(delete(rollup).where(rollup.c.start == MIDNIGHT + DAY))
        found = await HistoryRepository(connection).availability(lived.home, lived.monitor, MIDNIGHT, NOW, NOW)
    assert found.down_ms == DOWN_MS


async def test_a_false_positive_disappears_from_every_range(lived: Lived) -> None:
    await mark(lived, MarkKind.FALSE_POSITIVE, DOWN_AT, UP_AT)
    async with lived.database.read() as connection:
        found = await HistoryRepository(connection).availability(lived.home, lived.monitor, MIDNIGHT + 1, NOW, NOW)
    assert found == Availability(up_ms=NOW - MIDNIGHT - 1)


async def test_planned_time_is_left_out(lived: Lived) -> None:
    await mark(lived, MarkKind.PLANNED, DOWN_AT - HOUR, UP_AT)
    async with lived.database.read() as connection:
        found = await HistoryRepository(connection).availability(lived.home, lived.monitor, MIDNIGHT, NOW, NOW)
    assert (found.ratio, found.excluded_ms) == (1.0, DOWN_MS + HOUR)


async def test_history_gives_what_availability_is_made_from(lived: Lived) -> None:
    async with lived.database.read() as connection:
        found = await HistoryRepository(connection).history(lived.home, lived.monitor, 0, DOWN_AT + 1)
    assert (found.start, found.initial, found.changes) == (MIDNIGHT, Verdict.UP, [(DOWN_AT, Verdict.DOWN)])


async def test_another_workspaces_monitor_has_no_history(lived: Lived) -> None:
    async with lived.database.read() as connection:
        with pytest.raises(NotFound):
            await HistoryRepository(connection).availability(lived.elsewhere, lived.monitor, 0, NOW, NOW)
