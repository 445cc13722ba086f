"""Rules: thresholds on metrics of monitors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.rule import Rule
from tocsin.core.errors import Conflict, NotFound
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import rule
from tocsin.storage.workspaces import is_living

MOST_A_WORKSPACE = 100


class RuleFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may set."""

    name: str
    rule: Rule
    enabled: bool = True


class StoredRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as it stands in the database. `revision` grows with every edit."""

    id: int
    workspace_id: int
    revision: int
    created_at: int
    updated_at: int
    fields: RuleFields

    @property
    def rule(self) -> Rule:
        return self.fields.rule


class RuleRepository:
    """One workspace's rules; `enabled`, `any_enabled` and `hold_unchanged` are for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(self, workspace_id: int, fields: RuleFields, now: int) -> StoredRule:
        """Raise Conflict when the name is taken."""
        base = {"workspace_id": workspace_id, "revision": 1, "created_at": now, "updated_at": now}
        try:
            async with self.connection.begin_nested():
                statement = insert(rule).values(**base, **_values(fields)).returning(rule)
                row = (await self.connection.execute(statement)).one()
        except IntegrityError as error:
            raise _name_taken(fields.name) from error
        return _stored_of(row)

    async def get(self, workspace_id: int, rule_id: int) -> StoredRule:
        """Raise NotFound."""
        return await self._read(select(rule).where(*_one(workspace_id, rule_id)), rule_id)

    async def hold(self, workspace_id: int, rule_id: int) -> StoredRule:
        """Nobody else changes it, or what it has concluded, until this transaction ends. Raise NotFound."""
        return await self._read(select(rule).where(*_one(workspace_id, rule_id)).with_for_update(), rule_id)

    async def page(self, workspace_id: int, *, cursor: str | None = None, limit: int = 50) -> Page[StoredRule]:
        """By name."""
        limit = clamp(limit)
        statement = select(rule).where(rule.c.workspace_id == workspace_id)
        if cursor is not None:
            statement = statement.where(rule.c.name > decode_cursor(cursor, str))
        rows = (await self.connection.execute(statement.order_by(rule.c.name).limit(limit + 1))).all()
        return page_of(rows, limit, _stored_of, lambda one: one.fields.name)

    async def count(self, workspace_id: int) -> int:
        statement = select(func.count()).where(rule.c.workspace_id == workspace_id)
        return int((await self.connection.execute(statement)).scalar_one())

    async def update(self, held: StoredRule, fields: RuleFields, now: int) -> StoredRule:
        """Raise Conflict when the name is taken."""
        statement = update(rule).where(rule.c.id == held.id).returning(rule)
        changed = statement.values(revision=rule.c.revision + 1, updated_at=now, **_values(fields))
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(changed)).one()
        except IntegrityError as error:
            raise _name_taken(fields.name) from error
        return _stored_of(row)

    async def delete(self, held: StoredRule) -> None:
        """With what it has concluded; the incidents that it opened are the caller's to end."""
        await self.connection.execute(delete(rule).where(rule.c.id == held.id))

    async def enabled(self) -> dict[int, list[StoredRule]]:
        """By workspace, of those that are not deleted."""
        statement = select(rule).where(rule.c.enabled.is_(True), is_living(rule.c.workspace_id)).order_by(rule.c.id)
        found: defaultdict[int, list[StoredRule]] = defaultdict(list)
        for row in await self.connection.execute(statement):
            found[row.workspace_id].append(_stored_of(row))
        return dict(found)

    async def any_enabled(self) -> bool:
        """Whether there is anything to evaluate."""
        statement = select(exists().where(rule.c.enabled.is_(True), is_living(rule.c.workspace_id)))
        return bool((await self.connection.execute(statement)).scalar_one())

    async def hold_unchanged(self, revisions: Mapping[int, int]) -> set[int]:
        """Those of these rules that are enabled and still at this revision: until this transaction ends nobody changes
        them, or what they have concluded.
        """
        held: set[int] = set()
        for ids in chunks(sorted(revisions)):
            statement = select(rule.c.id, rule.c.revision).where(rule.c.id.in_(ids), rule.c.enabled.is_(True))
            rows = await self.connection.execute(statement.order_by(rule.c.id).with_for_update())
            held.update(rule_id for rule_id, revision in rows if revision == revisions[rule_id])
        return held

    async def _read(self, statement: Select[Any], rule_id: int) -> StoredRule:
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound(f"There is no rule {rule_id}.")
        return _stored_of(row)


def _one(workspace_id: int, rule_id: int) -> tuple[ColumnElement[bool], ...]:
    return rule.c.workspace_id == workspace_id, rule.c.id == rule_id


def _values(fields: RuleFields) -> dict[str, Any]:
    return {"name": fields.name, "enabled": fields.enabled, "document": msgspec.json.encode(fields.rule)}


def _stored_of(row: Row[Any]) -> StoredRule:
    document = msgspec.json.decode(row.document, type=Rule)
    return StoredRule(
        id=row.id,
        workspace_id=row.workspace_id,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        fields=RuleFields(name=row.name, rule=document, enabled=bool(row.enabled)),
    )


def _name_taken(name: str) -> Conflict:
    return Conflict(f"Another rule is called {name!r} already.")
