"""Incidents and their timelines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, bindparam, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import Conflict, NotFound
from tocsin.core.records import (
    IncidentClosed,
    IncidentEscalated,
    IncidentEvent,
    IncidentEventType,
    IncidentOpened,
)
from tocsin.core.verdict import Verdict
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import incident, incident_event


class StoredIncident(msgspec.Struct, frozen=True, kw_only=True):
    """A period in which a monitor was not up; `ended_at` is None while it lasts."""

    id: int
    workspace_id: int
    monitor_id: int
    severity: Verdict
    started_at: int
    ended_at: int | None
    reason: str
    summary: str
    cause_monitor_id: int | None
    acknowledged_at: int | None
    acknowledged_by: str | None


class StoredIncidentEvent(msgspec.Struct, frozen=True):
    """One line of a timeline. `type` is an `IncidentEventType`."""

    id: int
    incident_id: int
    at: int
    type: str
    summary: str
    actor: str | None


class IncidentFilter(msgspec.Struct, frozen=True, kw_only=True):
    """`start` and `end` (Unix ms) select incidents that overlap the range."""

    monitor_id: int | None = None
    is_open: bool | None = None
    is_acknowledged: bool | None = None
    severities: tuple[Verdict, ...] = ()
    start: int | None = None
    end: int | None = None


class IncidentRepository:
    """Methods that take a workspace are for users, the others for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def open_many(self, opened: Sequence[IncidentOpened]) -> list[int]:
        """Ids in the order of `opened`; where a monitor has an open incident already, that one's id."""
        known = await self._open_ids_of([one.monitor_id for one in opened])
        new = {one.monitor_id: one for one in opened if one.monitor_id not in known}
        if new:
            statement = insert(incident).returning(incident.c.monitor_id, incident.c.id)
            inserted = await self.connection.execute(statement, [_row_of(one) for one in new.values()])
            known.update((monitor_id, number) for monitor_id, number in inserted)
        return [known[one.monitor_id] for one in opened]

    async def close_many(self, closed: Sequence[IncidentClosed]) -> None:
        """One that has ended already stays as it is."""
        if not closed:
            return
        statement = (
            update(incident)
            .where(incident.c.id == bindparam("of"), incident.c.ended_at.is_(None))
            .values(ended_at=bindparam("at"))
        )
        await self.connection.execute(statement, [{"of": one.incident_id, "at": one.ended_at} for one in closed])

    async def escalate_many(self, escalated: Sequence[IncidentEscalated]) -> None:
        """Raise the severity, which never falls; what made it worse is what the incident is about from here on."""
        if not escalated:
            return
        statement = (
            update(incident)
            .where(incident.c.id == bindparam("of"), incident.c.severity < bindparam("worse"))
            .values(severity=bindparam("worse"), reason=bindparam("why"), summary=bindparam("words"))
        )
        rows = [
            {"of": one.incident_id, "worse": int(one.severity), "why": str(one.reason), "words": one.summary}
            for one in escalated
        ]
        await self.connection.execute(statement, rows)

    async def add_events(self, events: Sequence[IncidentEvent]) -> None:
        """Lines of timelines, in their order."""
        if events:
            rows = [
                {"incident_id": e.incident_id, "at": e.at, "type": str(e.type), "summary": e.summary, "actor": e.actor}
                for e in events
            ]
            await self.connection.execute(insert(incident_event), rows)

    async def open_ids(self) -> dict[int, int]:
        """Open incidents' ids by monitor id."""
        statement = select(incident.c.monitor_id, incident.c.id).where(incident.c.ended_at.is_(None))
        return dict((await self.connection.execute(statement)).all())

    async def page(
        self, workspace_id: int, where: IncidentFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredIncident]:
        """Newest first."""
        limit = clamp(limit)
        statement = _filtered(workspace_id, where)
        if cursor is not None:
            after = decode_cursor(cursor, tuple[int, int])
            statement = statement.where(tuple_(incident.c.started_at, incident.c.id) < tuple_(*after))
        statement = statement.order_by(incident.c.started_at.desc(), incident.c.id.desc()).limit(limit + 1)
        rows = (await self.connection.execute(statement)).all()
        return page_of(rows, limit, _stored_of, lambda one: (one.started_at, one.id))

    async def touching(
        self, workspace_id: int, monitor_id: int, start: int, end: int, *, limit: int = 1000
    ) -> Sequence[int]:
        """Ids of a monitor's incidents that overlap [start, end), the newest first."""
        where = IncidentFilter(monitor_id=monitor_id, start=start, end=end)
        statement = _filtered(workspace_id, where).with_only_columns(incident.c.id)
        return (await self.connection.execute(statement.order_by(incident.c.id.desc()).limit(limit))).scalars().all()

    async def count_open(self, workspace_id: int) -> int:
        statement = select(func.count()).where(incident.c.workspace_id == workspace_id, incident.c.ended_at.is_(None))
        return (await self.connection.execute(statement)).scalar_one()

    async def get(self, workspace_id: int, incident_id: int) -> StoredIncident:
        """Raise NotFound."""
        statement = select(incident).where(incident.c.workspace_id == workspace_id, incident.c.id == incident_id)
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound(f"There is no incident {incident_id}.")
        return _stored_of(row)

    async def timeline(self, workspace_id: int, incident_id: int, *, limit: int = 500) -> list[StoredIncidentEvent]:
        """Oldest first."""
        statement = (
            select(incident_event)
            .join(incident, incident.c.id == incident_event.c.incident_id)
            .where(incident.c.workspace_id == workspace_id, incident.c.id == incident_id)
            .order_by(incident_event.c.at, incident_event.c.id)
            .limit(clamp(limit))
        )
        return [
            StoredIncidentEvent(row.id, row.incident_id, row.at, row.type, row.summary, row.actor)
            for row in await self.connection.execute(statement)
        ]

    async def acknowledge(self, workspace_id: int, incident_id: int, actor: str, now: int) -> StoredIncident:
        """Raise NotFound, or Conflict when it has ended; the first acknowledgement stays."""
        present = await self.get(workspace_id, incident_id)
        if present.ended_at is not None:
            raise Conflict(f"Incident {incident_id} has ended already.")
        statement = (
            update(incident)
            .where(incident.c.id == incident_id, incident.c.acknowledged_at.is_(None))
            .values(acknowledged_at=now, acknowledged_by=actor)
        )
        if (await self.connection.execute(statement)).rowcount:
            words = f"Acknowledged by {actor}"
            await self.add_events([IncidentEvent(incident_id, now, IncidentEventType.ACKNOWLEDGED, words, actor)])
        return await self.get(workspace_id, incident_id)

    async def _open_ids_of(self, monitor_ids: Sequence[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for ids in chunks(monitor_ids):
            statement = select(incident.c.monitor_id, incident.c.id).where(
                incident.c.monitor_id.in_(ids), incident.c.ended_at.is_(None)
            )
            found.update((await self.connection.execute(statement)).all())
        return found


def _filtered(workspace_id: int, where: IncidentFilter) -> Select[Any]:
    table = incident.c
    statement = select(incident).where(table.workspace_id == workspace_id)
    if where.monitor_id is not None:
        statement = statement.where(table.monitor_id == where.monitor_id)
    if where.is_open is not None:
        statement = statement.where(table.ended_at.is_(None) if where.is_open else table.ended_at.is_not(None))
    if where.is_acknowledged is not None:
        known = table.acknowledged_at
        statement = statement.where(known.is_not(None) if where.is_acknowledged else known.is_(None))
    if where.severities:
        statement = statement.where(table.severity.in_(where.severities))
    if where.start is not None:
        statement = statement.where(or_(table.ended_at.is_(None), table.ended_at > where.start))
    if where.end is not None:
        statement = statement.where(table.started_at < where.end)
    return statement


def _row_of(opened: IncidentOpened) -> dict[str, object]:
    return {
        "workspace_id": opened.workspace_id,
        "monitor_id": opened.monitor_id,
        "severity": int(opened.severity),
        "started_at": opened.started_at,
        "reason": str(opened.reason),
        "summary": opened.summary,
        "cause_monitor_id": opened.cause_monitor_id,
    }


def _stored_of(row: Row[Any]) -> StoredIncident:
    return StoredIncident(
        id=row.id,
        workspace_id=row.workspace_id,
        monitor_id=row.monitor_id,
        severity=Verdict(row.severity),
        started_at=row.started_at,
        ended_at=row.ended_at,
        reason=row.reason,
        summary=row.summary,
        cause_monitor_id=row.cause_monitor_id,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
    )
