"""Makes the notifications: who is to be told what, with the facts of this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin.alerting.announcing import Topic, announcements_of
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.escalation import Telling
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.policy import NamedPolicy, Target
from tocsin.core.alerting.trace import Outcome, Ruling, Stage
from tocsin.services.destinations import Destination, destinations
from tocsin.storage.database import Connection
from tocsin.storage.decisions import DecisionRepository, StoredDecision
from tocsin.storage.notifications import NewNotification, NotificationRepository, Told

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Due:
    """A group of which these things are to be told now."""

    group: Group
    policy: NamedPolicy
    tellings: Sequence[Telling]


@dataclass(frozen=True, slots=True)
class _Saying:
    """One thing, to all of these. `part` makes its dedup key its own, and the same when it is made again."""

    topic: Topic
    part: str
    whom: Sequence[Destination]


async def tell(connection: Connection, due: Sequence[Due], now: int) -> dict[int, list[Ruling]]:
    """Write a notification for each destination, once, whatever it is told for.

    By group: who is told, and who is not.
    """
    again = [one.group.id for one in due if any(telling.targets is None for telling in one.tellings)]
    told = await NotificationRepository(connection).told_of_many(again)
    behind = _Behind(connection, now)
    sayings: list[_Saying] = []
    rulings: dict[int, list[Ruling]] = {}
    for one in due:
        some, rulings[one.group.id] = await _sayings(one, _destinations(told.get(one.group.id, ())), behind)
        sayings += some
    await _write(connection, sayings, now)
    return rulings


async def tell_recoveries(
    connection: Connection, groups: Sequence[Group], policies: Mapping[int, NamedPolicy], now: int
) -> None:
    """To whoever was told of the problem, or may have been; nobody is where it was over before."""
    told = await NotificationRepository(connection).told_of_many([one.id for one in groups], perhaps=True)
    sayings: list[_Saying] = []
    rulings: list[tuple[Group, Sequence[Ruling]]] = []
    for group in groups:
        policy, whom = policies.get(group.policy_id), _destinations(told.get(group.id, ()))
        if not whom:
            ruling = Ruling(Stage.RECORD, Outcome.STOP, "nobody_was_told", "It was over before anybody was told.")
        elif policy is not None and not policy.policy.tells_recovery:
            ruling = Ruling(Stage.RECORD, Outcome.STOP, "recovery_not_told", "Its policy tells no recoveries.")
        else:
            sayings.append(_Saying(Topic(group, policy, Purpose.RECOVERY), "recovery", whom))
            ruling = _told(Purpose.RECOVERY, whom)
        rulings.append((group, [ruling]))
    await _write(connection, sayings, now)
    await record(connection, rulings, now)


async def record(connection: Connection, rulings: Sequence[tuple[Group, Sequence[Ruling]]], now: int) -> None:
    """Decisions about whole groups."""
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
            for group, some in rulings
            for one in some
        ]
    )


class _Behind:
    """Who is behind the targets of a step, asked once for all groups that have come to it."""

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now
        self._known: dict[tuple[int, tuple[Target, ...]], tuple[list[Destination], list[str]]] = {}

    async def of(self, workspace_id: int, targets: tuple[Target, ...]) -> tuple[list[Destination], list[str]]:
        key = workspace_id, targets
        if key not in self._known:
            self._known[key] = await destinations(self._connection, workspace_id, targets, self._now)
        return self._known[key]


async def _sayings(due: Due, before: Sequence[Destination], behind: _Behind) -> tuple[list[_Saying], list[Ruling]]:
    """`before`: who was told of the group already."""
    sayings: list[_Saying] = []
    rulings: list[Ruling] = []
    spoken_to: set[str] = set()
    for telling in due.tellings:
        whom, missing = before, list[str]()
        if telling.targets is not None:
            whom, missing = await behind.of(due.group.workspace_id, telling.targets)
        if telling.purpose == Purpose.ACKNOWLEDGED:
            whom = [one for one in whom if one.channel_id is not None]
        whom = [one for one in whom if one.key not in spoken_to]
        spoken_to.update(one.key for one in whom)
        rulings += [Ruling(Stage.ESCALATE, Outcome.PASS, "nobody_there", said) for said in missing]
        if whom:
            topic = Topic(due.group, due.policy, telling.purpose, telling.number)
            sayings.append(_Saying(topic, f"{telling.purpose}:{telling.round}.{telling.number}", whom))
            if telling.purpose != Purpose.ACKNOWLEDGED:
                rulings.append(_told(telling.purpose, whom))
    return sayings, rulings


async def _write(connection: Connection, sayings: Sequence[_Saying], now: int) -> None:
    announcements = await announcements_of(connection, [one.topic for one in sayings], now)
    await NotificationRepository(connection).add_many(
        [
            NewNotification(
                workspace_id=said.topic.group.workspace_id,
                group_id=said.topic.group.id,
                channel_id=one.channel_id,
                user_id=one.user_id,
                destination=one.name,
                purpose=said.topic.purpose,
                dedup_key=f"group:{said.topic.group.id}:{said.part}:{one.key}",
                announcement=announcement,
                created_at=now,
                available_at=now,
            )
            for said, announcement in zip(sayings, announcements, strict=True)
            for one in said.whom
        ]
    )


def _destinations(told: Sequence[Told]) -> list[Destination]:
    return [Destination(one.channel_id, one.user_id, one.destination) for one in told]


def _told(purpose: Purpose, whom: Sequence[Destination]) -> Ruling:
    names = [one.name for one in whom[:MOST_NAMED]]
    if len(whom) > MOST_NAMED:
        names.append(f"{len(whom) - MOST_NAMED} more")
    return Ruling(Stage.ESCALATE, Outcome.TELL, purpose, f"To be told: {', '.join(names)}.")
