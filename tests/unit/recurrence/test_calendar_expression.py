"""OnCalendar expressions, and what systemd makes of them when the clocks change."""

from __future__ import annotations

import pytest

from tests.unit.recurrence.moments import ms, walk, walked
from tocsin.recurrence import MOST_LINES, on_calendar

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("expression", "after", "moment"),
    [
        ("03:00", "2026-01-01T03:00+01:00", "2026-01-02T03:00+01:00"),
        ("*:0/15", "2026-01-01T03:00+01:00", "2026-01-01T03:15+01:00"),
        ("Mon..Fri 09:00", "2026-01-02T09:00+01:00", "2026-01-05T09:00+01:00"),
        ("*-*~01", "2026-02-01T00:00+01:00", "2026-02-28T00:00+01:00"),
        ("weekly", "2026-01-01T03:00+01:00", "2026-01-05T00:00+01:00"),
        ("2027-06-01 12:00:30", "2026-01-01T03:00+01:00", "2027-06-01T12:00:30+02:00"),
    ],
)
def test_the_next_time_of_an_expression(expression: str, after: str, moment: str) -> None:
    assert on_calendar(expression, BERLIN).next_after(ms(after)) == ms(moment)


def test_an_expression_may_name_its_own_zone() -> None:
    assert on_calendar("12:00 America/New_York", BERLIN).next_after(0) == 17 * HOUR


def test_a_word_may_have_a_zone_of_its_own() -> None:
    assert on_calendar("daily Asia/Kolkata").next_after(0) == 18 * HOUR + HOUR // 2


def test_several_lines_are_due_whenever_one_of_them_is() -> None:
    recurrence = on_calendar("06:00\n\n 03:00 \r\n12:00 UTC\n", "UTC")
    assert walk(recurrence, "1970-01-01T00:00Z", 4) == [3 * HOUR, 6 * HOUR, 12 * HOUR, 27 * HOUR]


def test_lines_that_fall_together_are_due_once() -> None:
    assert on_calendar("03:00\n*:00").gap_after(2 * HOUR) == HOUR


def test_an_expression_of_years_gone_by_has_run_out() -> None:
    recurrence = on_calendar("2020-01-01")
    assert (recurrence.next_after(ms("2020-01-01T00:00Z")), recurrence.gap_after(0)) == (None, None)


def test_a_line_that_has_run_out_leaves_the_others() -> None:
    assert on_calendar("2020-01-01\n03:00").next_after(ms("2026-01-01T00:00Z")) == ms("2026-01-01T03:00Z")


def test_nothing_is_due_from_the_year_2200_on() -> None:
    recurrence = on_calendar("daily")
    assert (recurrence.next_after(ms("2199-12-31T00:00Z")), recurrence.next_after(10**18)) == (None, None)


@pytest.mark.parametrize(
    ("expressions", "words"),
    [
        (" Mon  03:00", "OnCalendar Mon 03:00 (Europe/Berlin)"),
        ("03:00\n04:00 Europe/Berlin", "OnCalendar 03:00; 04:00 (Europe/Berlin)"),
        ("03:00\n04:00 UTC", "OnCalendar 03:00 (Europe/Berlin); 04:00 (UTC)"),
    ],
)
def test_the_description_names_every_line_and_its_zone(expressions: str, words: str) -> None:
    assert on_calendar(expressions, BERLIN).describe() == words


def test_equal_expressions_share_one_instance() -> None:
    assert on_calendar("03:00\n", BERLIN) is on_calendar(" 03:00", BERLIN)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("12:61", r"must have as minute \* or values of 0 to 59, got '12:61'"),
        ("24:00", r"must have as hour \* or values of 0 to 23, got '24:00'"),
        ("12:00:00.5", r"must have as second \* or whole values of 0 to 59, got .*"),
        ("*-13-01", r"must have as month \* or values of 1 to 12, got .*"),
        ("*-02~29", r"must have as day-of-month .* after ~ 1 to 28, counted from the month's end, got .*"),
        ("2200-01-01", r"must have as year \* or years of 1970 to 2199, got .*"),
        ("sometimes", r"must be like Mon..Fri 2030-01-31 03:00:00 Europe/Berlin, .* got 'sometimes'"),
        ("Mon Tue 03:00", r"must be like Mon..Fri .* got 'Mon Tue 03:00'"),
        ("Mon" + "," * 900, r"must be like Mon..Fri .* got 'Mon,,,,*…'"),
        (" \n ", r"must be like Mon..Fri .* got nothing"),
        ("03:00 Europe/Berlinn", r".* got 'Europe/Berlinn': did you mean Europe/Berlin\?"),
        ("2019-02-29", r"must have a moment at which it occurs, got '2019-02-29'"),
        ("03:00\n12:61", r"must have as minute .* got '12:61'"),
    ],
)
def test_a_bad_expression_is_refused_with_what_would_be_right(expression: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=rf"^{sentence}$"):
        on_calendar(expression)


