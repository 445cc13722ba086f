"""What was said by a channel, written as alerting would write it."""

from __future__ import annotations

from typing import Any

from tests.announcements import announcement
from tests.integration.api.tower import Tower, now_ms
from tocsin.core.alerting.announcement import Purpose
from tocsin.storage.deliveries import DeliveryFilter, DeliveryOutcome, DeliveryRepository, NewDelivery
from tocsin.storage.notifications import NewNotification, NotificationRepository


async def told(
    tower: Tower,
    channel_id: int | None,
    *,
    workspace_id: int | None = None,
    key: str = "group:7:problem:1.0",
    outcome: DeliveryOutcome = DeliveryOutcome.SENT,
    **more: Any,
) -> tuple[int, int]:
    """A problem, and an attempt at saying it. Give the ids of both."""
    workspace = tower.actor.workspace_id if workspace_id is None else workspace_id
    fields: dict[str, Any] = {
        "workspace_id": workspace,
        "group_id": 7,
        "channel_id": channel_id,
        "user_id": None,
        "destination": "ops",
        "purpose": Purpose.PROBLEM,
        "dedup_key": f"{key}:channel:{channel_id}",
        "announcement": announcement(),
        "created_at": now_ms(),
        "available_at": now_ms() + 3_600_000,
    }
    async with tower.parts.database.write() as connection:
        (notification_id,) = await NotificationRepository(connection).add_many([NewNotification(**(fields | more))])
        deliveries = DeliveryRepository(connection)
        await deliveries.add(
            NewDelivery(
                workspace_id=workspace,
                notification_id=notification_id,
                channel_id=channel_id,
                at=now_ms(),
                took_ms=42,
                outcome=outcome,
                status=250,
                answer="Ok: queued.",
            )
        )
        newest = await deliveries.page(workspace, DeliveryFilter(notification_id=notification_id))
    return notification_id, newest.items[0].id
