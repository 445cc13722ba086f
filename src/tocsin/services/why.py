"""Why an incident paged whom, or why it did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.announcement import Purpose
from tocsin.services.parts import Parts
from tocsin.storage.alerts import AlertRepository, StoredAlert
from tocsin.storage.decisions import DecisionRepository, StoredDecision
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.notifications import NotificationFilter, NotificationRepository, StoredNotification

MOST_NOTIFICATIONS = 200
_SAID_AGAIN = frozenset({Purpose.REFRESH})
"""Every minute to some channels: in an afternoon what else was said would be out of sight behind them."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """`alert` is None until alerting has looked at it. Decisions are the oldest first, notifications the newest."""

    incident_id: int
    alert: StoredAlert | None
    decisions: Sequence[StoredDecision]
    notifications: Sequence[StoredNotification]


async def explain(parts: Parts, actor: Actor, incident_id: int) -> Explanation:
    """Raise NotFound."""
    actor.require(Permission.INCIDENTS_READ)
    async with parts.database.read() as connection:
        await IncidentRepository(connection).get(actor.workspace_id, incident_id)
        alerts = await AlertRepository(connection).of_incidents([incident_id])
        where = NotificationFilter(incident_id=incident_id, without=_SAID_AGAIN)
        notifications = NotificationRepository(connection)
        said = await notifications.page(actor.workspace_id, where, limit=MOST_NOTIFICATIONS)
        return Explanation(
            incident_id=incident_id,
            alert=alerts.get(incident_id),
            decisions=await DecisionRepository(connection).of_incident(actor.workspace_id, incident_id),
            notifications=said.items,
        )
