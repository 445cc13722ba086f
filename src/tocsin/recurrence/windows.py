"""When a silence or a maintenance window holds: once, or again and again by the clock on somebody's wall.

A reading that comes twice when clocks go back counts the first time; one that is skipped when they go forward begins
as soon as the gap is over. Ends lie `duration` later, whatever the clock did meanwhile.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from tocsin.core.alerting.silence import Silence
from tocsin.recurrence.repeated_days import days_in
from tocsin.recurrence.repetition import Repetition, Until, repetition
from tocsin.recurrence.wall_clock import END_SECONDS, moment_of
from tocsin.recurrence.zones import time_zone

MOST_YEARS = 12
"""A rule that does not occur for so long has run out."""
_LAST_YEAR = 2199
_EARLIEST, _LATEST = datetime(1971, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - readings
_DAY = timedelta(days=1)
"""More than any clock is changed by."""


def occurrence_at(silence: Silence, at: int) -> tuple[int, int] | None:
    """(start, end) of the occurrence that holds at `at`; of several that overlap the one that ends last."""
    if not silence.rrule:
        start: int | None = silence.start if silence.start <= at else None
    else:
        start = _plan(silence.rrule, silence.start, silence.time_zone).latest_start(at, at - silence.duration)
    if start is None or start < silence.resumes_at or at >= start + silence.duration:
        return None
    return start, start + silence.duration


def next_occurrences(silence: Silence, after: int, limit: int) -> list[tuple[int, int]]:
    """(start, end) of those that start later than `after`, the soonest first, until the rule has run out."""
    after = max(after, silence.resumes_at - 1)
    if not silence.rrule:
        starts = iter([silence.start] if silence.start > after else [])
    else:
        starts = _plan(silence.rrule, silence.start, silence.time_zone).starts_after(after)
    return [(start, start + silence.duration) for start in islice(starts, limit)]


def occurrences_between(silence: Silence, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    """(start, end) of those that hold at some moment of [start, end), oldest first, at most `limit`."""
    found = next_occurrences(silence, start - silence.duration, limit)
    return [occurrence for occurrence in found if occurrence[0] < end]


def last_end(silence: Silence) -> int | None:
    """When its last occurrence ends; None for a rule that goes on for ever."""
    if not silence.rrule:
        return silence.start + silence.duration
    plan = _plan(silence.rrule, silence.start, silence.time_zone)
    if plan.until is None:
        return None
    last = plan.latest_start(plan.until, silence.start - 1)
    return silence.start if last is None else last + silence.duration


def require_recurring(rrule: str, start: int, time_zone: str) -> None:
    """Raise ValueError with the end of a sentence for a rule that is bad, or that never occurs."""
    if next(_plan(rrule, start, time_zone).starts_after(start - 1), None) is None:
        raise ValueError(f"must occur at least once in the {MOST_YEARS} years after the start, and does not")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A rule with its beginning (Unix ms), its zone, and the moment after which none starts."""

    rule: Repetition
    start: int
    first: datetime
    zone: ZoneInfo
    until: int | None

    def starts_after(self, at: int) -> Iterator[int]:
        """Unix ms, ascending."""
        told = max(at, self.start - 1)
        for wall in self._readings(_day_of(told, self.zone) - _DAY):
            moment = self._moment(wall)
            if self.until is not None and moment > self.until:
                return
            if moment > told:
                told = moment
                yield moment

    def latest_start(self, at: int, floor: int) -> int | None:
        """The last one that is not later than `at`, and later than `floor`."""
        at = at if self.until is None else min(at, self.until)
        floor = max(floor, self.start - 1)
        if at <= floor:
            return None
        lowest = _day_of(floor, self.zone) - _DAY
        for wall in self._readings_back(_day_of(at, self.zone) + _DAY, lowest):
            moment = self._moment(wall)
            if moment <= at:
                return moment if moment > floor else None
        return None

    def _moment(self, wall: datetime) -> int:
        """The first is meant as it was given, even if its reading comes twice."""
        return max(self.start, moment_of(wall, self.zone) * 1000)

    def _readings(self, day: date) -> Iterator[datetime]:
        """From that day on, until it has run out."""
        year = occurred = max(day.year, self.first.year)
        while year <= min(occurred + MOST_YEARS, _LAST_YEAR):
            days = days_in(self.rule, self.first.date(), year)
            for found in days[bisect_left(days, day) :]:
                occurred = year
                yield from self._on(found)
            year += 1

    def _readings_back(self, day: date, lowest: date) -> Iterator[datetime]:
        for year in range(min(day.year, _LAST_YEAR), max(lowest.year, self.first.year) - 1, -1):
            days = days_in(self.rule, self.first.date(), year)
            for found in reversed(days[bisect_left(days, lowest) : bisect_right(days, day)]):
                yield from reversed(self._on(found))

    def _on(self, day: date) -> list[datetime]:
        """The readings of one day; on the first none that is earlier than the first."""
        hours = self.rule.hours or (self.first.hour,)
        minutes = self.rule.minutes or (self.first.minute,)
        times = (time(hour, minute, self.first.second) for hour in hours for minute in minutes)
        return [wall for at in times if (wall := datetime.combine(day, at)) >= self.first]


@lru_cache(maxsize=4096)
def _plan(rrule: str, start: int, zone_name: str) -> _Plan:
    zone = time_zone(zone_name)
    first = datetime.fromtimestamp(start // 1000, zone).replace(tzinfo=None, fold=0)
    plan = _Plan(repetition(rrule), start, first, zone, None)
    if plan.rule.until is not None:
        return replace(plan, until=_until(plan.rule.until, zone))
    if plan.rule.count is not None:
        *_, last = (start - 1, *islice(plan.starts_after(start - 1), plan.rule.count))
        return replace(plan, until=last)
    return plan


def _until(until: Until, zone: ZoneInfo) -> int:
    """The later moment of a reading that comes twice."""
    reading = min(max(until.reading, _EARLIEST), _LATEST)
    moments = (reading.replace(tzinfo=UTC if until.is_utc else zone, fold=fold) for fold in (0, 1))
    return int(max(moment.timestamp() for moment in moments)) * 1000


def _day_of(at: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(min(at // 1000, END_SECONDS), zone).date()
