"""What follows from an attempt at telling, written in one transaction: done, once more, or another way."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.alerting.notices import give_notice
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.retry import ATTEMPTS_BEFORE_FALLBACK, pause_ms
from tocsin.core.notifier import DeliveryFailed, Receipt
from tocsin.core.records import IncidentEvent, IncidentEventType
from tocsin.storage.channels import ChannelRepository, StoredChannel
from tocsin.storage.database import Connection, Database
from tocsin.storage.deliveries import DeliveryOutcome, DeliveryRepository, NewDelivery
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.notifications import (
    NewNotification,
    NotificationRepository,
    NotificationStatus,
    StoredNotification,
)

MOST_EVENTS = 50
_REFRESHED = frozenset({Purpose.PROBLEM, Purpose.REFRESH})
_IN_TIMELINE = frozenset({Purpose.PROBLEM, Purpose.REMINDER, Purpose.WORSE, Purpose.MORE, Purpose.RECOVERY})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one notification. `resend_s`: how often such a channel wants to hear of it again."""

    notification: StoredNotification
    kind: str
    at: int
    took_ms: int
    result: Receipt | DeliveryFailed
    resend_s: float | None

    @property
    def outcome(self) -> DeliveryOutcome:
        if isinstance(self.result, Receipt):
            return DeliveryOutcome.SENT
        return DeliveryOutcome.PERMANENT if self.result.is_permanent else DeliveryOutcome.TEMPORARY


async def write_down(database: Database, attempt: Attempt, owner: str, now: int, spread: float) -> None:
    """`spread`: a random number from 0 to 1."""
    notification, result = attempt.notification, attempt.result
    async with database.write() as connection:
        await DeliveryRepository(connection).add(
            NewDelivery(
                workspace_id=notification.workspace_id,
                notification_id=notification.id,
                channel_id=notification.channel_id,
                at=attempt.at,
                took_ms=attempt.took_ms,
                outcome=attempt.outcome,
                status=result.status,
                answer=result.answer,
            )
        )
        if isinstance(result, Receipt):
            await _said(connection, attempt, owner, now)
        else:
            await _failed(connection, attempt, result, owner, now, spread)


async def _said(connection: Connection, attempt: Attempt, owner: str, now: int) -> None:
    notification = attempt.notification
    notifications = NotificationRepository(connection)
    await notifications.finish(owner, notification.id, NotificationStatus.SENT, now, None)
    if notification.channel_id is not None:
        was_unhealthy = await ChannelRepository(connection).note_success(notification.channel_id, now)
        if was_unhealthy:
            await _tell_of_channel(connection, notification, "delivers again.", f"healthy:{notification.id}", now)
    if notification.purpose in _IN_TIMELINE:
        told = notification.announcement.incidents[:MOST_EVENTS]
        words = f"{_PURPOSE_WORDS[notification.purpose]} told to {notification.destination}"
        events = [IncidentEvent(one.incident_id, now, IncidentEventType.NOTIFIED, words) for one in told]
        await IncidentRepository(connection).add_events(events)
    if attempt.resend_s is not None and notification.purpose in _REFRESHED:
        await notifications.add_many([_again(notification, now, round(attempt.resend_s * 1000))])


async def _failed(
    connection: Connection, attempt: Attempt, failure: DeliveryFailed, owner: str, now: int, spread: float
) -> None:
    notification = attempt.notification
    notifications = NotificationRepository(connection)
    channel = await _note_failure(connection, notification, failure, now)
    is_exhausted = failure.is_permanent or notification.attempts >= ATTEMPTS_BEFORE_FALLBACK
    is_redirected = is_exhausted and channel is not None and await _redirect(connection, notification, channel, now)
    if is_redirected or failure.is_permanent:
        await notifications.finish(owner, notification.id, NotificationStatus.FAILED, now, failure.answer)
    else:
        at = now + pause_ms(notification.attempts, spread, failure.retry_after)
        await notifications.postpone(owner, notification.id, at, failure.answer)


async def _note_failure(
    connection: Connection, notification: StoredNotification, failure: DeliveryFailed, now: int
) -> StoredChannel | None:
    if notification.channel_id is None:
        return None
    channels = ChannelRepository(connection)
    noted = await channels.note_failure(notification.channel_id, now, failure.answer, is_permanent=failure.is_permanent)
    if noted is not None and noted.has_become_unhealthy:
        sentence = f"does not deliver: {failure.answer}"
        await _tell_of_channel(connection, notification, sentence, f"unhealthy:{notification.id}", now)
    return noted.channel if noted is not None else None


async def _redirect(connection: Connection, notification: StoredNotification, channel: StoredChannel, now: int) -> bool:
    """By the fallback instead. False when there is none, or it is switched off."""
    fallback_id = channel.fields.fallback_id
    if fallback_id is None:
        return False
    known = await ChannelRepository(connection).get_many([fallback_id])
    if not known or not known[0].fields.enabled:
        return False
    redirected = NewNotification(
        workspace_id=notification.workspace_id,
        group_id=notification.group_id,
        channel_id=fallback_id,
        user_id=None,
        destination=known[0].fields.name,
        purpose=notification.purpose,
        dedup_key=f"{notification.dedup_key}>channel:{fallback_id}",
        announcement=notification.announcement,
        created_at=now,
        available_at=now,
        fallback_of=notification.id,
    )
    await NotificationRepository(connection).add_many([redirected])
    return True


async def _tell_of_channel(
    connection: Connection, notification: StoredNotification, sentence: str, key: str, now: int
) -> None:
    await give_notice(
        connection,
        notification.workspace_id,
        concern=Concern.CHANNEL,
        name=notification.destination,
        sentence=f"The channel {notification.destination} {sentence}",
        key=key,
        now=now,
        without=(f"channel:{notification.channel_id}",),
    )


def _again(notification: StoredNotification, now: int, pause: int) -> NewNotification:
    stem, _, number = notification.dedup_key.partition("~")
    return NewNotification(
        workspace_id=notification.workspace_id,
        group_id=notification.group_id,
        channel_id=notification.channel_id,
        user_id=notification.user_id,
        destination=notification.destination,
        purpose=Purpose.REFRESH,
        dedup_key=f"{stem}~{int(number or 0) + 1}",
        announcement=notification.announcement,
        created_at=now,
        available_at=now + pause,
    )


_PURPOSE_WORDS = {
    Purpose.PROBLEM: "Problem",
    Purpose.REMINDER: "Reminder",
    Purpose.WORSE: "That it is worse",
    Purpose.MORE: "That more have joined",
    Purpose.RECOVERY: "Recovery",
}
