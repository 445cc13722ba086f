"""What was said, to whom, and every attempt at it."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.services.parts import Parts
from tocsin.storage.deliveries import DeliveryFilter, DeliveryRepository, StoredDelivery
from tocsin.storage.notifications import NotificationFilter, NotificationRepository, StoredNotification
from tocsin.storage.paging import Page

MOST_DELIVERIES = 100


@dataclass(frozen=True, slots=True)
class ToldNotification:
    """A notification with its newest attempts, the newest first."""

    notification: StoredNotification
    deliveries: list[StoredDelivery]


async def page(
    parts: Parts, actor: Actor, where: NotificationFilter, *, cursor: str | None, limit: int
) -> Page[StoredNotification]:
    """Newest first."""
    actor.require(Permission.CHANNELS_READ)
    async with parts.database.read() as connection:
        return await NotificationRepository(connection).page(actor.workspace_id, where, cursor=cursor, limit=limit)


async def get(parts: Parts, actor: Actor, notification_id: int) -> ToldNotification:
    """Raise NotFound."""
    actor.require(Permission.CHANNELS_READ)
    async with parts.database.read() as connection:
        found = await NotificationRepository(connection).get(actor.workspace_id, notification_id)
        attempts = await DeliveryRepository(connection).page(
            actor.workspace_id, DeliveryFilter(notification_id=notification_id), limit=MOST_DELIVERIES
        )
    return ToldNotification(found, attempts.items)


async def deliveries(
    parts: Parts, actor: Actor, where: DeliveryFilter, *, cursor: str | None, limit: int
) -> Page[StoredDelivery]:
    """Newest first."""
    actor.require(Permission.CHANNELS_READ)
    async with parts.database.read() as connection:
        return await DeliveryRepository(connection).page(actor.workspace_id, where, cursor=cursor, limit=limit)
