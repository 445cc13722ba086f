"""Monitors that fail or recover all at one moment, and the part of a server that decides whom to tell of it."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec
from prometheus_client import CollectorRegistry

from bench.rig.ear import HOST, Ear
from bench.rig.targets import free_port
from tocsin.alerting.alerting import Alerting
from tocsin.alerting.deliveries import Deliveries
from tocsin.alerting.metrics import AlertingMetrics
from tocsin.alerting.speaking import Speakers
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.bus.memory import MemoryBus
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import Policy, Step, Target, TargetKind
from tocsin.core.clock import SystemClock
from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.records import StateRecord
from tocsin.core.state import MonitorState
from tocsin.core.transition import Change, Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict
from tocsin.ingest.commit import write_judgement
from tocsin.ingest.doubts import Suspicion
from tocsin.ingest.judgement import Draft, Judgement
from tocsin.ingest.watch import Watch, Watches
from tocsin.mail.postman import Postman
from tocsin.services.notifiers import Notifiers
from tocsin.storage.channels import ChannelFields, ChannelRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.monitors import MonitorFields, MonitorRepository
from tocsin.storage.policies import PolicyFields, PolicyRepository
from tocsin.storage.states import StateRepository
from tocsin.storage.workspaces import WorkspaceRepository

RULES = Rules()
AT_ONCE = 1_000


class SkippingClock(SystemClock):
    """The machine's, until somebody lets time pass."""

    def __init__(self) -> None:
        self._ahead_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self._ahead_ms

    def skip(self, ms: int) -> None:
        self._ahead_ms += ms


@dataclass(frozen=True)
class Took:
    """Seconds, of the clock and of this process's CPU."""

    seconds: float
    cpu_s: float


class Storm:
    """One workspace with one policy, which tells one webhook."""

    def __init__(self, database: Database, alerting: Alerting, clock: SkippingClock, ear: Ear) -> None:
        self._database = database
        self._alerting = alerting
        self._clock = clock
        self._watches: list[Watch] = []
        self.ear = ear

    async def populate(self, targets: Sequence[str], port: int) -> None:
        """A monitor that is up for each of these hosts."""
        now = self._clock.now_ms()
        async with self._database.write() as connection:
            workspace = await WorkspaceRepository(connection).ensure("default", now)
            await tell_webhook(connection, workspace.id, port, now, groups=True)
        for first in range(0, len(targets), AT_ONCE):
            some = targets[first : first + AT_ONCE]
            fields = [
                MonitorFields(
                    name=f"monitor {number:06}", kind="http", config=_config(target), target=target, rules=RULES
                )
                for number, target in enumerate(some, first)
            ]
            async with self._database.write() as connection:
                ids = await MonitorRepository(connection).create_many(workspace.id, fields, now)
                made = [
                    Watch(MonitorSpec(one, workspace.id, 1, "http", target, b"{}", RULES), RULES, now)
                    for one, target in zip(ids, some, strict=True)
                ]
                up = MonitorState(state=Verdict.UP, since=now)
                states = [StateRecord(one, workspace.id, up, "") for one in ids]
                await StateRepository(connection).upsert_many(states, now)
            for watch in made:
                watch.state = up
            self._watches += made

    async def become(self, state: Verdict, reason: Reason) -> None:
        """All of them, in one transaction, as ingest writes it."""
        now = self._clock.now_ms()
        judgement = Judgement(Watches(), Suspicion(), now)
        why = Why("majority", (RegionWhy("local", state, now, ErrorCode.CONNECT_REFUSED, "refused", False),))
        for watch in self._watches:
            draft = Draft(watch)
            change = Change(now, now, watch.state.state, state, reason, "refused the connection", why)
            draft.state = msgspec.structs.replace(watch.state, state=state, since=now, reason=reason)
            draft.is_changed = True
            judgement.drafts[watch.monitor_id] = draft
            judgement.changes.append((draft, change))
        async with self._database.write() as connection:
            await write_judgement(connection, judgement, {}, now)
        for draft in judgement.drafts.values():
            draft.apply()

    async def decide(self) -> Took:
        """Until nothing is left that could be decided upon now."""
        begun, used = time.perf_counter(), time.process_time()
        while await self._alerting.turn():
            pass
        return Took(time.perf_counter() - begun, time.process_time() - used)

    async def tell(self, waited_ms: int) -> Took:
        """When so much time has passed: escalate what is due, and send what is to be said."""
        self._clock.skip(waited_ms)
        begun, used = time.perf_counter(), time.process_time()
        while await self._alerting.turn() or await self._alerting.deliveries.drain():
            pass
        return Took(time.perf_counter() - begun, time.process_time() - used)


@asynccontextmanager
async def storm(url: str, targets: Sequence[str]) -> AsyncIterator[Storm]:
    """On a new database at this URL."""
    database = await Database.open(url)
    clock, ear, port = SkippingClock(), Ear(), free_port()
    notifiers = Notifiers.over(NetworkPolicy(), Postman())
    server = await ear.listen(port)
    try:
        await database.migrate()
        speakers = Speakers(SecretBox([new_secret_key()]), notifiers, None, clock.now_ms)
        metrics = AlertingMetrics(CollectorRegistry())
        deliveries = Deliveries(database, clock, "bench", speakers, metrics)
        found = Storm(database, Alerting(database, MemoryBus(), clock, "bench", deliveries, metrics), clock, ear)
        await found.populate(targets, port)
        yield found
    finally:
        server.close()
        await notifiers.aclose()
        await database.close()


async def tell_webhook(connection: Connection, workspace_id: int, port: int, now: int, *, groups: bool) -> None:
    """One policy in place of those that there are, with one step."""
    policies = PolicyRepository(connection)
    for one in await policies.all(workspace_id):
        await policies.delete(workspace_id, one.id)
    config = json.dumps({"url": f"http://{HOST}:{port}/"}).encode()
    channel = ChannelFields(name="ear", kind="webhook", config=config)
    made = await ChannelRepository(connection).create(workspace_id, channel, now)
    policy = Policy(match=Match(), steps=(Step(0, (Target(TargetKind.CHANNEL, made.id),)),), groups=groups)
    await policies.create(workspace_id, PolicyFields(name="all", policy=policy), now)


def _config(target: str) -> bytes:
    return json.dumps({"url": f"http://{target}/"}).encode()
