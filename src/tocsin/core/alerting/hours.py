"""Hours of the week in a time zone: quiet hours, business hours."""

from __future__ import annotations

import msgspec


class DailyHours(msgspec.Struct, frozen=True):
    """From `start` to `end` on some days of the week (0 is Monday), in minutes after midnight as the clock reads.

    An `end` that is not later than `start` lies on the next day: 22:00 to 07:00 is one night. 0 to 1440 is a whole day.
    """

    days: tuple[int, ...]
    start: int
    end: int


class WeeklyHours(msgspec.Struct, frozen=True):
    """`time_zone` is a name of the IANA database."""

    time_zone: str
    ranges: tuple[DailyHours, ...]
