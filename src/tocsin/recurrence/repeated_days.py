"""The days of one year on which a recurrence rule occurs.

Year by year, since dateutil looks for the next occurrence of a rule that has none up to the year 9999.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from dateutil.rrule import MONTHLY, YEARLY, rrule, weekday

from tocsin.recurrence.repetition import Repetition

_ONCE = 120_000
"""An interval, in months or years, after which no calendar goes on: dateutil tells one period and ends."""
_EVERY_DAY = tuple((0, day) for day in range(7))


@lru_cache(maxsize=4096)
def days_in(rule: Repetition, first: date, year: int) -> tuple[date, ...]:
    """In order, none before `first`, which is the day on which the rule begins to count."""
    if year < first.year:
        return ()
    days = _IN_YEAR[rule.frequency](rule, first, year)
    return tuple(day for day in days if day >= first)


def _yearly(rule: Repetition, first: date, year: int) -> list[date]:
    if (year - first.year) % rule.interval:
        return []
    if rule.month_days or rule.weekdays:
        return _period(rule, YEARLY, date(year, 1, 1), rule.months, rule.month_days, rule.weekdays)
    return _period(rule, YEARLY, date(year, 1, 1), rule.months or (first.month,), (first.day,), ())


def _monthly(rule: Repetition, first: date, year: int) -> list[date]:
    month_days = rule.month_days or (() if rule.weekdays else (first.day,))
    before = (year - first.year) * 12 - first.month
    months = [month for month in rule.months or range(1, 13) if (before + month) % rule.interval == 0]
    found = [_period(rule, MONTHLY, date(year, month, 1), (), month_days, rule.weekdays) for month in months]
    return [day for days in found for day in days]


def _weekly(rule: Repetition, first: date, year: int) -> list[date]:
    weekdays = rule.weekdays or ((0, first.weekday()),)
    days = _period(rule, YEARLY, date(year, 1, 1), rule.months, (), weekdays)
    begin = _week_of(first, rule.week_start)
    return [day for day in days if (_week_of(day, rule.week_start) - begin).days // 7 % rule.interval == 0]


def _daily(rule: Repetition, first: date, year: int) -> list[date]:
    days = _period(rule, YEARLY, date(year, 1, 1), rule.months, rule.month_days, rule.weekdays or _EVERY_DAY)
    return [day for day in days if (day - first).days % rule.interval == 0]


_IN_YEAR = {"YEARLY": _yearly, "MONTHLY": _monthly, "WEEKLY": _weekly, "DAILY": _daily}


def _period(
    rule: Repetition,
    frequency: Literal[0, 1],
    begin: date,
    months: tuple[int, ...],
    month_days: tuple[int, ...],
    weekdays: tuple[tuple[int, int], ...],
) -> list[date]:
    """The days of one month or year that fit."""
    found = rrule(
        frequency,
        dtstart=datetime(begin.year, begin.month, begin.day),  # noqa: DTZ001 - days, of no zone
        interval=_ONCE,
        wkst=rule.week_start,
        bysetpos=rule.positions or None,
        bymonth=months or None,
        bymonthday=month_days or None,
        byweekday=[weekday(day, number or None) for number, day in weekdays] or None,
    )
    return [moment.date() for moment in found]


def _week_of(day: date, week_start: int) -> date:
    return day - timedelta(days=(day.weekday() - week_start) % 7)
