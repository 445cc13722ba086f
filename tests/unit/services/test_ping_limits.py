"""How often one monitor may be pinged."""

from __future__ import annotations

import pytest

from tocsin.core.ping import Signal
from tocsin.services import ping_limits
from tocsin.services.ping_limits import PingLimits

NOW = 5_000.0


def passed(limits: PingLimits, count: int, signal: Signal = Signal.SUCCESS, monitor_id: int = 1) -> int:
    return sum(limits.take(monitor_id, signal, NOW) == 0 for _ in range(count))


def test_five_seconds_worth_may_come_at_once() -> None:
    assert passed(PingLimits(2), 50) == 10


def test_at_least_one_may_come() -> None:
    assert passed(PingLimits(0.1), 50) == 1


def test_it_says_when_one_may_pass_again() -> None:
    limits = PingLimits(0.2)
    passed(limits, 10)
    wait = limits.take(1, Signal.SUCCESS, NOW)
    assert wait == 5.0
    assert limits.take(1, Signal.SUCCESS, NOW + wait) == 0


def test_chatter_has_a_bucket_of_its_own() -> None:
    limits = PingLimits(1)
    assert passed(limits, 50, Signal.LOG) == passed(limits, 50, Signal.SUCCESS) == 5


def test_all_that_changes_something_shares_a_bucket() -> None:
    limits = PingLimits(1)
    assert [passed(limits, 5, signal) for signal in (Signal.START, Signal.FAIL)] == [5, 0]


def test_one_monitor_does_not_slow_another() -> None:
    limits = PingLimits(1)
    assert passed(limits, 50, monitor_id=1) == passed(limits, 50, monitor_id=2) == 5


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ping_limits, "MOST_BUCKETS", 10)
    limits = PingLimits(1)
    for monitor_id in range(100):
        passed(limits, 1, monitor_id=monitor_id)
    assert len(limits) <= 10
