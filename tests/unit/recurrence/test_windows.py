"""Windows: once or recurring, on the wall clock of their zone, through changes of the clock."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.recurrence.moments import ms, told
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.silence import Silence
from tocsin.recurrence.windows import (
    last_end,
    next_occurrences,
    occurrence_at,
    occurrences_between,
    require_recurring,
)

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
HOUR = 3_600_000
DAY = 24 * HOUR


def window(start: str, rrule: str = "", hours: float = 2, zone: str = "UTC") -> Silence:
    return Silence(Match(), ms(start), round(hours * HOUR), zone, rrule)


def starts(silence: Silence, after: str, count: int) -> list[str | None]:
    return [told(start, silence.time_zone) for start, _ in next_occurrences(silence, ms(after), count)]


def test_a_window_without_a_rule_holds_once_from_its_start_until_before_its_end() -> None:
    once = window("2026-11-23T22:00Z")
    start, end = once.start, once.start + 2 * HOUR
    assert [occurrence_at(once, at) for at in (start - 1, start, end - 1, end)] == [
        None,
        (start, end),
        (start, end),
        None,
    ]


def test_a_window_without_a_rule_is_ahead_until_it_starts() -> None:
    once = window("2026-11-23T22:00Z")
    assert next_occurrences(once, once.start - 1, 9) == [(once.start, once.start + 2 * HOUR)]
    assert next_occurrences(once, once.start, 9) == []
    assert last_end(once) == once.start + 2 * HOUR


def test_a_recurring_window_holds_within_each_occurrence_and_not_between() -> None:
    sundays = window("2026-11-22T03:00Z", "FREQ=WEEKLY;BYDAY=SU")
    start = ms("2026-12-06T03:00Z")
    assert occurrence_at(sundays, start + HOUR) == (start, start + 2 * HOUR)
    assert [occurrence_at(sundays, at) for at in (start - 1, start + 2 * HOUR, sundays.start - 1)] == [None] * 3


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=3", ["2027-01-01T03:00", "2027-01-04T03:00", "2027-01-07T03:00"]),
        ("FREQ=DAILY;BYDAY=SA,SU", ["2027-01-02T03:00", "2027-01-03T03:00", "2027-01-09T03:00"]),
        ("FREQ=WEEKLY;INTERVAL=2", ["2027-01-01T03:00", "2027-01-15T03:00", "2027-01-29T03:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2027-01-31T03:00", "2027-03-31T03:00", "2027-05-31T03:00"]),
        ("FREQ=MONTHLY;BYDAY=2TU", ["2027-01-12T03:00", "2027-02-09T03:00", "2027-03-09T03:00"]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ["2027-01-29T03:00", "2027-02-26T03:00", "2027-03-31T03:00"],
        ),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2028-02-29T03:00", "2032-02-29T03:00", "2036-02-29T03:00"]),
        ("FREQ=DAILY;BYHOUR=6,18;BYMINUTE=30", ["2027-01-01T06:30", "2027-01-01T18:30", "2027-01-02T06:30"]),
        ("FREQ=DAILY;COUNT=2", ["2027-01-01T03:00", "2027-01-02T03:00"]),
        ("FREQ=DAILY;UNTIL=20270102", ["2027-01-01T03:00", "2027-01-02T03:00"]),
        ("FREQ=DAILY;UNTIL=20270102T030000Z", ["2027-01-01T03:00", "2027-01-02T03:00"]),
        ("FREQ=DAILY;UNTIL=20270102T025959", ["2027-01-01T03:00"]),
    ],
)
def test_a_rule_occurs(rrule: str, expected: list[str]) -> None:
    silence = window("2027-01-01T03:00Z", rrule)
    assert starts(silence, "2026-12-31T00:00Z", 3) == [f"{start}+00:00" for start in expected]


@pytest.mark.parametrize(
    ("zone", "start", "expected"),
    [
        (BERLIN, "2026-03-27T03:00+01:00", ["2026-03-28T03:00+01:00", "2026-03-29T03:00+02:00"]),
        (BERLIN, "2026-10-23T03:00+02:00", ["2026-10-24T03:00+02:00", "2026-10-25T03:00+01:00"]),
        (NEW_YORK, "2026-03-06T03:00-05:00", ["2026-03-07T03:00-05:00", "2026-03-08T03:00-04:00"]),
        (NEW_YORK, "2026-10-30T03:00-04:00", ["2026-10-31T03:00-04:00", "2026-11-01T03:00-05:00"]),
        (LORD_HOWE, "2026-10-02T03:00+10:30", ["2026-10-03T03:00+10:30", "2026-10-04T03:00+11:00"]),
        (LORD_HOWE, "2026-04-03T03:00+11:00", ["2026-04-04T03:00+11:00", "2026-04-05T03:00+10:30"]),
    ],
)
def test_three_stays_three_when_clocks_change(zone: str, start: str, expected: list[str]) -> None:
    silence = window(start, "FREQ=DAILY", zone=zone)
    assert starts(silence, start, 2) == expected
    assert occurrence_at(silence, ms(expected[1])) == (ms(expected[1]), ms(expected[1]) + 2 * HOUR)


@pytest.mark.parametrize(
    ("zone", "start", "expected"),
    [
        (BERLIN, "2026-03-28T02:30+01:00", ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"]),
        (BERLIN, "2026-10-24T02:30+02:00", ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]),
        (NEW_YORK, "2026-03-07T02:30-05:00", ["2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00"]),
        (NEW_YORK, "2026-10-31T01:30-04:00", ["2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00"]),
        (LORD_HOWE, "2026-10-03T02:15+10:30", ["2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00"]),
        (LORD_HOWE, "2026-04-04T01:45+11:00", ["2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30"]),
    ],
)
def test_a_reading_in_the_gap_begins_when_it_is_over_and_one_that_comes_twice_the_first_time(
    zone: str, start: str, expected: list[str]
) -> None:
    silence = window(start, "FREQ=DAILY", hours=1.5, zone=zone)
    assert starts(silence, start, 2) == expected
    assert occurrence_at(silence, ms(expected[0]) + HOUR) == (ms(expected[0]), ms(expected[0]) + 3 * HOUR // 2)


def test_two_readings_of_one_gap_are_one_occurrence() -> None:
    silence = window("2026-03-28T00:00+01:00", "FREQ=DAILY;BYHOUR=2;BYMINUTE=0,30", zone=BERLIN)
    expected = ["2026-03-28T02:00+01:00", "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00"]
    assert starts(silence, "2026-03-28T00:00+01:00", 4) == expected


def test_a_first_reading_that_comes_twice_begins_as_it_was_given() -> None:
    silence = window("2026-10-25T02:30+01:00", "FREQ=DAILY", zone=BERLIN)
    assert starts(silence, "2026-10-25T00:00+02:00", 2) == ["2026-10-25T02:30+01:00", "2026-10-26T02:30+01:00"]
    assert occurrence_at(silence, silence.start) == (silence.start, silence.start + 2 * HOUR)


def test_of_occurrences_that_overlap_the_one_counts_that_ends_last() -> None:
    silence = window("2027-01-01T00:00Z", "FREQ=DAILY;COUNT=3", hours=60)
    at = ms("2027-01-03T01:00Z")
    assert occurrence_at(silence, at) == (ms("2027-01-03T00:00Z"), ms("2027-01-05T12:00Z"))
    assert len(occurrences_between(silence, at, at + 1, 9)) == 3


def test_occurrences_that_began_before_it_resumes_are_over() -> None:
    silence = replace(window("2027-01-01T03:00Z", "FREQ=DAILY"), resumes_at=ms("2027-01-02T04:00Z"))
    assert occurrence_at(silence, ms("2027-01-02T04:00Z")) is None
    assert starts(silence, "2027-01-01T00:00Z", 1) == ["2027-01-03T03:00+00:00"]


def test_it_ends_with_its_last_occurrence_or_never() -> None:
    start = "2027-01-01T03:00Z"
    assert last_end(window(start, "FREQ=WEEKLY;COUNT=3")) == ms("2027-01-15T05:00Z")
    assert last_end(window(start, "FREQ=WEEKLY;UNTIL=20270114")) == ms("2027-01-08T05:00Z")
    assert last_end(window(start, "FREQ=YEARLY;COUNT=100")) == ms("2126-01-01T05:00Z")
    assert last_end(window(start, "FREQ=WEEKLY")) is None


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,31",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=9",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
        "FREQ=DAILY;INTERVAL=7;BYDAY=SA",
        "FREQ=DAILY;UNTIL=20261231",
        "FREQ=DAILY;UNTIL=00010101T000000Z",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000",
    ],
)
def test_a_rule_that_never_occurs_is_found_out(rrule: str) -> None:
    with pytest.raises(ValueError, match=r"^must occur at least once in the 12 years after the start, and does not$"):
        require_recurring(rrule, ms("2027-01-01T03:00Z"), "UTC")
    silence = window("2027-01-01T03:00Z", rrule)
    assert (next_occurrences(silence, 0, 9), occurrence_at(silence, silence.start)) == ([], None)


def test_a_good_rule_and_a_bad_zone_are_told_apart() -> None:
    require_recurring("FREQ=DAILY;UNTIL=99991231", ms("2027-01-01T03:00Z"), NEW_YORK)
    with pytest.raises(ValueError, match=r"did you mean Europe/Berlin\?"):
        require_recurring("FREQ=DAILY", 0, "europe/berlin")


def test_nothing_begins_from_the_year_2200_on() -> None:
    silence = window("2027-01-01T03:00Z", "FREQ=DAILY")
    assert starts(silence, "2199-12-30T03:00Z", 9) == ["2199-12-31T03:00+00:00"]
    assert (next_occurrences(silence, 10**18, 9), occurrence_at(silence, 10**18)) == ([], None)


NUMBERED = st.sampled_from(["MO", "WE", "SU", "1FR", "-1TU", "5SA"])
PLAIN = st.sampled_from(["MO", "WE", "SU"])


def parts(name: str, values: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    some = st.lists(values, min_size=1, max_size=3, unique=True)
    return st.just("") | some.map(lambda chosen: f";{name}={','.join(map(str, chosen))}")


MONTHS = parts("BYMONTH", st.integers(1, 12))
DAYS = parts("BYMONTHDAY", st.integers(1, 28) | st.integers(-28, -1))
RULES = st.one_of(
    st.builds("FREQ=YEARLY;INTERVAL={}{}{}{}".format, st.integers(1, 3), MONTHS, DAYS, parts("BYDAY", NUMBERED)),
    st.builds("FREQ=MONTHLY;INTERVAL={}{}{}".format, st.integers(1, 5), DAYS, parts("BYDAY", NUMBERED)),
    st.builds(
        "FREQ=WEEKLY;INTERVAL={}{}{};WKST={}".format,
        st.integers(1, 5),
        MONTHS,
        parts("BYDAY", PLAIN),
        st.sampled_from(["MO", "TH", "SU"]),
    ),
    st.builds("FREQ=DAILY;INTERVAL={}{}{}{}".format, st.integers(1, 5), MONTHS, DAYS, parts("BYDAY", PLAIN)),
)
MOMENTS = st.integers(ms("2026-01-01T00:00Z") // 1000, ms("2030-01-01T00:00Z") // 1000).map(lambda at: at * 1000)


@given(rrule=RULES, start=MOMENTS)
@settings(max_examples=100, deadline=None)
def test_days_are_those_that_dateutil_finds_by_itself(rrule: str, start: int) -> None:
    first = datetime.fromisoformat(str(told(start, "UTC")))
    start -= start % 60_000
    until = f"{rrule};UNTIL=20380101T000000Z"
    if "WKST" not in until:
        until += ";WKST=MO"
    expected = [int(one.timestamp() * 1000) for one in islice(rrulestr(until, dtstart=first), 20)]
    found = next_occurrences(Silence(Match(), start, HOUR, "UTC", until), 0, 20)
    assert [one for one, _ in found] == expected


@given(
    rrule=RULES,
    start=MOMENTS,
    at=MOMENTS,
    hours=st.integers(1, 100),
    zone=st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, "Pacific/Apia"]),
)
@settings(max_examples=300, deadline=None)
def test_what_holds_is_the_latest_that_has_begun(rrule: str, start: int, at: int, hours: int, zone: str) -> None:
    silence = Silence(Match(), start, hours * HOUR, zone, rrule)
    begun = [one for one in next_occurrences(silence, at - hours * HOUR, 200) if one[0] <= at]
    assert occurrence_at(silence, at) == (begun[-1] if begun else None)
    assert occurrences_between(silence, at, at + 1, 200) == begun


@given(rrule=RULES, start=MOMENTS, count=st.integers(1, 30))
@settings(max_examples=100, deadline=None)
def test_a_counted_rule_is_the_beginning_of_the_same_rule_without_the_count(rrule: str, start: int, count: int) -> None:
    endless = next_occurrences(Silence(Match(), start, HOUR, BERLIN, rrule), 0, count)
    counted = Silence(Match(), start, HOUR, BERLIN, f"{rrule};COUNT={count}")
    assert next_occurrences(counted, 0, 100) == endless
    assert last_end(counted) == (endless[-1][1] if endless else start)
