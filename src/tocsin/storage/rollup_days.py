"""One UTC day of some monitors, added up from its hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.periods import DAY_MS
from tocsin.storage.rollup_hours import Level, rollup_row, write_rollups
from tocsin.storage.tables import rollup
from tocsin.storage.tallies import Tally, tally_of


async def derive_day(connection: AsyncConnection, monitor_ids: Sequence[int], start: int) -> None:
    """Write the day's rollups, in place of what was there."""
    statement = select(rollup).where(
        rollup.c.level == Level.HOUR,
        rollup.c.monitor_id.in_(monitor_ids),
        rollup.c.start >= start,
        rollup.c.start < start + DAY_MS,
    )
    totals: defaultdict[tuple[int, int], Tally] = defaultdict(Tally)
    for row in await connection.execute(statement):
        totals[row.monitor_id, row.region_id].add(tally_of(row))
    if totals:
        await write_rollups(
            connection,
            [rollup_row(Level.DAY, monitor_id, one, start, tally) for (monitor_id, one), tally in totals.items()],
        )
