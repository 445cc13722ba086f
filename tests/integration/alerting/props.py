"""What there is on the stage: monitors, channels, policies, people. Times are minutes after the beginning."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tests.clocks import FakeClock
from tests.integration.alerting.recorder import Ear
from tests.integration.storage.scene import user_in
from tocsin.auth.secrets import KEY_BYTES, SecretBox
from tocsin.bus.memory import MemoryBus
from tocsin.core.alerting.hours import DailyHours, WeeklyHours
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import Policy, Repeat, Step, Target, TargetKind
from tocsin.core.alerting.rotation import Participant, Rotation, Turn
from tocsin.core.alerting.silence import Silence, SilenceKind
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.core.state import MonitorState
from tocsin.core.verdict import Verdict
from tocsin.ingest.watch import Watch
from tocsin.storage.channels import ChannelFields, ChannelRepository
from tocsin.storage.database import Database
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.monitors import MonitorFields, MonitorRepository
from tocsin.storage.overrides import OverrideRepository
from tocsin.storage.policies import PolicyFields, PolicyRepository
from tocsin.storage.rotations import RotationRepository
from tocsin.storage.silences import SilenceFields, SilenceRepository

MINUTE = 60_000
NOON = 1_700_049_600_000
"""Wednesday 2023-11-15, 12:00 UTC."""
EVERY_DAY = tuple(range(7))


def minutes(number: float) -> int:
    return round(number * MINUTE)


def hours(start: float, end: float, days: Sequence[int] = EVERY_DAY) -> WeeklyHours:
    """From one hour of the day to another, UTC; 0 is Monday."""
    return WeeklyHours("UTC", (DailyHours(tuple(days), round(start * 60), round(end * 60)),))


class Props:
    """One workspace, without policies at first."""

    def __init__(self, database: Database, workspace_id: int) -> None:
        self.database = database
        self.workspace_id = workspace_id
        self.clock = FakeClock(NOON)
        self.ear = Ear(self.clock.now_ms)
        self.box = SecretBox([bytes(KEY_BYTES)])
        self.bus = MemoryBus()
        self.watches: dict[int, Watch] = {}
        self.channels: dict[str, int] = {}
        self.people: dict[str, int] = {}

    async def monitor(
        self,
        name: str = "web",
        *,
        tags: Sequence[str] = (),
        target: str | None = None,
        kind: str = "http",
        runbook_url: str | None = None,
        **rules: object,
    ) -> int:
        """`rules` are those of `core.monitor.Rules`: `parents`, `regions`, `interval`."""
        (made,) = await self.monitors([name], tags=tags, target=target, kind=kind, runbook_url=runbook_url, **rules)
        return made

    async def monitors(
        self,
        names: Sequence[str],
        *,
        tags: Sequence[str] = (),
        target: str | None = None,
        kind: str = "http",
        runbook_url: str | None = None,
        **rules: object,
    ) -> list[int]:
        """They are up. Each looks at a host of its own, unless `target` says which."""
        made = Rules(**rules)  # type: ignore[arg-type]
        fields = [
            MonitorFields(
                name=name,
                kind=kind,
                config=b"{}",
                target=target or f"{name}.example",
                rules=made,
                tags=tuple(tags),
                runbook_url=runbook_url,
            )
            for name in names
        ]
        async with self.database.write() as connection:
            ids = await MonitorRepository(connection).create_many(self.workspace_id, fields, NOON)
        for monitor_id, one in zip(ids, fields, strict=True):
            spec = MonitorSpec(monitor_id, self.workspace_id, 1, kind, one.target, b"{}", made)
            self.watches[monitor_id] = Watch(spec, made, NOON)
            self.watches[monitor_id].state = MonitorState(state=Verdict.UP, since=NOON)
        return ids

    async def channel(self, name: str, *, fallback: str | None = None, kind: str = "recorder", **fields: object) -> int:
        made = ChannelFields(
            name=name,
            kind=kind,
            config=msgspec.json.encode({"name": name}),
            fallback_id=self.channels[fallback] if fallback else None,
            **fields,  # type: ignore[arg-type]
        )
        async with self.database.write() as connection:
            stored = await ChannelRepository(connection).create(self.workspace_id, made, NOON)
        self.channels[name] = stored.id
        return stored.id

    async def switch(self, channel: str, *, on: bool) -> None:
        async with self.database.write() as connection:
            channels = ChannelRepository(connection)
            await channels.switch(self.workspace_id, self.channels[channel], self.clock.now_ms(), on=on)

    async def policy(
        self,
        *steps: tuple[float, str | Target] | Step,
        name: str = "",
        match: Match | None = None,
        repeat: tuple[float, int] | None = None,
        **others: object,
    ) -> int:
        """It is asked before those that were made earlier. Steps are (minutes, channel or target); channels that do
        not exist are made. `repeat` is (minutes, how often).
        """
        made = [one if isinstance(one, Step) else Step(minutes(one[0]), (await self._target(one[1]),)) for one in steps]
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

    async def deletes_policy(self, policy_id: int) -> None:
        async with self.database.write() as connection:
            await PolicyRepository(connection).delete(self.workspace_id, policy_id)

    async def target(self, channel: str) -> Target:
        if channel not in self.channels:
            await self.channel(channel)
        return Target(TargetKind.CHANNEL, self.channels[channel])

    async def silence(
        self,
        start: float,
        length: float,
        *,
        kind: SilenceKind = SilenceKind.SILENCE,
        match: Match | None = None,
        rrule: str = "",
    ) -> int:
        """From a minute on, for so many minutes."""
        silence = Silence(match or Match(), NOON + minutes(start), minutes(length), "UTC", rrule)
        async with self.database.write() as connection:
            fields = SilenceFields(comment="work on the racks", silence=silence)
            silences = SilenceRepository(connection)
            stored = await silences.create(self.workspace_id, kind, fields, created_by="ada", now=NOON)
        return stored.id

    async def member(self, name: str, role: str = "editor") -> Target:
        """Somebody who is told by mail, to `name@example.com`."""
        async with self.database.write() as connection:
            user = await user_in(connection, f"{name}@example.com")
            await MembershipRepository(connection).add(self.workspace_id, user.id, role, NOON)
        self.people[name] = user.id
        return Target(TargetKind.USER, user.id)

    async def leaves(self, name: str) -> None:
        async with self.database.write() as connection:
            await MembershipRepository(connection).remove(self.workspace_id, self.people[name])

    async def rotation(self, *names: str, hand_over: float = 13, name: str = "on call") -> Target:
        """Daily turns from yesterday on, handed over at that hour; each is told by a channel of that name, if any."""
        turns = tuple(Participant(self.people[one], self._channels_of(one)) for one in names)
        document = Rotation(Turn.DAILY, "2023-11-14", round(hand_over * 60), "UTC", turns)
        async with self.database.write() as connection:
            stored = await RotationRepository(connection).create(self.workspace_id, name, document, NOON)
        return Target(TargetKind.ROTATION, stored.id)

    async def override(self, rotation: Target, name: str, start: float, end: float) -> None:
        """From one minute to another."""
        begin, until = NOON + minutes(start), NOON + minutes(end)
        async with self.database.write() as connection:
            await OverrideRepository(connection).add(
                self.workspace_id,
                rotation.id,
                user_id=self.people[name],
                start=begin,
                end=until,
                created_by="ada",
                now=NOON,
            )

    async def _target(self, one: str | Target) -> Target:
        return await self.target(one) if isinstance(one, str) else one

    def _channels_of(self, name: str) -> tuple[int, ...]:
        return (self.channels[name],) if name in self.channels else ()


def role(name: str) -> Target:
    return Target(TargetKind.ROLE, role=name)
