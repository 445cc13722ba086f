"""Which step of a policy is due, and when to look again."""

from __future__ import annotations

import msgspec
import pytest

from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.escalation import LOOK_AGAIN_MS, Advance, Handling, advance
from tocsin.core.alerting.group import Group, GroupState
from tocsin.core.alerting.grouping import JOIN_WITHIN_MS
from tocsin.core.alerting.hours import DailyHours, WeeklyHours
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import MINUTE_MS, Policy, QuietHours, Repeat, Step, Target, TargetKind, When

NOON = 1_700_049_600_000
"""Wednesday 2023-11-15, 12:00 UTC."""
OPS, BOSS = Target(TargetKind.CHANNEL, 1), Target(TargetKind.CHANNEL, 2)
STEPS = (Step(0, (OPS,)), Step(10 * MINUTE_MS, (BOSS,)))
POLICY = Policy(match=Match(), steps=STEPS, repeat=Repeat(30 * MINUTE_MS, 2))
DAY = WeeklyHours("UTC", (DailyHours((0, 1, 2, 3, 4), 9 * 60, 17 * 60),))
NIGHT = WeeklyHours("UTC", (DailyHours(tuple(range(7)), 22 * 60, 7 * 60),))
OPEN = Handling(open=1, unhandled=1)


def group(**others: object) -> Group:
    state = msgspec.structs.replace(GroupState(severity=Severity.CRITICAL, size=1), **others)
    return Group(
        id=1, workspace_id=1, policy_id=7, opened_at=NOON, joined_at=NOON, next_at=NOON, closed_at=None, state=state
    )


def after(advanced: Advance) -> Group:
    return msgspec.structs.replace(group(), state=advanced.state, next_at=advanced.next_at)


def said(advanced: Advance) -> list[tuple[str, int]]:
    return [(one.purpose.value, one.number) for one in advanced.tellings]


def story(policy: Policy, start: Group, *minutes: int) -> list[list[tuple[str, int]]]:
    told, present = [], start
    for minute in minutes:
        advanced = advance(policy, present, OPEN, NOON + minute * MINUTE_MS)
        told.append(said(advanced))
        present = after(advanced)
    return told


def test_the_first_step_is_taken_at_once_and_the_second_ten_minutes_later() -> None:
    first = advance(POLICY, group(), OPEN, NOON)
    assert (said(first), first.next_at) == ([("problem", 1)], NOON + 10 * MINUTE_MS)
    assert first.tellings[0].targets == (OPS,)
    second = advance(POLICY, after(first), OPEN, NOON + 10 * MINUTE_MS)
    assert (said(second), second.tellings[0].targets) == ([("problem", 2)], (BOSS,))


def test_nothing_is_told_before_it_is_due() -> None:
    assert story(POLICY, group(), 0, 5, 9) == [[("problem", 1)], [], []]


def test_everybody_is_reminded_so_often_and_no_more() -> None:
    told = story(POLICY, group(), 0, 10, 39, 40, 70, 100, 900)
    assert told == [[("problem", 1)], [("problem", 2)], [], [("reminder", 1)], [("reminder", 2)], [], []]


def test_after_the_last_reminder_there_is_nothing_to_wait_for() -> None:
    done = group(begun_at=NOON, steps=2, reminders=2, told_severity=Severity.CRITICAL, told_at=NOON, told_size=1)
    assert advance(POLICY, done, OPEN, NOON + 100 * MINUTE_MS).next_at is None


def test_steps_that_were_missed_are_taken_and_of_missed_reminders_one() -> None:
    first = advance(POLICY, group(), OPEN, NOON)
    late = advance(POLICY, after(first), OPEN, NOON + 600 * MINUTE_MS)
    assert said(late) == [("problem", 2), ("reminder", 2)]


def test_what_somebody_has_taken_on_is_escalated_no_further() -> None:
    first = advance(POLICY, group(), OPEN, NOON)
    taken = advance(POLICY, after(first), Handling(1, 0, acknowledged_by="key:ci"), NOON + MINUTE_MS)
    assert (said(taken), taken.next_at, taken.state.acknowledged_by) == ([("acknowledged", 1)], None, "key:ci")
    assert [one.summary for one in taken.rulings] == ["Taken on by the API key ci: nobody else is told."]


