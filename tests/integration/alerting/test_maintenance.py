"""Maintenance marks the time of what it matches, whatever becomes of the window, the monitors and the process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import update

from tests.integration.alerting.hall import MINUTE, NOON, PROD, Hall
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.silence import Silence
from tocsin.storage.database import Database
from tocsin.storage.marks import MarkRepository
from tocsin.storage.matching import MatchedMonitor, MatchingRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.tables import silence

DAILY = "FREQ=DAILY"
DAY = 24 * 60


class Died(Exception):
    """As a process does, in the middle of something."""


class DyingRepository(MatchingRepository):
    """Tells of the first few monitors only."""

    async def some(self, workspace_id: int, match: Match, *, after: int, limit: int) -> list[MatchedMonitor]:
        if after > 0:
            raise Died
        return await super().some(workspace_id, match, after=after, limit=limit)


@pytest.fixture
async def hall(url: str) -> AsyncIterator[Hall]:
    database = await Database.open(url)
    yield await Hall.begin(database)
    await database.close()


async def test_what_matches_is_marked_from_the_true_start_to_the_end(hall: Hall) -> None:
    prod, staging = await hall.monitor("web"), await hall.monitor("test", "staging")
    await hall.window(10, 60)
    await hall.look(9)
    assert await hall.marks(prod) == []
    await hall.look(10.1)
    assert (await hall.marks(prod), await hall.marks(staging)) == ([(10, 70)], [])


async def test_the_time_of_maintenance_is_left_out_and_no_other(hall: Hall) -> None:
    monitor = await hall.monitor()
    await hall.window(10, 60)
    await hall.look(11)
    assert await hall.excluded_minutes(monitor) == 1
    await hall.look(100)
    assert await hall.excluded_minutes(monitor) == 60


async def test_looking_again_changes_nothing(hall: Hall) -> None:
    monitor = await hall.monitor()
    await hall.window(10, 60)
    for minute in (10, 11, 30, 69.9, 70, 71):
        await hall.look(minute)
        await hall.look_afresh(minute)
    assert await hall.marks(monitor) == [(10, 70)]
    assert await hall.unsettled() == []


async def test_a_window_that_nobody_was_there_for_is_marked_afterwards_with_its_true_times(hall: Hall) -> None:
    monitor = await hall.monitor()
    await hall.window(10, 60)
    await hall.look(3 * DAY)
    assert await hall.marks(monitor) == [(10, 70)]
    assert await hall.unsettled() == []


async def test_each_occurrence_of_a_recurring_one_is_marked_missed_ones_too(hall: Hall) -> None:
    monitor = await hall.monitor()
    await hall.window(10, 60, rrule=DAILY)
    await hall.look(10)
    await hall.look_afresh(3 * DAY + 20)
    assert await hall.marks(monitor) == [(10, 70), *((day * DAY + 10, day * DAY + 70) for day in (1, 2, 3))]


async def test_very_many_missed_occurrences_are_marked_some_at_a_time(hall: Hall) -> None:
    monitor = await hall.monitor()
    await hall.window(10, 60, rrule=DAILY)
    for _ in range(3):
        await hall.look(45 * DAY + 5)
    assert len(await hall.marks(monitor)) == 45


async def test_occurrences_that_overlap_leave_their_common_time_out_once(hall: Hall) -> None:
    monitor = await hall.monitor()
    await hall.window(0, 2 * DAY, rrule=f"{DAILY};COUNT=3")
    await hall.look(2.5 * DAY)
    assert await hall.excluded_minutes(monitor) == 2.5 * DAY
    await hall.look(10 * DAY)
    assert await hall.excluded_minutes(monitor) == 4 * DAY


async def test_what_was_over_before_the_window_was_made_stays_as_it_was(hall: Hall) -> None:
    monitor = await hall.monitor()
    hall.clock.wall_ms = NOON + 2 * DAY * MINUTE
    await hall.window(10, 60, rrule=DAILY)
    await hall.look(2 * DAY + 30)
    assert await hall.marks(monitor) == [(2 * DAY + 10, 2 * DAY + 70)]


async def test_a_window_that_was_said_to_have_begun_is_marked_from_there(hall: Hall) -> None:
    monitor = await hall.monitor()
    hall.clock.wall_ms = NOON + 30 * MINUTE
    await hall.window(10, 60)
    await hall.look(31)
    assert await hall.marks(monitor) == [(10, 70)]


async def test_a_monitor_that_is_made_or_tagged_meanwhile_joins_from_then_on(hall: Hall) -> None:
    old = await hall.monitor("old", "staging")
    await hall.window(10, 60)
    await hall.look(20)
    new = await hall.monitor("new")
    await hall.tag(old, "prod")
    await hall.look(20.5)
    assert await hall.marks(new) == []
    await hall.look(21)
    assert (await hall.marks(new), await hall.marks(old)) == ([(20, 70)], [(20, 70)])


async def test_a_monitor_that_does_not_match_any_more_leaves_and_may_come_back(hall: Hall) -> None:
    monitor = await hall.monitor()
    await hall.window(10, 60)
    await hall.look(10)
    await hall.tag(monitor, "staging")
    await hall.look(20)
    assert await hall.marks(monitor) == [(10, 20)]
    await hall.tag(monitor, "prod")
    await hall.look(21)
    assert await hall.marks(monitor) == [(10, 20), (20, 70)]


async def test_a_deleted_monitor_leaves(hall: Hall) -> None:
    monitor, other = await hall.monitor(), await hall.monitor("other")
    await hall.window(10, 60)
    await hall.look(10)
    async with hall.database.write() as connection:
        await MonitorRepository(connection).delete(hall.workspace_id, [monitor], hall.clock.now_ms())
    await hall.look(20)
    assert (await hall.marks(monitor), await hall.marks(other)) == ([(10, 20)], [(10, 70)])


@pytest.mark.parametrize("noticed", [30, 65, 200])
async def test_an_early_end_counts_from_when_it_was_said(hall: Hall, noticed: float) -> None:
    monitor = await hall.monitor()
    window = await hall.window(10, 60, rrule=DAILY)
    await hall.look(10)
    hall.clock.wall_ms = NOON + 30 * MINUTE
    await hall.end(window)
    await hall.look_afresh(noticed)
    await hall.look(3 * DAY)
    assert await hall.marks(monitor) == [(10, 30)]
    assert await hall.unsettled() == []


async def test_what_was_ended_before_anybody_looked_is_marked_until_then(hall: Hall) -> None:
    monitor = await hall.monitor()
    window = await hall.window(10, 60)
    hall.clock.wall_ms = NOON + 30 * MINUTE
    await hall.end(window)
    await hall.look(90)
    assert await hall.marks(monitor) == [(10, 30)]


async def test_what_was_ended_before_it_began_marks_nothing(hall: Hall) -> None:
    monitor = await hall.monitor()
    await hall.end(await hall.window(10, 60))
    await hall.look(90)
    assert (await hall.marks(monitor), await hall.unsettled()) == ([], [])


@pytest.mark.parametrize("noticed", [30, 65, 90])
async def test_one_occurrence_is_ended_early_and_the_next_is_marked(hall: Hall, noticed: float) -> None:
    monitor = await hall.monitor()
    window = await hall.window(10, 60, rrule=DAILY)
    await hall.look(10)
    hall.clock.wall_ms = NOON + 30 * MINUTE
    await hall.change(window, lambda one: replace(one, resumes_at=hall.clock.now_ms() + 1))
    await hall.look_afresh(noticed)
    await hall.look(DAY + 11)
    assert await hall.marks(monitor) == [(10, 30), (DAY + 10, DAY + 70)]


@pytest.mark.parametrize(("length", "end"), [(90, 100), (30, 40)])
async def test_a_window_that_is_made_longer_or_shorter_meanwhile_ends_accordingly(
    hall: Hall, length: float, end: float
) -> None:
    monitor = await hall.monitor()
    window = await hall.window(10, 60)
    await hall.look(10)
    hall.clock.wall_ms = NOON + 30 * MINUTE
    await hall.change(window, lambda one: replace(one, duration=round(length * MINUTE)))
    await hall.look_afresh(31)
    await hall.look(32)
    await hall.look(200)
    assert await hall.marks(monitor) == [(10, end)]


@pytest.mark.parametrize("noticed", [31, 55, 200])
async def test_a_window_that_is_put_off_counts_for_what_it_was_until_then(hall: Hall, noticed: float) -> None:
    monitor = await hall.monitor()
    window = await hall.window(10, 60)
    await hall.look(10)
    hall.clock.wall_ms = NOON + 30 * MINUTE
    await hall.change(window, lambda one: replace(one, start=NOON + 50 * MINUTE))
    await hall.look_afresh(noticed)
    await hall.look_afresh(201)
    assert await hall.marks(monitor) == [(10, 30), (50, 110)]


async def test_a_window_that_is_about_others_now_was_not_before(hall: Hall) -> None:
    prod, staging = await hall.monitor(), await hall.monitor("test", "staging")
    window = await hall.window(10, 60)
    await hall.look(10)
    hall.clock.wall_ms = NOON + 30 * MINUTE
    await hall.change(window, lambda one: replace(one, match=Match(tags=frozenset({"staging"}))))
    await hall.look(30)
    assert (await hall.marks(prod), await hall.marks(staging)) == ([(10, 30)], [(30, 70)])


async def test_an_occurrence_long_after_a_change_is_marked_as_any(hall: Hall) -> None:
    monitor = await hall.monitor()
    window = await hall.window(10, 60, rrule=DAILY)
    await hall.look(10)
    hall.clock.wall_ms = NOON + 100 * MINUTE
    await hall.change(window, lambda one: replace(one, duration=30 * MINUTE))
    for minute in (101, DAY + 10, DAY + 20, DAY + 41, 2 * DAY + 11):
        await hall.look_afresh(minute)
    assert await hall.marks(monitor) == [(10, 70), (DAY + 10, DAY + 40), (2 * DAY + 10, 2 * DAY + 40)]


async def test_more_monitors_than_one_transaction_takes_are_marked_and_ended(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.alerting.maintenance.AT_ONCE", 10)
    ids = await hall.monitors(25)
    window = await hall.window(10, 60)
    await hall.look(10)
    assert [await hall.marks(one) for one in ids] == [[(10, 70)]] * 25
    await hall.end(window)
    await hall.look(20)
    assert [await hall.marks(one) for one in ids] == [[]] * 25


async def test_a_process_that_dies_in_between_leaves_no_mark_twice_and_none_out(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.alerting.maintenance.AT_ONCE", 10)
    ids = await hall.monitors(25)
    await hall.window(10, 60)
    with monkeypatch.context() as patched:
        patched.setattr("tocsin.alerting.maintenance.MatchingRepository", DyingRepository)
        with pytest.raises(Died):
            await hall.look(10)
    assert [len(await hall.marks(one)) for one in ids] == [1] * 10 + [0] * 15
    await hall.look_afresh(12)
    assert [await hall.marks(one) for one in ids] == [[(10, 70)]] * 25


async def test_two_processes_mark_once(hall: Hall) -> None:
    ids = await hall.monitors(25)
    await hall.window(10, 60)
    hall.clock.wall_ms = NOON + 10 * MINUTE
    await asyncio.gather(*(hall.new_process().step() for _ in range(4)))
    assert [await hall.marks(one) for one in ids] == [[(10, 70)]] * 25


async def test_windows_over_the_same_monitor_mark_it_each(hall: Hall) -> None:
    monitor = await hall.monitor()
    first = await hall.window(10, 60)
    await hall.window(10, 60, match=Match())
    await hall.look(10)
    hall.clock.wall_ms = NOON + 20 * MINUTE
    await hall.end(first)
    await hall.look(30)
    assert await hall.marks(monitor) == [(10, 20), (10, 70)]


async def test_a_silence_marks_nothing_and_other_marks_stay(hall: Hall) -> None:
    monitor = await hall.monitor()
    window = await hall.window(10, 60)
    await hall.look(10)
    async with hall.database.write() as connection:
        (mark,) = (await MarkRepository(connection).page(hall.workspace_id)).items
        await MarkRepository(connection).add(
            hall.workspace_id, [monitor], mark.mark, note="", actor="maintenance:0", now=hall.clock.now_ms()
        )
    await hall.end(window)
    await hall.look(11)
    assert await hall.marks(monitor) == [(10, 70)]


async def test_a_window_that_cannot_be_read_keeps_no_other_from_being_marked(hall: Hall) -> None:
    monitor = await hall.monitor()
    broken = await hall.window(10, 60, rrule=DAILY)
    await hall.window(10, 60)
    unknown = msgspec.json.encode(Silence(PROD, NOON, MINUTE, "Nowhere/Land", DAILY))
    async with hall.database.write() as connection:
        await connection.execute(update(silence).where(silence.c.id == broken).values(document=unknown))
    await hall.look(10)
    assert await hall.marks(monitor) == [(10, 70)]
