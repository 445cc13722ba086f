"""What happens meanwhile: things fail, are taken on and end, in several workspaces, whoever lives or dies."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from sqlalchemy import func, select

from tests.acceptance.alert_kills.listener import Listener
from tests.acceptance.alert_kills.town import Spell, Town
from tocsin.core.alerting.group import Group
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.database import Database
from tocsin.storage.tables import notification

TOWNS = 6
MOST_SPELLS = 8
"""In a workspace at the same time."""
SETTLED_WITHIN_S = 60
LONGEST_PAUSE_S = 0.05


class UnderWay(NamedTuple):
    """A message that a process was sending when it died."""

    key: str
    channel_id: int


class Load:
    """`now`: the moment (Unix ms) at which things happen."""

    def __init__(self, database: Database, towns: Sequence[Town], now: Callable[[], int]) -> None:
        self.database = database
        self.towns = towns
        self._now = now
        self._has_ended = False

    @classmethod
    async def prepare(cls, database: Database, listener: Listener, now: Callable[[], int]) -> Load:
        return cls(database, [await Town.found(database, f"town-{one}", listener) for one in range(TOWNS)], now)

    @property
    def spells(self) -> list[Spell]:
        """What lasts still."""
        return [one for town in self.towns for one in town.spells]

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._has_ended = True
            await task

    async def settle(self) -> None:
        """Until nothing is to be done at this moment, by alerting or by those whom it tells."""
        async with asyncio.timeout(SETTLED_WITHIN_S):
            while await self.go_on() or await is_busy(self.database, self._now()):  # noqa: ASYNC110 -- of another process
                await asyncio.sleep(0.02)

    async def go_on(self) -> bool:
        """One thing more that follows from what was told; False where there is nothing."""
        groups = await groups_of(self.database, [number for one in self.spells for number in one.incidents])
        for town in random.sample(self.towns, len(self.towns)):
            town.at(self._now())
            if await town.go_on(groups):
                return True
        return False

    async def _run(self) -> None:
        while not self._has_ended:
            town = random.choice(self.towns)
            if len(town.spells) < MOST_SPELLS:
                town.at(self._now())
                await town.begin_spell()
            await self.go_on()
            await asyncio.sleep(random.uniform(0, LONGEST_PAUSE_S))


async def groups_of(database: Database, incident_ids: Collection[int]) -> dict[int, list[Group]]:
    """By incident."""
    async with database.read() as connection:
        groups = AlertGroupRepository(connection)
        found = await groups.groups_of(incident_ids)
        known = await groups.get_many({one for some in found.values() for one in some})
    return {incident: [known[one] for one in some] for incident, some in found.items()}


async def is_busy(database: Database, now: int) -> bool:
    """Whether something is to be decided upon or said by now, or is being said."""
    async with database.read() as connection:
        unsaid = select(func.count()).where(notification.c.available_at <= now)
        has_work = await AlertFactsRepository(connection).has_work(now)
        return has_work or bool((await connection.execute(unsaid)).scalar_one())


async def under_way(database: Database, owner: str) -> list[UnderWay]:
    """Leased by that process, and not marked as done."""
    async with database.read() as connection:
        statement = select(notification.c.dedup_key, notification.c.channel_id).where(
            notification.c.leased_by == owner, notification.c.available_at.is_not(None)
        )
        return [UnderWay(*row) for row in await connection.execute(statement)]
