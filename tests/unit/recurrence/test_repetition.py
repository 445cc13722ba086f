"""Recurrence rules: which are taken, and what is said of the others."""

from __future__ import annotations

from datetime import datetime

import pytest

from tocsin.recurrence.repetition import LONGEST_RULE, Repetition, Until, repetition


def test_a_rule_is_read_part_by_part() -> None:
    assert repetition("RRULE:freq=MONTHLY;INTERVAL=2;COUNT=5;BYDAY=-1SU,MO;BYHOUR=3,15;WKST=SU") == Repetition(
        "MONTHLY", interval=2, count=5, weekdays=((-1, 6), (0, 0)), hours=(3, 15), week_start=6
    )


@pytest.mark.parametrize(
    ("value", "until"),
    [
        ("20270131T180000Z", Until(datetime.fromisoformat("2027-01-31T18:00"), is_utc=True)),
        ("20270131T180000", Until(datetime.fromisoformat("2027-01-31T18:00"), is_utc=False)),
        ("20270131", Until(datetime.fromisoformat("2027-01-31T23:59:59"), is_utc=False)),
    ],
)
def test_the_end_is_a_moment_in_utc_or_on_the_wall_or_a_day(value: str, until: Until) -> None:
    assert repetition(f"FREQ=DAILY;UNTIL={value}").until == until


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("", r"must be parts like FREQ=WEEKLY;BYDAY=SU, got ''"),
        ("weekly", r"must be parts like FREQ=WEEKLY;BYDAY=SU, got 'WEEKLY'"),
        ("FREQ=DAILY;", r"must be parts like .* got ''"),
        ("FREQ=", r"must be parts like .* got 'FREQ='"),
        ("BYDAY=SU", r"must have as FREQ one of YEARLY, MONTHLY, WEEKLY, DAILY, got 'none'"),
        ("FREQ=SECONDLY", r"must have as FREQ one of .* got 'SECONDLY'"),
        ("FREQ=HOURLY", r"must have as FREQ one of .* got 'HOURLY'"),
        ("FREQ=DAILY;FREQ=DAILY", r"must have FREQ once, got it twice"),
        ("FREQ=YEARLY;BYWEEKNO=1", r"may have as parts FREQ, .*, got 'BYWEEKNO'"),
        ("FREQ=DAILY;DTSTART=20270101", r"may have as parts .*, got 'DTSTART'"),
        ("FREQ=DAILY;INTERVAL=0", r"must have as INTERVAL a number of 1 to 3650, got '0'"),
        ("FREQ=YEARLY;INTERVAL=13", r"must have as INTERVAL a number of 1 to 12, got '13'"),
        ("FREQ=DAILY;COUNT=1001", r"must have as COUNT a number of 1 to 1000, got '1001'"),
        ("FREQ=DAILY;COUNT=٣", r"must have as COUNT a number of 1 to 1000, got '٣'"),
        ("FREQ=DAILY;BYMONTH=0", r"must have as BYMONTH numbers of 1 to 12, got '0'"),
        ("FREQ=DAILY;BYMONTHDAY=1,", r"must have as BYMONTHDAY numbers of 1 to 31 or -1 to -31, got ''"),
        ("FREQ=DAILY;BYMONTHDAY=0", r"must have as BYMONTHDAY numbers of 1 to 31 or -1 to -31, got '0'"),
        ("FREQ=DAILY;BYHOUR=24", r"must have as BYHOUR numbers of 0 to 23, got '24'"),
        ("FREQ=WEEKLY;BYDAY=SUN", r"must have as BYDAY days such as MO, .*, got 'SUN'"),
        ("FREQ=WEEKLY;BYDAY=1SU", r"must have with the days of BYDAY no numbers, got '1SU'"),
        ("FREQ=MONTHLY;BYDAY=6SU", r"must have .* numbers of 1 to 5 or -1 to -5, got '6SU'"),
        ("FREQ=MONTHLY;BYDAY=0SU", r"must have .* numbers of 1 to 5 or -1 to -5, got '0SU'"),
        ("FREQ=WEEKLY;WKST=1SU", r"must have with the days of WKST no numbers, got '1SU'"),
        ("FREQ=DAILY;UNTIL=tomorrow", r"must have as UNTIL a moment like .* got 'TOMORROW'"),
        ("FREQ=DAILY;UNTIL=20270230", r"must have as UNTIL a moment like .* got '20270230'"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270131", r"must have COUNT or UNTIL, got both"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", r"must not have BYMONTHDAY with FREQ=WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=SU;BYSETPOS=1", r"must have FREQ=MONTHLY or FREQ=YEARLY for BYSETPOS"),
        ("FREQ=MONTHLY;BYSETPOS=1", r"must have BYDAY or BYMONTHDAY for BYSETPOS"),
        ("FREQ=MONTHLY;BYDAY=SU;BYSETPOS=1;BYHOUR=3", r"must not have BYSETPOS with BYHOUR or BYMINUTE"),
        ("FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5", r"must name at most 24 times of day, got 25"),
        ("FREQ=DAILY;COUNT=" + "9" * 100, rf"must have as COUNT a number of 1 to 1000, got '{'9' * 40}…'"),
    ],
)
def test_a_bad_rule_is_refused_with_what_would_be_right(rule: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        repetition(rule)


def test_a_rule_is_bounded_in_length() -> None:
    with pytest.raises(ValueError, match=r"^must have at most 300 characters, got 301$"):
        repetition("F" * (LONGEST_RULE + 1))
