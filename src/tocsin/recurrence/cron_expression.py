"""Due when cron would start a job: five fields, read on the wall clock of a time zone.

Which expressions there are is up to cronsim, which follows Debian's cron: `L`, `LW`, `#` and names included; the names
`@hourly`, `@daily` and so on stand for their expressions. When the clocks change, Debian's rule holds. Where a star
starts neither the minute nor the hour (`30 2 * * *`), a reading that comes twice is due once, the first time, and one
in the gap is due as soon as the gap is over. Otherwise (`*/5 2 * * *`, `0 * * * *`) cron goes by the clock alone:
what comes twice is due twice, and what never comes is skipped.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from tocsin.recurrence.recurrence import Recurrence
from tocsin.recurrence.seldom import is_too_seldom
from tocsin.recurrence.wall_clock import ClockChange, next_moment
from tocsin.recurrence.zones import time_zone

LONGEST_CRON = 100
_NAMED = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_FIELDS = {  # as cronsim names them, in the order of an expression
    "minute": "0 to 59",
    "hour": "0 to 23",
    "day-of-month": "1 to 31 as far as its months go, L, LW",
    "month": "1 to 12, JAN to DEC",
    "day-of-week": "0 to 7, SUN to SAT, 5L for the last Friday of a month, 5#2 for the second",
}
_FIXED = ClockChange(is_repeated=False, is_made_up=True)
_BY_THE_CLOCK = ClockChange(is_repeated=True, is_made_up=False)


@dataclass(frozen=True, slots=True)
class Cron(Recurrence):
    """A cron expression that was found to be good. Get one from `cron`."""

    expression: str
    zone: ZoneInfo
    change: ClockChange

    def next_after(self, at: int) -> int | None:
        found = next_moment(partial(_reading_after, self.expression), at // 1000, self.zone, self.change)
        return None if found is None else found * 1000

    def describe(self) -> str:
        return f"cron {self.expression} ({self.zone.key})"


def cron(expression: str, timezone: str = "UTC") -> Cron:
    """Equal arguments share one instance.

    Raise ValueError with the end of a sentence: which field is wrong, a zone that is unknown, or that it never occurs.
    """
    if len(expression) > LONGEST_CRON:
        raise ValueError(f"must have at most {LONGEST_CRON} characters, got {len(expression)}")
    return _checked(" ".join(expression.split()), timezone)


@lru_cache(maxsize=4096)
def _checked(expression: str, timezone: str) -> Cron:
    zone = time_zone(timezone)
    fields = _fields(expression)
    by_the_clock = fields[0].startswith("*") or fields[1].startswith("*")
    checked = Cron(expression, zone, _BY_THE_CLOCK if by_the_clock else _FIXED)
    try:
        if is_too_seldom(checked.next_after):
            raise ValueError(f"must occur at least once in twelve years, which it does not in {zone.key}")
    except CronSimError as wrong:
        raise ValueError(_sentence(str(wrong), fields)) from None
    return checked


def _fields(expression: str) -> list[str]:
    if expression.startswith("@") and expression.lower() not in _NAMED:
        raise ValueError(f"must have five fields, or be one of {', '.join(_NAMED)}, got {expression!r}")
    fields = _spelled_out(expression).split()
    if len(fields) != len(_FIELDS):
        raise ValueError(f"must have five fields ({', '.join(_FIELDS)}) and nothing else, got {len(fields)}")
    return fields


def _sentence(wrong: str, fields: list[str]) -> str:
    field = wrong.removeprefix("Bad ")
    given = dict(zip(_FIELDS, fields, strict=True))[field]
    return f"must have as {field} {_FIELDS[field]}, *, a list 1,2, a range 1-5 or steps */2, got {given!r}"


def _spelled_out(expression: str) -> str:
    return _NAMED.get(expression.lower(), expression)


@lru_cache(maxsize=256)
def _parsed(expression: str) -> CronSim:
    """Parsing costs more than looking ahead. An instance takes about 4 kB, hence not one for each monitor."""
    return CronSim(_spelled_out(expression), datetime(2000, 1, 1))  # noqa: DTZ001 - a reading of a wall clock


def _reading_after(expression: str, wall: datetime) -> datetime | None:
    simulation = copy(_parsed(expression))
    simulation.dt = wall
    return next(simulation, None)
