"""Maintenance leaves the time of what it matches out of availability: each window marks it, monitor by monitor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from tocsin.core.clock import Clock
from tocsin.recurrence.windows import occurrence_at, occurrences_between
from tocsin.storage.database import Connection, Database
from tocsin.storage.maintenance import MaintenanceMark, MaintenanceRepository
from tocsin.storage.matching import MatchedMonitor, MatchingRepository
from tocsin.storage.silences import StoredSilence

log = structlog.get_logger()

LOOK_AGAIN_MS = 60_000
"""How soon a window notices a monitor that was made, or tagged, while it holds."""
AT_ONCE = 1000
"""Monitors in one transaction."""
MOST_SPANS = 20
_NEVER = 2**62
_LONGEST_MS = 366 * 86_400_000


@dataclass(frozen=True, slots=True)
class Span:
    """An occurrence [start, end), as long as nobody has ended it. With `is_new` its monitors are not marked yet."""

    start: int
    end: int
    is_new: bool


class MaintenanceMarks:
    """One for each process that alerts; several may share a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._look_at: dict[int, tuple[int, int]] = {}
        """By window the revision that was looked at, and when to look again."""

    async def step(self) -> None:
        """Mark what has begun, end what is over: to be called every few seconds."""
        now = self._clock.now_ms()
        async with self._database.read() as connection:
            windows = await MaintenanceRepository(connection).unsettled(now)
        known, self._look_at = self._look_at, {}
        for window in windows:
            revision, look_at = known.get(window.id, (0, 0))
            is_changed = revision != window.revision
            if is_changed or now >= look_at:
                look_at = await self._settle_soundly(window, now, is_changed=is_changed)
            if look_at > 0:
                self._look_at[window.id] = (window.revision, look_at)

    async def _settle_soundly(self, window: StoredSilence, now: int, *, is_changed: bool) -> int:
        try:
            return await self._settle(window, now, is_changed=is_changed)
        except ValueError:
            # A rule or a time zone that is not known any more must not keep the other windows from being marked.
            log.exception("a maintenance window cannot be read", window=window.id)
            return now + LOOK_AGAIN_MS

    async def _settle(self, window: StoredSilence, now: int, *, is_changed: bool) -> int:
        """When to look again; 0 for at once, when somebody has changed it meanwhile or more is to be done."""
        if is_changed and not await self._end_early(window, now):
            return 0
        spans = _spans(window, now)
        for span in spans:
            if not await self._mark(window, span, now):
                return 0
        if len(spans) >= MOST_SPANS:
            return 0
        if not spans or spans[-1].end <= now:
            await self._settled(window, _settled_until(window, spans, now))
            ahead = window.occurrences(now, 1)
            return ahead[0][0] if ahead else _NEVER
        has_ended = await self._each(window, lambda marks: _end_unmatched(marks, window, spans[-1], now))
        return min(spans[-1].end, now + LOOK_AGAIN_MS) if has_ended else 0

    async def _mark(self, window: StoredSilence, span: Span, now: int) -> bool:
        """Of every monitor that it matches, some at a time; False when somebody has changed the window meanwhile."""
        after = 0
        while True:
            async with self._database.write() as connection:
                if not await MaintenanceRepository(connection).hold(window):
                    return False
                match = window.fields.silence.match
                matched = await MatchingRepository(connection).some(
                    window.workspace_id, match, after=after, limit=AT_ONCE
                )
                await _mark_some(connection, window, matched, span, now)
                if len(matched) < AT_ONCE:
                    if window.marked_until != span.end:
                        await MaintenanceRepository(connection).settled(window, span.end)
                    return True
                after = matched[-1].id

    async def _end_early(self, window: StoredSilence, now: int) -> bool:
        """What it held when it was ended, or changed, holds until then, or for as long as it holds since the change."""
        if window.ended_at is not None:
            at, end, until = window.ended_at, window.ended_at, now
        elif _has_held_since_its_change(window):
            return True
        else:
            held = occurrence_at(window.fields.silence, window.updated_at)
            at = until = window.updated_at
            end = at if held is None else held[1]
        return await self._each(window, lambda marks: _end_outlasting(marks, window, until, at, end, now))

    async def _each(self, window: StoredSilence, end_some: Callable[[MaintenanceRepository], Awaitable[int]]) -> bool:
        """Until there are none left; False when somebody has changed the window meanwhile."""
        while True:
            async with self._database.write() as connection:
                repository = MaintenanceRepository(connection)
                if not await repository.hold(window):
                    return False
                if await end_some(repository) < AT_ONCE:
                    return True

    async def _settled(self, window: StoredSilence, until: int) -> None:
        if window.marked_until != until:
            async with self._database.write() as connection:
                repository = MaintenanceRepository(connection)
                if await repository.hold(window):
                    await repository.settled(window, until)


