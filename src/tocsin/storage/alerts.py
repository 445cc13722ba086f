"""What alerting makes of each incident at this moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.concern import Concern
from tocsin.storage.statements import chunks, insert_into
from tocsin.storage.tables import alert, alert_member
from tocsin.storage.workspaces import is_living


class AlertStatus(StrEnum):
    """How far an incident has come."""

    HELD = "held"
    TOLD = "told"
    """It is in a group, which is told as its policy says."""
    UNROUTED = "unrouted"
    """No policy matches."""
    ENDED = "ended"


class StoredAlert(msgspec.Struct, frozen=True, kw_only=True):
    """`held_by`: what keeps it from being told (`silence:7`); `look_at` (Unix ms): when to decide anew, None for never.

    `monitor_id` is the incident's, by which alerts are found that a monitor leaves behind.
    """

    incident_id: int
    workspace_id: int
    monitor_id: int
    concern: Concern
    status: AlertStatus
    held_by: str | None
    look_at: int | None
    updated_at: int


_CHANGING = ("concern", "status", "held_by", "look_at", "updated_at")


class AlertRepository:
    """For the system; `held` is for users too."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def upsert_many(self, alerts: Sequence[StoredAlert]) -> None:
        """One for each incident."""
        if not alerts:
            return
        statement = insert_into(self.connection, alert)
        newer = {name: statement.excluded[name] for name in _CHANGING}
        # In one order, so that two who write the same ones do not wait for each other.
        rows = [_row_of(one) for one in sorted(alerts, key=lambda one: one.incident_id)]
        await self.connection.execute(
            statement.on_conflict_do_update(index_elements=[alert.c.incident_id], set_=newer), rows
        )

    async def of_incidents(self, incident_ids: Collection[int]) -> dict[int, StoredAlert]:
        """By incident; those that were never looked at are left out."""
        found: dict[int, StoredAlert] = {}
        for ids in chunks(incident_ids):
            for row in await self.connection.execute(select(alert).where(alert.c.incident_id.in_(ids))):
                found[row.incident_id] = _stored_of(row)
        return found

    async def told_of(self, monitor_ids: Collection[int], held_by: str) -> dict[int, int]:
        """By monitor, its newest incident that was told and is kept from ending by that."""
        found: dict[int, int] = {}
        is_kept = (alert.c.held_by == held_by, alert.c.status == str(AlertStatus.TOLD))
        for ids in chunks(monitor_ids):
            statement = select(alert.c.monitor_id, func.max(alert.c.incident_id)).where(
                alert.c.monitor_id.in_(ids), *is_kept
            )
            found.update((await self.connection.execute(statement.group_by(alert.c.monitor_id))).all())
        return found

    async def due(self, now: int, limit: int = 500) -> list[StoredAlert]:
        """Those to be decided anew by now, the longest due first. Hold their workspaces before you decide, and look
        again whether they are due: another process may have been there first.

        Those of a deleted workspace wait until it is restored, or purged.
        """
        statement = (
            select(alert)
            .where(alert.c.look_at <= now, is_living(alert.c.workspace_id))
            .order_by(alert.c.look_at, alert.c.incident_id)
            .limit(limit)
        )
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def wake(self, held_by: Collection[str], at: int) -> int:
        """Decide those anew that are held by one of these, at `at` (Unix ms) at the latest; return how many."""
        woken = 0
        for some in chunks(held_by):
            held = select(alert.c.incident_id).where(alert.c.held_by.in_(some)).order_by(alert.c.incident_id)
            earlier = case((alert.c.look_at < at, alert.c.look_at), else_=at)
            statement = update(alert).where(alert.c.incident_id.in_(held.with_for_update().scalar_subquery()))
            woken += (await self.connection.execute(statement.values(look_at=earlier))).rowcount
        return woken

    async def decide_anew(self, group_id: int, held_by: str, at: int) -> None:
        """Those that the group was to tell: at `at` (Unix ms), and until then they are held by that."""
        members = select(alert_member.c.incident_id).where(alert_member.c.group_id == group_id)
        is_told = (alert.c.incident_id.in_(members), alert.c.status == str(AlertStatus.TOLD))
        await self.connection.execute(update(alert).where(*is_told).values(look_at=at, held_by=held_by))

    async def held(self, workspace_id: int) -> int:
        """How many incidents of the workspace are held back."""
        is_held = (alert.c.held_by.is_not(None), alert.c.status == str(AlertStatus.HELD))
        statement = select(func.count()).where(alert.c.workspace_id == workspace_id, *is_held)
        return (await self.connection.execute(statement)).scalar_one()


def _row_of(one: StoredAlert) -> dict[str, object]:
    return {**msgspec.structs.asdict(one), "concern": str(one.concern), "status": str(one.status)}


def _stored_of(row: Row[Any]) -> StoredAlert:
    return StoredAlert(
        incident_id=row.incident_id,
        workspace_id=row.workspace_id,
        monitor_id=row.monitor_id,
        concern=Concern(row.concern),
        status=AlertStatus(row.status),
        held_by=row.held_by,
        look_at=row.look_at,
        updated_at=row.updated_at,
    )
