"""Alerting on a real database and a clock that stands still: what fails when, and who is told what, when."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
from prometheus_client import CollectorRegistry

from tests.integration.alerting.props import EVERY_DAY, MINUTE, NOON, Props, hours, minutes, role
from tests.integration.alerting.recorder import Heard, RecordingNotifiers
from tocsin.alerting.alerting import Alerting
from tocsin.alerting.deliveries import Deliveries
from tocsin.alerting.metrics import AlertingMetrics
from tocsin.alerting.speaking import Speakers
from tocsin.auth.actor import system
from tocsin.core.alerting.muting import held_by
from tocsin.core.alerting.silence import SilenceKind
from tocsin.core.alerting.trace import Outcome
from tocsin.core.errors import ErrorCode
from tocsin.core.notifier import DeliveryFailed
from tocsin.core.records import OutboxRecord, OutboxTopic
from tocsin.core.result import Json
from tocsin.core.transition import Change, Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict
from tocsin.ingest.commit import write_judgement
from tocsin.ingest.doubts import Suspicion
from tocsin.ingest.judgement import Draft, Judgement
from tocsin.ingest.watch import Watches
from tocsin.services.removal import remove
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.alerts import AlertRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.decisions import DecisionRepository, StoredDecision
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.policies import PolicyRepository
from tocsin.storage.silences import SilenceRepository
from tocsin.storage.workspaces import WorkspaceRepository

__all__ = ["EVERY_DAY", "MINUTE", "NOON", "Stage", "hours", "minutes", "role"]

SECOND = 1_000


class Stage(Props):
    """What happens, and what is to be seen of it. `told` gives minutes after the beginning."""

    def __init__(self, database: Database, workspace_id: int) -> None:
        super().__init__(database, workspace_id)
        self.restart()

    @classmethod
    async def beside(cls, stage: Stage) -> Stage:
        """Another workspace in the same database, heard by the same ear."""
        other = await cls.begin(stage.database, "elsewhere")
        other.clock, other.ear = stage.clock, stage.ear
        other.restart("another process")
        return other

    @classmethod
    async def begin(cls, database: Database, handle: str = "home") -> Stage:
        async with database.write() as connection:
            workspace = await WorkspaceRepository(connection).ensure(handle, NOON)
            policies = PolicyRepository(connection)
            for one in await policies.all(workspace.id):
                await policies.delete(workspace.id, one.id)
        return cls(database, workspace.id)

    def restart(self, owner: str = "this process") -> None:
        """A new process on the same database."""
        self.alerting = self.process(owner)

    def process(self, owner: str, database: Database | None = None) -> Alerting:
        """One more that alerts."""
        metrics = AlertingMetrics(CollectorRegistry())
        speakers = Speakers(self.box, RecordingNotifiers(self.ear), "https://tocsin.example", self.clock.now_ms)
        deliveries = Deliveries(database or self.database, self.clock, owner, speakers, metrics)
        return Alerting(database or self.database, self.bus, self.clock, owner, deliveries, metrics)

    # what happens

    async def fails(
        self, *monitor_ids: int, error: ErrorCode = ErrorCode.CONNECT_REFUSED, region: str = "local"
    ) -> None:
        await self._becomes(monitor_ids, Verdict.DOWN, Reason.CONFIRMED_FAILURE, error=error, region=region)

    async def degrades(
        self,
        *monitor_ids: int,
        error: ErrorCode = ErrorCode.LATENCY_HIGH,
        reason: Reason = Reason.CONFIRMED_DEGRADED,
    ) -> None:
        await self._becomes(monitor_ids, Verdict.DEGRADED, reason, error=error)

    async def recovers(self, *monitor_ids: int) -> None:
        await self._becomes(monitor_ids, Verdict.UP, Reason.CONFIRMED_RECOVERY)

    async def flaps(self, monitor_id: int, times: int, *, from_minute: float, every: float = 2) -> None:
        """It fails so many times, every so many minutes, and is up again half-way to the next time."""
        for number in range(times):
            await self.at(from_minute + number * every)
            await self.fails(monitor_id)
            await self.at(from_minute + (number + 0.5) * every)
            await self.recovers(monitor_id)
            await self.now()

    async def acknowledges(self, monitor_id: int, by: str = "ada") -> None:
        async with self.database.write() as connection:
            incident_id = await self.incident(monitor_id)
            await IncidentRepository(connection).acknowledge(self.workspace_id, incident_id, by, self.clock.now_ms())
            await self._tell_alerting(connection, incident_id, "acknowledged")

    async def snoozes(self, monitor_id: int, until: float) -> None:
        async with self.database.write() as connection:
            incident_id = await self.incident(monitor_id)
            await IncidentRepository(connection).snooze(
                self.workspace_id, incident_id, NOON + minutes(until), "ada", self.clock.now_ms()
            )
            await self._tell_alerting(connection, incident_id, "snoozed")

    async def resolves(self, monitor_id: int) -> None:
        async with self.database.write() as connection:
            incident_id = await self.incident(monitor_id)
            await IncidentRepository(connection).resolve(self.workspace_id, incident_id, "ada", self.clock.now_ms())
            await self._tell_alerting(connection, incident_id, "resolved")

    async def pauses(self, monitor_id: int, *, is_over: bool = False) -> None:
        async with self.database.write() as connection:
            await MonitorRepository(connection).set_enabled(
                self.workspace_id, [monitor_id], is_over, self.clock.now_ms()
            )

    async def deletes(self, *monitor_ids: int) -> None:
        async with self.database.write() as connection:
            await remove(connection, system(self.workspace_id, "ada"), monitor_ids, self.clock.now_ms())

    async def ends_silence(self, silence_id: int) -> None:
        now = self.clock.now_ms()
        async with self.database.write() as connection:
            silences = SilenceRepository(connection)
            await silences.end(await silences.hold(self.workspace_id, SilenceKind.SILENCE, silence_id), now)
            await AlertRepository(connection).wake([held_by(silence_id)], now)

    async def deletes_workspace(self, *, is_over: bool = False) -> None:
        async with self.database.write() as connection:
            workspaces = WorkspaceRepository(connection)
            if is_over:
                await workspaces.restore(self.workspace_id)
            else:
                await workspaces.delete(self.workspace_id, self.clock.now_ms())

    async def region_becomes(self, region: str, *, is_suspect: bool) -> None:
        now = self.clock.now_ms()
        topic = OutboxTopic.REGION_SUSPECT if is_suspect else OutboxTopic.REGION_TRUSTED
        summary = "40 of 50 unrelated targets failed"
        record = OutboxRecord(
            self.workspace_id, topic, f"{topic}:{region}:{now}", {"region": region, "at": now, "summary": summary}, now
        )
        async with self.database.write() as connection:
            await OutboxRepository(connection).add_many([record])

    def breaks(
        self,
        channel: str,
        *,
        is_permanent: bool = False,
        retry_after: float | None = None,
        status: int | None = 503,
    ) -> None:
        """`status` None: it does not answer."""
        self.ear.refusals[channel] = DeliveryFailed(
            "503 out of order", is_permanent=is_permanent, status=status, retry_after=retry_after
        )

    def mends(self, channel: str) -> None:
        del self.ear.refusals[channel]

    # time

    async def now(self) -> None:
        """All that is to be done at this moment."""
        while await self.alerting.turn() or await self.alerting.deliveries.drain():
            pass

    async def all_at_once(self, *processes: Alerting) -> None:
        """The same, by several processes that are in each other's way."""
        while any(await asyncio.gather(*(one.turn() for one in processes))) or any(
            await asyncio.gather(*(one.deliveries.drain() for one in processes))
        ):
            pass

    async def at(self, minute: float) -> None:
        """Let time pass until then, and do at each moment what is due."""
        end = NOON + minutes(minute)
        await self.now()
        while True:
            async with self.database.read() as connection:
                moment = await AlertFactsRepository(connection).next_moment()
            if moment is None or max(moment, self.clock.now_ms() + SECOND) > end:
                break
            # What could not be done at its moment is looked at every second.
            self.clock.advance(max(moment - self.clock.now_ms(), SECOND))
            await self.now()
        self.clock.advance(max(0, end - self.clock.now_ms()))
        await self.now()

    def sleeps(self, minute: float) -> None:
        """Time passes in which no process runs."""
        self.clock.advance(NOON + minutes(minute) - self.clock.now_ms())

    async def errands(self, minute: float) -> None:
        """Let time pass until then, and do what is due by the clock alone."""
        await self.at(minute)
        await self.alerting.errands()
        await self.now()

    # what is to be seen

    @property
    def heard(self) -> list[Heard]:
        return self.ear.heard

    def told(self) -> list[tuple[float, str, str]]:
        """(minute, whom, what) of all that was said, in its order."""
        return [(round((one.at - NOON) / MINUTE, 2), one.by, one.purpose) for one in self.heard]

    def texts(self, by: str) -> list[str]:
        """What that destination was told, in words."""
        return [one.message.text for one in self.heard if one.by == by]

    async def incident(self, monitor_id: int) -> int:
        async with self.database.read() as connection:
            found = await IncidentRepository(connection).open_of([monitor_id])
        return found[0].id

    async def why(self, incident_id: int) -> list[StoredDecision]:
        async with self.database.read() as connection:
            return await DecisionRepository(connection).of_incident(self.workspace_id, incident_id)

    async def reasons(self, incident_id: int) -> list[str]:
        """Of the decisions that did not merely pass it on."""
        return [one.reason for one in await self.why(incident_id) if one.outcome != Outcome.PASS]

    async def _becomes(
        self,
        monitor_ids: Sequence[int],
        state: Verdict,
        reason: Reason,
        *,
        error: ErrorCode = ErrorCode.CONNECT_REFUSED,
        region: str = "local",
        summary: str = "refused the connection",
    ) -> None:
        now = self.clock.now_ms()
        judgement = Judgement(Watches(), Suspicion(), now)
        for monitor_id in monitor_ids:
            watch = self.watches[monitor_id]
            draft = Draft(watch)
            why = Why("majority", (RegionWhy(region, state, now, error, summary, False),))
            change = Change(now, now, watch.state.state, state, reason, summary, why)
            draft.state = msgspec.structs.replace(watch.state, state=state, since=now, reason=reason)
            draft.is_changed = True
            judgement.drafts[monitor_id] = draft
            judgement.changes.append((draft, change))
        async with self.database.write() as connection:
            await write_judgement(connection, judgement, {}, now)
        for draft in judgement.drafts.values():
            draft.apply()

    async def _tell_alerting(self, connection: Connection, incident_id: int, what: str) -> None:
        now = self.clock.now_ms()
        key = f"incident:{incident_id}:{what}:{now}"
        payload: dict[str, Json] = {"incident_id": incident_id, "what": what}
        record = OutboxRecord(self.workspace_id, OutboxTopic.INCIDENT, key, payload, now)
        await OutboxRepository(connection).add_many([record])
