"""The longer the window, the more seldom a rule is looked at."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric, Rule
from tocsin.core.alerting.rule_pace import is_due, pace_minutes

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def rule(window: int, short_window: int = 0) -> Rule:
    return Rule(
        match=Match(),
        metric=Metric.BURN_RATE if short_window else Metric.AVAILABILITY,
        comparison=Comparison.ABOVE,
        threshold=1,
        window=window,
        short_window=short_window,
    )


@pytest.mark.parametrize(
    ("window", "short_window", "pace"),
    [
        (0, 0, 1),
        (5 * MINUTE, 0, 1),
        (2 * HOUR, 0, 1),
        (6 * HOUR, 0, 3),
        (DAY, 0, 12),
        (90 * DAY, 0, 15),
        (HOUR, 5 * MINUTE, 1),
        (3 * DAY, 6 * HOUR, 3),
    ],
)
def test_a_hundredth_of_a_window_may_pass_and_no_more_than_a_quarter_of_an_hour(
    window: int, short_window: int, pace: int
) -> None:
    assert pace_minutes(rule(window, short_window)) == pace


def test_a_turn_comes_once_each_time() -> None:
    daily = rule(DAY)
    turns = [minute for minute in range(1000, 1060) if is_due(7, daily, minute - 1, minute)]
    assert [after - before for before, after in pairwise(turns)] == [12, 12, 12, 12]


def test_a_turn_that_was_missed_is_taken_later() -> None:
    daily = rule(DAY)
    (turn,) = [minute for minute in range(1000, 1012) if is_due(7, daily, minute - 1, minute)]
    assert is_due(7, daily, turn - 1, turn + 5)
    assert not is_due(7, daily, turn, turn + 5)


def test_rules_take_turns() -> None:
    assert {number for number in range(12) if is_due(number, rule(DAY), 999, 1000)} == {8}
