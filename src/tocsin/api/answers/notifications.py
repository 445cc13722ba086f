"""What was said, and every attempt at it, as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.answers.channels import OutcomeWord
from tocsin.api.fields import Moment
from tocsin.services.notifications import ToldNotification
from tocsin.storage.deliveries import StoredDelivery
from tocsin.storage.notifications import NotificationStatus, StoredNotification
from tocsin.wording.message import default_title, message_facts


class DeliveryAnswer(BaseModel):
    """One attempt."""

    id: int
    notification_id: int
    channel_id: int | None
    at: Moment
    took_ms: int
    outcome: OutcomeWord
    status: int | None = Field(description="The far side's own, where it has such.")
    answer: str = Field(description="What the far side answered, or why it did not.")

    @classmethod
    def of(cls, stored: StoredDelivery) -> DeliveryAnswer:
        return cls(
            id=stored.id,
            notification_id=stored.notification_id,
            channel_id=stored.channel_id,
            at=stored.at,
            took_ms=stored.took_ms,
            outcome=stored.outcome.value,
            status=stored.status,
            answer=stored.answer,
        )


class NotificationAnswer(BaseModel):
    """What was to be said to one destination."""

    id: int
    group_id: int | None = Field(description="Incidents that are told as one; null for what has no incident.")
    channel_id: int | None = Field(description="Null for a mail to a member.")
    user_id: int | None
    destination: str = Field(description="The name of the channel, or of the member, at that time.")
    purpose: str = Field(description="Why it is said: `problem`, `reminder`, `recovery` and so on.")
    title: str = Field(description="In Tocsin's own words; a channel may have others.")
    incident_ids: list[int] = Field(description="Those that it tells of, the first fifty.")
    total: int = Field(description="Of how many incidents it tells.")
    status: NotificationStatus
    fallback_of: int | None = Field(description="The notification that was not delivered, in whose place this one is.")
    attempts: int
    created_at: Moment
    available_at: Moment | None = Field(description="When it is tried next; null when nothing is to be done any more.")
    finished_at: Moment | None
    last_error: str | None

    @classmethod
    def of(cls, stored: StoredNotification) -> NotificationAnswer:
        return cls.model_validate(_fields(stored))


class ToldNotificationAnswer(NotificationAnswer):
    """A notification with its words, and the newest attempts at it."""

    text: str = Field(description="In Tocsin's own words, without links; a channel may have others.")
    deliveries: list[DeliveryAnswer] = Field(description="The newest first.")

    @classmethod
    def of_told(cls, told: ToldNotification) -> ToldNotificationAnswer:
        facts = message_facts(told.notification.announcement, url="", acknowledge_url="")
        attempts = [DeliveryAnswer.of(one) for one in told.deliveries]
        return cls.model_validate({**_fields(told.notification), "text": facts["text"], "deliveries": attempts})


def _fields(stored: StoredNotification) -> dict[str, object]:
    said = stored.announcement
    return {
        "id": stored.id,
        "group_id": stored.group_id,
        "channel_id": stored.channel_id,
        "user_id": stored.user_id,
        "destination": stored.destination,
        "purpose": stored.purpose.value,
        "title": default_title(said),
        "incident_ids": [one.incident_id for one in said.incidents],
        "total": said.total,
        "status": stored.status,
        "fallback_of": stored.fallback_of,
        "attempts": stored.attempts,
        "created_at": stored.created_at,
        "available_at": stored.available_at,
        "finished_at": stored.finished_at,
        "last_error": stored.last_error,
    }
