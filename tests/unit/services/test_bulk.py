"""What a new interval does to the durations that hang on it."""

from __future__ import annotations

from tocsin.core.monitor import Rules
from tocsin.services.bulk import with_interval


def test_derived_durations_follow_the_interval() -> None:
    rules = with_interval(Rules(interval=60, timeout=10, retry_interval=5), 2)
    assert (rules.interval, rules.timeout, rules.retry_interval) == (2, 2, 2)


def test_derived_durations_grow_with_the_interval() -> None:
    rules = with_interval(Rules(interval=2, timeout=2, retry_interval=2), 60)
    assert (rules.timeout, rules.retry_interval) == (10, 5)


def test_given_durations_are_kept_as_long_as_they_fit() -> None:
    rules = with_interval(Rules(interval=60, timeout=30, retry_interval=1), 20)
    assert (rules.timeout, rules.retry_interval) == (20, 1)
