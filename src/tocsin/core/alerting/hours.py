"""Hours of the week in a time zone: quiet hours, business hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from tocsin.core.alerting.wall_clock import local_day, moment_of, zone_of

_DAYS_AHEAD = 16
"""Two weeks and some: what recurs weekly can fall out once, into the hour that the clock skips."""


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


def is_within(hours: WeeklyHours, at_ms: int) -> bool:
    """A range holds from the first time that the clock shows its start until the first time that it shows its end."""
    return any(start <= at_ms < end for start, end in _spans(hours, at_ms, 0))


def next_edge(hours: WeeklyHours, at_ms: int) -> int | None:
    """When `is_within` next changes, strictly later than `at_ms`; None when it stays as it is."""
    spans = sorted(_spans(hours, at_ms, _DAYS_AHEAD))
    if not is_within(hours, at_ms):
        return next((start for start, _ in spans if start > at_ms), None)
    until = at_ms
    for start, end in spans:
        if start <= until < end:
            until = end
    return until if until <= _last_midnight(hours, at_ms) else None


def _spans(hours: WeeklyHours, at_ms: int, days_ahead: int) -> Iterator[tuple[int, int]]:
    """What the ranges come to that begin on the day before, which may reach into this one, and on those after it."""
    zone = zone_of(hours.time_zone)
    today = local_day(at_ms, zone)
    for day in (today + timedelta(ahead) for ahead in range(-1, days_ahead + 1)):
        for one in hours.ranges:
            if day.weekday() not in one.days:
                continue
            ends_next_day = one.end <= one.start
            start = moment_of(day, one.start, zone)
            end = moment_of(day + timedelta(days=ends_next_day), one.end, zone)
            if start < end:
                yield start, end


def _last_midnight(hours: WeeklyHours, at_ms: int) -> int:
    """Up to here `_spans` is complete."""
    zone = zone_of(hours.time_zone)
    return moment_of(local_day(at_ms, zone) + timedelta(_DAYS_AHEAD), 0, zone)
