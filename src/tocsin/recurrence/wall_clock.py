"""From readings of a wall clock to moments: what becomes of a reading that a change of the clock skips or repeats."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

Readings = Callable[[datetime], datetime | None]
"""The first reading that matches strictly after the given one, both without a time zone; None when there is none."""

END_SECONDS = 7_258_118_400
"""The year 2200, where systemd too ends its calendar."""
_SECOND = timedelta(seconds=1)
_MOST_GAPS = 24
"""Clocks go forward once or twice a year: what only ever falls into those gaps does not occur."""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What a scheduler does about readings that come twice, when clocks go back, or never, when they go forward."""

    is_repeated: bool
    """Due at both moments of a reading that comes twice; else at the first alone."""
    is_made_up: bool
    """Due as soon as the gap is over if the reading is in it; else skipped."""


def next_moment(readings: Readings, at: int, zone: ZoneInfo, change: ClockChange) -> int | None:
    """The first moment strictly later than `at` at which it is due. Both are Unix seconds."""
    if at >= END_SECONDS:
        return None
    local = datetime.fromtimestamp(at, zone)
    wall = _reading(local)
    first, second = _moments(wall, zone)
    if first >= second:
        return _search(readings, wall, at, zone, change)
    turn = _change_between(first, second, zone)
    again = _just_before(turn, zone)
    if not change.is_repeated:
        past = again + timedelta(seconds=second - first)
        return _search(readings, past if local.fold else wall, at, zone, change)
    found = _search(readings, wall, at, zone, change)
    if local.fold or (found is not None and found < turn):
        return found
    return _search(readings, again, at, zone, change)


def moment_of(wall: datetime, zone: ZoneInfo) -> int:
    """The moment (Unix seconds) of one reading: the first where it comes twice, the end of the gap if it is in one."""
    first, second = _moments(wall, zone)
    return first if first <= second else _change_between(second, first, zone)


def _search(readings: Readings, wall: datetime, at: int, zone: ZoneInfo, change: ClockChange) -> int | None:
    for _ in range(_MOST_GAPS):
        found = readings(wall)
        if found is None:
            return None
        first, second = _moments(found, zone)
        if first <= second:
            return _within(first if first > at else second)
        opens = _change_between(second, first, zone)
        if change.is_made_up:
            return _within(opens)
        wall = _just_before(opens, zone)
    return None


def _moments(wall: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """The moments of a reading. The first is earlier than the second if it comes twice, later if it never comes.

    PEP 495: of a reading in a gap the first is told by the clock from before it, the second by the one from after.
    """
    aware = wall.replace(tzinfo=zone)
    return int(aware.timestamp()), int(aware.replace(fold=1).timestamp())


def _change_between(low: int, high: int, zone: ZoneInfo) -> int:
    """The moment in (low, high] at which the clock was changed."""
    after = datetime.fromtimestamp(high, zone).utcoffset()
    moments = range(low + 1, high)
    changed = bisect_left(moments, True, key=lambda at: datetime.fromtimestamp(at, zone).utcoffset() == after)
    return moments.start + changed


def _just_before(at: int, zone: ZoneInfo) -> datetime:
    """The reading from which looking strictly later begins with the reading at `at`."""
    return _reading(datetime.fromtimestamp(at, zone)) - _SECOND


def _reading(local: datetime) -> datetime:
    return local.replace(tzinfo=None, fold=0)


def _within(moment: int) -> int | None:
    return moment if moment < END_SECONDS else None
