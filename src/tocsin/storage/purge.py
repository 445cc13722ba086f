"""Everything that a deleted monitor leaves behind."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.deletion import delete_some
from tocsin.storage.rollup_hours import Level
from tocsin.storage.tables import (
    evidence,
    hook_problem,
    incident,
    last_good,
    mark,
    monitor,
    monitor_state,
    ping,
    push_state,
    region,
    result,
    rollup,
    rollup_dirty,
    transition,
)

_BY_MONITOR = (rollup_dirty, transition, incident, mark, ping, hook_problem, push_state, monitor_state)
_BY_MONITOR_AND_REGION = (result, evidence, last_good)


async def purge_deleted(connection: AsyncConnection, before: int) -> bool:
    """Delete some of what one monitor left that was deleted before `before` (Unix ms); False when none is left."""
    statement = select(monitor.c.id).where(monitor.c.deleted_at < before).order_by(monitor.c.deleted_at).limit(1)
    monitor_id: int | None = (await connection.execute(statement)).scalar_one_or_none()
    if monitor_id is None:
        return False
    regions = [0, *(await connection.execute(select(region.c.id))).scalars()]
    for table, conditions in _belongings(monitor_id, regions):
        if await delete_some(connection, table, *conditions):
            return True
    # Tags and parents go with it, and the timelines went with the incidents.
    await connection.execute(delete(monitor).where(monitor.c.id == monitor_id))
    return True


def _belongings(monitor_id: int, regions: list[int]) -> list[tuple[Table, tuple[ColumnElement[bool], ...]]]:
    found: list[tuple[Table, tuple[ColumnElement[bool], ...]]] = [
        (table, (table.c.monitor_id == monitor_id, table.c.region_id.in_(regions))) for table in _BY_MONITOR_AND_REGION
    ]
    of_levels = rollup.c.level.in_(list(Level))
    found.append((rollup, (of_levels, rollup.c.monitor_id == monitor_id, rollup.c.region_id.in_(regions))))
    return found + [(table, (table.c.monitor_id == monitor_id,)) for table in _BY_MONITOR]
