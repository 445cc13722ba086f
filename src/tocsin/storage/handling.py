"""What people do about the incidents of a group."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.escalation import Handling
from tocsin.storage.tables import account, alert_member, channel, incident, membership, monitor, notification
from tocsin.storage.workspaces import is_living

LASTS = and_(incident.c.ended_at.is_(None), incident.c.resolved_at.is_(None))
"""What somebody has resolved is over, as far as alerting goes."""


def open_in(group_ids: Sequence[int]) -> Select[Any]:
    """A row for each group and open incident of it."""
    members = alert_member.join(incident, incident.c.id == alert_member.c.incident_id)
    return select(alert_member.c.group_id).select_from(members).where(alert_member.c.group_id.in_(group_ids), LASTS)


def handled(group_ids: Sequence[int], now: int) -> Select[Any]:
    """A row for each group and each who has acknowledged incidents of it, and one for those that nobody has."""
    is_paused = and_(monitor.c.id.is_not(None), monitor.c.enabled.is_(False))
    is_new = incident.c.acknowledged_at.is_(None)
    is_awake = or_(incident.c.snoozed_until.is_(None), incident.c.snoozed_until <= now)
    columns = (
        alert_member.c.group_id,
        incident.c.acknowledged_by,
        func.max(incident.c.acknowledged_at).label("acknowledged_at"),
        func.count().label("open"),
        func.sum(case((and_(~is_paused, is_new, is_awake), 1), else_=0)).label("unhandled"),
        func.sum(case((is_paused, 1), else_=0)).label("paused"),
        func.min(case((and_(is_new, ~is_awake), incident.c.snoozed_until))).label("snoozed_until"),
    )
    rows = open_in(group_ids).outerjoin(monitor, monitor.c.id == incident.c.monitor_id)
    return rows.with_only_columns(*columns).group_by(alert_member.c.group_id, incident.c.acknowledged_by)


def handling_of(rows: Collection[Row[Any]]) -> Handling:
    """From the rows of one group."""
    acknowledged = [row for row in rows if row.acknowledged_at is not None]
    last = max(acknowledged, key=lambda row: row.acknowledged_at, default=None)
    return Handling(
        open=sum(row.open for row in rows),
        unhandled=sum(row.unhandled for row in rows),
        snoozed_until=min((row.snoozed_until for row in rows if row.snoozed_until is not None), default=None),
        acknowledged_by="" if last is None else last.acknowledged_by,
        paused=sum(row.paused for row in rows),
    )


class WorkspaceGroups:
    """Groups as those see them who hold a link."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def destination(self, workspace_id: int, group_id: int, notification_id: int) -> str | None:
        """To whom that notification of the group went.

        None when there is none, or the workspace is deleted, or whoever it went to is there no more: the channel is
        deleted, or the user is no member.
        """
        table = notification.c
        is_channel = select(channel.c.id).where(
            channel.c.id == table.channel_id, channel.c.workspace_id == table.workspace_id
        )
        is_member = (
            select(membership.c.user_id)
            .join(account, account.c.id == membership.c.user_id)
            .where(membership.c.workspace_id == table.workspace_id, membership.c.user_id == table.user_id)
            .where(account.c.disabled_at.is_(None))
        )
        statement = select(table.destination).where(
            table.id == notification_id,
            table.group_id == group_id,
            table.workspace_id == workspace_id,
            is_living(table.workspace_id),
            or_(is_channel.correlate(notification).exists(), is_member.correlate(notification).exists()),
        )
        found: str | None = (await self.connection.execute(statement)).scalar_one_or_none()
        return found
