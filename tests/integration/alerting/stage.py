"""Alerting on a real database and a clock that stands still: what fails when, and who is told what, when."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from prometheus_client import CollectorRegistry

from tests.clocks import FakeClock
from tests.integration.alerting.recorder import Ear, Heard, RecordingNotifiers
from tocsin.alerting.alerting import Alerting
from tocsin.alerting.deliveries import Deliveries
from tocsin.alerting.metrics import AlertingMetrics
from tocsin.alerting.speaking import Speakers
from tocsin.auth.secrets import KEY_BYTES, SecretBox
from tocsin.bus.memory import MemoryBus
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import Policy, Repeat, Step, Target, TargetKind
from tocsin.core.alerting.silence import Silence, SilenceKind
from tocsin.core.alerting.trace import Outcome
from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.core.notifier import DeliveryFailed
from tocsin.core.records import OutboxRecord, OutboxTopic
from tocsin.core.result import Json
from tocsin.core.transition import Change, Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict
from tocsin.ingest.commit import write_judgement
from tocsin.ingest.doubts import Suspicion
from tocsin.ingest.judgement import Draft, Judgement
from tocsin.ingest.watch import Watch, Watches
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.channels import ChannelFields, ChannelRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.decisions import DecisionRepository, StoredDecision
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.monitors import MonitorFields, MonitorRepository
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.policies import PolicyFields, PolicyRepository
from tocsin.storage.silences import SilenceFields, SilenceRepository
from tocsin.storage.workspaces import WorkspaceRepository

MINUTE = 60_000
NOON = 1_700_049_600_000
"""Wednesday 2023-11-15, 12:00 UTC."""


def minutes(number: float) -> int:
    return round(number * MINUTE)


class Stage:
    """One workspace without policies. Times in what it tells are minutes after the beginning."""

    def __init__(self, database: Database, workspace_id: int) -> None:
        self.database = database
        self.workspace_id = workspace_id
        self.clock = FakeClock(NOON)
        self.ear = Ear(self.clock.now_ms)
        self.box = SecretBox([bytes(KEY_BYTES)])
        self.bus = MemoryBus()
        self._watches: dict[int, Watch] = {}
        self._channels: dict[str, int] = {}
        self.restart()

    @classmethod
    async def begin(cls, database: Database) -> Stage:
        async with database.write() as connection:
            workspace = await WorkspaceRepository(connection).ensure("home", NOON)
            policies = PolicyRepository(connection)
            for one in await policies.all(workspace.id):
                await policies.delete(workspace.id, one.id)
        return cls(database, workspace.id)

    def restart(self, owner: str = "this process") -> None:
        """A new process on the same database."""
        metrics = AlertingMetrics(CollectorRegistry())
        speakers = Speakers(self.box, RecordingNotifiers(self.ear), "https://tocsin.example", self.clock.now_ms)
        deliveries = Deliveries(self.database, self.clock, owner, speakers, metrics)
        self.alerting = Alerting(self.database, self.bus, self.clock, owner, deliveries, metrics)

    # what there is

    async def monitor(
        self,
        name: str = "web",
        *,
        tags: Sequence[str] = (),
        target: str | None = None,
        kind: str = "http",
        **rules: object,
    ) -> int:
        """`rules` are those of `core.monitor.Rules`: `parents`, `regions`, `interval`."""
        (made,) = await self.monitors([name], tags=tags, target=target, kind=kind, **rules)
        return made

    async def monitors(
        self,
        names: Sequence[str],
        *,
        tags: Sequence[str] = (),
        target: str | None = None,
        kind: str = "http",
        **rules: object,
    ) -> list[int]:
        """Each looks at a host of its own, unless `target` says which."""
        made = Rules(**rules)  # type: ignore[arg-type]
        fields = [
            MonitorFields(
                name=name, kind=kind, config=b"{}", target=target or f"{name}.example", rules=made, tags=tuple(tags)
            )
            for name in names
        ]
        async with self.database.write() as connection:
            ids = await MonitorRepository(connection).create_many(self.workspace_id, fields, NOON)
        for monitor_id, one in zip(ids, fields, strict=True):
            spec = MonitorSpec(monitor_id, self.workspace_id, 1, kind, one.target, b"{}", made)
            self._watches[monitor_id] = Watch(spec, made, NOON)
        return ids

    async def channel(self, name: str, *, fallback: str | None = None, kind: str = "recorder", **fields: object) -> int:
        made = ChannelFields(
            name=name,
            kind=kind,
            config=msgspec.json.encode({"name": name}),
            fallback_id=self._channels[fallback] if fallback else None,
            **fields,  # type: ignore[arg-type]
        )
        async with self.database.write() as connection:
            stored = await ChannelRepository(connection).create(self.workspace_id, made, NOON)
        self._channels[name] = stored.id
        return stored.id

    async def policy(
        self,
        *steps: tuple[float, str] | Step,
        name: str = "",
        match: Match | None = None,
        repeat: tuple[float, int] | None = None,
        **others: object,
    ) -> int:
        """Steps are (minutes, channel); channels that do not exist are made. `repeat` is (minutes, how often)."""
        made = [one if isinstance(one, Step) else Step(minutes(one[0]), (await self.target(one[1]),)) for one in steps]
        policy = Policy(
            match=match or Match(),
            steps=tuple(made),
            repeat=None if repeat is None else Repeat(minutes(repeat[0]), repeat[1]),
            **others,  # type: ignore[arg-type]
        )
        async with self.database.write() as connection:
            number = await PolicyRepository(connection).count(self.workspace_id)
            fields = PolicyFields(name=name or f"policy {number}", policy=policy)
            return (await PolicyRepository(connection).create(self.workspace_id, fields, NOON)).id

    async def target(self, channel: str) -> Target:
        if channel not in self._channels:
            await self.channel(channel)
        return Target(TargetKind.CHANNEL, self._channels[channel])

    async def silence(
        self, start: float, length: float, *, kind: SilenceKind = SilenceKind.SILENCE, match: Match | None = None
    ) -> int:
        """From a minute on, for so many minutes."""
        silence = Silence(match or Match(), NOON + minutes(start), minutes(length))
        async with self.database.write() as connection:
            fields = SilenceFields(comment="work on the racks", silence=silence)
            silences = SilenceRepository(connection)
            stored = await silences.create(self.workspace_id, kind, fields, created_by="ada", now=NOON)
        return stored.id

    # what happens

    async def fails(
        self, *monitor_ids: int, error: ErrorCode = ErrorCode.CONNECT_REFUSED, region: str = "local"
    ) -> None:
        await self._becomes(monitor_ids, Verdict.DOWN, Reason.CONFIRMED_FAILURE, error=error, region=region)

    async def degrades(self, *monitor_ids: int, error: ErrorCode = ErrorCode.LATENCY_HIGH) -> None:
        await self._becomes(monitor_ids, Verdict.DEGRADED, Reason.CONFIRMED_DEGRADED, error=error)

    async def recovers(self, *monitor_ids: int) -> None:
        await self._becomes(monitor_ids, Verdict.UP, Reason.CONFIRMED_RECOVERY)

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

    async def region_becomes(self, region: str, *, is_suspect: bool) -> None:
        now = self.clock.now_ms()
        topic = OutboxTopic.REGION_SUSPECT if is_suspect else OutboxTopic.REGION_TRUSTED
        summary = "40 of 50 unrelated targets failed"
        record = OutboxRecord(
            self.workspace_id, topic, f"{topic}:{region}:{now}", {"region": region, "at": now, "summary": summary}, now
        )
        async with self.database.write() as connection:
            await OutboxRepository(connection).add_many([record])

    def breaks(self, channel: str, *, is_permanent: bool = False, retry_after: float | None = None) -> None:
        self.ear.refusals[channel] = DeliveryFailed(
            "503 out of order", is_permanent=is_permanent, status=503, retry_after=retry_after
        )

    async def errands(self, minute: float) -> None:
        """Let time pass until then, and do what is due by the clock alone."""
        await self.at(minute)
        await self.alerting.errands()
        await self.now()

    def mends(self, channel: str) -> None:
        del self.ear.refusals[channel]

    # time

    async def now(self) -> None:
        """All that is to be done at this moment."""
        while await self.alerting.turn() or await self.alerting.deliveries.drain():
            pass

    async def at(self, minute: float) -> None:
        """Let time pass until then, and do at each moment what is due."""
        end = NOON + minutes(minute)
        await self.now()
        while True:
            async with self.database.read() as connection:
                moment = await AlertFactsRepository(connection).next_moment()
            if moment is None or moment > end:
                break
            moment = max(moment, self.clock.now_ms() + 1)
            self.clock.advance(moment - self.clock.now_ms())
            await self.now()
        self.clock.advance(max(0, end - self.clock.now_ms()))
        await self.now()

    # what is to be seen

    @property
    def heard(self) -> list[Heard]:
        return self.ear.heard

    def told(self) -> list[tuple[float, str, str]]:
        """(minute, whom, what) of all that was said, in its order."""
        return [(round((one.at - NOON) / MINUTE, 2), one.by, one.purpose) for one in self.heard]

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
            watch = self._watches[monitor_id]
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
