"""Incidents: find them, read their timeline, leave a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.messages import IncidentHandled, Topic
from tocsin.core.records import IncidentEvent, IncidentEventType
from tocsin.services import trail
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.incidents import IncidentFilter, IncidentRepository, StoredIncident, StoredIncidentEvent
from tocsin.storage.monitors import MonitorRepository


@dataclass(frozen=True, slots=True)
class NamedIncident:
    """`monitor_name` is None when the monitor is gone."""

    incident: StoredIncident
    monitor_name: str | None
    timeline: Sequence[StoredIncidentEvent] = ()


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Newest first."""

    items: list[NamedIncident]
    next_cursor: str | None


async def page(parts: Parts, actor: Actor, where: IncidentFilter, *, cursor: str | None, limit: int) -> IncidentPage:
    """Raise NotFound when the filter names a monitor that is not there."""
    actor.require(Permission.INCIDENTS_READ)
    async with parts.database.read() as connection:
        if where.monitor_id is not None:
            await MonitorRepository(connection).get(actor.workspace_id, where.monitor_id)
        repository = IncidentRepository(connection)
        found = await repository.page(actor.workspace_id, where, cursor=cursor, limit=limit)
        names = await _names(connection, actor, found.items)
    return IncidentPage([NamedIncident(one, names.get(one.monitor_id)) for one in found.items], found.next_cursor)


async def get(parts: Parts, actor: Actor, incident_id: int) -> NamedIncident:
    """With its timeline. Raise NotFound."""
    actor.require(Permission.INCIDENTS_READ)
    async with parts.database.read() as connection:
        return await with_timeline(connection, actor, incident_id)


async def add_comment(parts: Parts, actor: Actor, incident_id: int, text: str) -> NamedIncident:
    """Also to one that has ended. Raise NotFound."""
    actor.require(Permission.INCIDENTS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        repository = IncidentRepository(connection)
        await repository.get(actor.workspace_id, incident_id)
        await repository.add_events([_comment(incident_id, now, text, actor)])
        await trail.note(AuditRepository(connection), actor, now, "incident.commented", f"incident:{incident_id}")
        commented = await with_timeline(connection, actor, incident_id)
    await tell_listeners(parts, actor.workspace_id, commented.incident.monitor_id, incident_id, "commented")
    return commented


async def tell_listeners(parts: Parts, workspace_id: int, monitor_id: int, incident_id: int, what: str) -> None:
    """After the commit: whoever has it before their eyes reads it again."""
    await parts.bus.broadcast(Topic.EVENTS, IncidentHandled(workspace_id, monitor_id, incident_id, what))


def _comment(incident_id: int, now: int, text: str, actor: Actor) -> IncidentEvent:
    return IncidentEvent(incident_id, now, IncidentEventType.COMMENTED, text, actor.name)


async def with_timeline(connection: Connection, actor: Actor, incident_id: int) -> NamedIncident:
    """In the caller's transaction, who has asked for the permission. Raise NotFound."""
    repository = IncidentRepository(connection)
    found = await repository.get(actor.workspace_id, incident_id)
    names = await _names(connection, actor, [found])
    timeline = await repository.timeline(actor.workspace_id, incident_id)
    return NamedIncident(found, names.get(found.monitor_id), timeline)


async def _names(connection: Connection, actor: Actor, found: Sequence[StoredIncident]) -> dict[int, str]:
    monitors = await MonitorRepository(connection).get_many(actor.workspace_id, {one.monitor_id for one in found})
    return {one.id: one.fields.name for one in monitors}
