"""What badges are made of, kept for a moment: a page that many people open asks the database once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum

from tocsin.core.errors import NotFound
from tocsin.services.parts import Parts
from tocsin.services.short_memory import ShortMemory
from tocsin.storage.badges import BadgeRepository, BadgeSubject, PublicMonitor
from tocsin.storage.history import HistoryRepository
from tocsin.storage.results import ResultRepository
from tocsin.storage.series import SeriesRepository

HOUR_MS = 3_600_000
DAY_MS = 86_400_000
STATE_SECONDS = 2.0
FIGURE_SECONDS = 30.0
LIST_SECONDS = 10.0
MOST_KEPT = 10_000
LONGEST_WIDE_MS = 14 * DAY_MS
"""Up to there latencies are read by the hour, beyond by the day."""

KeysOf = Callable[[PublicMonitor], Iterable[str]]


class Measure(StrEnum):
    """Of all latencies in a range."""

    MEAN = "mean"
    P95 = "p95"


class Figures:
    """Ranges are milliseconds until now, latencies microseconds; None where nothing is known."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        clock = parts.clock
        self._subjects: ShortMemory[int, BadgeSubject | None] = ShortMemory(
            clock, seconds=STATE_SECONDS, most=MOST_KEPT
        )
        self._last: ShortMemory[int, float | None] = ShortMemory(clock, seconds=STATE_SECONDS, most=MOST_KEPT)
        self._uptimes: ShortMemory[tuple[int, int], float | None] = ShortMemory(
            clock, seconds=FIGURE_SECONDS, most=MOST_KEPT
        )
        self._latencies: ShortMemory[tuple[int, int, Measure], float | None] = ShortMemory(
            clock, seconds=FIGURE_SECONDS, most=MOST_KEPT
        )
        self._keys: ShortMemory[KeysOf, dict[str, int]] = ShortMemory(clock, seconds=LIST_SECONDS, most=1)

    async def subject(self, monitor_id: int) -> BadgeSubject | None:
        """None for a monitor that is not, or not any more."""

        async def load() -> BadgeSubject | None:
            async with self._parts.database.read() as connection:
                return await BadgeRepository(connection).find(monitor_id, self._parts.clock.now_ms())

        return await self._subjects.get(monitor_id, load)

    async def uptime(self, subject: BadgeSubject, range_ms: int) -> float | None:
        """0 to 1."""

        async def load() -> float | None:
            now = self._parts.clock.now_ms()
            async with self._parts.database.read() as connection:
                repository = HistoryRepository(connection)
                found = await repository.availability(subject.workspace_id, subject.id, now - range_ms, now, now)
                return found.ratio

        return await _unless_gone(self._uptimes.get((subject.id, range_ms), load))

    async def latency(self, subject: BadgeSubject, range_ms: int, measure: Measure) -> float | None:
        """Of results that were up or degraded. Whole hours or days, as rollups have them."""

        async def load() -> float | None:
            now = self._parts.clock.now_ms()
            width = HOUR_MS if range_ms <= LONGEST_WIDE_MS else DAY_MS
            async with self._parts.database.read() as connection:
                repository = SeriesRepository(connection)
                found = await repository.series(subject.workspace_id, subject.id, now - range_ms, now + 1, width)
            return found.total.latency_mean if measure == Measure.MEAN else found.total.p95

        return await _unless_gone(self._latencies.get((subject.id, range_ms, measure), load))

    async def last_latency(self, subject: BadgeSubject) -> float | None:
        """Of the newest result of any region."""

        async def load() -> float | None:
            async with self._parts.database.read() as connection:
                found = await ResultRepository(connection).latest(subject.workspace_id, [subject.id])
            newest = max(found.get(subject.id, ()), key=lambda one: one.scheduled_at, default=None)
            return None if newest is None else newest.latency_us

        return await self._last.get(subject.id, load)

    async def public_id(self, key: str, keys_of: KeysOf) -> int | None:
        """The oldest of the public monitors that has this one among its keys."""

        async def load() -> dict[str, int]:
            async with self._parts.database.read() as connection:
                found = await BadgeRepository(connection).public()
            return {key: one.id for one in reversed(found) for key in keys_of(one)}

        return (await self._keys.get(keys_of, load)).get(key)


async def _unless_gone(figure: Awaitable[float | None]) -> float | None:
    """A monitor that is deleted at this very moment has no figures."""
    try:
        return await figure
    except NotFound:
        return None
