"""The parts that watch, put together for one process: scheduler and ingest in the caller's loop, the runner beside."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import msgspec
import structlog
import uvloop
from prometheus_client import CollectorRegistry

from tocsin.auth.configs import unseal
from tocsin.auth.secrets import MARK, SecretBox, SecretUnreadable
from tocsin.bus.memory import MemoryBus
from tocsin.core.clock import SystemClock
from tocsin.core.monitor import MonitorSpec
from tocsin.ingest.housekeeping import Housekeeping
from tocsin.ingest.ingest import Ingest
from tocsin.ingest.metrics import IngestMetrics
from tocsin.probes import discover
from tocsin.runner.metrics import RunnerMetrics
from tocsin.runner.runner import Runner
from tocsin.runner.thread import RunnerThread
from tocsin.scheduler.metrics import SchedulerMetrics
from tocsin.scheduler.scheduler import Scheduler
from tocsin.settings import Settings
from tocsin.storage.database import Database
from tocsin.storage.retention import Ages
from tocsin.storage.specs import SpecRepository

log = structlog.get_logger()

SWITCH_INTERVAL_S = 0.0005
"""How long a busy thread may keep the runner's from measuring."""
STALLED_S = 15.0


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
        self.housekeeping = Housekeeping(self.database, ages(self.settings), self.clock, ingest_metrics)

    async def run(self) -> None:
        """Watch until cancelled; then let checks in flight go and store what was seen."""
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        loop = asyncio.get_running_loop()
        crashed: asyncio.Future[None] = loop.create_future()

        def fail(error: BaseException) -> None:
            if not crashed.done():
                crashed.set_exception(error)

        def on_crash(error: BaseException) -> None:
            loop.call_soon_threadsafe(fail, error)

        self.runner = RunnerThread(self._make_runner, uvloop.new_event_loop, on_crash)
        self.runner.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.ingest.run())
                group.create_task(self.scheduler.run())
                group.create_task(self.housekeeping.run())
                group.create_task(_wait(crashed))
        finally:
            await asyncio.shield(self._stop())

    async def _stop(self) -> None:
        await self.runner.stop()
        async with asyncio.timeout(self.settings.shutdown_seconds):
            await self.ingest.drain()

    def health(self) -> dict[str, str | None]:
        """Each part, with what is wrong with it or None."""
        idle = self.clock.monotonic() - self.scheduler.last_tick
        return {
            "scheduler": f"has not ticked for {idle:.0f} s" if idle > STALLED_S else None,
            "runner": None if self.runner.is_alive else "has stopped",
            "ingest": self.ingest.trouble,
        }

    def _make_runner(self) -> Runner:
        policy = self.settings.network_policy
        return Runner(
            self.bus,
            {kind: probe(policy) for kind, probe in discover().items() if probe.is_active},
            self.clock,
            self._runner_metrics,
            region=self.settings.region,
            concurrency=self.settings.runner_concurrency,
        )


async def _wait(future: asyncio.Future[None]) -> None:
    await future


def ages(settings: Settings) -> Ages:
    """How long each level of history is kept."""
    return Ages(
        raw=settings.retention_raw_days,
        hour=settings.retention_hour_days,
        day=settings.retention_day_days,
        evidence=settings.retention_evidence_days,
    )


def spec_loader(
    database: Database, box: SecretBox
) -> Callable[[Sequence[int] | None], Awaitable[Sequence[MonitorSpec]]]:
    """What the scheduler reads monitors with: their secrets in clear, and only for as long as they are needed."""

    async def load(monitor_ids: Sequence[int] | None) -> Sequence[MonitorSpec]:
        found: list[MonitorSpec] = []
        async with database.read() as connection:
            async for specs in SpecRepository(connection).stream(monitor_ids):
                found += [opened for spec in specs if (opened := _opened(spec, box)) is not None]
        return found

    return load


def _opened(spec: MonitorSpec, box: SecretBox) -> MonitorSpec | None:
    if MARK.encode() not in spec.config:
        return spec
    try:
        config = unseal(msgspec.json.decode(spec.config), box)
    except SecretUnreadable as error:
        log.error("a monitor's secrets cannot be read; it is not checked", monitor_id=spec.id, error=error.message)
        return None
    return msgspec.structs.replace(spec, config=msgspec.json.encode(config))
