"""What pings mean, and what their absence does: each moment in minutes after midnight."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from tocsin import recurrence
from tocsin.core.errors import ErrorCode
from tocsin.core.expectation import MOST_RUNS, Expectation
from tocsin.core.ping import Heard, Ping, PushMemory, Signal
from tocsin.core.verdict import Verdict

MINUTE = 60_000
HOUR = 60 * MINUTE
MIDNIGHT = 1_700_006_400_000
UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN
HOURLY = Expectation(recurrence.every(3600), grace_ms=10 * MINUTE)
AT_THREE = Expectation(recurrence.cron("0 3 * * *", "UTC"), grace_ms=30 * MINUTE)


@dataclass
class Job:
    """A monitor's life, one step after the other."""

    expectation: Expectation
    memory: PushMemory = field(default_factory=PushMemory)

    def ping(self, at: float, signal: Signal = Signal.SUCCESS, **more: object) -> Heard:
        heard = self.expectation.hear(self.memory, Ping(1, 7, moment(at), signal, **more))  # type: ignore[arg-type]
        self.memory = heard.memory
        return heard

    def start(self, at: float, run_id: str = "") -> Heard:
        return self.ping(at, Signal.START, run_id=run_id)

    def wait(self, until: float, deaf: tuple[float, float] | None = None) -> Heard | None:
        spells = [] if deaf is None else [(moment(deaf[0]), moment(deaf[1]))]
        heard = self.expectation.elapse(self.memory, moment(until), spells)
        if heard is not None:
            self.memory = heard.memory
        return heard

    @property
    def wakes(self) -> float | None:
        at = self.expectation.wake_at(self.memory)
        return None if at is None else (at - MIDNIGHT) / MINUTE


def moment(minutes: float) -> int:
    return MIDNIGHT + round(minutes * MINUTE)


def told(heard: Heard | None) -> tuple[Verdict, ErrorCode | None, float]:
    assert heard is not None
    assert heard.outcome is not None
    return heard.outcome.verdict, heard.outcome.error, (heard.at - MIDNIGHT) / MINUTE


def test_until_its_first_ping_nothing_is_awaited() -> None:
    assert Job(HOURLY).wakes is None


def test_a_success_is_up_at_once_and_the_next_is_awaited() -> None:
    job = Job(HOURLY)
    assert told(job.ping(0)) == (UP, None, 0)
    assert job.wakes == 70


def test_a_failure_is_down_at_once_and_says_its_exit_code() -> None:
    heard = Job(HOURLY).ping(0, Signal.FAIL, exit_code=3, message="disk full")
    assert told(heard)[:2] == (DOWN, ErrorCode.JOB_FAILED)
    assert heard.outcome is not None
    assert heard.outcome.message == "The job ended with exit code 3: disk full"


def test_in_its_grace_a_ping_is_late_and_not_missing() -> None:
    job = Job(HOURLY)
    job.ping(0)
    assert job.wait(69) is None
    heard = job.ping(69.5)
    assert told(heard)[0] == UP
    assert heard.late_ms == 9.5 * MINUTE


def test_past_its_grace_a_ping_is_missing() -> None:
    job = Job(HOURLY)
    job.ping(0)
    heard = job.wait(70)
    assert told(heard) == (DOWN, ErrorCode.HEARTBEAT_MISSING, 70)
    assert heard is not None
    assert heard.outcome is not None
    assert heard.outcome.message == "No ping came: expected by 2023-11-15 01:00:00 UTC and within 10m of grace"


def test_what_is_missing_is_missing_once() -> None:
    job = Job(HOURLY)
    job.ping(0)
    job.wait(70)
    assert (job.wakes, job.wait(10_000)) == (None, None)


def test_a_missing_one_that_comes_is_up_again_and_awaited_anew() -> None:
    job = Job(HOURLY)
    job.ping(0)
    job.wait(70)
    heard = job.ping(100)
    assert told(heard) == (UP, None, 100)
    assert (heard.late_ms, job.wakes) == (40 * MINUTE, 170)


def test_late_is_degraded_where_that_is_asked_for_and_missing_follows() -> None:
    job = Job(replace_in(HOURLY, degraded_when_late=True))
    job.ping(0)
    assert told(job.wait(60)) == (DEGRADED, ErrorCode.HEARTBEAT_LATE, 60)
    assert job.wait(69) is None
    assert told(job.wait(70)) == (DOWN, ErrorCode.HEARTBEAT_MISSING, 70)


def test_a_log_changes_nothing() -> None:
    job = Job(HOURLY)
    job.ping(0)
    before = job.memory
    assert job.ping(30, Signal.LOG) == Heard(before)


