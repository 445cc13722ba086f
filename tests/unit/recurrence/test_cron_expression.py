"""Cron expressions, and what Debian's cron makes of them when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.unit.recurrence.moments import ms, walk, walked
from tocsin.recurrence import LONGEST_CRON, cron

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
CHANGES = [
    (BERLIN, "2026-03-29T00:00+01:00"),
    (BERLIN, "2026-10-25T00:00+02:00"),
    (NEW_YORK, "2026-03-08T00:00-05:00"),
    (NEW_YORK, "2026-11-01T00:00-04:00"),
    (LORD_HOWE, "2026-10-04T00:00+10:30"),
    (LORD_HOWE, "2026-04-05T00:00+11:00"),
]
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("expression", "after", "moment"),
    [
        ("0 3 * * *", "2026-01-01T03:00+01:00", "2026-01-02T03:00+01:00"),
        ("*/15 * * * *", "2026-01-01T03:00+01:00", "2026-01-01T03:15+01:00"),
        ("0 9 * * MON-FRI", "2026-01-02T09:00+01:00", "2026-01-05T09:00+01:00"),
        ("0 0 L * *", "2026-02-01T00:00+01:00", "2026-02-28T00:00+01:00"),
        ("0 0 1 * 1", "2026-01-02T00:00+01:00", "2026-01-05T00:00+01:00"),
        ("@hourly", "2026-01-01T03:00+01:00", "2026-01-01T04:00+01:00"),
        ("@Weekly", "2026-01-01T03:00+01:00", "2026-01-04T00:00+01:00"),
    ],
)
def test_the_next_time_of_an_expression(expression: str, after: str, moment: str) -> None:
    assert cron(expression, BERLIN).next_after(ms(after)) == ms(moment)


def test_a_moment_within_a_second_counts_as_after_it_began() -> None:
    recurrence = cron("* * * * *")
    assert recurrence.next_after(59_999) == 60_000
    assert recurrence.next_after(60_000) == recurrence.next_after(60_001) == 120_000


def test_an_expression_is_read_in_utc_by_default() -> None:
    assert cron("0 3 * * *").next_after(0) == 3 * HOUR


def test_the_description_names_expression_and_zone() -> None:
    assert cron(" 0 3  * * * ", BERLIN).describe() == "cron 0 3 * * * (Europe/Berlin)"


def test_equal_expressions_share_one_instance() -> None:
    assert cron("0 3 * * *", BERLIN) is cron("0  3 * * * ", BERLIN)


def test_the_gap_is_the_time_between_the_next_two() -> None:
    assert cron("0 9,17 * * *").gap_after(0) == 8 * HOUR


def test_nothing_is_due_from_the_year_2200_on() -> None:
    recurrence = cron("0 0 1 1 *")
    assert (recurrence.next_after(ms("2199-01-01T00:00Z")), recurrence.next_after(10**18)) == (None, None)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("61 * * * *", r"as minute 0 to 59, .* got '61'"),
        ("0 24 * * *", r"as hour 0 to 23, .* got '24'"),
        ("0 0 ? * *", r"as day-of-month 1 to 31 .* got '\?'"),
        ("0 0 30 2 *", r"as day-of-month 1 to 31 as far as its months go, .* got '30'"),
        ("* * 31 2 *", r"as day-of-month 1 to 31 as far as its months go, .* got '31'"),
        ("0 0 1 JANUARY *", r"as month 1 to 12, .* got 'JANUARY'"),
        ("0 0 * * FRI-MON", r"as day-of-week 0 to 7, .* got 'FRI-MON'"),
        ("0 0 0 * * *", r"five fields \(minute, .*\) and nothing else, got 6"),
        ("", r"five fields \(minute, .*\) and nothing else, got 0"),
        ("@reboot", "five fields, or be one of @yearly, .*, got '@reboot'"),
    ],
)
def test_a_bad_expression_is_refused_with_what_would_be_right(expression: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=rf"^must have {sentence}$"):
        cron(expression)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"did you mean Europe/Berlin\?"):
        cron("0 3 * * *", "europe/berlin")


def test_an_expression_is_bounded_in_length() -> None:
    with pytest.raises(ValueError, match=r"^must have at most 100 characters, got 101$"):
        cron("0," * 46 + "0 * * * *" + " " * (LONGEST_CRON - 100))


@pytest.mark.parametrize(
    ("zone", "expression", "after", "moments"),
    [
        (BERLIN, "30 2 * * *", "2026-03-28T03:00+01:00", ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"]),
        (BERLIN, "30 2 * * *", "2026-10-24T03:00+02:00", ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]),
        (NEW_YORK, "30 2 * * *", "2026-03-07T03:00-05:00", ["2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00"]),
        (NEW_YORK, "30 1 * * *", "2026-10-31T03:00-04:00", ["2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00"]),
        (LORD_HOWE, "15 2 * * *", "2026-10-03T03:00+10:30", ["2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00"]),
        (LORD_HOWE, "45 1 * * *", "2026-04-04T03:00+11:00", ["2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30"]),
    ],
)
def test_a_job_at_a_fixed_time_is_due_once_on_a_day_of_change(
    zone: str, expression: str, after: str, moments: list[str]
) -> None:
    assert walked(cron(expression, zone), after, 2, zone) == moments


@pytest.mark.parametrize(("zone", "midnight"), CHANGES)
def test_a_job_at_half_past_two_is_due_every_day_around_a_change(zone: str, midnight: str) -> None:
    found = walk(cron("30 2 * * *", zone), midnight, 5)
    first = datetime.fromisoformat(midnight).date()
    assert [datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date() for at in found] == [
        first + timedelta(days=day) for day in range(5)
    ]


def test_a_run_in_the_second_half_past_two_is_not_asked_for_another_that_day() -> None:
    recurrence = cron("30 2 * * *", BERLIN)
    assert recurrence.next_after(ms("2026-10-25T02:10+01:00")) == ms("2026-10-26T02:30+01:00")


def test_several_readings_in_the_gap_are_made_up_for_once() -> None:
    moments = walked(cron("0,20,40 2 * * *", BERLIN), "2026-03-29T00:00+01:00", 2, BERLIN)
    assert moments == ["2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00"]


def test_a_job_at_midnight_is_due_where_the_clocks_skip_midnight() -> None:
    moments = walked(cron("0 0 * * *", "Africa/Cairo"), "2026-04-23T12:00+02:00", 2, "Africa/Cairo")
    assert moments == ["2026-04-24T01:00+03:00", "2026-04-25T00:00+03:00"]


def readings(zone: str, midnight: str, every_minutes: int) -> list[int]:
    """Every minute of a day whose reading is a multiple of so many, found by trying them all."""
    start = ms(midnight)
    minutes = range(start + 60_000, start + 8 * HOUR, 60_000)
    return [at for at in minutes if datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).minute % every_minutes == 0]


@pytest.mark.parametrize(("zone", "midnight"), CHANGES)
@pytest.mark.parametrize(("expression", "minutes"), [("* * * * *", 1), ("*/20 * * * *", 20), ("0 * * * *", 60)])
def test_a_job_with_a_star_is_due_at_every_reading_of_the_clock(
    zone: str, midnight: str, expression: str, minutes: int
) -> None:
    expected = readings(zone, midnight, minutes)
    assert walk(cron(expression, zone), midnight, len(expected)) == expected


@pytest.mark.parametrize(("zone", "midnight"), CHANGES[:4])
def test_an_hourly_job_stays_an_hour_apart_where_clocks_change_by_an_hour(zone: str, midnight: str) -> None:
    found = walk(cron("0 * * * *", zone), midnight, 8)
    assert {later - earlier for earlier, later in pairwise(found)} == {HOUR}


def test_a_starred_minute_in_the_missing_hour_is_skipped_that_day() -> None:
    found = walked(cron("*/30 2 * * *", BERLIN), "2026-03-28T02:30+01:00", 1, BERLIN)
    assert found == ["2026-03-30T02:00+02:00"]


def test_a_starred_minute_in_the_repeated_hour_is_due_twice() -> None:
    found = walked(cron("*/30 2 * * *", BERLIN), "2026-10-25T00:00+02:00", 4, BERLIN)
    assert [moment[-11:] for moment in found if moment] == ["02:00+02:00", "02:30+02:00", "02:00+01:00", "02:30+01:00"]


def test_a_day_that_the_calendar_skipped_has_no_jobs() -> None:
    found = walked(cron("0 */12 * * *", "Pacific/Apia"), "2011-12-29T11:00-10:00", 3, "Pacific/Apia")
    assert found == ["2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T12:00+14:00"]


def test_utc_has_no_changes() -> None:
    found = walk(cron("30 2 * * *"), "2026-01-01T00:00Z", 365)
    assert {datetime.fromtimestamp(at / 1000, UTC).strftime("%H:%M") for at in found} == {"02:30"}
