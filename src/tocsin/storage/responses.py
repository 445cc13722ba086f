"""Handling all open incidents of a group at once: whoever answers a message answers for all that it told."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.actor_names import spoken
from tocsin.core.records import IncidentEvent, IncidentEventType
from tocsin.core.times import clock_time
from tocsin.storage.handling import LASTS
from tocsin.storage.incidents import IncidentRepository, acknowledged, snoozed
from tocsin.storage.tables import alert_member, incident

MOST_COMMENTED = 50
"""As many as a message names: whoever comments on a storm must not fill the disk with the same words."""


class ResponseRepository:
    """For who holds a link to the group. Each returns the ids of the incidents that it changed, in ascending order."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def acknowledge(self, group_id: int, actor: str, now: int) -> list[int]:
        is_new = incident.c.acknowledged_at.is_(None)
        ids = await self._change(group_id, is_new, **acknowledged(actor, now))
        return await self._note(ids, IncidentEventType.ACKNOWLEDGED, f"Acknowledged by {spoken(actor)}", actor, now)

    async def snooze(self, group_id: int, until: int, actor: str, now: int) -> list[int]:
        is_new = incident.c.snoozed_until.is_distinct_from(until)
        ids = await self._change(group_id, is_new, **snoozed(until))
        words = f"Snoozed by {spoken(actor)} until {clock_time(until)}"
        return await self._note(ids, IncidentEventType.SNOOZED, words, actor, now)

    async def resolve(self, group_id: int, actor: str, now: int) -> list[int]:
        ids = await self._change(group_id, incident.c.resolved_at.is_(None), resolved_at=now, resolved_by=actor)
        return await self._note(ids, IncidentEventType.RESOLVED, f"Resolved by {spoken(actor)}", actor, now)

    async def comment(self, group_id: int, text: str, actor: str, now: int) -> list[int]:
        """A line in each timeline; in a few, of very many: those that are open first, and the worst of them."""
        foremost = (case((LASTS, 0), else_=1), incident.c.severity.desc(), incident.c.id)
        statement = select(incident.c.id).where(_of(group_id)).order_by(*foremost).limit(MOST_COMMENTED)
        ids = sorted((await self.connection.execute(statement)).scalars())
        return await self._note(ids, IncidentEventType.COMMENTED, text, actor, now)

    async def _change(self, group_id: int, is_new: ColumnElement[bool], **values: object) -> list[int]:
        statement = update(incident).where(_of(group_id), LASTS, is_new).values(**values).returning(incident.c.id)
        return sorted((await self.connection.execute(statement)).scalars())

    async def _note(
        self, incident_ids: list[int], event: IncidentEventType, words: str, actor: str, now: int
    ) -> list[int]:
        events = [IncidentEvent(one, now, event, words, actor) for one in incident_ids]
        await IncidentRepository(self.connection).add_events(events)
        return incident_ids


def _of(group_id: int) -> ColumnElement[bool]:
    members = select(alert_member.c.incident_id).where(alert_member.c.group_id == group_id)
    return incident.c.id.in_(members)