def test_a_start_says_nothing_of_the_state_and_its_end_tells_how_long_it_took() -> None:
    job = Job(HOURLY)
    assert job.start(0).outcome is None
    heard = job.ping(4)
    assert heard.duration_ms == 4 * MINUTE
    assert heard.outcome is not None
    assert heard.outcome.latency_us == 240_000_000


def test_what_the_sender_says_of_the_duration_goes_before_what_is_measured() -> None:
    job = Job(HOURLY)
    job.start(0)
    assert job.ping(4, duration_ms=1234).duration_ms == 1234


def test_run_ids_pair_each_start_with_its_own_end() -> None:
    job = Job(HOURLY)
    job.start(0, "a")
    job.start(5, "b")
    assert [job.ping(6, run_id="b").duration_ms, job.ping(9, run_id="a").duration_ms] == [MINUTE, 9 * MINUTE]


def test_an_end_without_its_start_has_no_duration() -> None:
    job = Job(HOURLY)
    job.start(0, "a")
    assert job.ping(5, run_id="b").duration_ms is None


@pytest.mark.parametrize(("started", "ended"), [("a", ""), ("", "a")])
def test_an_id_on_one_side_only_pairs_with_the_only_run(started: str, ended: str) -> None:
    job = Job(HOURLY)
    job.start(0, started)
    assert job.ping(5, run_id=ended).duration_ms == 5 * MINUTE
    assert job.memory.runs == ()


def test_an_end_without_an_id_ends_none_of_several_runs_that_have_one() -> None:
    job = Job(HOURLY)
    job.start(0, "a")
    job.start(1, "b")
    assert job.ping(5).duration_ms is None
    assert len(job.memory.runs) == 2


def test_the_same_start_twice_is_one_start() -> None:
    job = Job(HOURLY)
    job.start(0, "a")
    assert job.start(1, "a").note == ""
    assert job.ping(4, run_id="a").duration_ms == 4 * MINUTE


def test_a_run_that_does_not_end_within_the_grace_is_missing() -> None:
    job = Job(HOURLY)
    job.ping(0)
    job.start(60)
    assert job.wait(69) is None
    assert told(job.wait(70)) == (DOWN, ErrorCode.HEARTBEAT_UNFINISHED, 70)


def test_a_run_that_does_not_end_while_a_later_one_does_is_degraded_and_the_schedule_goes_on() -> None:
    job = Job(HOURLY)
    job.start(0, "hangs")
    job.start(5, "works")
    job.ping(6, run_id="works")
    assert told(job.wait(10)) == (DEGRADED, ErrorCode.HEARTBEAT_UNFINISHED, 10)
    assert (job.memory.runs, job.wakes) == ((), 75)


def test_a_first_run_that_never_ends_is_noticed() -> None:
    job = Job(HOURLY)
    job.start(0)
    assert told(job.wait(10)) == (DOWN, ErrorCode.HEARTBEAT_UNFINISHED, 10)


def test_a_run_under_way_is_not_missing_for_its_schedule() -> None:
    job = Job(replace_in(HOURLY, max_duration_ms=3 * HOUR))
    job.ping(0)
    job.start(65)
    assert job.wakes == 65 + 180


def test_a_job_that_is_begun_again_and_again_is_as_late_as_its_first_run() -> None:
    job = Job(HOURLY)
    for minute in (0, 3, 6, 9):
        job.start(minute)
    assert told(job.wait(10)) == (DOWN, ErrorCode.HEARTBEAT_UNFINISHED, 10)


def test_an_overlong_run_is_degraded_first_and_missing_a_grace_later() -> None:
    job = Job(replace_in(HOURLY, max_duration_ms=20 * MINUTE))
    job.start(0)
    assert told(job.wait(20)) == (DEGRADED, ErrorCode.HEARTBEAT_TOO_LONG, 20)
    assert job.wait(29) is None
    assert told(job.wait(30)) == (DOWN, ErrorCode.HEARTBEAT_UNFINISHED, 30)


@pytest.mark.parametrize(
    ("minutes", "error"),
    [(1, ErrorCode.HEARTBEAT_TOO_SHORT), (2, None), (20, None), (21, ErrorCode.HEARTBEAT_TOO_LONG)],
)
def test_a_duration_outside_of_its_bounds_is_degraded(minutes: int, error: ErrorCode | None) -> None:
    job = Job(replace_in(HOURLY, min_duration_ms=2 * MINUTE, max_duration_ms=20 * MINUTE))
    job.start(0)
    assert told(job.ping(minutes))[:2] == (DEGRADED if error else UP, error)


