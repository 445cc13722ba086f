"""Canaries: channels that prove on a schedule that they deliver, before an alert has to find out."""

from __future__ import annotations

from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.channels import ChannelRepository, StoredChannel
from tocsin.storage.database import Connection
from tocsin.storage.notifications import NewNotification, NotificationRepository

AT_ONCE = 100


async def send_canaries(connection: Connection, now: int) -> int:
    """Have those said that are due, within the caller's transaction; return how many those are."""
    channels = ChannelRepository(connection)
    due = await channels.due_canaries(now, limit=AT_ONCE)
    names = await AlertFactsRepository(connection).workspace_names({one.workspace_id for one in due})
    notifications = [_canary(one, names.get(one.workspace_id, ""), now) for one in due]
    await NotificationRepository(connection).add_many(notifications)
    for one in due:
        # Those that were missed are not made up for.
        await channels.set_canary(one.id, now + (one.fields.canary_every_s or 0) * 1000)
    return len(due)


def _canary(channel: StoredChannel, workspace: str, now: int) -> NewNotification:
    hours = (channel.fields.canary_every_s or 0) / 3600
    said = f"This proves that {channel.fields.name} delivers. The next one comes in {hours:g} hours."
    return NewNotification(
        workspace_id=channel.workspace_id,
        group_id=None,
        channel_id=channel.id,
        user_id=None,
        destination=channel.fields.name,
        purpose=Purpose.CANARY,
        dedup_key=f"canary:{channel.id}:{channel.canary_at}",
        announcement=Announcement(
            purpose=Purpose.CANARY,
            severity=Severity.WARNING,
            thread=f"tocsin-{channel.workspace_id}-canary-{channel.id}",
            at=now,
            workspace=workspace,
            note=said,
        ),
        created_at=now,
        available_at=now,
    )
