"""Groups: incidents that are told as one, and how far each group has come."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.escalation import Handling
from tocsin.core.alerting.group import Group, GroupState
from tocsin.storage.handling import LASTS, handled, handling_of, open_in
from tocsin.storage.incident_rows import StoredIncident, stored_of
from tocsin.storage.statements import chunks, insert_into
from tocsin.storage.tables import alert_group, alert_member, incident
from tocsin.storage.workspaces import is_living

MOST_RECENT = 10_000

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(GroupState)


class AlertGroupRepository:
    """For the system. Incidents in groups are open while they have not ended and nobody has resolved them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create_many(self, groups: Sequence[Group]) -> list[int]:
        """New ids in the order of `groups`, whatever ids those have."""
        if not groups:
            return []
        rows = [_row_of(one) for one in groups]
        names = ("workspace_id", "policy_id", "opened_at", "document")
        # Matched by what they hold, where equal ones are as good as each other: to return ids in the rows' order,
        # SQLite would be sent one statement for each.
        columns = [alert_group.c[name] for name in names]
        found: defaultdict[tuple[Any, ...], deque[int]] = defaultdict(deque)
        inserted = await self.connection.execute(insert(alert_group).returning(alert_group.c.id, *columns), rows)
        for number, *key in inserted:
            found[tuple(key)].append(number)
        return [found[tuple(row[name] for name in names)].popleft() for row in rows]

    async def get_many(self, group_ids: Collection[int]) -> dict[int, Group]:
        """Those that exist, by id."""
        return await self._get_many(select(alert_group), group_ids)

    async def hold_many(self, group_ids: Collection[int]) -> dict[int, Group]:
        """Those that exist, by id. Nobody else changes them until this transaction ends."""
        return await self._get_many(select(alert_group).with_for_update(), group_ids)

    async def open_recent(self, workspace_ids: Collection[int], joined_since: int) -> list[Group]:
        """Those that are open and were joined since then (Unix ms), by ascending id, for who will add to them.

        Nobody else changes them until this transaction ends. Of very many these are the ones that were joined last.
        """
        found: list[Group] = []
        for ids in chunks(workspace_ids):
            table = alert_group.c
            is_recent = (table.workspace_id.in_(ids), table.closed_at.is_(None), table.joined_at >= joined_since)
            newest = select(table.id).where(*is_recent).order_by(table.joined_at.desc()).limit(MOST_RECENT)
            statement = select(alert_group).where(table.id.in_(newest), table.closed_at.is_(None)).order_by(table.id)
            found += [_group_of(row) for row in await self.connection.execute(statement.with_for_update())]
        return sorted(found, key=lambda one: one.id)

    async def due(self, now: int, limit: int = 100) -> list[Group]:
        """Those to be escalated by now, the longest due first; others pass over them until this transaction ends.

        Those of a deleted workspace wait until it is restored, or purged.
        """
        statement = (
            select(alert_group)
            .where(alert_group.c.next_at <= now, is_living(alert_group.c.workspace_id))
            .order_by(alert_group.c.next_at, alert_group.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_group_of(row) for row in await self.connection.execute(statement)]

    async def save_many(self, groups: Sequence[Group]) -> None:
        """All of them but what never changes: whose they are, and when they were opened."""
        if not groups:
            return
        changing = ("document", "joined_at", "next_at", "closed_at")
        statement = (
            update(alert_group)
            .where(alert_group.c.id == bindparam("of"))
            .values({name: bindparam(f"new_{name}") for name in changing})
        )
        ordered = [(one.id, _row_of(one)) for one in sorted(groups, key=lambda one: one.id)]
        rows = [{"of": number, **{f"new_{name}": row[name] for name in changing}} for number, row in ordered]
        await self.connection.execute(statement, rows)

    async def join(self, group_id: int, incident_ids: Collection[int], at: int) -> None:
        """Those that are in it already stay as they are."""
        await self.join_many({group_id: incident_ids}, at)

    async def join_many(self, members: Mapping[int, Collection[int]], at: int) -> None:
        """The same of each group."""
        rows = [
            {"group_id": group_id, "incident_id": one, "joined_at": at}
            for group_id, incident_ids in sorted(members.items())
            for one in sorted(incident_ids)
        ]
        if rows:
            await self.connection.execute(insert_into(self.connection, alert_member).on_conflict_do_nothing(), rows)

    async def groups_of(self, incident_ids: Collection[int]) -> dict[int, list[int]]:
        """Ids of the groups that tell of each incident, in ascending order; closed ones too."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        member = alert_member.c
        for ids in chunks(incident_ids):
            statement = select(member.incident_id, member.group_id).where(member.incident_id.in_(ids))
            for incident_id, group_id in await self.connection.execute(statement.order_by(member.group_id)):
                found[incident_id].append(group_id)
        return dict(found)

    async def incidents_of(self, group_id: int, *, only_open: bool, limit: int) -> list[StoredIncident]:
        """The worst first, of these the oldest."""
        return (await self.incidents_of_many([group_id], only_open=only_open, limit=limit)).get(group_id, [])

    async def incidents_of_many(
        self, group_ids: Collection[int], *, only_open: bool, limit: int
    ) -> dict[int, list[StoredIncident]]:
        """The same of each group; groups without any are left out."""
        found: defaultdict[int, list[StoredIncident]] = defaultdict(list)
        table, group = incident.c, alert_member.c.group_id
        order = (table.severity.desc(), table.started_at, table.id)
        place = func.row_number().over(partition_by=group, order_by=order).label("place")
        members = alert_member.join(incident, incident.c.id == alert_member.c.incident_id)
        for ids in chunks(group_ids):
            ranked = select(incident, group, place).select_from(members).where(group.in_(ids))
            one = (ranked.where(LASTS) if only_open else ranked).subquery("ranked")
            statement = select(one).where(one.c.place <= limit).order_by(one.c.group_id, one.c.place)
            for row in await self.connection.execute(statement):
                found[row.group_id].append(stored_of(row))
        return dict(found)

    async def count_open(self, group_ids: Collection[int]) -> dict[int, int]:
        """Open incidents by group; groups without any are left out."""
        found: dict[int, int] = {}
        for ids in chunks(group_ids):
            statement = open_in(ids).with_only_columns(alert_member.c.group_id, func.count())
            found.update((await self.connection.execute(statement.group_by(alert_member.c.group_id))).all())
        return found

    async def handling(self, group_ids: Collection[int], now: int) -> dict[int, Handling]:
        """What people do about the open incidents of each group, and until when the first of the snoozes lasts."""
        found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        for ids in chunks(group_ids):
            for row in await self.connection.execute(handled(ids, now)):
                found[row.group_id].append(row)
        return {one: handling_of(found.get(one, ())) for one in group_ids}

    async def _get_many(self, statement: Select[Any], group_ids: Collection[int]) -> dict[int, Group]:
        found: dict[int, Group] = {}
        for ids in chunks(sorted(group_ids)):
            some = statement.where(alert_group.c.id.in_(ids)).order_by(alert_group.c.id)
            found.update((row.id, _group_of(row)) for row in await self.connection.execute(some))
        return found


def _row_of(one: Group) -> dict[str, Any]:
    return {
        "workspace_id": one.workspace_id,
        "policy_id": one.policy_id,
        "document": _ENCODER.encode(one.state),
        "opened_at": one.opened_at,
        "joined_at": one.joined_at,
        "next_at": one.next_at,
        "closed_at": one.closed_at,
    }


def _group_of(row: Row[Any]) -> Group:
    return Group(
        id=row.id,
        workspace_id=row.workspace_id,
        policy_id=row.policy_id,
        opened_at=row.opened_at,
        joined_at=row.joined_at,
        next_at=row.next_at,
        closed_at=row.closed_at,
        state=_DECODER.decode(row.document),
    )
