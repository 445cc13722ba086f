"""Expressions that never occur, or hardly ever."""

from __future__ import annotations

import pytest

from tests.unit.recurrence.moments import ms
from tocsin.recurrence import cron, on_calendar


@pytest.mark.parametrize("expression", ["0 0 */31 * MON#5", "0 0 29 2 */7", "0 0 */28 2 MON#5"])
def test_cron_expressions_without_an_occurrence_for_years_are_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"^must occur at least once in twelve years, .* in UTC$"):
        cron(expression)


def test_what_only_ever_falls_into_the_missing_hour_is_refused() -> None:
    with pytest.raises(ValueError, match=r"which it does not in Europe/Berlin$"):
        cron("*/5 2 * 3 7L", "Europe/Berlin")


def test_what_falls_into_the_missing_hour_of_one_zone_is_good_in_another() -> None:
    assert cron("*/5 2 * 3 7L", "UTC").next_after(0) is not None


@pytest.mark.parametrize("expression", ["*-02-30", "Mon *-02-29", "Mon *-02,04,06,09,11-31", "*-02~31..31"])
def test_calendar_expressions_without_an_occurrence_for_years_are_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"^must occur at least once in twelve years, got "):
        on_calendar(expression)


@pytest.mark.parametrize("expression", ["0 0 29 2 *", "0 0 */31 1 SUN", "0 0 29 2 1", "0 0 13 * */5"])
def test_seldom_is_not_never(expression: str) -> None:
    assert cron(expression).next_after(0) is not None


def test_29_february_is_awaited_for_eight_years() -> None:
    assert on_calendar("*-02-29").gap_after(ms("2096-01-01T00:00Z")) == (8 * 365 + 1) * 86_400_000
