"""Due when a systemd timer would elapse: `OnCalendar=` expressions, one a line, each with its own time zone if need be.

Which expressions there are is up to oncalendar: what systemd.time(7) has, without fractions of seconds. When the clocks
change, it is as systemd does: a reading that comes twice is due once, the first time, be it hourly or every minute; one
in the gap is skipped, so that a timer at 02:30 stands still for that day.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from oncalendar import BaseIterator, OnCalendarError

from tocsin.recurrence.recurrence import Recurrence
from tocsin.recurrence.seldom import is_too_seldom
from tocsin.recurrence.wall_clock import ClockChange, next_moment
from tocsin.recurrence.zones import time_zone

LONGEST_ON_CALENDAR = 1000
MOST_LINES = 20
_LONGEST_SHOWN = 60
_YEARS = 230
"""How many years an expression has that names none: 1970 to 2199."""
_FIELDS = {  # as oncalendar names them
    "year": "* or years of 1970 to 2199",
    "month": "* or values of 1 to 12",
    "day-of-month": "* or values of 1 to 31, or after ~ 1 to 28, counted from the month's end",
    "hour": "* or values of 0 to 23",
    "minute": "* or values of 0 to 59",
    "second": "* or whole values of 0 to 59",
}
_FORM = "must be like Mon..Fri 2030-01-31 03:00:00 Europe/Berlin, a part of that, or a word such as daily"
_SKIPS = ClockChange(is_repeated=False, is_made_up=False)


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One expression, and the zone whose wall clock it is read on."""

    expression: str
    zone: ZoneInfo

    def next_after(self, at: int) -> int | None:
        found = next_moment(partial(_reading_after, self.expression), at // 1000, self.zone, _SKIPS)
        return None if found is None else found * 1000


@dataclass(frozen=True, slots=True)
class OnCalendar(Recurrence):
    """Expressions that were found to be good: due whenever one of them is. Get one from `on_calendar`."""

    lines: tuple[CalendarLine, ...]

    def next_after(self, at: int) -> int | None:
        """None once every line names years that have passed."""
        found = (line.next_after(at) for line in self.lines)
        return min((moment for moment in found if moment is not None), default=None)

    def describe(self) -> str:
        """Every line is in it, so that another description means another recurrence."""
        if len({line.zone.key for line in self.lines}) > 1:
            return "OnCalendar " + "; ".join(f"{line.expression} ({line.zone.key})" for line in self.lines)
        return f"OnCalendar {'; '.join(line.expression for line in self.lines)} ({self.lines[0].zone.key})"


def on_calendar(expressions: str, timezone: str = "UTC") -> OnCalendar:
    """`timezone` is for lines that name none. Raise ValueError with the end of a sentence that tells what is wrong.

    A line that names only years gone by is good: it has run out. Equal arguments share one instance.
    """
    if len(expressions) > LONGEST_ON_CALENDAR:
        raise ValueError(f"must have at most {LONGEST_ON_CALENDAR} characters, got {len(expressions)}")
    lines = tuple(line for line in (" ".join(line.split()) for line in expressions.splitlines()) if line)
    if not lines:
        raise ValueError(f"{_FORM}, got nothing")
    if len(lines) > MOST_LINES:
        raise ValueError(f"must have at most {MOST_LINES} lines, got {len(lines)}")
    return _checked(lines, timezone)


@lru_cache(maxsize=4096)
def _checked(lines: tuple[str, ...], timezone: str) -> OnCalendar:
    zone = time_zone(timezone)
    return OnCalendar(tuple(_good_line(line, zone) for line in lines))


def _good_line(text: str, zone: ZoneInfo) -> CalendarLine:
    line = _line(text, zone)
    try:
        names_years = len(_parsed(line.expression).years) < _YEARS
    except OnCalendarError as wrong:
        raise ValueError(_sentence(str(wrong), text)) from None
    if names_years and line.next_after(-1) is None:
        raise ValueError(f"must have a moment at which it occurs, got {_shortened(text)!r}")
    if not names_years and is_too_seldom(line.next_after):
        raise ValueError(f"must occur at least once in twelve years, got {_shortened(text)!r}")
    return line


def _line(text: str, zone: ZoneInfo) -> CalendarLine:
    """The zone is a last word that begins with a letter. Weekdays and words such as `daily` do too, but stand first."""
    expression, _, last = text.rpartition(" ")
    if expression and last[0].isalpha():
        return CalendarLine(expression, time_zone(last))
    return CalendarLine(text, zone)


def _sentence(wrong: str, text: str) -> str:
    field = wrong.removeprefix("Bad ")
    form = f"must have as {field} {_FIELDS[field]}" if field in _FIELDS else _FORM
    return f"{form}, got {_shortened(text)!r}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


@lru_cache(maxsize=256)
def _parsed(expression: str) -> BaseIterator:
    """Parsing costs more than looking ahead. An instance takes about 20 kB, hence not one for each monitor."""
    if ",," in expression:  # each comma after a weekday is one more recursion of the parser
        raise OnCalendarError("Two commas")
    return BaseIterator(expression, datetime(2000, 1, 1))  # noqa: DTZ001 - a reading of a wall clock


def _reading_after(expression: str, wall: datetime) -> datetime | None:
    iterator = copy(_parsed(expression))
    iterator.dt = wall
    return next(iterator, None)
