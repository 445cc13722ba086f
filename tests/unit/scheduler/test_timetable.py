from collections import Counter
from itertools import pairwise

import msgspec
import pytest

from tests.clocks import T0, FakeClock
from tests.specs import spec
from tocsin.core.messages import Cause, CheckDue
from tocsin.core.monitor import MonitorSpec
from tocsin.scheduler.timeline import Timeline
from tocsin.scheduler.timetable import HOUR_MS, SHORTEST_LIFE_MS, START_MS, Timetable

MINUTE = 60_000


def timetable(*specs: MonitorSpec, at_once: bool = False) -> Timetable:
    table = Timetable()
    table.put(specs, T0, at_once=at_once)
    return table


def play(table: Timetable, start: int, end: int, every: int = 100) -> list[CheckDue]:
    """Everything that is due over (start, end], taken as the time comes."""
    found: list[CheckDue] = []
    for now in range(start, end + 1, every):
        for checks in table.take(now, now).values():
            found += checks
    return found


def times(checks: list[CheckDue]) -> list[int]:
    return [check.scheduled_at for check in checks]


def test_a_new_monitor_is_looked_at_at_once_and_then_on_its_grid() -> None:
    checks = play(timetable(spec(), at_once=True), T0, T0 + 3 * MINUTE)
    assert (checks[0].scheduled_at, checks[0].cause) == (T0, Cause.REQUESTED)
    assert [check.cause for check in checks[1:]] == [Cause.SCHEDULED] * 3
    assert {later - sooner for sooner, later in pairwise(times(checks[1:]))} == {MINUTE}


def test_many_new_monitors_are_looked_at_a_little_apart() -> None:
    table = timetable(*(spec(number, interval=3_600) for number in range(1_000)), at_once=True)
    first = [check.scheduled_at for check in play(table, T0, T0 + 2_000) if check.cause == Cause.REQUESTED]
    assert len(set(first)) == len(first) >= 998


def test_after_a_start_a_long_interval_is_looked_at_within_a_minute() -> None:
    table = timetable(*(spec(number, interval=86_400) for number in range(200)))
    assert {check.spec.id for check in play(table, T0, T0 + START_MS)} == set(range(200))


def test_after_a_start_a_short_interval_waits_for_its_slot() -> None:
    checks = play(timetable(spec(interval=30)), T0, T0 + 30_000)
    assert [check.cause for check in checks] == [Cause.SCHEDULED]


