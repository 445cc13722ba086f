"""What has no incident: a region of ours looks offline, a channel does not deliver. Each is told once."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.match import Subject
from tocsin.core.alerting.policy import Policy, Target, TargetKind
from tocsin.core.alerting.roster import OWNER
from tocsin.core.alerting.routing import route
from tocsin.services.destinations import Destination, destinations
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.database import Connection
from tocsin.storage.notifications import NewNotification, NotificationRepository
from tocsin.storage.policies import PolicyRepository


async def give_notice(
    connection: Connection,
    workspace_id: int,
    *,
    concern: Concern,
    name: str,
    sentence: str,
    key: str,
    now: int,
    without: Sequence[str] = (),
) -> int:
    """Tell whoever the first step of a policy names that matches; return how many those are.

    `key` makes it the same notice when it is given again. `without`: destinations that cannot be told of it
    (`channel:3`); where a step has nobody else the next one is taken, and after the last one the owner is told.
    """
    subject = Subject(0, name, "", "", frozenset(), concern=concern, severity=Severity.WARNING)
    policies = (await PolicyRepository(connection).enabled_of([workspace_id])).get(workspace_id, [])
    whom: dict[str, Destination] = {}
    for policy in route(policies, subject).chosen:
        some = await _first_told(connection, workspace_id, policy.policy, without, now)
        whom.update((one.key, one) for one in some)
    names = await AlertFactsRepository(connection).workspace_names([workspace_id])
    announcement = Announcement(
        purpose=Purpose.NOTICE,
        severity=Severity.WARNING,
        thread=f"tocsin-{workspace_id}-{concern}-{name}",
        at=now,
        workspace=names.get(workspace_id, ""),
        note=sentence,
    )
    await NotificationRepository(connection).add_many(
        [
            NewNotification(
                workspace_id=workspace_id,
                group_id=None,
                channel_id=one.channel_id,
                user_id=one.user_id,
                destination=one.name,
                purpose=Purpose.NOTICE,
                dedup_key=f"notice:{key}:{one.key}",
                announcement=announcement,
                created_at=now,
                available_at=now,
            )
            for one in whom.values()
        ]
    )
    return len(whom)


async def _first_told(
    connection: Connection, workspace_id: int, policy: Policy, without: Sequence[str], now: int
) -> list[Destination]:
    owner = Target(TargetKind.ROLE, role=OWNER)
    for targets in (*(step.targets for step in policy.steps), (owner,)):
        some, _ = await destinations(connection, workspace_id, targets, now)
        left = [one for one in some if one.key not in without]
        if left:
            return left
    return []
