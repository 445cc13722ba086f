"""Old rows of the tables whose key begins with the monitor: deleted monitor by monitor, where they lie together."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Table, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.deletion import ROWS_A_STEP, delete_some
from tocsin.storage.meta import MetaRepository
from tocsin.storage.tables import monitor, region

MONITORS_A_STEP = 200


class Sweep(msgspec.Struct, frozen=True):
    """Delete the rows of `table` whose `time` is before `cutoff`. `since_key` in `meta` tells readers of it."""

    name: str
    table: Table
    time: ColumnElement[int]
    cutoff: int
    condition: ColumnElement[bool] = true()
    since_key: str | None = None


class _Progress(msgspec.Struct):
    """Of a round that goes on: its cutoff, and the last monitor that is done."""

    cutoff: int
    monitor_id: int = -1


async def sweep(connection: AsyncConnection, what: Sweep) -> bool:
    """One step of a round over all monitors; False when the last round had this cutoff already."""
    meta = MetaRepository(connection)
    done_key, progress_key = f"retention.{what.name}.done", f"retention.{what.name}.progress"
    stored = await meta.get(progress_key)
    if stored is None:
        if (await meta.get_int(done_key) or 0) >= what.cutoff:
            return False
        progress = _Progress(what.cutoff)
        if what.since_key is not None:
            await meta.set(what.since_key, what.cutoff)
    else:
        progress = msgspec.json.decode(stored, type=_Progress)
    if await _sweep_some(connection, what, progress):
        await meta.set(progress_key, msgspec.json.encode(progress).decode())
    else:
        await meta.delete(progress_key)
        await meta.set(done_key, progress.cutoff)
    return True


async def _sweep_some(connection: AsyncConnection, what: Sweep, progress: _Progress) -> bool:
    """Delete the old rows of the next monitors, and move on when none is left; False behind the last monitor."""
    following = select(monitor.c.id).where(monitor.c.id > progress.monitor_id).order_by(monitor.c.id)
    ids = (await connection.execute(following.limit(MONITORS_A_STEP))).scalars().all()
    if not ids:
        return False
    is_old: ColumnElement[bool] = what.time < progress.cutoff
    keys = [what.table.c.monitor_id.in_(ids)]
    if "region_id" in what.table.c:
        regions = [0, *(await connection.execute(select(region.c.id))).scalars()]
        keys.append(what.table.c.region_id.in_(regions))
    if await delete_some(connection, what.table, what.condition, *keys, is_old) < ROWS_A_STEP:
        progress.monitor_id = ids[-1]
    return True
