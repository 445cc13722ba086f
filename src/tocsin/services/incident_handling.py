"""Taking incidents on: acknowledge, snooze, resolve. Alerting hears of each by the outbox, in the same transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.records import IncidentEvent, IncidentEventType, OutboxRecord, OutboxTopic
from tocsin.core.result import Json
from tocsin.services import trail
from tocsin.services.incidents import NamedIncident, tell_listeners, with_timeline
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.incidents import IncidentRepository, StoredIncident
from tocsin.storage.outbox import OutboxRepository

LONGEST_SNOOZE_MS = 30 * 86_400_000
Change = Callable[[IncidentRepository, int], Awaitable[StoredIncident]]


async def acknowledge(parts: Parts, actor: Actor, incident_id: int, comment: str) -> NamedIncident:
    """The first acknowledgement stays. Raise NotFound, Conflict when it has ended."""

    def change(incidents: IncidentRepository, now: int) -> Awaitable[StoredIncident]:
        return incidents.acknowledge(actor.workspace_id, incident_id, actor.name, now)

    return await _handle(parts, actor, incident_id, "acknowledged_by", "incident.acknowledged", change, comment)


async def snooze(parts: Parts, actor: Actor, incident_id: int, until: int, comment: str) -> NamedIncident:
    """Nobody is told of it before `until` (Unix ms), and then as if it began. Raise NotFound, Conflict,
    ValidationFailed for a moment that is over or more than 30 days ahead.
    """
    require_snooze(until, parts.clock.now_ms())

    def change(incidents: IncidentRepository, now: int) -> Awaitable[StoredIncident]:
        return incidents.snooze(actor.workspace_id, incident_id, until, actor.name, now)

    return await _handle(parts, actor, incident_id, "snoozed_until", "incident.snoozed", change, comment)


async def resolve(parts: Parts, actor: Actor, incident_id: int, comment: str) -> NamedIncident:
    """It is dealt with: nobody is told of it any more, though it lasts until its monitor is up.

    Raise NotFound, Conflict when it has ended.
    """

    def change(incidents: IncidentRepository, now: int) -> Awaitable[StoredIncident]:
        return incidents.resolve(actor.workspace_id, incident_id, actor.name, now)

    return await _handle(parts, actor, incident_id, "resolved_by", "incident.resolved", change, comment)


def require_snooze(until: int, now: int) -> None:
    """Raise ValidationFailed."""
    if not now < until <= now + LONGEST_SNOOZE_MS:
        error = FieldError("/until", "must lie ahead, and at most 30 days")
        raise ValidationFailed("The snooze does not fit.", errors=[error])


async def tell_alerting(connection: Connection, workspace_id: int, incident_ids: Sequence[int], now: int) -> None:
    """Have it looked at what has become of these. It is told once for each moment."""
    records = [
        OutboxRecord(
            workspace_id, OutboxTopic.INCIDENT, f"incident:{one}:handled:{now}", {"incident_id": one, "at": now}, now
        )
        for one in incident_ids
    ]
    await OutboxRepository(connection).add_many(records)


async def _handle(
    parts: Parts, actor: Actor, incident_id: int, field: str, action: str, change: Change, comment: str
) -> NamedIncident:
    actor.require(Permission.INCIDENTS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        incidents = IncidentRepository(connection)
        before = await incidents.get(actor.workspace_id, incident_id)
        after = await change(incidents, now)
        if comment:
            said = IncidentEvent(incident_id, now, IncidentEventType.COMMENTED, comment, actor.name)
            await incidents.add_events([said])
        was, became = _value(before, field), _value(after, field)
        if was != became:
            detail = trail.change(field, was, became)
            await trail.note(AuditRepository(connection), actor, now, action, f"incident:{incident_id}", detail)
            await tell_alerting(connection, actor.workspace_id, [incident_id], now)
        handled = await with_timeline(connection, actor, incident_id)
    what = action.removeprefix("incident.")
    await tell_listeners(parts, actor.workspace_id, handled.incident.monitor_id, incident_id, what)
    return handled


def _value(incident: StoredIncident, field: str) -> Json:
    value: Json = getattr(incident, field)
    return value