def test_an_unknown_zone_is_refused_even_if_every_line_names_its_own() -> None:
    with pytest.raises(ValueError, match=r"^must name a time zone"):
        on_calendar("03:00 UTC", "Nowhere/Land")


def test_expressions_are_bounded_in_length() -> None:
    with pytest.raises(ValueError, match=r"^must have at most 1000 characters, got 1001$"):
        on_calendar("0" * 1001)


def test_expressions_are_bounded_in_number() -> None:
    with pytest.raises(ValueError, match=r"^must have at most 20 lines, got 21$"):
        on_calendar("*:00\n" * (MOST_LINES + 1))


@pytest.mark.parametrize(
    ("zone", "expression", "after", "moments"),
    [
        (BERLIN, "02:30", "2026-03-28T03:00+01:00", ["2026-03-30T02:30+02:00", "2026-03-31T02:30+02:00"]),
        (BERLIN, "02:30", "2026-10-24T03:00+02:00", ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]),
        (NEW_YORK, "02:30", "2026-03-07T03:00-05:00", ["2026-03-09T02:30-04:00", "2026-03-10T02:30-04:00"]),
        (NEW_YORK, "01:30", "2026-10-31T03:00-04:00", ["2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00"]),
        (LORD_HOWE, "02:15", "2026-10-03T03:00+10:30", ["2026-10-05T02:15+11:00", "2026-10-06T02:15+11:00"]),
        (LORD_HOWE, "01:45", "2026-04-04T03:00+11:00", ["2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30"]),
    ],
)
def test_a_timer_at_a_fixed_time_skips_the_gap_and_elapses_once_where_it_comes_twice(
    zone: str, expression: str, after: str, moments: list[str]
) -> None:
    assert walked(on_calendar(expression, zone), after, 2, zone) == moments


@pytest.mark.parametrize(
    ("zone", "after", "moments"),
    [
        (BERLIN, "2026-03-29T01:00+01:00", ["2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00"]),
        (BERLIN, "2026-10-25T02:00+02:00", ["2026-10-25T03:00+01:00", "2026-10-25T04:00+01:00"]),
        (NEW_YORK, "2026-03-08T01:00-05:00", ["2026-03-08T03:00-04:00", "2026-03-08T04:00-04:00"]),
        (NEW_YORK, "2026-11-01T01:00-04:00", ["2026-11-01T02:00-05:00", "2026-11-01T03:00-05:00"]),
        (LORD_HOWE, "2026-10-04T01:00+10:30", ["2026-10-04T03:00+11:00", "2026-10-04T04:00+11:00"]),
        (LORD_HOWE, "2026-04-05T01:00+11:00", ["2026-04-05T02:00+10:30", "2026-04-05T03:00+10:30"]),
    ],
)
def test_an_hourly_timer_does_not_elapse_in_the_second_of_two_equal_hours(
    zone: str, after: str, moments: list[str]
) -> None:
    assert walked(on_calendar("hourly", zone), after, 2, zone) == moments


@pytest.mark.parametrize(
    ("zone", "after", "moments"),
    [
        (BERLIN, "2026-03-29T01:58+01:00", ["2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00"]),
        (BERLIN, "2026-10-25T02:58+02:00", ["2026-10-25T02:59+02:00", "2026-10-25T03:00+01:00"]),
        (NEW_YORK, "2026-03-08T01:58-05:00", ["2026-03-08T01:59-05:00", "2026-03-08T03:00-04:00"]),
        (NEW_YORK, "2026-11-01T01:58-04:00", ["2026-11-01T01:59-04:00", "2026-11-01T02:00-05:00"]),
        (LORD_HOWE, "2026-10-04T01:58+10:30", ["2026-10-04T01:59+10:30", "2026-10-04T02:30+11:00"]),
        (LORD_HOWE, "2026-04-05T01:58+11:00", ["2026-04-05T01:59+11:00", "2026-04-05T02:00+10:30"]),
    ],
)
def test_a_timer_of_every_minute_stands_still_while_the_clock_repeats_itself(
    zone: str, after: str, moments: list[str]
) -> None:
    assert walked(on_calendar("minutely", zone), after, 2, zone) == moments


def test_a_ping_while_the_clock_repeats_itself_is_not_asked_for_another() -> None:
    assert on_calendar("*:0/20", BERLIN).next_after(ms("2026-10-25T02:10+01:00")) == ms("2026-10-25T03:00+01:00")


def test_what_only_falls_into_the_gap_of_its_years_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^must have a moment at which it occurs"):
        on_calendar("Sun 2030-03-25..31 02:30 Europe/Berlin")
