"""What cannot be said by one channel is said by another, and why is written down."""

from __future__ import annotations

from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.trace import Outcome, Stage
from tocsin.core.notifier import DeliveryFailed
from tocsin.storage.channels import ChannelRepository, StoredChannel
from tocsin.storage.database import Connection
from tocsin.storage.decisions import OF_A_GROUP, DecisionRepository, StoredDecision
from tocsin.storage.notifications import NewNotification, StoredNotification

_OF_ONE_CHANNEL = frozenset({Purpose.CANARY, Purpose.REFRESH, Purpose.ACKNOWLEDGED})
"""Told to that channel for its own sake: nobody else is told instead."""


async def fallback(
    connection: Connection, notification: StoredNotification, channel: StoredChannel
) -> StoredChannel | None:
    """What speaks instead; None when there is nothing, or it is switched off, or this concerns that channel alone."""
    fallback_id = channel.fields.fallback_id
    if fallback_id is None or notification.purpose in _OF_ONE_CHANNEL:
        return None
    known = await ChannelRepository(connection).get_many([fallback_id])
    return known[0] if known and known[0].fields.enabled else None


def redirected(notification: StoredNotification, channel: StoredChannel, now: int) -> NewNotification:
    """Its key is that of the same thing said to the fallback: what that is told anyway it is not told twice."""
    stem = notification.dedup_key.removesuffix(f"channel:{notification.channel_id}")
    return NewNotification(
        workspace_id=notification.workspace_id,
        group_id=notification.group_id,
        channel_id=channel.id,
        user_id=None,
        destination=channel.fields.name,
        purpose=notification.purpose,
        dedup_key=f"{stem}channel:{channel.id}",
        announcement=notification.announcement,
        created_at=now,
        available_at=now,
        fallback_of=notification.id,
    )


async def explain(
    connection: Connection,
    notification: StoredNotification,
    failure: DeliveryFailed,
    stand_in: StoredChannel | None,
    now: int,
) -> None:
    """For whoever asks later why somebody was not told."""
    if notification.group_id is None:
        return
    instead = "" if stand_in is None else f", and {stand_in.fields.name} is told instead"
    decision = StoredDecision(
        workspace_id=notification.workspace_id,
        incident_id=OF_A_GROUP,
        group_id=notification.group_id,
        at=now,
        stage=Stage.DELIVER,
        outcome=Outcome.STOP if stand_in is None else Outcome.PASS,
        reason="not_delivered" if stand_in is None else "fallback",
        summary=f"{notification.destination} could not be told{instead}: {failure.answer}",
    )
    await DecisionRepository(connection).add_many([decision])
