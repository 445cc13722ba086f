"""Incidents and their timelines."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, bindparam, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.actor_names import spoken
from tocsin.core.errors import Conflict, NotFound
from tocsin.core.records import (
    IncidentClosed,
    IncidentEscalated,
    IncidentEvent,
    IncidentEventType,
    IncidentOpened,
)
from tocsin.core.times import clock_time
from tocsin.storage.incident_rows import (
    IncidentFilter,
    StoredIncident,
    StoredIncidentEvent,
    filtered,
    row_of,
    stored_of,
)
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import incident, incident_event

__all__ = ["IncidentFilter", "IncidentRepository", "StoredIncident", "StoredIncidentEvent"]


_NOT_TAKEN_ON = dict.fromkeys(("acknowledged_at", "acknowledged_by", "snoozed_until", "resolved_at", "resolved_by"))


def acknowledged(actor: str, now: int) -> dict[str, object]:
    """Of acknowledging and snoozing the last counts: one that is acknowledged is not snoozed any more."""
    return {"acknowledged_at": now, "acknowledged_by": actor, "snoozed_until": None}


def snoozed(until: int) -> dict[str, object]:
    """And one that is snoozed is not acknowledged: else nobody would hear of it when the time has passed."""
    return {"acknowledged_at": None, "acknowledged_by": None, "snoozed_until": until}


class IncidentRepository:
    """Methods that take a workspace are for users, the others for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def open_many(self, opened: Sequence[IncidentOpened]) -> list[int]:
        """Ids in the order of `opened`; where one of this monitor and rule is open already, that one's id."""
        known = {(one.monitor_id, one.rule_id): one.id for one in await self.open_of({o.monitor_id for o in opened})}
        new = {(one.monitor_id, one.rule_id): one for one in opened if (one.monitor_id, one.rule_id) not in known}
        if new:
            statement = insert(incident).returning(incident.c.monitor_id, incident.c.rule_id, incident.c.id)
            inserted = await self.connection.execute(statement, [row_of(one) for one in new.values()])
            known.update(((monitor_id, rule_id), number) for monitor_id, rule_id, number in inserted)
        return [known[one.monitor_id, one.rule_id] for one in opened]

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
        """Raise the severity, which never falls; what made it worse is what the incident is about from here on.

        Whoever took it on took on something less: it is taken on by nobody any more.
        """
        if not escalated:
            return
        statement = (
            update(incident)
            .where(incident.c.id == bindparam("of"), incident.c.severity < bindparam("worse"))
            .values(severity=bindparam("worse"), reason=bindparam("why"), summary=bindparam("words"), **_NOT_TAKEN_ON)
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

    async def open_of(self, monitor_ids: Collection[int]) -> list[StoredIncident]:
        """Those that are open of these monitors, of their states and of rules."""
        return await self._in(incident.c.monitor_id, monitor_ids, incident.c.ended_at.is_(None))

    async def get_many(self, incident_ids: Collection[int]) -> list[StoredIncident]:
        """Those that exist, of whichever workspace, in ascending order of id."""
        return await self._in(incident.c.id, incident_ids)

    async def page(
        self, workspace_id: int, where: IncidentFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredIncident]:
        """Newest first."""
        limit = clamp(limit)
        statement = filtered(workspace_id, where)
        if cursor is not None:
            after = decode_cursor(cursor, tuple[int, int])
            statement = statement.where(tuple_(incident.c.started_at, incident.c.id) < tuple_(*after))
        statement = statement.order_by(incident.c.started_at.desc(), incident.c.id.desc()).limit(limit + 1)
        rows = (await self.connection.execute(statement)).all()
        return page_of(rows, limit, stored_of, lambda one: (one.started_at, one.id))

    async def touching(
        self, workspace_id: int, monitor_id: int, start: int, end: int, *, limit: int = 1000
    ) -> Sequence[int]:
        """Ids of a monitor's incidents that overlap [start, end), the newest first."""
        where = IncidentFilter(monitor_id=monitor_id, start=start, end=end)
        statement = filtered(workspace_id, where).with_only_columns(incident.c.id)
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
        return stored_of(row)

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
        said = IncidentEvent(
            incident_id, now, IncidentEventType.ACKNOWLEDGED, f"Acknowledged by {spoken(actor)}", actor
        )
        is_new = incident.c.acknowledged_at.is_(None)
        return await self._take_on(workspace_id, said, is_new, **acknowledged(actor, now))

    async def snooze(self, workspace_id: int, incident_id: int, until: int, actor: str, now: int) -> StoredIncident:
        """Until then (Unix ms) nobody is told of it, and then as if it began. Raise NotFound, or Conflict."""
        words = f"Snoozed by {spoken(actor)} until {clock_time(until)}"
        said = IncidentEvent(incident_id, now, IncidentEventType.SNOOZED, words, actor)
        is_new = incident.c.snoozed_until.is_distinct_from(until)
        return await self._take_on(workspace_id, said, is_new, **snoozed(until))

    async def resolve(self, workspace_id: int, incident_id: int, actor: str, now: int) -> StoredIncident:
        """It is dealt with, though it lasts still. Raise NotFound, or Conflict; the first one to say so stays."""
        said = IncidentEvent(incident_id, now, IncidentEventType.RESOLVED, f"Resolved by {spoken(actor)}", actor)
        return await self._take_on(
            workspace_id, said, incident.c.resolved_at.is_(None), resolved_at=now, resolved_by=actor
        )

    async def _take_on(
        self, workspace_id: int, said: IncidentEvent, is_new: ColumnElement[bool], **values: object
    ) -> StoredIncident:
        """What changes nothing is not in the timeline. Raise NotFound, or Conflict when the incident has ended."""
        present = await self.get(workspace_id, said.incident_id)
        if present.ended_at is not None:
            raise Conflict(f"Incident {said.incident_id} has ended already.")
        statement = update(incident).where(incident.c.id == said.incident_id, is_new).values(**values)
        if (await self.connection.execute(statement)).rowcount:
            await self.add_events([said])
        return await self.get(workspace_id, said.incident_id)

    async def _in(
        self, column: ColumnElement[int], values: Collection[int], *conditions: ColumnElement[bool]
    ) -> list[StoredIncident]:
        found: list[StoredIncident] = []
        for some in chunks(sorted(values)):
            statement = select(incident).where(column.in_(some), *conditions).order_by(incident.c.id)
            found += [stored_of(row) for row in await self.connection.execute(statement)]
        return found
