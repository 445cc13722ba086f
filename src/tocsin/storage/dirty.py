"""Closed hours whose figures have to be derived again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.meta import MetaRepository
from tocsin.storage.periods import GRACE_MS, HOUR_MS, floor_hour
from tocsin.storage.statements import chunks, insert_into
from tocsin.storage.tables import rollup_dirty
from tocsin.storage.watermarks import NEXT_HOUR

_MARGIN_MS = 10_000
"""An hour may be closing while we write: what comes this close to the end of the grace counts as late."""


def surely_open_since(now: int) -> int:
    """Start of the earliest hour that cannot be closing at `now`; Unix ms."""
    return floor_hour(now - GRACE_MS + _MARGIN_MS)


class DirtyRepository:
    """For the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add_late(self, moments: Iterable[tuple[int, int]], now: int) -> None:
        """Of (monitor id, Unix ms), make those hours dirty that may be closed by `now`."""
        open_since = surely_open_since(now)
        late = {(monitor_id, floor_hour(at)) for monitor_id, at in moments if at < open_since}
        if late:
            await self._add(late)

    async def add_range(self, monitor_ids: Collection[int], start: int, end: int) -> None:
        """Make the closed hours dirty that touch [start, end)."""
        following = await MetaRepository(self.connection).get_int(NEXT_HOUR)
        if following is None:
            return
        last = min(end, following + HOUR_MS)
        await self._insert((one, hour) for one in monitor_ids for hour in range(floor_hour(start), last, HOUR_MS))

    async def _add(self, hours: set[tuple[int, int]]) -> None:
        following = await MetaRepository(self.connection).get_int(NEXT_HOUR)
        if following is not None:
            await self._insert(hour for hour in hours if hour[1] <= following)

    async def _insert(self, hours: Iterable[tuple[int, int]] | Iterator[tuple[int, int]]) -> None:
        statement = insert_into(self.connection, rollup_dirty).on_conflict_do_nothing()
        for some in chunks(list(hours)):
            await self.connection.execute(statement, [{"monitor_id": one, "start": start} for one, start in some])
