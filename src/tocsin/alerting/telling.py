"""Makes the notifications: who is to be told what, with the facts of this moment."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.escalation import Telling
from tocsin.core.alerting.group import Group, GroupState
from tocsin.core.alerting.grouping import shared_cause
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.trace import Outcome, Ruling, Stage
from tocsin.services.announcements import told_incidents
from tocsin.services.destinations import Destination, destinations
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.database import Connection
from tocsin.storage.decisions import DecisionRepository, StoredDecision
from tocsin.storage.incidents import StoredIncident
from tocsin.storage.notifications import NewNotification, NotificationRepository, StoredNotification
from tocsin.storage.policies import PolicyRepository
from tocsin.storage.told_facts import ToldFactsRepository

MOST_TOLD = 50
MOST_NAMED = 20


async def tell(
    connection: Connection, group: Group, policy: NamedPolicy, tellings: Sequence[Telling], now: int
) -> list[Ruling]:
    """Write a notification for each destination, once, whatever it is told for; say who that is, and who it is not."""
    notifications = NotificationRepository(connection)
    told = await notifications.told(group.id)
    before = [Destination(one.channel_id, one.user_id, one.destination) for one in told]
    rulings: list[Ruling] = []
    spoken_to: set[str] = set()
    for telling in tellings:
        whom, missing = before, list[str]()
        if telling.targets is not None:
            whom, missing = await destinations(connection, group.workspace_id, telling.targets, now)
        if telling.purpose == Purpose.ACKNOWLEDGED:
            whom = [one for one in whom if one.channel_id is not None]
        whom = [one for one in whom if one.key not in spoken_to]
        spoken_to.update(one.key for one in whom)
        rulings += [Ruling(Stage.ESCALATE, Outcome.PASS, "nobody_there", said) for said in missing]
        if whom:
            await _write(connection, group, policy, telling.purpose, _part(telling), telling.number, whom, now)
            if telling.purpose != Purpose.ACKNOWLEDGED:
                rulings.append(_told(telling.purpose, whom))
    return rulings


async def tell_recovery(connection: Connection, group: Group, policy: NamedPolicy | None, now: int) -> None:
    """To whoever was told of the problem, or may have been; nobody is where it was over before."""
    told = await NotificationRepository(connection).told(group.id, perhaps=True)
    whom = [Destination(one.channel_id, one.user_id, one.destination) for one in told]
    if not whom:
        ruling = Ruling(Stage.RECORD, Outcome.STOP, "nobody_was_told", "It was over before anybody was told.")
    elif policy is not None and not policy.policy.tells_recovery:
        ruling = Ruling(Stage.RECORD, Outcome.STOP, "recovery_not_told", "Its policy tells no recoveries.")
    else:
        await _write(connection, group, policy, Purpose.RECOVERY, "recovery", 0, whom, now)
        ruling = _told(Purpose.RECOVERY, whom)
    await record(connection, group, [ruling], now)


async def record(connection: Connection, group: Group, rulings: Sequence[Ruling], now: int) -> None:
    """Decisions about a whole group."""
    await DecisionRepository(connection).add_many(
        [
            StoredDecision(
                workspace_id=group.workspace_id,
                incident_id=0,
                group_id=group.id,
                at=now,
                stage=one.stage,
                outcome=one.outcome,
                reason=one.reason,
                summary=one.summary,
            )
            for one in rulings
        ]
    )


async def _write(
    connection: Connection,
    group: Group,
    policy: NamedPolicy | None,
    purpose: Purpose,
    part: str,
    step: int,
    whom: Sequence[Destination],
    now: int,
) -> None:
    announcement = await announcement_of(connection, group, policy, purpose, step, now)
    await NotificationRepository(connection).add_many(
        [
            NewNotification(
                workspace_id=group.workspace_id,
                group_id=group.id,
                channel_id=one.channel_id,
                user_id=one.user_id,
                destination=one.name,
                purpose=purpose,
                dedup_key=f"group:{group.id}:{part}:{one.key}",
                announcement=announcement,
                created_at=now,
                available_at=now,
            )
            for one in whom
        ]
    )


async def announcement_of(
    connection: Connection, group: Group, policy: NamedPolicy | None, purpose: Purpose, step: int, now: int
) -> Announcement:
    """The facts as they are now."""
    groups, facts = AlertGroupRepository(connection), AlertFactsRepository(connection)
    only_open = purpose != Purpose.RECOVERY
    incidents = _once_each(await groups.incidents_of(group.id, only_open=only_open, limit=MOST_TOLD))
    told = await told_incidents(connection, [one.id for one in incidents])
    state = group.state
    epilogue = await _epilogue(connection, incidents) if purpose == Purpose.RECOVERY else ""
    workspaces = await facts.workspace_names([group.workspace_id])
    total = (await groups.count_open([group.id])).get(group.id, 0) if only_open else state.size
    return Announcement(
        purpose=purpose,
        severity=state.severity,
        thread=f"tocsin-{group.workspace_id}-{group.id}",
        at=now,
        workspace=workspaces.get(group.workspace_id, ""),
        policy=policy.name if policy is not None else "",
        step=step,
        cause=await _cause(connection, state) if state.size > 1 else "",
        total=max(total, len(told)),
        group_id=group.id,
        is_flapping=state.is_flapping,
        acknowledged_by=state.acknowledged_by,
        epilogue=epilogue,
        incidents=tuple(told),
    )


async def refreshed(connection: Connection, notification: StoredNotification, now: int) -> Announcement:
    """What there is to say of its group by now, to who forgets what is not said again."""
    before, group_id = notification.announcement, notification.group_id or 0
    group = (await AlertGroupRepository(connection).get_many([group_id])).get(group_id)
    if group is None:
        return before
    policy = (await PolicyRepository(connection).get_many([group.policy_id])).get(group.policy_id)
    after = await announcement_of(connection, group, policy, Purpose.REFRESH, before.step, now)
    # What flaps may be up at this moment, and is told of until it is steady.
    return after if after.incidents else msgspec.structs.replace(before, at=now)


def _once_each(incidents: Sequence[StoredIncident]) -> list[StoredIncident]:
    """Of a monitor that has flapped there are several: the last of them."""
    return list({one.monitor_id: one for one in incidents}.values())


async def _epilogue(connection: Connection, incidents: Sequence[StoredIncident]) -> str:
    """Why it is over, where nobody has seen all of it well again."""
    by_hand = next((one for one in incidents if one.ended_at is None and one.resolved_by is not None), None)
    if by_hand is not None:
        return f"{by_hand.resolved_by} has said that it is dealt with. It has not been seen to be well yet."
    monitor_ids = {one.monitor_id for one in incidents}
    there = await AlertFactsRepository(connection).monitors(monitor_ids)
    if there.keys() >= monitor_ids:
        return ""
    return "The monitor was deleted." if len(monitor_ids) == 1 else "Some of the monitors were deleted."


async def _cause(connection: Connection, state: GroupState) -> str:
    """What they share may be a parent that is up, and not among them."""
    shared = [int(value) for kind, _, value in (key.partition(":") for key in state.keys) if kind == "monitor"]
    monitors = await ToldFactsRepository(connection).monitors(shared)
    return shared_cause(state.keys, {one.id: one.name for one in monitors.values()})


def _part(telling: Telling) -> str:
    """What makes the dedup key of this telling its own, and the same when it is made again."""
    return f"{telling.purpose}:{telling.round}.{telling.number}"


def _told(purpose: Purpose, whom: Sequence[Destination]) -> Ruling:
    names = [one.name for one in whom[:MOST_NAMED]]
    if len(whom) > MOST_NAMED:
        names.append(f"{len(whom) - MOST_NAMED} more")
    return Ruling(Stage.ESCALATE, Outcome.TELL, purpose, f"To be told: {', '.join(names)}.")
