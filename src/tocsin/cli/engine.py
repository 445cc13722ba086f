"""The parts that watch, put together for one process: scheduler and ingest in the caller's loop, the runner beside."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import uvloop
from prometheus_client import CollectorRegistry

from tocsin.api.parts import HealthCheck
from tocsin.auth.secrets import SecretBox
from tocsin.bus.memory import MemoryBus
from tocsin.core.clock import SystemClock
from tocsin.core.monitor import MonitorSpec
from tocsin.ingest.housekeeping import Housekeeping
from tocsin.ingest.ingest import Ingest
from tocsin.ingest.metrics import IngestMetrics
from tocsin.probes import probes, pushed_kind
from tocsin.runner.metrics import RunnerMetrics
from tocsin.runner.runner import Runner
from tocsin.runner.thread import RunnerThread
from tocsin.scheduler.metrics import SchedulerMetrics
from tocsin.scheduler.scheduler import Scheduler
from tocsin.services import specs
from tocsin.settings import Settings
from tocsin.storage.database import Database
from tocsin.storage.retention import Ages

SWITCH_INTERVAL_S = 0.0005
"""How long a busy thread may keep the runner's from measuring."""
COLLECTION_THRESHOLDS = (10_000, 10, 10)
"""A hundred requests under way hold thousands of objects: at Python's own 700, sorting them out was a quarter of the
work, and pauses of 200 ms.
"""
STALLED_S = 15.0
SETTLED_S = 30.0


@dataclass
class Engine:
    """What watches. `run` ends only by cancellation or because a part has crashed."""

    settings: Settings
    database: Database
    box: SecretBox
    registry: CollectorRegistry
    bus: MemoryBus = field(default_factory=MemoryBus)
    clock: SystemClock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        ingest_metrics = IngestMetrics(self.registry)
        self._runner_metrics = RunnerMetrics(self.registry, self.settings.region)
        self.scheduler = Scheduler(
            self.bus, spec_loader(self.database, self.box), self.clock, SchedulerMetrics(self.registry)
        )
        self.ingest = Ingest(
            self.bus,
            self.database,
            self.clock,
            ingest_metrics,
            linger_s=self.settings.ingest_linger_ms / 1000,
            batch_size=self.settings.ingest_batch_size,
        )
        self.runner: RunnerThread | None = None
        self.housekeeping = Housekeeping(self.database, ages(self.settings), self.clock, ingest_metrics)

    async def run(self) -> None:
        """Watch until cancelled; then let checks in flight go and store what was seen."""
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        gc.set_threshold(*COLLECTION_THRESHOLDS)
        loop = asyncio.get_running_loop()
        crashed: asyncio.Future[None] = loop.create_future()

        def fail(error: BaseException) -> None:
            if not crashed.done():
                crashed.set_exception(error)

        def on_crash(error: BaseException) -> None:
            loop.call_soon_threadsafe(fail, error)

        runner = self.runner = RunnerThread(self._make_runner, uvloop.new_event_loop, on_crash)
        runner.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.ingest.run())
                group.create_task(self.scheduler.run())
                group.create_task(self.housekeeping.run())
                group.create_task(_settle())
                group.create_task(_wait(crashed))
        finally:
            await asyncio.shield(self._stop(runner))

    async def _stop(self, runner: RunnerThread) -> None:
        await runner.stop()
        async with asyncio.timeout(self.settings.shutdown_seconds):
            await self.ingest.drain()

    def health(self) -> Mapping[str, HealthCheck]:
        """What `/readyz` asks of each part."""
        return {"scheduler": self._scheduler_trouble, "runner": self._runner_trouble, "ingest": self._ingest_trouble}

    async def _scheduler_trouble(self) -> str | None:
        idle = self.clock.monotonic() - self.scheduler.last_tick
        return f"the scheduler has not ticked for {idle:.0f} s" if idle > STALLED_S else None

    async def _runner_trouble(self) -> str | None:
        return None if self.runner is not None and self.runner.is_alive else "the runner is not running"

    async def _ingest_trouble(self) -> str | None:
        return self.ingest.trouble

    def _make_runner(self) -> Runner:
        policy = self.settings.network_policy
        return Runner(
            self.bus,
            {kind: probe(policy) for kind, probe in probes().items()},
            self.clock,
            self._runner_metrics,
            region=self.settings.region,
            concurrency=self.settings.runner_concurrency,
        )


async def _settle() -> None:
    """Exempt from garbage collection what was read at the start: it stays.

    With 100,000 monitors a full collection takes a quarter of a second, in which no thread runs.
    """
    await asyncio.sleep(SETTLED_S)
    gc.freeze()


async def _wait(future: asyncio.Future[None]) -> None:
    await future


def ages(settings: Settings) -> Ages:
    """How long each level of history is kept."""
    return Ages(
        raw=settings.retention_raw_days,
        hour=settings.retention_hour_days,
        day=settings.retention_day_days,
        evidence=settings.retention_evidence_days,
        deleted_workspace=settings.deleted_workspace_days,
        audit=settings.retention_audit_days,
        alerting=settings.retention_alerting_days,
    )


def spec_loader(
    database: Database, box: SecretBox
) -> Callable[[Sequence[int] | None], Awaitable[Sequence[MonitorSpec]]]:
    """What the scheduler reads monitors with: their secrets in clear, in memory only."""

    async def load(monitor_ids: Sequence[int] | None) -> Sequence[MonitorSpec]:
        found = [spec async for chunk in specs.stream(database, box, monitor_ids) for spec in chunk]
        return [spec for spec in found if pushed_kind(spec.kind) is None]

    return load
