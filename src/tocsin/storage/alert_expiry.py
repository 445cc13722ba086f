"""What alerting leaves behind: decisions, notifications with their deliveries, groups that are closed, ended alerts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.alerts import AlertStatus
from tocsin.storage.deletion import delete_before, delete_once
from tocsin.storage.periods import floor_day
from tocsin.storage.tables import alert, alert_group, decision, notification


async def forget_decisions(connection: AsyncConnection, before: int) -> bool:
    """Delete some from before `before` (Unix ms); False when none is left, here and below."""
    return await delete_before(connection, decision, before)


async def forget_notifications(connection: AsyncConnection, before: int) -> bool:
    """Those made before then. Those of open groups stay: they say who is to be told of the recovery."""
    cutoff, table = floor_day(before), notification.c
    open_groups = select(alert_group.c.id).where(alert_group.c.id == table.group_id, alert_group.c.closed_at.is_(None))
    is_over = or_(table.group_id.is_(None), ~open_groups.correlate(notification).exists())
    is_old = and_(table.created_at < cutoff, table.available_at.is_(None), is_over)
    return await delete_once(connection, notification, cutoff, is_old)


async def forget_groups(connection: AsyncConnection, before: int) -> bool:
    """Those that were closed before then."""
    cutoff = floor_day(before)
    is_old: ColumnElement[bool] = alert_group.c.closed_at < cutoff
    return await delete_once(connection, alert_group, cutoff, is_old)


async def forget_alerts(connection: AsyncConnection, before: int) -> bool:
    """Those that ended before then."""
    cutoff = floor_day(before)
    is_old = and_(alert.c.status == str(AlertStatus.ENDED), alert.c.updated_at < cutoff)
    return await delete_once(connection, alert, cutoff, is_old)
