"""What need not be said any more by the time that it could be."""

from __future__ import annotations

from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.retry import GIVE_UP_MS
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.database import Connection
from tocsin.storage.notifications import TELL_OF_A_PROBLEM, NotificationRepository, StoredNotification

_ABOUT_WHAT_LASTS = frozenset(
    {Purpose.PROBLEM, Purpose.REMINDER, Purpose.WORSE, Purpose.MORE, Purpose.REFRESH, Purpose.ACKNOWLEDGED}
)


async def reason_to_drop(connection: Connection, notification: StoredNotification, now: int) -> str | None:
    """A sentence; None when it is to be said."""
    if now - notification.created_at > GIVE_UP_MS and notification.purpose != Purpose.REFRESH:
        return "It could not be said for a day: it is given up."
    if notification.group_id is None:
        return None
    if notification.purpose == Purpose.RECOVERY:
        was_told = await NotificationRepository(connection).was_told(notification)
        return None if was_told else "The problem was never told there: there is no recovery to tell."
    if notification.purpose not in _ABOUT_WHAT_LASTS:
        return None
    group = (await AlertGroupRepository(connection).get_many([notification.group_id])).get(notification.group_id)
    return "It was over before it could be said." if group is None or group.closed_at is not None else None


async def taken_on(connection: Connection, notification: StoredNotification, now: int) -> str | None:
    """A sentence where somebody has taken on all of its group since it was first tried; None when it is to be said."""
    is_late = notification.attempts > 1 or notification.fallback_of is not None
    if notification.group_id is None or notification.purpose not in TELL_OF_A_PROBLEM or not is_late:
        return None
    handling = (await AlertGroupRepository(connection).handling([notification.group_id], now))[notification.group_id]
    # What is paused is told when it is resumed by nobody else: nothing begins anew then.
    is_taken_on = handling.open and not handling.unhandled and not handling.paused
    return "Somebody has taken it on before it could be said." if is_taken_on else None
