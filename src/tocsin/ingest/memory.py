"""Reads what ingest remembers from the database: at the start, after changes, and after a commit of unknown fate."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set

from tocsin.core.verdict import Verdict
from tocsin.ingest.pushes import Pushes
from tocsin.ingest.watch import Watches
from tocsin.storage.database import Connection, Database
from tocsin.storage.push_states import PushStateRepository
from tocsin.storage.regions import RegionRepository
from tocsin.storage.results import ResultRepository
from tocsin.storage.specs import SpecRepository
from tocsin.storage.states import StateRepository

LOOK_BACK_MS = 4 * 86_400_000
"""Longer than the longest patience: who was not heard of since then was silent at its beginning already."""


class Memory:
    """The watches, the ids of regions, and which states have to be read again before they are trusted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.watches = Watches()
        self.pushes = Pushes()
        self.suspect_at_start: list[str] = []
        self._region_ids: dict[str, int] = {}
        self._forgotten: set[int] = set()

    async def recall(self, now: int) -> None:
        """Read everything."""
        async with self._database.read() as connection:
            await self._read_specs(connection, None, now)
            await self._recall_states(connection, None, now)
            self._recall_converted(now)
            regions = await RegionRepository(connection).all()
            names = {region.id: region.name for region in regions}
            self.learn_region_ids({region.name: region.id for region in regions})
            for watch in self.watches:
                watch.last_seen = now - LOOK_BACK_MS
            for (monitor_id, region_id), at in (
                await ResultRepository(connection).last_scheduled(now - LOOK_BACK_MS)
            ).items():
                known = self.watches.get(monitor_id)
                if known is not None:
                    known.saw(names[region_id], at)
        self.suspect_at_start = [region.name for region in regions if region.suspect_since is not None]

    def _recall_converted(self, now: int) -> None:
        """Those that have a state and were never pinged were looked at before we stopped."""
        for watch in self.watches:
            if watch.is_pushed and watch.state.state != Verdict.UNKNOWN and self.pushes.is_new(watch.monitor_id):
                self.pushes.convert(watch.monitor_id, now)

    async def refresh(self, monitor_ids: Collection[int] | None, now: int) -> None:
        """Read the configuration of these monitors, or of all; and of those that are new here their states too."""
        async with self._database.read() as connection:
            added = await self._read_specs(connection, monitor_ids, now)
            if added:
                await self._recall_states(connection, added, now)

    async def _read_specs(self, connection: Connection, monitor_ids: Collection[int] | None, now: int) -> list[int]:
        """Which of them were not known before; those that are not there any more are forgotten."""
        found: set[int] = set()
        added: list[int] = []
        async for specs in SpecRepository(connection).stream(monitor_ids):
            for spec in specs:
                known = self.watches.get(spec.id)
                was_looked_at = known is not None and not known.is_pushed
                found.add(spec.id)
                if known is None:
                    added.append(spec.id)
                self.watches.put(spec, now)
                self.pushes.put(spec, now)
                if was_looked_at:
                    self.pushes.convert(spec.id, now)
        wanted = set(self.watches.ids()) if monitor_ids is None else set(monitor_ids)
        for gone in wanted - found:
            self.watches.remove(gone)
            self.pushes.remove(gone)
        return added

    async def know(self, revisions: Mapping[int, int], now: int) -> None:
        """Make sure that these monitors are known at these revisions at least, and their states as committed."""
        unknown = [
            monitor_id
            for monitor_id, revision in revisions.items()
            if (watch := self.watches.get(monitor_id)) is None or watch.revision < revision
        ]
        if unknown:
            await self.refresh(unknown, now)
        if self._forgotten:
            async with self._database.read() as connection:
                await self._recall_states(connection, self._forgotten, now)
            self._forgotten = set()

    def forget_states(self, monitor_ids: Collection[int]) -> None:
        """A commit failed in a way that leaves open whether it happened: what is remembered may be behind."""
        self._forgotten.update(monitor_ids)

    def known_region_ids(self, names: Set[str]) -> Mapping[str, int] | None:
        """Ids by name; None when one of these regions was never stored."""
        return self._region_ids if self._region_ids.keys() >= names else None

    async def region_ids(self, connection: Connection, names: Collection[str], now: int) -> Mapping[str, int]:
        """Ids by name, made where they do not exist yet."""
        missing = [name for name in names if name not in self._region_ids]
        if missing:
            return self._region_ids | await RegionRepository(connection).ensure(missing, now)
        return self._region_ids

    def learn_region_ids(self, region_ids: Mapping[str, int]) -> None:
        """Remember ids once the transaction that made them is committed."""
        self._region_ids.update(region_ids)

    async def _recall_states(self, connection: Connection, monitor_ids: Collection[int] | None, now: int) -> None:
        async for records in StateRepository(connection).stream(monitor_ids):
            for record in records:
                watch = self.watches.get(record.monitor_id)
                if watch is not None:
                    watch.restore(record)
        async for pushed in PushStateRepository(connection).stream(monitor_ids):
            for memory in pushed:
                self.pushes.restore(memory, now)
