"""The jobs that keep history small and figures ready: rollups as hours close, retention by age."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from tocsin.core.clock import Clock
from tocsin.ingest.metrics import IngestMetrics
from tocsin.storage import retention, rollups
from tocsin.storage.database import Database
from tocsin.storage.errors import StorageUnavailable

log = structlog.get_logger()

REST_S = 30.0
BREATH_S = 0.05
REST_SHARE = 9
"""A job rests so many times as long as its step took: it never has more than a tenth of the time."""


class Housekeeping:
    """Each job goes in small steps with a breath between, so that it never holds anything up."""

    def __init__(self, database: Database, ages: retention.Ages, clock: Clock, metrics: IngestMetrics) -> None:
        self._database = database
        self._ages = ages
        self._clock = clock
        self._metrics = metrics

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat("rollups", lambda now: rollups.step(self._database, now)))
            group.create_task(self._repeat("retention", lambda now: retention.step(self._database, self._ages, now)))

    async def _repeat(self, job: str, step: Callable[[int], Awaitable[bool]]) -> None:
        while True:
            begun = self._clock.monotonic()
            try:
                has_more = await step(self._clock.now_ms())
            except StorageUnavailable as error:
                has_more = False
                self._metrics.housekeeping_failures.labels(job).inc()
                log.error("housekeeping is put off", job=job, reason=error.reason, error=error.message)
            except Exception:
                # History may fall behind; the watching itself must not end for it.
                has_more = False
                self._metrics.housekeeping_failures.labels(job).inc()
                log.exception("housekeeping failed and is put off", job=job)
            took = self._clock.monotonic() - begun
            await asyncio.sleep(max(BREATH_S, REST_SHARE * took) if has_more else REST_S)
