"""How notifications are laid out in their table."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, Select, select

from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.storage.tables import alert_member, notification

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Announcement)


class NotificationStatus(StrEnum):
    """What has become of it."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    """Given up; another one may have been made for the channel's fallback."""
    DROPPED = "dropped"
    """Not worth saying any more by the time that it could be."""


class NewNotification(msgspec.Struct, frozen=True, kw_only=True):
    """To one channel, or to one user by mail; `destination` is that one's name, for people.

    `fallback_of`: the notification that could not be delivered, instead of which this one is. It is said at
    `available_at` (Unix ms), not before.
    """

    workspace_id: int
    group_id: int | None
    channel_id: int | None
    user_id: int | None
    destination: str
    purpose: Purpose
    dedup_key: str
    announcement: Announcement
    created_at: int
    available_at: int
    fallback_of: int | None = None


class StoredNotification(msgspec.Struct, frozen=True, kw_only=True):
    """As it stands in the database. `available_at` is None once nothing is to be done any more.

    `attempts` counts the present one too.
    """

    id: int
    workspace_id: int
    group_id: int | None
    channel_id: int | None
    user_id: int | None
    destination: str
    purpose: Purpose
    dedup_key: str
    announcement: Announcement
    status: NotificationStatus
    fallback_of: int | None
    created_at: int
    available_at: int | None
    attempts: int
    finished_at: int | None
    last_error: str | None


class NotificationFilter(msgspec.Struct, frozen=True, kw_only=True):
    """`incident_id`: those of the groups that tell of it. `without`: purposes that are left out."""

    channel_id: int | None = None
    incident_id: int | None = None
    status: NotificationStatus | None = None
    without: frozenset[Purpose] = frozenset()


class Told(msgspec.Struct, frozen=True):
    """A destination that was told: a channel, or a user."""

    channel_id: int | None
    user_id: int | None
    destination: str


def filtered(workspace_id: int, where: NotificationFilter) -> Select[Any]:
    table = notification.c
    statement = select(notification).where(table.workspace_id == workspace_id)
    if where.channel_id is not None:
        statement = statement.where(table.channel_id == where.channel_id)
    if where.incident_id is not None:
        groups = select(alert_member.c.group_id).where(alert_member.c.incident_id == where.incident_id)
        statement = statement.where(table.group_id.in_(groups))
    if where.status is not None:
        statement = statement.where(table.status == str(where.status))
    if where.without:
        statement = statement.where(table.purpose.not_in([str(one) for one in where.without]))
    return statement


def row_of(new: NewNotification) -> dict[str, object]:
    return {
        "workspace_id": new.workspace_id,
        "group_id": new.group_id,
        "channel_id": new.channel_id,
        "user_id": new.user_id,
        "destination": new.destination,
        "destination_key": f"user:{new.user_id}" if new.channel_id is None else f"channel:{new.channel_id}",
        "purpose": str(new.purpose),
        "dedup_key": new.dedup_key,
        "document": _ENCODER.encode(new.announcement),
        "status": str(NotificationStatus.PENDING),
        "fallback_of": new.fallback_of,
        "created_at": new.created_at,
        "available_at": new.available_at,
    }


def stored_of(row: Row[Any]) -> StoredNotification:
    return StoredNotification(
        id=row.id,
        workspace_id=row.workspace_id,
        group_id=row.group_id,
        channel_id=row.channel_id,
        user_id=row.user_id,
        destination=row.destination,
        purpose=Purpose(row.purpose),
        dedup_key=row.dedup_key,
        announcement=_DECODER.decode(row.document),
        status=NotificationStatus(row.status),
        fallback_of=row.fallback_of,
        created_at=row.created_at,
        available_at=row.available_at,
        attempts=row.attempts,
        finished_at=row.finished_at,
        last_error=row.last_error,
    )