def test_an_overlap_is_noted() -> None:
    job = Job(HOURLY)
    job.start(0, "a")
    heard = job.start(5, "b")
    assert (heard.note, heard.outcome) == ("Started while the run of 2023-11-15 00:00:00 UTC has not ended", None)


def test_an_overlap_is_degraded_where_that_is_asked_for() -> None:
    job = Job(replace_in(HOURLY, degraded_on_overlap=True))
    job.start(0)
    assert told(job.start(5)) == (DEGRADED, ErrorCode.HEARTBEAT_OVERLAP, 5)


def test_runs_that_never_end_do_not_fill_the_memory() -> None:
    job = Job(HOURLY)
    for number in range(MOST_RUNS + 10):
        job.start(0, str(number))
    assert len(job.memory.runs) == MOST_RUNS


def test_a_ping_by_a_clock_that_runs_ahead_counts_for_its_appointment() -> None:
    job = Job(AT_THREE)
    job.ping(180 - 0.2)
    assert job.wakes == (24 + 3) * 60 + 30


def test_a_ping_well_before_its_time_counts_for_itself() -> None:
    job = Job(AT_THREE)
    job.ping(170)
    assert job.wakes == 3 * 60 + 30


def test_a_run_that_ends_just_before_the_next_one_does_not_stand_for_it() -> None:
    job = Job(Expectation(recurrence.cron("0 * * * *", "UTC"), grace_ms=10 * MINUTE, max_duration_ms=HOUR))
    job.start(0)
    job.ping(59.5)
    assert job.wakes == 70


def test_a_run_that_takes_longer_than_the_pace_awaits_the_next_one_from_its_end() -> None:
    job = Job(Expectation(recurrence.cron("0 * * * *", "UTC"), grace_ms=10 * MINUTE, max_duration_ms=3 * HOUR))
    job.start(0)
    job.ping(90)
    assert job.wakes == 130


def test_a_run_that_began_in_time_is_not_late_for_ending_later() -> None:
    job = Job(AT_THREE)
    job.ping(0)
    job.start(180)
    assert job.ping(205).late_ms is None


def test_what_was_due_while_nobody_could_be_told_is_unknown_and_the_next_one_is_awaited() -> None:
    job = Job(HOURLY)
    job.ping(0)
    assert told(job.wait(75, deaf=(55, 65))) == (UNKNOWN, ErrorCode.HEARTBEAT_UNHEARD, 70)
    assert told(job.wait(145)) == (DOWN, ErrorCode.HEARTBEAT_MISSING, 75 + 70)


def test_deafness_before_a_ping_was_due_excuses_nothing() -> None:
    job = Job(HOURLY)
    job.ping(0)
    assert told(job.wait(70, deaf=(10, 20)))[:2] == (DOWN, ErrorCode.HEARTBEAT_MISSING)


def test_a_run_whose_end_could_not_be_heard_is_unknown() -> None:
    job = Job(HOURLY)
    job.start(0)
    assert told(job.wait(10, deaf=(5, 6)))[0] == UNKNOWN


def test_lateness_that_could_not_be_heard_of_is_not_degraded() -> None:
    job = Job(replace_in(HOURLY, degraded_when_late=True))
    job.ping(0)
    heard = job.wait(61, deaf=(59, 61))
    assert heard is not None
    assert heard.outcome is None
    assert told(job.wait(70, deaf=(59, 61)))[0] == UNKNOWN


def test_a_posted_state_is_taken_at_its_word() -> None:
    job = Job(Expectation())
    heard = job.ping(0, Signal.STATE, verdict=DEGRADED, message="slow today")
    assert told(heard) == (DEGRADED, ErrorCode.REPORTED, 0)
    assert told(job.ping(1, Signal.STATE, verdict=UP)) == (UP, None, 1)
    assert job.wakes is None


def test_a_posted_state_that_is_not_repeated_becomes_unknown() -> None:
    job = Job(Expectation(recurrence.every(600), silence=UNKNOWN))
    job.ping(0, Signal.STATE, verdict=UP)
    assert told(job.wait(10)) == (UNKNOWN, ErrorCode.HEARTBEAT_MISSING, 10)


def test_nobody_waits_for_the_end_of_what_has_no_runs() -> None:
    job = Job(Expectation(has_runs=False))
    assert job.start(0).note == "A start says nothing of what has no runs"
    assert job.wakes is None


def test_no_two_results_share_a_moment_even_when_the_clock_is_set_back() -> None:
    job = Job(HOURLY)
    first, second, third = job.ping(5), job.ping(5), job.ping(1)
    assert [second.at - first.at, third.at - second.at] == [1, 1]


