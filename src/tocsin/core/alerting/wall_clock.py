"""From a day and a time of day, as the clock reads somewhere, to a moment."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

DAY_MINUTES = 1440


@cache
def zone_of(name: str) -> ZoneInfo:
    """Raise ZoneInfoNotFoundError."""
    return ZoneInfo(name)


def local_day(at_ms: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at_ms // 1000, zone).date()


def moment_of(day: date, minutes: int, zone: ZoneInfo) -> int:
    """Unix ms at which the clock first shows so many minutes after midnight of that day, or, in a gap, more than that.

    1440 is midnight of the next day. When clocks go back, of the two such moments the earlier one.
    """
    days, minutes = divmod(minutes, DAY_MINUTES)
    reading = datetime.combine(day + timedelta(days), time(minutes // 60, minutes % 60), zone)
    first, second = int(reading.timestamp()), int(reading.replace(fold=1).timestamp())
    # PEP 495: in a gap, which the clock skips, the offset from before it comes out later than the one from after it.
    return 1000 * (first if first <= second else _end_of_gap(second, first, zone))


def _end_of_gap(low: int, high: int, zone: ZoneInfo) -> int:
    """The second in (low, high] in which the clock is put forward."""
    after = datetime.fromtimestamp(high, zone).utcoffset()
    seconds = range(low + 1, high)
    return seconds.start + bisect_left(
        seconds, True, key=lambda at: datetime.fromtimestamp(at, zone).utcoffset() == after
    )
