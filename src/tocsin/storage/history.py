"""What availability is made from: transitions and marks, with day rollups in the middle of a long range."""

from __future__ import annotations

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.availability import Availability, Mark, availability
from tocsin.core.verdict import Verdict
from tocsin.storage.marks import MarkRepository
from tocsin.storage.monitor_rows import visible
from tocsin.storage.monitors import not_found
from tocsin.storage.periods import DAY_MS, floor_day
from tocsin.storage.rollup_hours import ALL_REGIONS, Level
from tocsin.storage.tables import monitor, rollup
from tocsin.storage.timelines import timelines
from tocsin.storage.watermarks import watermarks

_TIMES = ("up_ms", "degraded_ms", "down_ms", "unknown_ms", "excluded_ms")


class History(msgspec.Struct, frozen=True):
    """Inputs of `core.availability`; `start` is the range's, or the monitor's creation when that is later."""

    start: int
    end: int
    initial: Verdict
    changes: list[tuple[int, Verdict]]
    marks: list[Mark]


class HistoryRepository:
    """Everything asks for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def history(self, workspace_id: int, monitor_id: int, start: int, end: int) -> History:
        """Every change in the range: for long ranges ask for `availability`. Raise NotFound."""
        begin = min(end, max(start, await self._created_at(workspace_id, monitor_id)))
        return await self._history(monitor_id, begin, end)

    async def availability(self, workspace_id: int, monitor_id: int, start: int, end: int, now: int) -> Availability:
        """Over [start, min(end, now)), to the millisecond, however long. Raise NotFound.

        Whole days come from rollups where all of them are there; a new mark shows in those once `rollups.step` ran.
        """
        begin = max(start, await self._created_at(workspace_id, monitor_id))
        finish = min(end, now)
        if begin >= finish:
            return Availability()
        first, last = -floor_day(-begin), floor_day(finish)
        next_day = (await watermarks(self.connection)).next_day
        last = min(last, next_day) if next_day is not None else first
        middle = await self._days(monitor_id, first, last)
        if middle is None:
            return await self._exactly(monitor_id, begin, finish)
        edges = [await self._exactly(monitor_id, begin, first), await self._exactly(monitor_id, last, finish)]
        return middle.plus(edges[0]).plus(edges[1])

    async def _days(self, monitor_id: int, first: int, last: int) -> Availability | None:
        """The sum of these whole days; None when there are none, or some are missing."""
        if first >= last:
            return None
        statement = select(func.count(), *(func.sum(rollup.c[name]) for name in _TIMES)).where(
            rollup.c.level == Level.DAY,
            rollup.c.monitor_id == monitor_id,
            rollup.c.region_id == ALL_REGIONS,
            rollup.c.start >= first,
            rollup.c.start < last,
        )
        number, *sums = (await self.connection.execute(statement)).one()
        return Availability(*(int(one) for one in sums)) if number == (last - first) // DAY_MS else None

    async def _exactly(self, monitor_id: int, start: int, end: int) -> Availability:
        if start >= end:
            return Availability()
        found = await self._history(monitor_id, start, end)
        return availability(start, end, found.initial, found.changes, found.marks)

    async def _history(self, monitor_id: int, start: int, end: int) -> History:
        line = (await timelines(self.connection, [monitor_id], start, end))[monitor_id]
        marks = await MarkRepository(self.connection).overlapping([monitor_id], start, end)
        return History(start, end, line.initial, line.changes, marks.get(monitor_id, []))

    async def _created_at(self, workspace_id: int, monitor_id: int) -> int:
        statement = select(monitor.c.created_at).where(monitor.c.id == monitor_id, *visible(workspace_id))
        created_at: int | None = (await self.connection.execute(statement)).scalar_one_or_none()
        if created_at is None:
            raise not_found(monitor_id)
        return created_at
