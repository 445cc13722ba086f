"""The scheduler's loop: reads what there is to watch, follows its changes, and emits what is due."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import structlog

from tocsin.bus import Bus
from tocsin.core.clock import Clock
from tocsin.core.errors import Unavailable
from tocsin.core.messages import (
    Broadcast,
    Cause,
    CheckRequested,
    MonitorsChanged,
    RecheckRequested,
    Topic,
    checks_queue,
)
from tocsin.core.monitor import MonitorSpec
from tocsin.scheduler.metrics import SchedulerMetrics
from tocsin.scheduler.timeline import Timeline
from tocsin.scheduler.timetable import Timetable

log = structlog.get_logger()

AHEAD_MS = 250
TICK_S = 0.1
LONGEST_SLEEP_S = 1.0
RETRY_S = 2.0

LoadSpecs = Callable[[Sequence[int] | None], Awaitable[Sequence[MonitorSpec]]]
"""Read these monitors (all, for None) with their secrets in clear; those that are gone are left out."""


class Scheduler:
    """Emits checks `AHEAD_MS` before their moment: runners start them punctually, however this loop is held up."""

    def __init__(self, bus: Bus, load: LoadSpecs, clock: Clock, metrics: SchedulerMetrics) -> None:
        self._bus = bus
        self._load = load
        self._metrics = metrics
        self._time = Timeline(clock)
        self._table = Timetable()
        self._woken = asyncio.Event()
        self.last_tick = clock.monotonic()
        self._clock = clock

    async def run(self) -> None:
        """Emit until cancelled."""
        async with (
            self._bus.subscribe(Topic.MONITORS) as changes,
            self._bus.subscribe(Topic.REQUESTS) as requests,
        ):
            await self._reload(None)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow_changes(changes))
                group.create_task(self._follow_requests(requests))
                group.create_task(self._emit())

    async def _emit(self) -> None:
        while True:
            self._woken.clear()
            self.last_tick = self._clock.monotonic()
            self._follow_clock()
            now = self._time.now()
            for region, checks in self._table.take(now + AHEAD_MS, now).items():
                await self._bus.publish(checks_queue(region), checks)
                self._metrics.emitted.inc(len(checks))
            if self._table.skipped:
                self._metrics.skipped.inc(self._table.skipped)
                self._table.skipped = 0
            await self._sleep()

    async def _sleep(self) -> None:
        """Until the next check comes into sight; at least a tick, so that checks gather into batches."""
        await asyncio.sleep(TICK_S)
        due = self._table.next_due()
        ahead = LONGEST_SLEEP_S if due is None else (due - AHEAD_MS - self._time.now()) / 1000
        if ahead > 0:
            try:
                async with asyncio.timeout(min(ahead, LONGEST_SLEEP_S)):
                    await self._woken.wait()
            except TimeoutError:
                pass

    def _follow_clock(self) -> None:
        step = self._time.follow()
        if step:
            self._table.shift(step)
            self._metrics.clock_steps.inc()
            log.warning("the wall clock jumped; checks go on at their pace", step_ms=step)

    async def _reload(self, monitor_ids: Sequence[int] | None) -> None:
        """Read until the database answers: an outage of ours postpones, and decides nothing."""
        while True:
            try:
                specs = await self._load(monitor_ids)
                break
            except Unavailable as error:
                log.warning("monitors cannot be read yet; trying again", error=error.message)
                await asyncio.sleep(RETRY_S)
        wanted = set(monitor_ids) if monitor_ids is not None else self._table.monitor_ids()
        for gone in wanted - {spec.id for spec in specs}:
            self._table.remove(gone)
        self._table.put(specs, self._time.now(), at_once=monitor_ids is not None)
        self._metrics.monitors.set(len(self._table))
        self._woken.set()

    async def _follow_changes(self, changes: AsyncIterator[Broadcast]) -> None:
        async for message in changes:
            if isinstance(message, MonitorsChanged):
                await self._reload(message.monitor_ids or None)

    async def _follow_requests(self, requests: AsyncIterator[Broadcast]) -> None:
        async for message in requests:
            if isinstance(message, CheckRequested):
                self._table.ask(message.monitor_id, None, self._time.now(), Cause.REQUESTED)
            elif isinstance(message, RecheckRequested):
                self._table.ask(message.monitor_id, message.region, max(message.at, self._time.now()), Cause.RECHECK)
            self._woken.set()
