"""Who would have been told what, when. That it is what the live parts tell is tested beside them."""

from __future__ import annotations

import pytest

from tests.unit.core.alerting.backtest.past import (
    BOSS,
    DEGRADED,
    DOWN,
    MINUTE,
    OPS,
    T0,
    UNKNOWN,
    UP,
    became,
    monitored,
    played,
    policy,
    told,
)
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.roster import Roster
from tocsin.core.alerting.silence import Occurrence, SilenceKind
from tocsin.core.verdict import Verdict


def silence(start: float, end: float) -> Occurrence:
    begin, until = T0 + round(start * MINUTE), T0 + round(end * MINUTE)
    return Occurrence(7, SilenceKind.SILENCE, "moving house", Match(), begin, until)


def test_each_step_is_taken_while_it_lasts() -> None:
    past = played(became(1, (5, DOWN), (30, UP)), policies=[policy((0, OPS), (10, BOSS), (60, OPS))])
    assert told(past) == [(5, "ops", "problem"), (15, "boss", "problem")]
    assert [one.resolved_after for one in past.pages] == [25 * MINUTE, 15 * MINUTE]


def test_what_is_over_within_five_minutes_is_counted() -> None:
    past = played(became(1, (5, DOWN), (9, UP), (100, DOWN), (106, UP)))
    assert (past.summary.pages, past.summary.quick, past.summary.recoveries) == (2, 1, 2)


def test_what_lasts_at_the_end_is_not_resolved() -> None:
    past = played(became(1, (5, DOWN)))
    assert (past.pages[0].resolved_after, past.summary.unresolved, past.summary.incidents) == (None, 1, 1)
    assert past.summary.longest is past.pages[0]


def test_what_had_begun_before_is_nobodys_business() -> None:
    past = played(became(1, (5, UP), (50, DOWN), before=DOWN), monitors=[monitored(1, initial=DOWN)])
    assert told(past) == [(50, "ops", "problem")]


def test_what_began_while_it_was_warming_up_is_not_told_either() -> None:
    past = played(became(1, (-10, DOWN), (5, UP)))
    assert (told(past), past.summary.incidents) == ([], 0)


def test_what_fails_again_and_again_is_told_as_flapping_and_then_held() -> None:
    changes = [(float(2 * one), DOWN if one % 2 == 0 else UP) for one in range(12)]
    past = played(became(1, *changes), until=60)
    assert [one.is_flapping for one in past.pages] == [False, False, False, True]
    assert past.summary.held == {"flapping": 2}
    assert past.summary.untold == {"flapping": 2}


def test_failures_from_before_the_beginning_count_for_flapping() -> None:
    changes = [(float(2 * one), DOWN if one % 2 == 0 else UP) for one in range(-6, 2)]
    assert [one.is_flapping for one in played(became(1, *changes), until=60).pages] == [True]


@pytest.mark.parametrize("state", [UP, DEGRADED, UNKNOWN])
def test_a_child_of_what_is_down_is_held_until_that_is_not_down_any_more(state: Verdict) -> None:
    monitors = [monitored(1, "router"), monitored(2, parents=(1,))]
    past = played(became(1, (1, DOWN), (20, state)) + became(2, (2, DOWN)), monitors=monitors)
    assert [one.monitor_ids for one in past.pages][:1] == [(1,)]
    assert past.summary.held == {"parent_down": 1}
    assert (22.0, "ops", "problem") in told(past)


def test_a_silence_holds_until_it_ends() -> None:
    past = played(became(1, (5, DOWN)), occurrences=[silence(0, 30)])
    assert told(past) == [(30, "ops", "problem")]
    assert (past.summary.held, past.summary.told) == ({"silenced": 1}, 1)


def test_a_silence_that_begins_later_keeps_the_next_step() -> None:
    past = played(
        became(1, (5, DOWN)), policies=[policy((0, OPS), (10, BOSS))], occurrences=[silence(8, 90)], until=120
    )
    assert told(past) == [(5, "ops", "problem"), (90, "boss", "problem")]


def test_what_is_over_while_it_is_held_is_told_nobody() -> None:
    past = played(became(1, (5, DOWN), (20, UP)), occurrences=[silence(0, 30)])
    assert (told(past), past.summary.untold) == ([], {"silenced": 1})


def test_that_no_policy_takes_it_is_said() -> None:
    assert played(became(1, (5, DOWN)), policies=[]).summary.untold == {"no_policy": 1}


def test_that_nobody_is_there_is_said() -> None:
    assert played(became(1, (5, DOWN)), roster=Roster()).summary.untold == {"nobody_there": 1}


def test_that_it_was_over_before_the_first_step_is_said() -> None:
    past = played(became(1, (5, DOWN), (6, UP)), policies=[policy((10, OPS))])
    assert past.summary.untold == {"over_while_waiting": 1}


def test_pages_are_counted_by_the_hour_of_a_time_zone() -> None:
    past = played(became(1, (30, DOWN), (40, UP)), time_zone="Pacific/Auckland")
    assert past.summary.by_hour.index(1) == 1
    assert (past.summary.at_night, past.summary.destinations["channel:1"].at_night) == (1, 1)


def test_more_pages_than_are_listed_are_counted() -> None:
    past = played(became(1, (5, DOWN), (20, UP), (100, DOWN), (120, UP)), most_pages=1)
    assert (len(past.pages), past.summary.pages) == (1, 2)


def test_it_is_the_same_when_it_is_played_in_parts() -> None:
    changes = became(1, (5, DOWN), (20, UP), (100, DOWN))
    whole = played(changes, policies=[policy((0, OPS), (10, BOSS))])
    parts = played([], policies=[policy((0, OPS), (10, BOSS))], until=0)
    for minute in range(600):
        upto = T0 + minute * MINUTE
        parts.play([one for one in changes if upto - MINUTE < one.change.concluded_at <= upto], upto)
    assert told(parts) == told(whole)
