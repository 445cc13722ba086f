"""What was said: `/api/v1/notifications`, `/api/v1/deliveries`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tocsin.api.answers.notifications import DeliveryAnswer, NotificationAnswer, ToldNotificationAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.dependencies import CurrentActor, Paged, Services
from tocsin.api.documented import EVERYWHERE, problems
from tocsin.api.fields import LARGEST_ID, IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.services import notifications
from tocsin.storage.deliveries import DeliveryFilter, DeliveryOutcome
from tocsin.storage.notifications import NotificationFilter, NotificationStatus

router = APIRouter(tags=["notifications"], route_class=JsonRoute, responses=EVERYWHERE)

ChannelQuery = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Of this channel only.")]
IncidentQuery = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Those that tell of this incident.")]
NotificationQuery = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Of this notification only.")]
StatusQuery = Annotated[NotificationStatus | None, Query(description="What has become of it.")]
OutcomeQuery = Annotated[DeliveryOutcome | None, Query(description="How it ended.")]


@router.get("/notifications")
async def list_notifications(
    parts: Services,
    actor: CurrentActor,
    page: Paged,
    channel_id: ChannelQuery = None,
    incident_id: IncidentQuery = None,
    status: StatusQuery = None,
) -> PageAnswer[NotificationAnswer]:
    """What was said, is to be said, or could not be said, to whom; the newest first."""
    where = NotificationFilter(channel_id=channel_id, incident_id=incident_id, status=status)
    found = await notifications.page(parts, actor, where, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[NotificationAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.get("/notifications/{notification_id:int}", responses=problems(404))
async def get_notification(parts: Services, actor: CurrentActor, notification_id: IdPath) -> ToldNotificationAnswer:
    """One notification, with its words and the attempts at it."""
    return ToldNotificationAnswer.of_told(await notifications.get(parts, actor, notification_id))


@router.get("/deliveries")
async def list_deliveries(
    parts: Services,
    actor: CurrentActor,
    page: Paged,
    channel_id: ChannelQuery = None,
    notification_id: NotificationQuery = None,
    outcome: OutcomeQuery = None,
) -> PageAnswer[DeliveryAnswer]:
    """Every attempt at saying something, with what the far side answered; the newest first."""
    where = DeliveryFilter(channel_id=channel_id, notification_id=notification_id, outcome=outcome)
    found = await notifications.deliveries(parts, actor, where, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[DeliveryAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)
