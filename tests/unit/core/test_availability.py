"""Time by state: it adds up, however it is cut and marked."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.availability import Availability, Mark, MarkKind, availability, spans
from tocsin.core.verdict import Verdict

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN
HOUR = 3_600_000

moments = st.integers(-100, 1_100)
states = st.sampled_from(Verdict)
histories = st.lists(st.tuples(moments, states), max_size=12).map(lambda found: sorted(found, key=lambda c: c[0]))
marks = st.lists(st.builds(Mark, st.sampled_from(MarkKind), moments, st.none() | moments), max_size=5)
ranges = st.tuples(st.integers(0, 1_000), st.integers(0, 1_000)).map(sorted)
Changes = list[tuple[int, Verdict]]


def total(found: Availability) -> int:
    return found.up_ms + found.degraded_ms + found.down_ms + found.unknown_ms + found.excluded_ms


def state_at(moment: int, initial: Verdict, changes: Changes) -> Verdict:
    return [initial, *[state for at, state in changes if at <= moment]][-1]


@given(ranges, states, histories, marks)
def test_the_parts_add_up_to_the_range(
    bounds: list[int], initial: Verdict, changes: Changes, found: list[Mark]
) -> None:
    start, end = bounds
    assert total(availability(start, end, initial, changes, found)) == end - start


@given(ranges, states, histories, marks)
def test_spans_follow_one_another_without_gaps(
    bounds: list[int], initial: Verdict, changes: Changes, found: list[Mark]
) -> None:
    pieces = spans(bounds[0], bounds[1], initial, changes, found)
    assert all(piece.start < piece.end for piece in pieces)
    assert all(left.end == right.start for left, right in pairwise(pieces))


@given(states, histories, marks, st.integers(0, 1_000))
def test_two_parts_of_a_range_add_up_to_the_whole(
    initial: Verdict, changes: Changes, found: list[Mark], cut: int
) -> None:
    left = availability(0, cut, initial, changes, found)
    right = availability(cut, 1_000, state_at(cut, initial, changes), changes, found)
    assert left.plus(right) == availability(0, 1_000, initial, changes, found)


@given(states, histories, marks)
def test_a_mark_that_is_set_twice_counts_once(initial: Verdict, changes: Changes, found: list[Mark]) -> None:
    once = availability(0, 1_000, initial, changes, found)
    assert availability(0, 1_000, initial, changes, found + found) == once


@given(states, histories, marks)
def test_the_order_of_marks_does_not_matter(initial: Verdict, changes: Changes, found: list[Mark]) -> None:
    assert availability(0, 1_000, initial, changes, found[::-1]) == availability(0, 1_000, initial, changes, found)


@given(states, histories, moments, moments)
def test_calling_a_failure_false_never_lowers_the_ratio_and_never_hides_unknown(
    initial: Verdict, changes: Changes, start: int, end: int
) -> None:
    before = availability(0, 1_000, initial, changes)
    after = availability(0, 1_000, initial, changes, [Mark(MarkKind.FALSE_POSITIVE, start, end)])
    assert after.unknown_ms == before.unknown_ms
    assert (after.ratio or 0) >= (before.ratio or 0)


@given(ranges, states, histories)
def test_time_by_state_is_what_a_walk_millisecond_by_millisecond_finds(
    bounds: list[int], initial: Verdict, changes: Changes
) -> None:
    start, end = bounds
    walked = [state_at(moment, initial, changes) for moment in range(start, end)]
    found = availability(start, end, initial, changes)
    assert (found.up_ms, found.degraded_ms, found.down_ms, found.unknown_ms) == tuple(map(walked.count, Verdict))


def test_degraded_is_available_and_down_is_not() -> None:
    found = availability(0, 10 * HOUR, UP, [(6 * HOUR, DEGRADED), (9 * HOUR, DOWN)])
    assert found.ratio == pytest.approx(0.9)


def test_time_in_which_nobody_could_tell_is_left_out() -> None:
    assert availability(0, 10 * HOUR, UP, [(5 * HOUR, UNKNOWN)]).ratio == 1.0


def test_nothing_known_is_no_ratio_rather_than_zero() -> None:
    assert availability(0, HOUR, UNKNOWN, []).ratio is None


@pytest.mark.parametrize("kind", [MarkKind.PLANNED, MarkKind.MAINTENANCE, MarkKind.PAUSED])
def test_planned_time_is_left_out_and_reported(kind: MarkKind) -> None:
    found = availability(0, 10, DOWN, [], [Mark(kind, 2, 5)])
    assert (found.down_ms, found.excluded_ms) == (7, 3)


def test_a_mark_without_an_end_goes_on() -> None:
    assert availability(0, 10, DOWN, [], [Mark(MarkKind.MAINTENANCE, 4, None)]).excluded_ms == 6


def test_planned_wins_over_false_positive() -> None:
    found = [Mark(MarkKind.PLANNED, 0, 6), Mark(MarkKind.FALSE_POSITIVE, 4, 10)]
    assert availability(0, 10, DOWN, [], found) == Availability(up_ms=4, excluded_ms=6)
