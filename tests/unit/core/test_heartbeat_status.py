"""How a pushed monitor stands with its pings."""

from __future__ import annotations

from dataclasses import replace as with_changes

import pytest
from msgspec.structs import replace

from tocsin import recurrence
from tocsin.core.expectation import Expectation
from tocsin.core.heartbeat_status import HeartbeatStatus, HeartbeatWord, heartbeat_status
from tocsin.core.ping import Ping, PushMemory, Run, Signal

T0 = 1_700_000_000_000
HOUR, MINUTE = 3_600_000, 60_000
HOURLY = Expectation(recurrence.every(3600), grace_ms=5 * MINUTE)
WELL = PushMemory(heard_at=T0, expected_at=T0 + HOUR, last_signal=Signal.SUCCESS, last_duration_ms=700)
RUNNING = replace(WELL, runs=(Run("", T0 + MINUTE, T0 + MINUTE),))


def word(memory: PushMemory, now: int = T0 + 2 * MINUTE) -> HeartbeatWord:
    return heartbeat_status(memory, HOURLY, now).status


def test_it_is_new_until_its_first_ping() -> None:
    assert heartbeat_status(PushMemory(), HOURLY, T0) == HeartbeatStatus(HeartbeatWord.NEW)


def test_it_is_up_after_a_good_ping() -> None:
    assert heartbeat_status(WELL, HOURLY, T0 + 1) == HeartbeatStatus(
        HeartbeatWord.UP,
        last_ping_at=T0,
        expected_at=T0 + HOUR,
        missing_at=T0 + HOUR + 5 * MINUTE,
        last_duration_ms=700,
    )


def test_it_is_late_from_the_moment_at_which_a_ping_was_due() -> None:
    assert word(WELL, T0 + HOUR - 1) == HeartbeatWord.UP
    assert word(WELL, T0 + HOUR) == HeartbeatWord.LATE


def test_a_failure_is_forgotten_once_the_next_ping_is_late() -> None:
    failed = replace(WELL, last_signal=Signal.FAIL)
    assert word(failed, T0 + HOUR - 1) == HeartbeatWord.FAILED
    assert word(failed, T0 + HOUR) == HeartbeatWord.LATE


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        (replace(WELL, last_signal=Signal.FAIL), HeartbeatWord.FAILED),
        (replace(WELL, last_signal=Signal.STATE), HeartbeatWord.REPORTED),
        (replace(WELL, is_late=True), HeartbeatWord.LATE),
        (replace(WELL, is_missing=True), HeartbeatWord.MISSING),
        (replace(PushMemory(), is_missing=True), HeartbeatWord.MISSING),
        (replace(WELL, is_renewed=True), HeartbeatWord.WAITING),
        (replace(WELL, is_renewed=True, last_signal=Signal.STATE), HeartbeatWord.REPORTED),
        (RUNNING, HeartbeatWord.RUNNING),
        (replace(RUNNING, is_missing=True), HeartbeatWord.MISSING),
        (replace(PushMemory(), runs=RUNNING.runs), HeartbeatWord.RUNNING),
    ],
)
def test_the_word_says_what_matters_most(memory: PushMemory, expected: HeartbeatWord) -> None:
    assert word(memory) == expected


def test_a_run_is_under_way_since_its_start_and_has_a_deadline_of_its_own() -> None:
    stands = heartbeat_status(RUNNING, HOURLY, T0 + HOUR)
    assert (stands.running_since, stands.missing_at) == (T0 + MINUTE, T0 + 6 * MINUTE)


def test_a_run_that_others_have_overtaken_is_not_what_is_waited_for() -> None:
    left_over = replace(WELL, runs=(Run("a", T0 - MINUTE, T0 - MINUTE),))
    assert heartbeat_status(left_over, HOURLY, T0 + 1).running_since is None


def test_missing_is_told_where_lateness_is_noticed_before() -> None:
    strict = with_changes(HOURLY, degraded_when_late=True)
    assert heartbeat_status(WELL, strict, T0).missing_at == T0 + HOUR + 5 * MINUTE


def test_missing_is_told_where_a_long_run_is_noticed_before() -> None:
    bounded = with_changes(HOURLY, max_duration_ms=10 * MINUTE)
    assert heartbeat_status(RUNNING, bounded, T0).missing_at == T0 + 16 * MINUTE


def test_what_is_missing_already_will_not_be_so_again() -> None:
    assert heartbeat_status(replace(WELL, is_missing=True), HOURLY, T0).missing_at is None


def test_what_is_never_due_is_never_late() -> None:
    whenever = Expectation()
    memory = whenever.hear(PushMemory(), Ping(1, 1, T0, Signal.SUCCESS)).memory
    stands = heartbeat_status(memory, whenever, T0 + 1000 * HOUR)
    assert (stands.status, stands.expected_at, stands.missing_at) == (HeartbeatWord.UP, None, None)
