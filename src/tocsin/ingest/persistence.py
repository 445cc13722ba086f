"""Getting things stored however long the database is away: never a verdict, only a delay."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from tocsin.core.clock import Clock
from tocsin.ingest.deafness import Deafness
from tocsin.ingest.metrics import IngestMetrics
from tocsin.storage.errors import StorageUnavailable

log = structlog.get_logger()

FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 5.0
CLOCK_STEP_S = 1.0
STALL_S = 10.0
LONGEST_QUIET_S = 900.0
"""A clock that is set again and again, or a database that comes and goes, must not keep silence from ever meaning
something: what was due while we were deaf is `unknown` even then."""
CATCHING_UP_S = 60.0
"""After an outage of the database, or a jump of the wall clock, silence means nothing until results are in again."""

Work = Callable[[], Awaitable[None]]


class Persistence:
    """What is being tried again, and until when silence means nothing for our own sake."""

    def __init__(self, clock: Clock, metrics: IngestMetrics) -> None:
        self._clock = clock
        self._metrics = metrics
        self.deafness = Deafness()
        self._troubles: dict[Work, str] = {}
        self._no_silence_before = 0.0
        self._nothing_missing_before = 0.0
        self._quiet_since: float | None = None
        self._offset = self._clock_offset()
        self._looked_at = clock.monotonic()

    @property
    def trouble(self) -> str | None:
        """What keeps results from being stored; None while all is well."""
        return next(iter(self._troubles.values()), None)

    @property
    def is_catching_up(self) -> bool:
        """That nobody reports may be our own doing."""
        return self._clock.monotonic() < self._no_silence_before

    @property
    def may_be_deaf(self) -> bool:
        """Nothing is missing yet: whoever could not reach us a moment ago may be about to try again."""
        now = self._clock.monotonic()
        if now >= max(self._no_silence_before, self._nothing_missing_before):
            self._quiet_since = None
            return False
        if self._quiet_since is None:
            self._quiet_since = now
        return now - self._quiet_since < LONGEST_QUIET_S

    def announce(self, work: Work, words: str) -> None:
        """`work` is to be done before all is well; `until_stored` takes it off the list."""
        self._troubles[work] = words

    async def until_stored(self, work: Work) -> None:
        """Try again while the database is locked, full, read-only or away."""
        pause = FIRST_RETRY_S
        try:
            while True:
                try:
                    await work()
                except StorageUnavailable as error:
                    self._note_trouble(work, error, pause)
                else:
                    self._troubles.pop(work, None)
                    if pause > FIRST_RETRY_S and not self._troubles:
                        log.info("results are stored again")
                    return
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_RETRY_S)
        finally:
            # Only its own: that something else went well does not mean that this one's results are stored.
            self._troubles.pop(work, None)
            self._metrics.is_storing.set(not self._troubles)
            if not self._troubles:
                self.deafness.end(self._clock.now_ms())

    def expect_backlog(self) -> None:
        """What was seen or said may lie somewhere on its way to us."""
        self._no_silence_before = self._clock.monotonic() + CATCHING_UP_S

    def look_at_clock(self) -> None:
        """Call every second or so: a wall clock that jumps, and a process that stood still, look like silence."""
        before, self._offset = self._offset, self._clock_offset()
        now, now_ms = self._clock.monotonic(), self._clock.now_ms()
        stood_still_s, self._looked_at = now - self._looked_at, now
        step_s = self._offset - before
        if abs(step_s) > CLOCK_STEP_S:
            self.expect_backlog()
        if abs(step_s) > CLOCK_STEP_S or stood_still_s > STALL_S:
            self.was_deaf_since(now_ms - round((max(0.0, step_s) + stood_still_s) * 1000))

    def was_deaf_since(self, since: int) -> None:
        """Until now (both Unix ms) no ping could reach us."""
        self.deafness.add(since, self._clock.now_ms())
        self._nothing_missing_before = self._clock.monotonic() + CATCHING_UP_S

    def _note_trouble(self, work: Work, error: StorageUnavailable, pause: float) -> None:
        self._troubles[work] = error.message
        self._metrics.is_storing.set(0)
        self._metrics.storage_failures.labels(error.reason).inc()
        log.error("results cannot be stored; trying again", reason=error.reason, error=error.message, pause_s=pause)
        self.deafness.begin(self._clock.now_ms())
        self.expect_backlog()

    def _clock_offset(self) -> float:
        return self._clock.now_ms() / 1000 - self._clock.monotonic()
