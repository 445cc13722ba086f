"""What is said of groups: the facts of this moment, as many statements for many groups as for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tocsin.core.actor_names import spoken
from tocsin.core.alerting.announcement import Announcement, Purpose, ToldIncident
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.grouping import shared_cause
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.services.announcements import told_by_id
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.database import Connection
from tocsin.storage.incidents import StoredIncident
from tocsin.storage.notifications import StoredNotification
from tocsin.storage.policies import PolicyRepository
from tocsin.storage.told_facts import ToldFactsRepository

MOST_TOLD = 50
GROUPS_AT_ONCE = 50
"""Each may have as many incidents as are told, with what was seen of each."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is to be said of a group. `step`: which step of its policy says it."""

    group: Group
    policy: NamedPolicy | None
    purpose: Purpose
    step: int = 0

    @property
    def is_over(self) -> bool:
        return self.purpose == Purpose.RECOVERY


@dataclass(frozen=True, slots=True)
class _Facts:
    """Incidents, and how many are open, by group; names by workspace, and of what the incidents share by monitor."""

    incidents: Mapping[int, Sequence[StoredIncident]]
    told: Mapping[int, ToldIncident]
    open: Mapping[int, int]
    workspaces: Mapping[int, str]
    names: Mapping[int, str]
    there: Collection[int]


async def announcements_of(connection: Connection, topics: Sequence[Topic], now: int) -> list[Announcement]:
    """In the order of `topics`, no two of which are about one group's beginning and its end."""
    found: list[Announcement] = []
    for start in range(0, len(topics), GROUPS_AT_ONCE):
        some = topics[start : start + GROUPS_AT_ONCE]
        facts = await _gather(connection, some)
        found += [_announcement(one, facts, now) for one in some]
    return found


async def refreshed(connection: Connection, notification: StoredNotification, now: int) -> Announcement:
    """What there is to say of its group by now, to who forgets what is not said again."""
    before, group_id = notification.announcement, notification.group_id or 0
    group = (await AlertGroupRepository(connection).get_many([group_id])).get(group_id)
    if group is None:
        return before
    policy = (await PolicyRepository(connection).get_many([group.policy_id])).get(group.policy_id)
    (after,) = await announcements_of(connection, [Topic(group, policy, Purpose.REFRESH, before.step)], now)
    # What flaps may be up at this moment, and is told of until it is steady.
    return after if after.incidents else msgspec.structs.replace(before, at=now)


async def _gather(connection: Connection, topics: Sequence[Topic]) -> _Facts:
    groups, facts = AlertGroupRepository(connection), AlertFactsRepository(connection)
    over = {one.group.id for one in topics if one.is_over}
    lasting = {one.group.id for one in topics} - over
    found = await groups.incidents_of_many(lasting, only_open=True, limit=MOST_TOLD)
    found |= await groups.incidents_of_many(over, only_open=False, limit=MOST_TOLD)
    incidents = {group_id: _once_each(some) for group_id, some in found.items()}
    ended = {one.monitor_id for group_id in over for one in incidents.get(group_id, ())}
    # What they share may be a parent that is up, and not among them.
    shared = {number for one in topics if one.group.state.size > 1 for number in _monitors_in(one.group.state.keys)}
    return _Facts(
        incidents=incidents,
        told=await told_by_id(connection, [one for some in incidents.values() for one in some]),
        open=await groups.count_open(lasting),
        workspaces=await facts.workspace_names({one.group.workspace_id for one in topics}),
        names={one.id: one.name for one in (await ToldFactsRepository(connection).monitors(shared)).values()},
        there=(await facts.monitors(ended)).keys(),
    )


def _announcement(topic: Topic, facts: _Facts, now: int) -> Announcement:
    group, policy, state = topic.group, topic.policy, topic.group.state
    incidents = facts.incidents.get(group.id, ())
    told = tuple(facts.told[one.id] for one in incidents if one.id in facts.told)
    total = state.size if topic.is_over else facts.open.get(group.id, 0)
    return Announcement(
        purpose=topic.purpose,
        severity=state.severity,
        thread=f"tocsin-{group.workspace_id}-{group.id}",
        at=now,
        workspace=facts.workspaces.get(group.workspace_id, ""),
        policy=policy.name if policy is not None else "",
        step=topic.step,
        cause=shared_cause(state.keys, dict(facts.names)) if state.size > 1 else "",
        total=max(total, len(told)),
        group_id=group.id,
        is_flapping=state.is_flapping,
        acknowledged_by=state.acknowledged_by,
        epilogue=_epilogue(incidents, facts.there) if topic.is_over else "",
        incidents=told,
    )


def _once_each(incidents: Sequence[StoredIncident]) -> list[StoredIncident]:
    """Of a monitor that has flapped there are several: the last of them."""
    return list({one.monitor_id: one for one in incidents}.values())


def _epilogue(incidents: Sequence[StoredIncident], there: Collection[int]) -> str:
    """Why it is over, where nobody has seen all of it well again. `there`: the monitors that are not deleted."""
    by_hand = next((one.resolved_by for one in incidents if one.ended_at is None and one.resolved_by is not None), None)
    if by_hand is not None:
        return f"Resolved by {spoken(by_hand)}. It has not been seen to be well yet."
    monitor_ids = {one.monitor_id for one in incidents}
    if all(one in there for one in monitor_ids):
        return ""
    return "The monitor was deleted." if len(monitor_ids) == 1 else "Some of the monitors were deleted."


def _monitors_in(keys: Collection[str]) -> list[int]:
    return [int(value) for kind, _, value in (key.partition(":") for key in keys) if kind == "monitor"]
