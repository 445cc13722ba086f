"""What follows from an attempt at telling, written in one transaction: done, once more, or another way."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import structlog

from tocsin.alerting.fallbacks import explain, fallback, redirected
from tocsin.alerting.notices import give_notice
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.retry import needs_fallback, pause_ms
from tocsin.core.errors import Unavailable
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

log = structlog.get_logger()

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
    """`spread`: a random number from 0 to 1. Raise Unavailable."""
    try:
        async with database.write() as connection:
            await DeliveryRepository(connection).add(_delivery(attempt))
            if isinstance(attempt.result, Receipt):
                await _said(connection, attempt, owner, now)
            else:
                await _failed(connection, attempt, attempt.result, owner, now, spread)
    except Unavailable:
        raise
    except Exception:
        # What else follows from it is lost. What is forgotten itself would be said again each time its lease runs out.
        log.exception("what follows from a delivery could not be written down", notification=attempt.notification.id)
        await _write_down_alone(database, attempt, owner, now, spread)


async def _write_down_alone(database: Database, attempt: Attempt, owner: str, now: int, spread: float) -> None:
    notification, result = attempt.notification, attempt.result
    async with database.write() as connection:
        notifications = NotificationRepository(connection)
        await DeliveryRepository(connection).add(_delivery(attempt))
        if isinstance(result, Receipt):
            await notifications.finish(owner, notification.id, NotificationStatus.SENT, now, None)
        else:
            at = now + pause_ms(notification.attempts, spread, result.retry_after)
            await notifications.postpone(owner, notification.id, at, result.answer)


def _delivery(attempt: Attempt) -> NewDelivery:
    return NewDelivery(
        workspace_id=attempt.notification.workspace_id,
        notification_id=attempt.notification.id,
        channel_id=attempt.notification.channel_id,
        at=attempt.at,
        took_ms=attempt.took_ms,
        outcome=attempt.outcome,
        status=attempt.result.status,
        answer=attempt.result.answer,
    )


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
    is_exhausted = failure.is_permanent or needs_fallback(notification.attempts, failure.retry_after)
    stand_in = await fallback(connection, notification, channel) if is_exhausted and channel is not None else None
    if stand_in is None and not failure.is_permanent:
        at = now + pause_ms(notification.attempts, spread, failure.retry_after)
        await notifications.postpone(owner, notification.id, at, failure.answer)
        return
    if not await notifications.finish(owner, notification.id, NotificationStatus.FAILED, now, failure.answer):
        return
    if stand_in is not None:
        await notifications.add_many([redirected(notification, stand_in, now)])
    elif attempt.resend_s is not None and notification.purpose == Purpose.REFRESH:
        await notifications.add_many([_again(notification, now, round(attempt.resend_s * 1000))])
    await explain(connection, notification, failure, stand_in, now)


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
        announcement=msgspec.structs.replace(notification.announcement, purpose=Purpose.REFRESH),
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