def test_after_an_edit_the_next_occurrence_counts() -> None:
    job = Job(HOURLY)
    job.ping(0)
    job.wait(70)
    job.expectation = Expectation(recurrence.every(300), grace_ms=MINUTE)
    job.memory = job.expectation.renewed(job.memory, moment(200))
    assert job.wakes == 206
    assert job.memory.is_renewed
    job.ping(205)
    assert not job.memory.is_renewed


def test_what_was_never_pinged_awaits_nothing_after_an_edit() -> None:
    assert HOURLY.renewed(PushMemory(), MIDNIGHT).expected_at == 0


def test_a_schedule_that_has_run_out_awaits_nothing() -> None:
    job = Job(Expectation(recurrence.on_calendar("2023-11-15 01:00", "UTC"), grace_ms=MINUTE))
    job.ping(90)
    assert job.wakes is None


@pytest.mark.parametrize(
    ("before", "expected"),
    [("2026-03-28T02:35+01:00", "2026-03-29T03:00+02:00"), ("2026-10-24T02:35+02:00", "2026-10-25T02:30+02:00")],
)
def test_a_daily_job_is_awaited_once_on_the_days_when_clocks_change(before: str, expected: str) -> None:
    job = Job(Expectation(recurrence.cron("30 2 * * *", "Europe/Berlin"), grace_ms=30 * MINUTE))
    job.ping((unix_ms(before) - MIDNIGHT) / MINUTE)
    assert job.memory.expected_at == unix_ms(expected)
    job.ping((unix_ms(expected) + 5 * MINUTE - MIDNIGHT) / MINUTE)
    assert job.memory.expected_at - unix_ms(expected) > 20 * HOUR


def test_a_job_that_is_begun_anew_for_ever_under_new_ids_is_noticed() -> None:
    job = Job(HOURLY)
    for number in range(3 * MOST_RUNS):
        job.start(number / 100, str(number))
    assert told(job.wait(10)) == (DOWN, ErrorCode.HEARTBEAT_UNFINISHED, 10)


def test_a_start_that_arrives_after_its_own_end_is_not_awaited() -> None:
    job = Job(HOURLY)
    job.ping(1, run_id="a")
    assert job.start(0.9, "b").note == "Came after the end of its run: not awaited"
    assert job.wakes == 71


def test_a_start_that_is_sent_again_after_its_end_is_not_awaited() -> None:
    job = Job(HOURLY)
    job.start(0, "a")
    job.ping(1, run_id="a")
    assert job.start(1.5, "a").note == "Came after the end of its run: not awaited"
    assert job.wakes == 70


def test_a_job_that_uses_one_id_for_all_of_its_runs_is_awaited() -> None:
    job = Job(HOURLY)
    job.ping(0, run_id="a")
    job.start(60, "a")
    assert told(job.wait(70)) == (DOWN, ErrorCode.HEARTBEAT_UNFINISHED, 70)


def test_a_start_in_the_millisecond_of_the_end_before_it_is_one() -> None:
    job = Job(HOURLY)
    job.ping(1)
    job.start(1)
    assert len(job.memory.runs) == 1


def test_a_run_that_takes_long_after_one_that_failed_is_no_better_news() -> None:
    job = Job(replace_in(HOURLY, max_duration_ms=20 * MINUTE))
    job.ping(0, Signal.FAIL)
    job.start(60)
    heard = job.wait(80)
    assert heard is not None
    assert heard.outcome is None
    assert told(job.wait(90)) == (DOWN, ErrorCode.HEARTBEAT_UNFINISHED, 90)


def test_what_was_looked_at_before_is_unknown_without_a_first_ping_and_never_missing() -> None:
    job = Job(replace_in(HOURLY, degraded_when_late=True), HOURLY.awaiting_first(moment(0)))
    assert told(job.wait(10)) == (UNKNOWN, ErrorCode.HEARTBEAT_MISSING, 10)
    assert job.wakes is None


def test_an_edit_does_not_forget_that_a_first_ping_is_awaited() -> None:
    memory = replace_in(HOURLY, grace_ms=MINUTE).renewed(HOURLY.awaiting_first(moment(0)), moment(1))
    assert told(Job(HOURLY, memory).wait(10))[0] == UNKNOWN


def test_the_first_ping_of_what_was_looked_at_before_is_not_late() -> None:
    job = Job(HOURLY, HOURLY.awaiting_first(moment(0)))
    assert job.ping(5).late_ms is None
    assert job.wakes == 75


def unix_ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def replace_in(expectation: Expectation, **changes: object) -> Expectation:
    return replace(expectation, **changes)  # type: ignore[arg-type]
