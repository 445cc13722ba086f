"""Due again so long after the last time."""

from __future__ import annotations

import pytest

from tocsin.recurrence import every


def test_due_a_period_after_what_is_asked_about() -> None:
    assert every(300).next_after(1_000) == 301_000


def test_a_period_keeps_milliseconds() -> None:
    assert every(1.5).next_after(0) == 1500


def test_periods_lie_a_period_apart() -> None:
    assert every(60).gap_after(123) == 60_000


def test_a_period_is_described_in_words() -> None:
    assert every(5400).describe() == "every 1h30m"


@pytest.mark.parametrize("seconds", [0, -1, 0.5, 3651 * 86_400, float("inf"), float("nan")])
def test_a_period_out_of_bounds_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match=r"^must be between 1s and 3650d, got "):
        every(seconds)
