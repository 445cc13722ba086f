"""A workspace under load: monitors that fail alone or with their host, and two policies that tell of it.

`first`: `ops` at once, and `boss` a minute later. `second`: `log` at once. What happens is written as ingest writes it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import msgspec

from tests.acceptance.alert_kills.listener import Listener
from tests.integration.alerting.props import NOON
from tests.integration.alerting.stage import Stage
from tocsin.auth.actor import system
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.match import Match
from tocsin.services import incident_handling
from tocsin.services.parts import Parts
from tocsin.storage.channels import ChannelFields, ChannelRepository
from tocsin.storage.database import Database

CHANNELS = ("ops", "log", "boss")
ALONE = 30
HOSTS = 6
ON_A_HOST = 3
MOST_SPELLS = 3
"""Of one monitor. The fourth failure of an hour would be told as flapping, and what follows not at all."""


class Patience(Enum):
    """How long a bad spell lasts: until these channels have told of it for these policies."""

    BRIEF = ()
    TOLD = (("first", "ops"), ("second", "log"))
    ESCALATED = (("first", "ops"), ("second", "log"), ("first", "boss"))


@dataclass
class Spell:
    """Monitors that fail together. `is_taken_on`: somebody acknowledges it when they are told."""

    monitors: Sequence[int]
    patience: Patience
    is_taken_on: bool
    incidents: list[int] = field(default_factory=list)


class Town:
    """`spells`: what fails at this moment."""

    def __init__(self, stage: Stage, listener: Listener) -> None:
        self.stage = stage
        self.spells: list[Spell] = []
        self.incidents: dict[int, Patience] = {}
        """All that there were."""
        self.policies: dict[str, int] = {}
        self._listener = listener
        self._well: list[Sequence[int]] = []

    @classmethod
    async def found(cls, database: Database, name: str, listener: Listener) -> Town:
        stage = await Stage.begin(database, name)
        town = cls(stage, listener)
        for channel in CHANNELS:
            await town._channel(channel)
        town.policies["second"] = await stage.policy((0, "log"), match=Match())
        town.policies["first"] = await stage.policy((0, "ops"), (1, "boss"), match=Match(), continues=True)
        alone = await stage.monitors([f"{name}-{one}" for one in range(ALONE)])
        together = [
            await stage.monitors([f"{name}-{host}-{one}" for one in range(ON_A_HOST)], target=f"{name}-{host}.example")
            for host in range(HOSTS)
        ]
        town._well = [*([one] for one in alone), *together] * MOST_SPELLS
        random.shuffle(town._well)
        return town

    def at(self, now: int) -> None:
        """What happens next happens at this moment."""
        self.stage.clock.wall_ms = now

    async def begin_spell(self) -> None:
        """One after the other, in a transaction each."""
        failing = {one for spell in self.spells for one in spell.monitors}
        monitors = next(one for one in self._well if failing.isdisjoint(one))
        self._well.remove(monitors)
        patience = random.choice((*Patience, Patience.TOLD))
        spell = Spell(monitors, patience, patience is Patience.TOLD and random.random() < 0.5)
        self.spells.append(spell)
        for monitor in monitors:
            await self.stage.fails(monitor)
            spell.incidents.append(await self.stage.incident(monitor))
            self.incidents[spell.incidents[-1]] = patience

    async def go_on(self, groups: Mapping[int, Sequence[Group]]) -> bool:
        """Take on or end one that was told for long enough; False where there is none. `groups`: by incident."""
        for spell in random.sample(self.spells, len(self.spells)):
            if not all(self._is_told(one, groups, *whom) for one in spell.incidents for whom in spell.patience.value):
                continue
            if spell.is_taken_on:
                await self._take_on(spell)
            else:
                await self._end(spell)
            return True
        return False

    def path(self, channel: str) -> str:
        return f"/{self.stage.workspace_id}/{channel}"

    async def _end(self, spell: Spell) -> None:
        self.spells.remove(spell)
        for monitor in spell.monitors:
            await self.stage.recovers(monitor)

    async def _take_on(self, spell: Spell) -> None:
        stage = self.stage
        parts = Parts(stage.database, stage.bus, stage.box, stage.clock)
        for one in spell.incidents:
            await incident_handling.acknowledge(parts, system(stage.workspace_id, "ada"), one, "")
        spell.is_taken_on = False

    def _is_told(self, incident: int, groups: Mapping[int, Sequence[Group]], policy: str, channel: str) -> bool:
        return any(
            one.policy_id == self.policies[policy]
            and self._listener.has_told(thread(one.workspace_id, one.id), self.path(channel))
            for one in groups.get(incident, ())
        )

    async def _channel(self, name: str) -> None:
        config = msgspec.json.encode({"url": f"{self._listener.url}{self.path(name)}"})
        async with self.stage.database.write() as connection:
            fields = ChannelFields(name=name, kind="webhook", config=config)
            stored = await ChannelRepository(connection).create(self.stage.workspace_id, fields, NOON)
        self.stage.channels[name] = stored.id


def thread(workspace_id: int, group_id: int) -> str:
    return f"tocsin-{workspace_id}-{group_id}"
