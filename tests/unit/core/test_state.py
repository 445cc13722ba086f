"""The laws by which a monitor's state changes; `scenarios.md` shows them by example."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.core.judging import DELAY, changes, steps
from tests.unit.core.making import (
    DEGRADED,
    DOWN,
    REGIONS,
    T0,
    UNKNOWN,
    UP,
    histories,
    in_a_row,
    result,
    rules,
    told,
    verdicts,
)
from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import Rules
from tocsin.core.result import Outcome, Result
from tocsin.core.state import MonitorState, Step, advance, expire, initial, reconfigured
from tocsin.core.verdict import Verdict

ONE = Rules(regions=("eu",))
THREE = Rules(regions=REGIONS)


def settled_up(by: Rules = ONE) -> MonitorState:
    return steps([result(UP, T0, region=region) for region in by.regions], by)[-1].state


@given(histories(), rules())
def test_replaying_the_same_results_gives_the_same(history: list[Result], by: Rules) -> None:
    assert steps(history, by) == steps(history, by)


@given(histories(), rules())
def test_a_stop_between_two_results_makes_no_difference(history: list[Result], by: Rules) -> None:
    kept = initial(T0)
    for one in history:
        step = advance(kept, by, one, now=one.scheduled_at + DELAY)
        kept = msgspec.msgpack.decode(msgspec.msgpack.encode(step.state if step else kept), type=MonitorState)
    assert kept == (steps(history, by) or [Step(initial(T0))])[-1].state


@given(histories(), rules())
def test_a_result_that_is_delivered_twice_changes_nothing_more(history: list[Result], by: Rules) -> None:
    twice = [one for one in history for _ in range(2)]
    assert changes(twice, by) == changes(history, by)


@given(histories(st.just(UP)), rules())
def test_good_results_alone_lead_to_up_and_stay_there(history: list[Result], by: Rules) -> None:
    assert [change.to_state for change in changes(history, by)] in ([], [UP])


@given(histories(), rules())
def test_every_change_leads_from_the_state_before_to_another(history: list[Result], by: Rules) -> None:
    states = [UNKNOWN]
    for change in changes(history, by):
        assert change.from_state == states[-1] != change.to_state
        states.append(change.to_state)


@given(histories(), rules(), st.integers(-90_000, 90_000))
def test_a_change_neither_precedes_the_one_before_nor_follows_its_conclusion(
    history: list[Result], by: Rules, skew: int
) -> None:
    moved = [msgspec.structs.replace(one, scheduled_at=one.scheduled_at + skew) for one in history]
    state, before = initial(T0), T0
    for due, one in zip(history, moved, strict=True):
        step = advance(state, by, one, now=due.scheduled_at)
        if step is not None and step.change is not None:
            assert before <= step.change.at <= step.change.concluded_at == due.scheduled_at
            before = step.change.at
        state = step.state if step is not None else state


@given(histories(), rules())
def test_the_state_says_what_its_last_change_said(history: list[Result], by: Rules) -> None:
    for step in steps(history, by):
        if step.change is not None:
            told_by = (step.state.state, step.state.since, step.state.reason, step.summary)
            assert told_by == (step.change.to_state, step.change.at, step.change.reason, step.change.summary)


@given(st.lists(told, max_size=30), rules(most_regions=1))
def test_a_state_is_never_concluded_before_its_threshold(seen: list[Verdict], by: Rules) -> None:
    for number, step in enumerate(steps(in_a_row(seen), by), 1):
        if step.change is not None and step.change.to_state != UP:
            is_easing = step.change.from_state == DOWN
            needed = by.recovery_threshold if is_easing else by.failure_threshold
            streak = seen[:number][-needed:]
            assert len(streak) == needed
            assert (DOWN if is_easing else UP) not in streak


@given(st.lists(st.tuples(st.sampled_from([DEGRADED, DOWN]), st.sampled_from(REGIONS)), max_size=20))
def test_blips_that_are_each_followed_by_a_good_result_never_change_the_state(
    blips: list[tuple[Verdict, str]],
) -> None:
    history = [result(UP, T0, region=region) for region in REGIONS]
    for number, (verdict, region) in enumerate(blips):
        at = T0 + 60_000 * (number + 1)
        history += [result(verdict, at, region=region), result(UP, at + 5_000, region=region)]
    assert [change.to_state for change in changes(history, THREE)] == [UP]


@given(histories(), rules())
def test_bad_results_of_suspect_regions_never_bring_a_monitor_down(history: list[Result], by: Rules) -> None:
    assert all(change.to_state in (UP, UNKNOWN) for change in changes(history, by, suspect=REGIONS))


@given(histories(), rules())
def test_while_nothing_is_bad_nothing_is_concluded_to_be(history: list[Result], by: Rules) -> None:
    harmless = [one for one in history if one.outcome.verdict in (UP, UNKNOWN)]
    assert all(change.to_state in (UP, UNKNOWN) for change in changes(harmless, by))


@given(histories(), rules())
def test_a_bad_state_always_has_a_sentence_of_what_was_seen(history: list[Result], by: Rules) -> None:
    for change in changes(history, by):
        assert change.to_state != DOWN or "no answer within 10 s" in change.summary
        assert change.summary


@given(histories(), rules())
def test_at_most_one_look_per_region_is_asked_for_and_only_of_its_own(history: list[Result], by: Rules) -> None:
    for step in steps(history, by):
        asked = [recheck.region for recheck in step.rechecks]
        assert len(set(asked)) == len(asked)
        assert set(asked) <= set(by.regions)


@given(histories(), rules(), rules())
def test_an_edit_changes_no_conclusion(history: list[Result], by: Rules, edited: Rules) -> None:
    before = (steps(history, by) or [Step(initial(T0))])[-1].state
    after = reconfigured(before, edited, now=T0 + 10_000_000)
    assert (after.state, after.since, after.reason) == (before.state, before.since, before.reason)


@given(histories(), rules(), rules())
def test_after_an_edit_only_the_new_regions_have_a_vote_and_no_streak(
    history: list[Result], by: Rules, edited: Rules
) -> None:
    before = (steps(history, by) or [Step(initial(T0))])[-1].state
    views = reconfigured(before, edited, now=T0 + 10_000_000).views
    assert all(view.region in edited.regions and view.streaks is None for view in views)


@given(histories(), rules(), rules(), histories())
def test_nothing_after_an_edit_is_dated_before_it(
    history: list[Result], by: Rules, edited: Rules, later: list[Result]
) -> None:
    now = T0 + 10_000_000
    state = reconfigured((steps(history, by) or [Step(initial(T0))])[-1].state, edited, now=now)
    for one in later:
        moved = msgspec.structs.replace(one, scheduled_at=one.scheduled_at + 10_000_000)
        step = advance(state, edited, moved, now=moved.scheduled_at)
        state = step.state if step is not None else state
        assert step is None or step.change is None or step.change.at >= now


@given(histories(), rules())
def test_silence_everywhere_always_ends_in_unknown_and_is_noticed_once(history: list[Result], by: Rules) -> None:
    state = (steps(history, by) or [Step(initial(T0))])[-1].state
    step = expire(state, by, {}, now=T0 + 10_000_000)
    silent = step.state if step is not None else state
    assert silent.state == UNKNOWN
    assert expire(silent, by, {}, now=T0 + 20_000_000) is None


@given(histories(), rules())
def test_nobody_is_silent_who_has_just_reported(history: list[Result], by: Rules) -> None:
    state = (steps(history, by) or [Step(initial(T0))])[-1].state
    now = T0 + 10_000_000
    assert expire(state, by, dict.fromkeys(by.regions, now), now=now) is None


@pytest.mark.parametrize("by", [ONE, THREE])
def test_a_good_result_of_a_settled_monitor_changes_nothing(by: Rules) -> None:
    assert advance(settled_up(by), by, result(UP, T0 + 60_000), now=T0 + 60_000) is None


def test_a_region_that_does_not_belong_to_the_monitor_is_not_judged() -> None:
    assert advance(settled_up(), ONE, result(DOWN, T0 + 60_000, region="us"), now=T0 + 60_000) is None


def test_the_first_failure_of_a_monitor_that_was_well_is_told_apart() -> None:
    flags = [step.is_first_failure for step in steps(in_a_row([UP, DOWN, DOWN, DOWN, UP, UP, DOWN]), ONE)]
    assert flags == [False, True, False, False, False, False, True]


def test_a_failure_beside_another_regions_failure_is_not_the_first() -> None:
    history = [result(UP, T0, region=region) for region in REGIONS]
    history += [result(DOWN, T0 + 60_000, region="eu"), result(DOWN, T0 + 60_100, region="us")]
    assert [step.is_first_failure for step in steps(history, THREE)][-2:] == [True, False]


def outvoted() -> MonitorState:
    history = [result(UP, T0, region=region) for region in REGIONS]
    return steps([*history, *in_a_row([DOWN, DOWN])], THREE)[-1].state


def test_an_outvoted_region_that_says_the_same_again_changes_nothing() -> None:
    assert advance(outvoted(), THREE, result(DOWN, T0 + 60_000), now=T0 + 60_000) is None


def test_an_outvoted_region_that_fails_in_another_way_is_no_first_failure() -> None:
    refused = Outcome(DOWN, error=ErrorCode.CONNECT_REFUSED, message="refused")
    seen = msgspec.structs.replace(result(DOWN, T0 + 60_000), outcome=refused)
    step = advance(outvoted(), THREE, seen, now=T0 + 60_000)
    assert step is not None
    assert (step.is_first_failure, step.rechecks) == (False, ())


def test_a_region_that_was_judged_lately_is_not_silent_whatever_else_was_forgotten() -> None:
    state = steps(in_a_row([UP, DOWN, DOWN]), ONE)[-1].state
    assert expire(state, ONE, {}, now=T0 + 15_000 + ONE.patience_ms) is None


def test_a_doubted_failure_is_not_a_first_failure() -> None:
    step = advance(settled_up(), ONE, result(DOWN, T0 + 60_000), now=T0 + 60_000, suspect_regions=["eu"])
    assert step is not None
    assert not step.is_first_failure


def test_one_silent_region_of_three_is_noticed_without_a_change() -> None:
    step = expire(settled_up(THREE), THREE, {"us": T0 + 280_000, "ap": T0 + 280_000}, now=T0 + 290_000)
    assert step is not None
    assert (step.change, step.state.state, step.state.view("eu").level) == (None, UP, UNKNOWN)


@given(st.lists(verdicts, max_size=20))
def test_a_clock_set_back_never_puts_changes_out_of_order(seen: list[Verdict]) -> None:
    state, before = settled_up(), T0
    for number, verdict in enumerate(seen):
        at = T0 + 7_200_000 - 600_000 * number
        step = advance(state, ONE, result(verdict, at), now=at)
        state = step.state if step is not None else state
        assert before <= state.since
        before = state.since


def last_of_unknowns(by: Rules, count: int) -> Step | None:
    """What the last of so many results that cannot tell leads to, all of the first region."""
    state, step = settled_up(by), None
    for number in range(1, count + 1):
        step = advance(state, by, result(UNKNOWN, T0 + number, region=by.regions[0]), now=T0)
        state = step.state if step is not None else state
    return step


@pytest.mark.parametrize(("interval", "pace"), [(86_400.0, 3_600_000), (3_600.0, 300_000), (301.0, 300_000)])
@pytest.mark.parametrize("regions", [("eu",), REGIONS])
def test_while_a_region_cannot_tell_it_does_not_wait_for_a_turn_that_is_far_off(
    interval: float, pace: int, regions: tuple[str, ...]
) -> None:
    step = last_of_unknowns(Rules(regions=regions, interval=interval), 4)
    assert step is not None
    assert [(one.region, one.at) for one in step.rechecks] == [(regions[0], T0 + pace)]


def test_who_looks_often_anyway_is_not_asked_to_look_again_while_unknown() -> None:
    assert last_of_unknowns(msgspec.structs.replace(ONE, interval=300.0), 4) is None
