"""A rule is broken, and kept again, once enough evaluations in a row say so."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric, Rule, RuleState
from tocsin.core.alerting.rule_state import KEPT, Crossing, evaluate

MINUTE = 60_000
NOON = 1_700_049_600_000
SLOW = Rule(match=Match(), metric=Metric.LATENCY, comparison=Comparison.ABOVE, threshold=800)
SCARCE = replace(SLOW, metric=Metric.AVAILABILITY, comparison=Comparison.BELOW, threshold=0.999)


def played(rule: Rule, *values: float | None) -> tuple[RuleState, list[tuple[int, Crossing]]]:
    """One value a minute; the state in the end, and at which minute there was which crossing."""
    state, crossings = KEPT, []
    for minute, value in enumerate(values):
        state, crossing = evaluate(rule, state, value, NOON + minute * MINUTE)
        if crossing is not None:
            crossings.append((minute, crossing))
    return state, crossings


def test_one_value_beyond_concludes_nothing() -> None:
    assert played(SLOW, 900, 700) == (KEPT, [])


def test_two_in_a_row_break_it_since_the_first() -> None:
    state, crossings = played(SLOW, 700, 900, 950)
    assert crossings == [(2, Crossing(True, NOON + MINUTE, 950))]
    assert state == RuleState(is_broken=True, since=NOON + MINUTE)


def test_it_is_kept_again_after_two_in_a_row() -> None:
    state, crossings = played(SLOW, 900, 900, 700, 900, 700, 600)
    assert crossings[1:] == [(5, Crossing(False, NOON + 4 * MINUTE, 600))]
    assert state is KEPT


def test_what_lies_on_the_threshold_is_within() -> None:
    assert played(SLOW, 800, 800, 800)[1] == played(SCARCE, 0.999, 0.999, 0.999)[1] == []


def test_what_should_be_more_is_broken_by_less() -> None:
    assert [minute for minute, _ in played(SCARCE, 0.99, 0.99, 1, 1)[1]] == [1, 3]


def test_what_cannot_be_told_neither_continues_a_streak_nor_ends_it() -> None:
    assert played(SLOW, 900, None, None, 900)[1] == [(3, Crossing(True, NOON, 900))]
    assert played(SLOW, 900, 900, None, None, None)[0].is_broken


def test_a_streak_does_not_outlast_a_silence() -> None:
    state, crossings = played(SLOW, 900, None, None, None, 900)
    assert crossings == []
    assert (state.streak, state.first_at) == (1, NOON + 4 * MINUTE)


@pytest.mark.parametrize("number", [1, 5])
def test_a_rule_says_how_many_it_takes(number: int) -> None:
    rule = replace(SLOW, confirmations=number, recoveries=number)
    crossings = played(rule, *[900] * number, *[700] * number)[1]
    assert [minute for minute, _ in crossings] == [number - 1, 2 * number - 1]


def test_where_nothing_changes_the_state_is_the_same_object() -> None:
    broken = RuleState(is_broken=True, since=NOON)
    assert evaluate(SLOW, KEPT, 700, NOON)[0] is KEPT
    assert evaluate(SLOW, broken, 900, NOON)[0] is broken
