"""Hours of the week: what is within them, and when that changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.core.alerting.clocks_of_towns import BERLIN, DAY, HOUR, at
from tocsin.core.alerting.hours import DailyHours, WeeklyHours, is_within, next_edge

EVERY_DAY = tuple(range(7))
NIGHTS = WeeklyHours(BERLIN, (DailyHours(EVERY_DAY, 22 * 60, 7 * 60),))
OFFICE = WeeklyHours(BERLIN, (DailyHours((0, 1, 2, 3, 4), 9 * 60, 17 * 60),))
ALWAYS = WeeklyHours(BERLIN, (DailyHours(EVERY_DAY, 0, 1440),))
NEVER = WeeklyHours(BERLIN, ())


@pytest.mark.parametrize("moment", ["2026-07-01 22:00", "2026-07-01 23:59", "2026-07-02 00:00", "2026-07-02 06:59"])
def test_a_night_goes_on_over_midnight(moment: str) -> None:
    assert is_within(NIGHTS, at(moment))


@pytest.mark.parametrize("moment", ["2026-07-01 07:00", "2026-07-01 12:00", "2026-07-01 21:59"])
def test_the_end_is_outside_and_so_is_the_day(moment: str) -> None:
    assert not is_within(NIGHTS, at(moment))


@pytest.mark.parametrize(("moment", "is_open"), [("2026-07-03 16:59", True), ("2026-07-04 12:00", False)])
def test_days_of_the_week_count(moment: str, is_open: bool) -> None:
    """2026-07-03 is a Friday."""
    assert is_within(OFFICE, at(moment)) is is_open


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    friday_night = WeeklyHours(BERLIN, (DailyHours((4,), 22 * 60, 7 * 60),))
    assert is_within(friday_night, at("2026-07-04 03:00"))
    assert not is_within(friday_night, at("2026-07-03 03:00"))


def test_sunday_night_reaches_into_monday() -> None:
    sunday_night = WeeklyHours(BERLIN, (DailyHours((6,), 22 * 60, 7 * 60),))
    assert is_within(sunday_night, at("2026-07-06 03:00"))


def test_hours_are_those_of_the_zone() -> None:
    assert is_within(OFFICE, at("2026-07-03 07:00", "UTC"))
    assert not is_within(OFFICE, at("2026-07-03 15:00", "UTC"))


@pytest.mark.parametrize(
    ("moment", "edge"),
    [
        ("2026-07-01 12:00", "2026-07-01 22:00"),
        ("2026-07-01 22:00", "2026-07-02 07:00"),
        ("2026-07-02 03:00", "2026-07-02 07:00"),
        ("2026-07-02 07:00", "2026-07-02 22:00"),
    ],
)
def test_the_next_edge_of_nights(moment: str, edge: str) -> None:
    assert next_edge(NIGHTS, at(moment)) == at(edge)


def test_the_next_edge_may_lie_beyond_a_weekend() -> None:
    assert next_edge(OFFICE, at("2026-07-03 17:00")) == at("2026-07-06 09:00")


def test_what_never_changes_has_no_edge() -> None:
    assert next_edge(ALWAYS, at("2026-07-01 12:00")) is None
    assert next_edge(NEVER, at("2026-07-01 12:00")) is None


def test_ranges_that_touch_are_one() -> None:
    hours = WeeklyHours(BERLIN, (DailyHours((2,), 13 * 60, 17 * 60), DailyHours((2,), 9 * 60, 13 * 60)))
    assert next_edge(hours, at("2026-07-01 10:00")) == at("2026-07-01 17:00")


def test_ranges_that_overlap_are_one() -> None:
    hours = WeeklyHours(BERLIN, (DailyHours((2,), 9 * 60, 18 * 60), DailyHours((2,), 10 * 60, 12 * 60)))
    assert next_edge(hours, at("2026-07-01 11:00")) == at("2026-07-01 18:00")


def test_a_night_in_which_clocks_go_forward_is_an_hour_shorter() -> None:
    begins = at("2026-03-28 22:00")
    assert next_edge(NIGHTS, begins) == begins + 8 * HOUR


def test_a_night_in_which_clocks_go_back_is_an_hour_longer() -> None:
    begins = at("2026-10-24 22:00")
    assert next_edge(NIGHTS, begins) == begins + 10 * HOUR


def test_a_range_within_the_skipped_hour_does_not_happen_that_day() -> None:
    hours = WeeklyHours(BERLIN, (DailyHours((6,), 130, 140),))
    assert next_edge(hours, at("2026-03-28 12:00")) == at("2026-04-05 02:10")


def test_a_range_ends_when_the_clock_first_shows_its_end() -> None:
    hours = WeeklyHours(BERLIN, (DailyHours((6,), 60, 150),))
    assert is_within(hours, at("2026-10-25 02:29"))
    assert not is_within(hours, at("2026-10-25 02:29", fold=1))


def test_a_break_that_falls_into_the_skipped_hour_joins_what_is_on_both_sides() -> None:
    days = (*range(6),)
    hours = WeeklyHours(BERLIN, (DailyHours(days, 0, 1440), DailyHours((6,), 0, 120), DailyHours((6,), 150, 1440)))
    assert next_edge(hours, at("2026-03-28 12:00")) == at("2026-04-05 02:00")


minutes = st.integers(0, 1439)
ranges = st.builds(DailyHours, st.lists(st.integers(0, 6), max_size=7).map(tuple), minutes, minutes)
weeks = st.builds(
    WeeklyHours,
    st.sampled_from([BERLIN, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.lists(ranges, max_size=3).map(tuple),
)
moments = st.integers(at("2026-01-01 00:00"), at("2027-01-01 00:00"))


@given(weeks, moments)
def test_an_edge_is_where_it_changes(hours: WeeklyHours, moment: int) -> None:
    edge = next_edge(hours, moment)
    changed_at = moment + 15 * DAY if edge is None else edge
    assert is_within(hours, changed_at) is (is_within(hours, moment) is (edge is None))
    assert is_within(hours, changed_at - 1) is is_within(hours, moment)


@given(weeks, moments, st.floats(0, 1, exclude_max=True))
def test_nothing_changes_before_the_edge(hours: WeeklyHours, moment: int, share: float) -> None:
    edge = next_edge(hours, moment) or moment + 15 * DAY
    assert is_within(hours, moment + int((edge - moment) * share)) is is_within(hours, moment)