def test_ten_thousand_monitors_are_never_due_all_at_once() -> None:
    table = timetable(*(spec(number) for number in range(10_000)))
    checks = play(table, T0, T0 + MINUTE)
    by_tenth = Counter((check.scheduled_at - T0) // 100 for check in checks)
    assert sum(by_tenth.values()) == 10_000
    assert max(by_tenth.values()) <= 40


def test_slots_keep_their_phase_however_late_they_are_taken() -> None:
    table = timetable(spec(interval=10))
    seen = [check for now in (T0 + 10_000, T0 + 25_500, T0 + 31_000) for check in play(table, now, now)]
    assert len({check.scheduled_at % 10_000 for check in seen}) == 1


def test_a_day_of_slots_does_not_drift() -> None:
    table = timetable(spec(interval=10))
    checks = play(table, T0, T0 + 86_400_000, every=950)
    assert len(checks) == 8_640
    assert {later - sooner for sooner, later in pairwise(times(checks))} == {10_000}


def test_slots_that_have_wholly_passed_are_skipped_and_counted() -> None:
    table = timetable(spec(interval=10))
    assert len(play(table, T0 + 60_000, T0 + 60_000)) == 1
    assert table.skipped == 5


def test_a_late_slot_bears_the_time_of_the_newest_one_that_has_passed() -> None:
    table = timetable(spec(interval=10))
    (check,) = play(table, T0 + 60_000, T0 + 60_000)
    assert T0 + 50_000 < check.scheduled_at <= T0 + 60_000


def test_every_region_has_slots_of_its_own() -> None:
    checks = play(timetable(spec(regions=("eu", "us"))), T0, T0 + MINUTE)
    assert len(checks) == len(set(times(checks))) == 2


def test_checks_are_handed_out_by_region() -> None:
    due = timetable(spec(regions=("eu", "us"))).take(T0 + MINUTE, T0)
    assert {region: len(checks) for region, checks in due.items()} == {"eu": 1, "us": 1}


def test_a_removed_monitor_is_silent() -> None:
    table = timetable(spec(), at_once=True)
    table.remove(1)
    assert play(table, T0, T0 + 2 * MINUTE) == []
    assert len(table) == 0


def test_a_paused_monitor_is_silent() -> None:
    table = timetable(spec(), at_once=True)
    table.put([spec(revision=2, enabled=False)], T0, at_once=True)
    assert play(table, T0, T0 + 2 * MINUTE) == []


def test_a_replaced_monitor_is_looked_at_as_it_is_now_and_only_so() -> None:
    table = timetable(spec(), at_once=True)
    table.put([spec(revision=2)], T0 + 1, at_once=True)
    checks = play(table, T0, T0 + MINUTE)
    assert {check.spec.revision for check in checks} == {2}
    assert [check.cause for check in checks] == [Cause.REQUESTED, Cause.SCHEDULED]


def test_a_monitor_that_did_not_change_goes_on_as_it_was() -> None:
    table = timetable(spec())
    table.put([spec()], T0, at_once=True)
    assert [check.cause for check in play(table, T0, T0 + MINUTE)] == [Cause.SCHEDULED]


def test_a_monitor_whose_parent_was_deleted_is_taken_over_without_a_new_revision() -> None:
    table = timetable(spec(parents=(2,)))
    table.put([spec()], T0, at_once=False)
    assert {check.spec.rules.parents for check in play(table, T0, T0 + MINUTE)} == {()}


def test_a_monitor_that_leaves_a_region_is_silent_there() -> None:
    table = timetable(spec(regions=("eu", "us")))
    table.put([spec(regions=("eu",), revision=2)], T0, at_once=False)
    assert table.take(T0 + MINUTE, T0).keys() == {"eu"}


def test_a_recheck_runs_at_its_moment() -> None:
    table = timetable(spec(interval=600))
    table.ask(1, "local", T0 + 61_000, Cause.RECHECK)
    (check,) = [one for one in play(table, T0, T0 + 62_000) if one.cause == Cause.RECHECK]
    assert check.scheduled_at == T0 + 61_000


def rechecks(table: Timetable) -> list[int]:
    return times([check for check in play(table, T0, T0 + MINUTE) if check.cause == Cause.RECHECK])


@pytest.mark.parametrize("asked", [(5_000, 9_000), (9_000, 5_000), (5_000, 5_000), (9_000, 5_000, 9_000)])
def test_of_several_rechecks_the_soonest_stands_alone(asked: tuple[int, ...]) -> None:
    table = timetable(spec())
    for after in asked:
        table.ask(1, "local", T0 + after, Cause.RECHECK)
    assert rechecks(table) == [T0 + 5_000]


def test_after_a_recheck_another_may_follow() -> None:
    table = timetable(spec())
    table.ask(1, "local", T0, Cause.RECHECK)
    table.take(T0, T0)
    table.ask(1, "local", T0 + 5_000, Cause.RECHECK)
    assert rechecks(table) == [T0 + 5_000]


def test_a_check_that_somebody_asks_for_runs_in_every_region() -> None:
    table = timetable(spec(regions=("eu", "us")))
    table.ask(1, None, T0, Cause.REQUESTED)
    assert {region: checks[0].cause for region, checks in table.take(T0, T0).items()} == {
        "eu": Cause.REQUESTED,
        "us": Cause.REQUESTED,
    }


def test_asking_for_what_is_not_there_does_nothing() -> None:
    table = timetable()
    table.ask(7, "local", T0, Cause.RECHECK)
    table.ask(7, None, T0, Cause.REQUESTED)
    assert table.next_due() is None


def test_a_check_lives_for_its_interval_from_when_it_could_start() -> None:
    table = timetable(spec(interval=30))
    (check,) = table.take(T0 + 30_000, T0)["local"]
    assert check.expires_at == check.scheduled_at + 30_000


def test_a_late_check_is_not_born_expired() -> None:
    table = timetable(spec(interval=1))
    (check,) = table.take(T0 + 10_000, T0 + 10_000)["local"]
    assert check.expires_at >= T0 + 10_000 + SHORTEST_LIFE_MS


def test_the_first_check_brings_evidence_and_then_one_an_hour() -> None:
    checks = play(timetable(spec(), at_once=True), T0, T0 + 5 * HOUR_MS, every=5_000)
    flagged = times([check for check in checks if check.with_evidence])
    assert flagged[0] == T0
    assert len(flagged) in (5, 6)
    assert all(later - sooner <= HOUR_MS + MINUTE for sooner, later in pairwise(flagged))


def test_after_a_start_the_evidence_of_many_comes_in_its_hour() -> None:
    table = timetable(*(spec(number) for number in range(2_000)))
    first = play(table, T0, T0 + MINUTE)
    assert sum(check.with_evidence for check in first) <= 80  # 33 on average


def test_a_check_that_somebody_asks_for_brings_evidence() -> None:
    table = timetable(spec())
    table.ask(1, None, T0 + 10, Cause.REQUESTED)
    asked = [check for check in play(table, T0, T0 + 100) if check.cause is Cause.REQUESTED]
    assert [check.with_evidence for check in asked] == [True]


def test_a_recheck_brings_evidence_so_that_a_recovery_can_be_compared() -> None:
    table = timetable(spec())
    play(table, T0, T0 + MINUTE)
    table.ask(1, "local", T0 + MINUTE + 10, Cause.RECHECK)
    checks = play(table, T0 + MINUTE, T0 + MINUTE + 100)
    assert [check.with_evidence for check in checks if check.cause is Cause.RECHECK] == [True]


def test_the_evidence_of_many_monitors_is_spread_over_the_hour() -> None:
    table = timetable(*(spec(number) for number in range(2_000)))
    play(table, T0, T0 + MINUTE)
    second = [check for check in play(table, T0 + MINUTE, T0 + HOUR_MS, every=5_000) if check.with_evidence]
    by_minute = Counter((check.scheduled_at - T0) // MINUTE for check in second)
    assert len(by_minute) >= 59
    assert max(by_minute.values()) <= 80  # 33 on average


def test_a_monitor_that_is_edited_ten_thousand_times_leaves_no_heap_behind() -> None:
    table = timetable()
    for revision in range(10_000):
        table.put([spec(interval=86_400, revision=revision)], T0, at_once=True)
    assert len(table._heap) < 5_000
    assert times(play(table, T0, T0 + 1_000)) == [T0]


def test_monitors_that_come_and_go_leave_no_heap_behind() -> None:
    table = timetable()
    for number in range(10_000):
        table.put([spec(number, interval=86_400)], T0, at_once=False)
        table.remove(number)
    assert len(table._heap) < 5_000
    assert len(table) == 0


def played_with_a_jump(by_ms: int) -> tuple[list[CheckDue], list[CheckDue]]:
    """Two hours of checks, a jump of the wall clock, and two hours more."""
    clock = FakeClock()
    time = Timeline(clock)
    table = Timetable()
    table.put([spec(number, interval=interval) for number, interval in enumerate((1, 7, 60))], time.now(), at_once=True)

    def two_hours() -> list[CheckDue]:
        found: list[CheckDue] = []
        for _ in range(2 * 3_600):
            clock.advance(1_000)
            table.shift(time.follow())
            for checks in table.take(time.now(), time.now()).values():
                found += checks
        return found

    before = two_hours()
    clock.step(by_ms)
    return before, two_hours()


@pytest.mark.parametrize("by_ms", [-HOUR_MS, -HOUR_MS - 7, -1_000, -5 * MINUTE - 123, HOUR_MS, 90_000])
def test_no_identity_comes_again_when_the_clock_is_set(by_ms: int) -> None:
    before, after = played_with_a_jump(by_ms)
    identities = Counter((check.spec.id, check.scheduled_at) for check in before + after)
    assert max(identities.values()) == 1


@pytest.mark.parametrize("by_ms", [-HOUR_MS, HOUR_MS])
def test_checks_go_on_at_their_pace_when_the_clock_is_set(by_ms: int) -> None:
    before, after = played_with_a_jump(by_ms)
    counted = Counter(check.spec.id for check in after)
    assert all(abs(counted[number] - 7_200 // interval) <= 1 for number, interval in enumerate((1, 7, 60)))
    assert abs(len(before) - len(after)) <= 5


def test_a_recheck_keeps_its_distance_when_the_clock_is_set() -> None:
    table = timetable(spec())
    table.ask(1, "local", T0 + 5_000, Cause.RECHECK)
    table.shift(-HOUR_MS)
    due = play(table, T0 - HOUR_MS, T0 - HOUR_MS + 5_000)
    assert T0 - HOUR_MS + 5_000 in times([check for check in due if check.cause == Cause.RECHECK])


def test_the_secrets_of_a_check_are_not_in_its_text() -> None:
    secret = msgspec.structs.replace(spec(), config=b'{"password": "hunter2"}')
    (check,) = timetable(secret).take(T0 + MINUTE, T0)["local"]
    assert "hunter2" not in repr(check)
