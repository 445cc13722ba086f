"""How slow many monitors were of late: one percentile each, from the sketches that their hours keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.sketch import Sketch
from tocsin.storage.marks import MarkRepository
from tocsin.storage.monitor_rows import visible
from tocsin.storage.periods import HOUR_MS, floor_hour
from tocsin.storage.result_tallies import result_tallies
from tocsin.storage.rollup_hours import ALL_REGIONS, Level
from tocsin.storage.tables import monitor, rollup
from tocsin.storage.watermarks import watermarks


class PercentileRepository:
    """For at most some hundreds of monitors at once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def p95(
        self, workspace_id: int, monitor_ids: Collection[int], now: int, *, hours: int = 24
    ) -> dict[int, float]:
        """Latency in µs by monitor, of the last hours that are closed; those that were never measured are left out.

        A monitor too young to have a closed hour is judged by the open one.
        """
        start = floor_hour(now) - hours * HOUR_MS
        next_hour = max(start, (await watermarks(self.connection)).next_hour or start)
        statement = select(monitor.c.id).where(monitor.c.id.in_(monitor_ids), *visible(workspace_id))
        owned = set((await self.connection.execute(statement)).scalars())
        sketches = await self._closed(owned, start, next_hour)
        for monitor_id, sketch in (await self._open(owned - sketches.keys(), next_hour, now + 1)).items():
            sketches[monitor_id] = sketch
        found = {monitor_id: sketch.quantile(0.95) for monitor_id, sketch in sketches.items()}
        return {monitor_id: latency for monitor_id, latency in found.items() if latency is not None}

    async def _closed(self, monitor_ids: Collection[int], start: int, end: int) -> dict[int, Sketch]:
        statement = select(rollup.c.monitor_id, rollup.c.sketch).where(
            rollup.c.level == Level.HOUR,
            rollup.c.monitor_id.in_(monitor_ids),
            rollup.c.region_id == ALL_REGIONS,
            rollup.c.start >= start,
            rollup.c.start < end,
            rollup.c.sketch.is_not(None),
        )
        found: defaultdict[int, Sketch] = defaultdict(Sketch)
        for monitor_id, data in await self.connection.execute(statement):
            found[monitor_id].merge(Sketch.from_bytes(data))
        return dict(found)

    async def _open(self, monitor_ids: Collection[int], start: int, end: int) -> dict[int, Sketch]:
        ids = list(monitor_ids)
        if not ids:
            return {}
        marks = await MarkRepository(self.connection).overlapping(ids, start, end)
        found: defaultdict[int, Sketch] = defaultdict(Sketch)
        for (monitor_id, _, _), tally in (
            await result_tallies(self.connection, ids, start, end, HOUR_MS, marks)
        ).items():
            found[monitor_id].merge(tally.sketch)
        return dict(found)
