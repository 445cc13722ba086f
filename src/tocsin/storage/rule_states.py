"""What rules have concluded of monitors. Where a rule is kept, and nothing contradicts that, there is no row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.rule import RuleState
from tocsin.storage.statements import chunks, insert_into
from tocsin.storage.tables import monitor, rule, rule_state

Key = tuple[int, int]
"""Rule id, monitor id."""
MOST_STRAYS = 1000
_DECODER = msgspec.json.Decoder(RuleState)
_ENCODER = msgspec.json.Encoder()


class StoredRuleState(msgspec.Struct, frozen=True):
    """`incident_id`: the incident that it has opened, while it is broken."""

    rule_id: int
    monitor_id: int
    workspace_id: int
    state: RuleState
    incident_id: int | None
    evaluated_at: int

    @property
    def key(self) -> Key:
        return self.rule_id, self.monitor_id


class RuleStateRepository:
    """For the system; callers of `of_rule` have looked the rule up in their workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def of_monitors(self, monitor_ids: Collection[int]) -> dict[Key, StoredRuleState]:
        """What all rules have concluded of these."""
        found: dict[Key, StoredRuleState] = {}
        for ids in chunks(monitor_ids):
            for one in await self._read(select(rule_state).where(rule_state.c.monitor_id.in_(ids))):
                found[one.key] = one
        return found

    async def of_rule(
        self, rule_id: int, *, after: int = 0, only_broken: bool = False, limit: int | None = None
    ) -> list[StoredRuleState]:
        """By monitor id, of those that are larger than `after`."""
        statement = select(rule_state).where(rule_state.c.rule_id == rule_id, rule_state.c.monitor_id > after)
        if only_broken:
            statement = statement.where(rule_state.c.incident_id.is_not(None))
        return await self._read(statement.order_by(rule_state.c.monitor_id).limit(limit))

    async def workspaces(self) -> set[int]:
        """Those in which something is broken, or about to be."""
        return set((await self.connection.execute(select(rule_state.c.workspace_id).distinct())).scalars())

    async def strays(self) -> list[StoredRuleState]:
        """Some of those that no evaluation comes by: their monitors are gone, or their rules are switched off."""
        is_there = exists().where(monitor.c.id == rule_state.c.monitor_id, monitor.c.deleted_at.is_(None))
        is_on = exists().where(rule.c.id == rule_state.c.rule_id, rule.c.enabled.is_(True))
        return await self._read(select(rule_state).where(or_(~is_there, ~is_on)).limit(MOST_STRAYS))

    async def put_many(self, states: Sequence[StoredRuleState]) -> None:
        """Insert, or replace what is there."""
        if not states:
            return
        rows = [
            {
                "rule_id": one.rule_id,
                "monitor_id": one.monitor_id,
                "workspace_id": one.workspace_id,
                "document": _ENCODER.encode(one.state),
                "incident_id": one.incident_id,
                "evaluated_at": one.evaluated_at,
            }
            for one in states
        ]
        statement = insert_into(self.connection, rule_state)
        given = {name: statement.excluded[name] for name in ("document", "incident_id", "evaluated_at")}
        keys = list(rule_state.primary_key.columns)
        await self.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=given), rows)

    async def delete_many(self, keys: Collection[Key]) -> None:
        by_rule: defaultdict[int, list[int]] = defaultdict(list)
        for rule_id, monitor_id in keys:
            by_rule[rule_id].append(monitor_id)
        for rule_id, monitor_ids in by_rule.items():
            for ids in chunks(monitor_ids):
                of_these = rule_state.c.rule_id == rule_id, rule_state.c.monitor_id.in_(ids)
                await self.connection.execute(delete(rule_state).where(*of_these))

    async def forget_monitors(self, monitor_ids: Collection[int]) -> None:
        for ids in chunks(monitor_ids):
            await self.connection.execute(delete(rule_state).where(rule_state.c.monitor_id.in_(ids)))

    async def _read(self, statement: Select[Any]) -> list[StoredRuleState]:
        return [_stored_of(row) for row in await self.connection.execute(statement)]


def _stored_of(row: Row[Any]) -> StoredRuleState:
    return StoredRuleState(
        rule_id=row.rule_id,
        monitor_id=row.monitor_id,
        workspace_id=row.workspace_id,
        state=_DECODER.decode(row.document),
        incident_id=row.incident_id,
        evaluated_at=row.evaluated_at,
    )
