"""What must hold once all is over, of what has arrived and of what is written down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, select

from tests.acceptance.alert_kills.listener import Said
from tests.acceptance.alert_kills.load import Load, groups_of
from tests.acceptance.alert_kills.town import thread
from tocsin.core.alerting.group import Group
from tocsin.storage.alerts import AlertStatus
from tocsin.storage.database import Database
from tocsin.storage.deliveries import DeliveryOutcome
from tocsin.storage.notifications import NotificationStatus
from tocsin.storage.tables import alert, delivery, incident, notification

PROBLEM, RECOVERY = "problem", "recovery"


@dataclass(frozen=True)
class Account:
    """`interrupted`: how often each message was under way when a process died, by dedup key. `groups`: by incident."""

    load: Load
    said: Sequence[Said]
    interrupted: Counter[str]
    incidents: Sequence[Row[Any]]
    alerts: Sequence[Row[Any]]
    notifications: Sequence[Row[Any]]
    deliveries: Sequence[Row[Any]]
    groups: dict[int, list[Group]]

    @classmethod
    async def of(cls, load: Load, said: Sequence[Said], interrupted: Counter[str]) -> Account:
        database = load.database
        incidents = await _rows(database, incident)
        return cls(
            load,
            said,
            interrupted,
            incidents,
            alerts=await _rows(database, alert),
            notifications=await _rows(database, notification),
            deliveries=await _rows(database, delivery),
            groups=await groups_of(database, [one.id for one in incidents]),
        )

    def __str__(self) -> str:
        return f"{len(self.incidents)} incidents, {len(self.said)} messages, {self.repeats} of them repeats"

    @property
    def repeats(self) -> int:
        return len(self.said) - len({one.key for one in self.said})

    def require_all(self) -> None:
        self.every_incident_is_dealt_with_once()
        self.what_lasted_is_told_from_beginning_to_end()
        self.who_is_told_is_told_of_the_end()
        self.nothing_is_repeated_but_what_was_interrupted()
        self.what_is_repeated_is_the_same()
        self.what_is_written_down_is_what_arrived()

    def every_incident_is_dealt_with_once(self) -> None:
        happened = {one for town in self.load.towns for one in town.incidents}
        assert {one.id for one in self.incidents} == happened
        assert {one.incident_id for one in self.alerts} == happened
        assert {one.status for one in self.alerts} == {str(AlertStatus.ENDED)}
        for number, groups in self.groups.items():
            assert len({one.policy_id for one in groups}) == len(groups), f"{number} is twice in a policy's groups"
            assert all(one.closed_at is not None for one in groups)

    def what_lasted_is_told_from_beginning_to_end(self) -> None:
        """That the load ends shows that the problem was told; its end names every monitor."""
        named = {
            (one.thread, one.to, monitor) for one in self.said if one.purpose == RECOVERY for monitor in one.monitors
        }
        monitors = {one.id: one.monitor_id for one in self.incidents}
        for town in self.load.towns:
            for number, patience in town.incidents.items():
                for policy, channel in patience.value:
                    (group,) = (one for one in self.groups[number] if one.policy_id == town.policies[policy])
                    where = thread(town.stage.workspace_id, group.id), town.path(channel), monitors[number]
                    assert where in named, f"incident {number}, which lasted until {patience.name}"

    def who_is_told_is_told_of_the_end(self) -> None:
        """And of nothing after it. What only may have arrived, for all that is known, is ended too."""
        heard: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for one in self.said:
            heard[one.thread, one.to].append(one.purpose)
        perhaps = {
            (thread(one.workspace_id, one.group_id), f"/{one.workspace_id}/{one.destination}")
            for one in self.notifications
            if one.purpose == PROBLEM and self.interrupted[one.dedup_key]
        }
        for where, purposes in heard.items():
            assert RECOVERY in purposes, f"{where} was not told of the end: {purposes}"
            ended = purposes.index(RECOVERY)
            assert set(purposes[ended:]) == {RECOVERY}, f"{where} heard more after the end: {purposes}"
            assert ended or where in perhaps, f"{where} was told of the end alone"

    def nothing_is_repeated_but_what_was_interrupted(self) -> None:
        """Each as often as it was under way when a process died, at the most."""
        for key, times in Counter(one.key for one in self.said).items():
            assert times <= 1 + self.interrupted[key], f"{key} arrived {times} times"

    def what_is_repeated_is_the_same(self) -> None:
        """And what is the same has one key: nobody is told of the same problem by two."""
        words: dict[str, object] = {}
        keys: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
        for one in self.said:
            assert words.setdefault(one.key, one.words) == one.words
            keys[one.thread, one.to, one.purpose].add(one.key)
        assert {len(keys[where]) for where in keys if where[2] in (PROBLEM, RECOVERY)} == {1}

    def what_is_written_down_is_what_arrived(self) -> None:
        """Of every message that was sent one attempt, and of what was dropped none."""
        sent = {one.id: one.dedup_key for one in self.notifications if one.status == str(NotificationStatus.SENT)}
        others = {one.status for one in self.notifications if one.id not in sent}
        assert others <= {str(NotificationStatus.DROPPED)}
        arrived = {one.key for one in self.said}
        assert set(sent.values()) <= arrived
        assert arrived - set(sent.values()) <= self.interrupted.keys()
        assert sorted(one.notification_id for one in self.deliveries) == sorted(sent)
        assert {(one.outcome, one.status) for one in self.deliveries} == {(str(DeliveryOutcome.SENT), 200)}


async def _rows(database: Database, table: Table) -> Sequence[Row[Any]]:
    async with database.read() as connection:
        return (await connection.execute(select(table))).all()
