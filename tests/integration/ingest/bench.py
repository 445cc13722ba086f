"""An ingest at work on a real database, results to send to it, and what it left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry

from tests.clocks import T0, FakeClock
from tests.integration.ingest.faulty import FaultyDatabase
from tests.polling import until
from tocsin.bus.memory import MemoryBus
from tocsin.core.errors import ErrorCode
from tocsin.core.messages import RESULTS_QUEUE, MonitorsChanged, RecheckRequested, StateChanged, Topic
from tocsin.core.monitor import Rules
from tocsin.core.records import OutboxRecord, OutboxTopic
from tocsin.core.result import Evidence, Outcome, Result
from tocsin.core.verdict import Verdict
from tocsin.ingest.ingest import Ingest
from tocsin.ingest.metrics import IngestMetrics
from tocsin.storage.incidents import IncidentFilter, IncidentRepository, StoredIncident
from tocsin.storage.monitor_lists import ListedMonitor, MonitorListRepository
from tocsin.storage.monitors import MonitorFields, MonitorRepository
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.results import ResultFilter, ResultRepository, StoredResult
from tocsin.storage.transitions import StoredTransition, TransitionRepository
from tocsin.storage.workspaces import WorkspaceRepository

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN
ERRORS = {UP: None, DEGRADED: ErrorCode.LATENCY_HIGH, DOWN: ErrorCode.CONNECT_REFUSED, UNKNOWN: ErrorCode.PROBE_CRASHED}
MESSAGES = {UP: "", DEGRADED: "took 900 ms", DOWN: "refused", UNKNOWN: "the probe crashed"}


class Bench:
    """One workspace; every monitor is due each minute with thresholds of 2 unless it says otherwise."""

    def __init__(self, database: FaultyDatabase, workspace_id: int) -> None:
        self.database = database
        self.workspace_id = workspace_id
        self.clock = FakeClock()
        self.bus = MemoryBus()
        self.restart()

    @classmethod
    async def begin(cls, database: FaultyDatabase) -> Bench:
        async with database.write() as connection:
            workspace = await WorkspaceRepository(connection).ensure("home", T0)
        return cls(database, workspace.id)

    def restart(self) -> None:
        """A new process on the same database."""
        self.registry = CollectorRegistry()
        self.sent = 0
        metrics = IngestMetrics(self.registry)
        self.ingest = Ingest(self.bus, self.database, self.clock, metrics, linger_s=0.0)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.ingest.run())
        await until(lambda: self.ingest.trouble is None or task.done())
        yield
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled(), task.exception()

    async def monitor(
        self, name: str = "web", *, target: str = "web.example", workspace_id: int | None = None, **rules: object
    ) -> int:
        fields = MonitorFields(name=name, kind="http", config=b"{}", target=target, rules=Rules(**rules))  # type: ignore[arg-type]
        async with self.database.write() as connection:
            stored = await MonitorRepository(connection).create(workspace_id or self.workspace_id, fields, T0)
        await self.changed(stored.id)
        if self.bus.has_subscribers(Topic.MONITORS):
            await until(lambda: self.ingest._watches.get(stored.id))
        return stored.id

    async def changed(self, *monitor_ids: int) -> None:
        await self.bus.broadcast(Topic.MONITORS, MonitorsChanged(monitor_ids))

    async def send(self, *results: Result) -> None:
        """Hand over one batch, and wait until it is dealt with."""
        before = self.dealt_with()
        await self.bus.publish(RESULTS_QUEUE, results)
        await until(lambda: self.dealt_with() - before >= len(results) and not len(self.bus.queue(RESULTS_QUEUE)))

    async def see(self, monitor_id: int, *verdicts: Verdict, region: str = "local", every: int = 60_000) -> None:
        """So many results of one monitor, each a while after the one before."""
        for verdict in verdicts:
            self.clock.advance(every)
            await self.send(self.result(monitor_id, verdict, region=region))

    def result(
        self,
        monitor_id: int,
        verdict: Verdict = UP,
        *,
        region: str = "local",
        error: ErrorCode | None = None,
        evidence: Evidence | None = None,
        certificate_expires_at: int | None = None,
        revision: int = 1,
        ago: int = 0,
    ) -> Result:
        """What was seen just now."""
        at = self.clock.now_ms() - ago
        outcome = Outcome(
            verdict,
            1_000,
            error=error or ERRORS[verdict],
            message=MESSAGES[verdict],
            evidence=evidence,
            certificate_expires_at=certificate_expires_at,
        )
        return Result(monitor_id, region, at, at, revision, outcome)

    def value(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0

    def dealt_with(self) -> float:
        gone = self.value("tocsin_results_dropped_total", reason="monitor_gone")
        rejected = self.value("tocsin_results_dropped_total", reason="rejected")
        return self.value("tocsin_results_stored_total") + self.value("tocsin_results_repeated_total") + gone + rejected

    async def listed(self, monitor_id: int) -> ListedMonitor:
        async with self.database.read() as connection:
            return await MonitorListRepository(connection).get(self.workspace_id, monitor_id, self.clock.now_ms())

    async def state(self, monitor_id: int) -> Verdict:
        return (await self.listed(monitor_id)).state

    async def results(self, monitor_id: int) -> list[StoredResult]:
        """Oldest first."""
        async with self.database.read() as connection:
            page = await ResultRepository(connection).page(self.workspace_id, monitor_id, ResultFilter(), limit=500)
        return page.items[::-1]

    async def transitions(self, monitor_id: int) -> list[StoredTransition]:
        """Oldest first."""
        async with self.database.read() as connection:
            page = await TransitionRepository(connection).page(self.workspace_id, monitor_id=monitor_id, limit=500)
        return page.items[::-1]

    async def history(self, monitor_id: int) -> list[Verdict]:
        return [one.change.to_state for one in await self.transitions(monitor_id)]

    async def incidents(self, monitor_id: int) -> list[StoredIncident]:
        async with self.database.read() as connection:
            where = IncidentFilter(monitor_id=monitor_id)
            return (await IncidentRepository(connection).page(self.workspace_id, where)).items

    async def timeline(self, incident_id: int) -> list[str]:
        async with self.database.read() as connection:
            events = await IncidentRepository(connection).timeline(self.workspace_id, incident_id)
        return [str(event.type) for event in events]

    async def outbox(self, topic: OutboxTopic = OutboxTopic.TRANSITION) -> list[OutboxRecord]:
        """What alerting has not been told yet; asking leaves it as it is for the next one who asks."""
        far = self.clock.now_ms() + 10**9
        async with self.database.write() as connection:
            leased = await OutboxRepository(connection).lease("test", far, lease_ms=-1, limit=1_000)
        return [one.record for one in leased if one.record.topic == topic]

    @asynccontextmanager
    async def hearing_requests(self) -> AsyncIterator[list[RecheckRequested]]:
        """The rechecks that are asked for within the block; complete when it ends."""
        heard: list[RecheckRequested] = []
        async with self.bus.subscribe(Topic.REQUESTS) as requests:
            yield heard
            await self.bus.broadcast(Topic.REQUESTS, MonitorsChanged(()))
            async for message in requests:
                if not isinstance(message, RecheckRequested):
                    break
                heard.append(message)

    @asynccontextmanager
    async def hearing_changes(self) -> AsyncIterator[list[StateChanged]]:
        """The changes of state that are told within the block; complete when it ends."""
        heard: list[StateChanged] = []
        async with self.bus.subscribe(Topic.EVENTS) as events:
            yield heard
            await self.bus.broadcast(Topic.EVENTS, MonitorsChanged(()))
            async for message in events:
                if isinstance(message, MonitorsChanged):
                    break
                if isinstance(message, StateChanged):
                    heard.append(message)
