"""Everything that a deleted monitor leaves behind, and everything that is in a deleted workspace."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.deletion import delete_some
from tocsin.storage.rollup_hours import Level
from tocsin.storage.tables import (
    alert,
    alert_group,
    api_key,
    audit,
    channel,
    decision,
    delivery,
    evidence,
    flap,
    hook,
    hook_problem,
    idempotency_key,
    incident,
    invitation,
    last_good,
    mark,
    membership,
    monitor,
    monitor_state,
    notification,
    outbox,
    ping,
    ping_key,
    policy,
    push_state,
    region,
    result,
    rollup,
    rollup_dirty,
    rotation,
    rotation_override,
    rule,
    rule_state,
    silence,
    transition,
    workspace,
    workspace_ping_key,
)
from tocsin.storage.workspaces import BEING_PURGED

_BY_MONITOR = (
    rollup_dirty,
    transition,
    incident,
    mark,
    ping,
    hook_problem,
    push_state,
    rule_state,
    alert,
    flap,
    monitor_state,
)
_BY_MONITOR_AND_REGION = (result, evidence, last_good)
BY_WORKSPACE = (
    ping_key,
    workspace_ping_key,
    hook,
    transition,
    incident,
    idempotency_key,
    api_key,
    invitation,
    membership,
    channel,
    policy,
    rotation,
    rotation_override,
    silence,
    rule,
    rule_state,
    notification,
    delivery,
    decision,
    flap,
    audit,
    mark,
    outbox,
    alert,
    alert_group,
)
"""What goes with a workspace, once its monitors are gone. The last four have no index for it."""
MONITORS_A_STEP = 500


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


async def purge_workspace(connection: AsyncConnection, before: int) -> bool:
    """Delete some of what is in one workspace that was deleted before `before` (Unix ms); False when none is left.

    First go its monitors, with all that they leave. From the first step on it cannot be restored.
    """
    workspace_id = await _condemned(connection, before)
    if workspace_id is None:
        return False
    if await _delete_monitors(connection, workspace_id) or await purge_deleted(connection, BEING_PURGED + 1):
        return True
    for table in BY_WORKSPACE:
        if await delete_some(connection, table, table.c.workspace_id == workspace_id):
            return True
    await connection.execute(delete(workspace).where(workspace.c.id == workspace_id))
    return True


async def _condemned(connection: AsyncConnection, before: int) -> int | None:
    """The workspace to go on with, marked so that nobody restores what is left of it."""
    is_due = workspace.c.deleted_at < before
    next_one = select(workspace.c.id).where(is_due).order_by(workspace.c.deleted_at, workspace.c.id).limit(1)
    statement = update(workspace).where(workspace.c.id == next_one.scalar_subquery(), is_due)
    marked = await connection.execute(statement.values(deleted_at=BEING_PURGED).returning(workspace.c.id))
    found: int | None = marked.scalar_one_or_none()
    return found


async def _delete_monitors(connection: AsyncConnection, workspace_id: int) -> bool:
    """Mark some as deleted long ago, so that they are purged at once; False when all are marked."""
    is_unmarked = or_(monitor.c.deleted_at.is_(None), monitor.c.deleted_at > BEING_PURGED)
    some = select(monitor.c.id).where(monitor.c.workspace_id == workspace_id, is_unmarked).limit(MONITORS_A_STEP)
    statement = update(monitor).where(monitor.c.id.in_(some)).values(deleted_at=BEING_PURGED)
    return (await connection.execute(statement)).rowcount > 0


def _belongings(monitor_id: int, regions: list[int]) -> list[tuple[Table, tuple[ColumnElement[bool], ...]]]:
    found: list[tuple[Table, tuple[ColumnElement[bool], ...]]] = [
        (table, (table.c.monitor_id == monitor_id, table.c.region_id.in_(regions))) for table in _BY_MONITOR_AND_REGION
    ]
    of_levels = rollup.c.level.in_(list(Level))
    found.append((rollup, (of_levels, rollup.c.monitor_id == monitor_id, rollup.c.region_id.in_(regions))))
    return found + [(table, (table.c.monitor_id == monitor_id,)) for table in _BY_MONITOR]