async def _end_unmatched(marks: MaintenanceRepository, window: StoredSilence, current: Span, now: int) -> int:
    found = await marks.unmatched(window, _began_since(window, current, now), now, AT_ONCE)
    await marks.move_ends(found, now, now)
    return len(found)


async def _end_outlasting(
    marks: MaintenanceRepository, window: StoredSilence, until: int, at: int, end: int, now: int
) -> int:
    found = await marks.outlasting(window, at - _LONGEST_MS, until, at, end, AT_ONCE)
    await marks.move_ends(found, end, now)
    return len(found)


async def _mark_some(
    connection: Connection, window: StoredSilence, matched: list[MatchedMonitor], span: Span, now: int
) -> None:
    repository = MaintenanceRepository(connection)
    since = _began_since(window, span, now)
    marked = await repository.touching(window, [one.id for one in matched], since, span.end)
    live = {monitor_id: [one for one in marks if _is_of(one, span, now)] for monitor_id, marks in marked.items()}
    lacking = [(one.id, _joined(window, one, span, now), span.end) for one in matched if not live.get(one.id)]
    await repository.add(window, lacking, now)
    if span.end > now:
        moved = [one for marks in live.values() for one in marks if one.end != span.end]
        await repository.move_ends(moved, span.end, now)


def _is_of(one: MaintenanceMark, span: Span, now: int) -> bool:
    """Of an occurrence that is over any mark counts, of one that holds those that go on."""
    return one.end > now if span.end > now else one.start >= span.start


def _joined(window: StoredSilence, monitor: MatchedMonitor, span: Span, now: int) -> int:
    """Since when the window is about the monitor: it never was before it was changed to be, and nor was the monitor."""
    changed = window.updated_at if window.updated_at > window.created_at else 0
    noticed = monitor.created_at if span.is_new else monitor.updated_at
    return max(span.start, changed, min(noticed, now))


def _spans(window: StoredSilence, now: int) -> list[Span]:
    """What is not marked yet, the oldest first, and at last what holds now, where it does.

    What was over before the window was made or changed is left as it is.
    """
    since = max(window.marked_until or 0, window.updated_at)
    until = now + 1 if window.ended_at is None else window.ended_at
    found = occurrences_between(window.fields.silence, since, until, MOST_SPANS)
    spans = [Span(start, min(end, window.ended_at or end), is_new=True) for start, end in found if end > since]
    held = None if window.ended_at is not None or spans else occurrence_at(window.fields.silence, now)
    return spans if held is None else [Span(*held, is_new=False)]


def _has_held_since_its_change(window: StoredSilence) -> bool:
    """Then whatever followed from the change is done. One that was never changed has nothing to do."""
    if window.updated_at == window.created_at:
        return True
    held = None if window.marked_until is None else occurrence_at(window.fields.silence, window.marked_until - 1)
    return held is not None and held[0] > window.updated_at and held[1] == window.marked_until


def _began_since(window: StoredSilence, span: Span, now: int) -> int:
    """How far back to look for its marks; as far as can be when it was changed while it held."""
    return now - _LONGEST_MS if window.updated_at > span.start else span.start


def _settled_until(window: StoredSilence, spans: list[Span], now: int) -> int:
    if window.ended_at is not None:
        return window.ended_at
    until = max([window.marked_until or 0, *(span.end for span in spans)])
    return min(until, now) if until else now
