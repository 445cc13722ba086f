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
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a reading of a wall clock
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
    first, second = _moments(local.replace(tzinfo=None, fold=0), zone)
    if first >= second:
        return _search(readings, _wall(at, zone), at, zone, change)
    turn = _change_between(first, second, zone)
    again = _wall(turn, zone) - _SECOND
    if not change.is_repeated:
        past = again + timedelta(seconds=second - first)
        start = past if local.fold else _wall(at, zone)
        return _search(readings, start, at, zone, change)
    found = _search(readings, _wall(at, zone), at, zone, change)
    if local.fold or (found is not None and found < turn):
        return found
    return _search(readings, again, at, zone, change)


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
        wall = _wall(opens, zone) - _SECOND
    return None


def _moments(wall: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """The moments of a reading. The first is earlier than the second if it comes twice, later if it never comes.

    PEP 495: of a reading in a gap the first is told by the clock from before it, the second by the one from after.
    """
    seconds = int((wall - _EPOCH).total_seconds())
    aware = wall.replace(tzinfo=zone)
    return seconds - _offset(aware), seconds - _offset(aware.replace(fold=1))


def _change_between(low: int, high: int, zone: ZoneInfo) -> int:
    """The moment in (low, high] at which the clock was changed."""
    after = _offset(datetime.fromtimestamp(high, zone))
    moments = range(low + 1, high)
    return moments.start + bisect_left(
        moments, True, key=lambda moment: _offset(datetime.fromtimestamp(moment, zone)) == after
    )


def _wall(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone).replace(tzinfo=None, fold=0)


def _offset(aware: datetime) -> int:
    offset = aware.utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _within(moment: int) -> int | None:
    return moment if moment < END_SECONDS else None