def test_that_somebody_has_taken_it_on_is_said_once() -> None:
    taken = group(acknowledged_by="ada")
    again = advance(POLICY, taken, Handling(1, 0, acknowledged_by="ada"), NOON)
    assert (again.tellings, again.rulings) == ((), ())


def test_what_is_snoozed_begins_anew_when_the_time_is_over() -> None:
    first = advance(POLICY, group(), OPEN, NOON)
    until = NOON + 60 * MINUTE_MS
    resting = advance(POLICY, after(first), Handling(1, 0, snoozed_until=until), NOON + MINUTE_MS)
    assert (resting.tellings, resting.next_at) == ((), until)
    woken = advance(POLICY, after(resting), OPEN, until)
    assert (said(woken), woken.tellings[0].round) == ([("problem", 1)], 1)
    assert woken.next_at == until + 10 * MINUTE_MS


def test_what_is_paused_waits_until_it_is_resumed() -> None:
    resting = advance(POLICY, group(), Handling(1, 0, paused=1), NOON)
    assert (resting.tellings, resting.next_at) == ((), NOON + LOOK_AGAIN_MS)
    again = advance(POLICY, after(resting), Handling(1, 0, paused=1), NOON + LOOK_AGAIN_MS)
    assert again.rulings == ()


def test_what_is_over_is_not_escalated() -> None:
    assert advance(POLICY, group(), Handling(0, 0), NOON) == Advance((), group().state, None, ())


def test_a_warning_that_becomes_critical_is_told_to_everybody_at_once() -> None:
    told = group(begun_at=NOON, steps=1, told_severity=Severity.WARNING, told_at=NOON, told_size=1)
    worse = advance(POLICY, told, OPEN, NOON + MINUTE_MS)
    assert (said(worse), worse.tellings[0].targets) == ([("worse", 1)], None)
    assert worse.state.told_severity == Severity.CRITICAL


def test_a_group_that_has_doubled_is_told_once_more_after_a_while() -> None:
    told = group(begun_at=NOON, steps=1, told_severity=Severity.CRITICAL, told_at=NOON, told_size=1, size=2)
    early = advance(POLICY, told, OPEN, NOON + MINUTE_MS)
    assert (early.tellings, early.next_at) == ((), NOON + JOIN_WITHIN_MS)
    due = advance(POLICY, told, OPEN, NOON + JOIN_WITHIN_MS)
    assert (said(due), due.state.told_size) == ([("more", 2)], 2)


def test_in_quiet_hours_it_waits_for_their_end() -> None:
    quiet = msgspec.structs.replace(POLICY, quiet_hours=QuietHours(NIGHT))
    night = NOON + 11 * 60 * MINUTE_MS
    held = advance(quiet, group(), OPEN, night)
    assert (held.tellings, held.next_at) == ((), NOON + 19 * 60 * MINUTE_MS)
    assert [one.reason for one in held.rulings] == ["quiet_hours"]
    assert said(advance(quiet, after(held), OPEN, NOON + 19 * 60 * MINUTE_MS)) == [("problem", 1)]


@pytest.mark.parametrize(("severity", "is_told"), [(Severity.CRITICAL, True), (Severity.WARNING, False)])
def test_what_is_let_through_breaks_the_quiet(severity: Severity, is_told: bool) -> None:
    quiet = msgspec.structs.replace(POLICY, quiet_hours=QuietHours(NIGHT, frozenset({Severity.CRITICAL})))
    night = NOON + 11 * 60 * MINUTE_MS
    assert bool(advance(quiet, group(severity=severity), OPEN, night).tellings) == is_told


@pytest.mark.parametrize(("hour", "number"), [(0, 1), (9, 2)])
def test_branches_are_taken_by_the_time_of_day(hour: int, number: int) -> None:
    branches = (Step(0, (OPS,), When.BUSINESS_HOURS), Step(0, (BOSS,), When.OTHER_HOURS))
    policy = msgspec.structs.replace(POLICY, steps=branches, business_hours=DAY, repeat=None)
    assert said(advance(policy, group(), OPEN, NOON + hour * 60 * MINUTE_MS)) == [("problem", number)]
