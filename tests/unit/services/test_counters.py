"""Counts of hits in memory."""

from __future__ import annotations

import pytest

from tests.clocks import FakeClock
from tocsin.services import counters
from tocsin.services.counters import Counters


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def counts(clock: FakeClock) -> Counters:
    return Counters(clock.monotonic)


async def test_a_count_lasts_as_long_as_its_window_from_the_first_hit_on(counts: Counters, clock: FakeClock) -> None:
    assert [await counts.incr("a", 60), await counts.incr("a", 60)] == [1, 2]
    clock.advance(59_000)
    assert await counts.incr("a", 60) == 3
    clock.advance(1_000)
    assert await counts.get("a") == 0
    assert await counts.incr("a", 60) == 1


async def test_it_does_not_mind_that_somebody_sets_the_clock(counts: Counters, clock: FakeClock) -> None:
    await counts.incr("a", 60)
    clock.step(-3_600_000)
    clock.advance(60_000)
    assert await counts.get("a") == 0


async def test_nothing_is_given_back_that_was_not_taken(counts: Counters, clock: FakeClock) -> None:
    assert await counts.incr("a", 60, -1) == 0
    await counts.incr("a", 60)
    assert [await counts.incr("a", 60, -1), await counts.incr("a", 60, -1)] == [0, 0]
    clock.advance(60_000)
    assert await counts.incr("a", 60, -1) == 0
    assert await counts.incr("a", 60) == 1


async def test_what_has_ended_goes_as_others_come(counts: Counters, clock: FakeClock) -> None:
    for number in range(100):
        await counts.incr(f"old {number}", 60)
    clock.advance(60_000)
    for number in range(50):
        await counts.incr(f"new {number}", 60)
    assert len(counts) == 50


async def test_with_very_many_those_that_end_first_are_forgotten(
    counts: Counters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "MOST", 10)
    for number in range(100):
        await counts.incr(str(number), 60)
    assert len(counts) == 10
    assert [await counts.get("89"), await counts.get("90")] == [0, 1]


async def test_windows_of_several_lengths_are_counted_apart(counts: Counters, clock: FakeClock) -> None:
    await counts.incr("a/minute", 60)
    await counts.incr("a/hour", 3_600)
    clock.advance(60_000)
    assert [await counts.get("a/minute"), await counts.get("a/hour")] == [0, 1]
