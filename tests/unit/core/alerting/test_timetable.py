"""What a policy would do, and when."""

from __future__ import annotations

from msgspec.structs import replace

from tests.unit.core.alerting.clocks_of_towns import BERLIN, HOUR, at
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.hours import DailyHours, WeeklyHours
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import MINUTE_MS, Policy, QuietHours, Repeat, Step, Target, TargetKind, When
from tocsin.core.alerting.timetable import timetable

OPS, BOSS = Target(TargetKind.CHANNEL, 1), Target(TargetKind.USER, 2)
NIGHTS = WeeklyHours(BERLIN, (DailyHours((0, 1, 2, 3, 4, 5, 6), 22 * 60, 7 * 60),))
OFFICE = WeeklyHours(BERLIN, (DailyHours((0, 1, 2, 3, 4), 9 * 60, 17 * 60),))
TWO_STEPS = Policy(Match(), (Step(0, (OPS,)), Step(10 * MINUTE_MS, (BOSS,))))
NOON, NIGHT = at("2026-07-01 12:00"), at("2026-07-01 23:00")


def told(policy: Policy, when: int, severity: Severity = Severity.CRITICAL) -> list[tuple[int, str, int]]:
    """Minutes after the incident, purpose, number."""
    entries = timetable(policy, severity, when, 50).entries
    return [
        ((entry.at - when) // MINUTE_MS, one.purpose.value, one.number) for entry in entries for one in entry.tellings
    ]


def test_steps_are_taken_when_they_are_due() -> None:
    assert told(TWO_STEPS, NOON) == [(0, "problem", 1), (10, "problem", 2)]


def test_targets_are_those_of_the_step() -> None:
    entries = timetable(TWO_STEPS, Severity.CRITICAL, NOON, 50).entries
    assert [one.targets for entry in entries for one in entry.tellings] == [(OPS,), (BOSS,)]


def test_reminders_follow_the_last_step() -> None:
    policy = replace(TWO_STEPS, repeat=Repeat(HOUR, 2))
    assert told(policy, NOON)[2:] == [(70, Purpose.REMINDER.value, 1), (130, Purpose.REMINDER.value, 2)]


def test_quiet_hours_put_it_all_off_until_they_end() -> None:
    policy = replace(TWO_STEPS, quiet_hours=QuietHours(NIGHTS))
    assert told(policy, NIGHT) == [(480, "problem", 1), (490, "problem", 2)]
    (ruling,) = timetable(policy, Severity.CRITICAL, NIGHT, 50).entries[0].rulings
    assert ruling.reason == "quiet_hours"


def test_what_quiet_hours_let_through_is_told_at_once() -> None:
    policy = replace(TWO_STEPS, quiet_hours=QuietHours(NIGHTS, frozenset({Severity.CRITICAL})))
    assert told(policy, NIGHT)[0] == (0, "problem", 1)
    assert told(policy, NIGHT, Severity.WARNING)[0] == (480, "problem", 1)


def test_a_step_for_other_hours_is_passed_over_and_told_of() -> None:
    by_day = (Step(0, (OPS,), When.BUSINESS_HOURS), Step(0, (BOSS,), When.OTHER_HOURS))
    policy = replace(TWO_STEPS, steps=by_day, business_hours=OFFICE)
    assert told(policy, NOON) == [(0, "problem", 1)]
    assert told(policy, NIGHT) == [(0, "problem", 2)]
    (entry,) = timetable(policy, Severity.CRITICAL, NIGHT, 50).entries
    assert [one.reason for one in entry.rulings] == ["other_hours", "step_due"]


def test_the_first_message_waits_for_others() -> None:
    assert told(replace(TWO_STEPS, group_wait=MINUTE_MS), NOON)[0] == (1, "problem", 1)
    assert told(replace(TWO_STEPS, group_wait=MINUTE_MS, groups=False), NOON)[0] == (0, "problem", 1)


def test_it_ends_after_so_many_entries_and_says_that_it_goes_on() -> None:
    policy = replace(TWO_STEPS, repeat=Repeat(HOUR, 100))
    short = timetable(policy, Severity.CRITICAL, NOON, 5)
    assert (len(short.entries), short.goes_on) == (5, True)
    assert not timetable(TWO_STEPS, Severity.CRITICAL, NOON, 5).goes_on
