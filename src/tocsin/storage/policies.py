"""Policies: who is told what, in the order in which they are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.policy import NamedPolicy, Policy
from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import policy

MOST_A_WORKSPACE = 100
_GAP = 1000
_ORDER = (policy.c.position, policy.c.id)


class PolicyFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may set."""

    name: str
    policy: Policy
    enabled: bool = True


class StoredPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy as it stands in the database. `revision` grows with every edit, and not with its place in the order."""

    id: int
    workspace_id: int
    position: int
    revision: int
    created_at: int
    updated_at: int
    fields: PolicyFields

    @property
    def named(self) -> NamedPolicy:
        return NamedPolicy(self.id, self.fields.name, self.fields.policy)


class PolicyRepository:
    """One workspace's policies; `enabled_of` and `get_many` are for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(self, workspace_id: int, fields: PolicyFields, now: int) -> StoredPolicy:
        """It is asked before all others. Raise Conflict when the name is taken."""
        first = select(func.min(policy.c.position)).where(policy.c.workspace_id == workspace_id)
        before = (await self.connection.execute(first)).scalar_one()
        values = {
            **_values(fields),
            "workspace_id": workspace_id,
            "position": _GAP if before is None else before - _GAP,
            "revision": 1,
            "created_at": now,
            "updated_at": now,
        }
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(insert(policy).values(values).returning(policy))).one()
        except IntegrityError as error:
            raise _name_taken(fields.name) from error
        return _stored_of(row)

    async def get(self, workspace_id: int, policy_id: int) -> StoredPolicy:
        """Raise NotFound."""
        statement = select(policy).where(policy.c.workspace_id == workspace_id, policy.c.id == policy_id)
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise _not_found(policy_id)
        return _stored_of(row)

    async def page(self, workspace_id: int, *, cursor: str | None = None, limit: int = 50) -> Page[StoredPolicy]:
        """In the order in which they are asked."""
        limit = clamp(limit)
        statement = select(policy).where(policy.c.workspace_id == workspace_id).order_by(*_ORDER)
        if cursor is not None:
            position, last = decode_cursor(cursor, tuple[int, int])
            is_later = (policy.c.position == position) & (policy.c.id > last)
            statement = statement.where((policy.c.position > position) | is_later)
        rows = (await self.connection.execute(statement.limit(limit + 1))).all()
        return page_of(rows, limit, _stored_of, lambda one: (one.position, one.id))

    async def all(self, workspace_id: int) -> list[StoredPolicy]:
        """In the order in which they are asked, those that are switched off too."""
        statement = select(policy).where(policy.c.workspace_id == workspace_id).order_by(*_ORDER)
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def count(self, workspace_id: int) -> int:
        statement = select(func.count()).where(policy.c.workspace_id == workspace_id)
        return int((await self.connection.execute(statement)).scalar_one())

    async def update(
        self, workspace_id: int, policy_id: int, fields: PolicyFields, now: int, *, expected_revision: int
    ) -> StoredPolicy:
        """Raise NotFound, PreconditionFailed (another revision), Conflict (the name is taken)."""
        is_it = (policy.c.workspace_id == workspace_id, policy.c.id == policy_id)
        statement = (
            update(policy)
            .where(*is_it, policy.c.revision == expected_revision)
            .values(revision=policy.c.revision + 1, updated_at=now, **_values(fields))
            .returning(policy)
        )
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(statement)).one_or_none()
        except IntegrityError as error:
            raise _name_taken(fields.name) from error
        if row is None:
            present = await self.get(workspace_id, policy_id)
            raise PreconditionFailed(f"Policy {policy_id} is at revision {present.revision} by now.")
        return _stored_of(row)

    async def delete(self, workspace_id: int, policy_id: int) -> None:
        """Raise NotFound."""
        statement = delete(policy).where(policy.c.workspace_id == workspace_id, policy.c.id == policy_id)
        if not (await self.connection.execute(statement)).rowcount:
            raise _not_found(policy_id)

    async def reorder(self, workspace_id: int, policy_ids: Sequence[int]) -> None:
        """`policy_ids` are all that there are, each once, the one that is asked first being first."""
        is_it = (policy.c.workspace_id == workspace_id, policy.c.id == bindparam("of_id"))
        statement = update(policy).where(*is_it).values(position=bindparam("at_position"))
        places = [{"of_id": one, "at_position": _GAP * number} for number, one in enumerate(policy_ids, 1)]
        if places:
            await self.connection.execute(statement, places)

    async def enabled_of(self, workspace_ids: Collection[int]) -> dict[int, list[NamedPolicy]]:
        """By workspace, in the order in which they are asked."""
        found: defaultdict[int, list[NamedPolicy]] = defaultdict(list)
        for some in chunks(workspace_ids):
            statement = select(policy).where(policy.c.workspace_id.in_(some), policy.c.enabled.is_(True))
            for row in await self.connection.execute(statement.order_by(policy.c.workspace_id, *_ORDER)):
                found[row.workspace_id].append(_stored_of(row).named)
        return dict(found)

    async def get_many(self, policy_ids: Collection[int]) -> dict[int, NamedPolicy]:
        """Those that exist, of any workspace, switched off or not."""
        found: dict[int, NamedPolicy] = {}
        for some in chunks(policy_ids):
            rows = await self.connection.execute(select(policy).where(policy.c.id.in_(some)))
            found.update((row.id, _stored_of(row).named) for row in rows)
        return found


def _values(fields: PolicyFields) -> dict[str, Any]:
    return {"name": fields.name, "enabled": fields.enabled, "document": msgspec.json.encode(fields.policy)}


def _stored_of(row: Row[Any]) -> StoredPolicy:
    document = msgspec.json.decode(row.document, type=Policy)
    return StoredPolicy(
        id=row.id,
        workspace_id=row.workspace_id,
        position=row.position,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        fields=PolicyFields(name=row.name, policy=document, enabled=bool(row.enabled)),
    )


def _not_found(policy_id: int) -> NotFound:
    return NotFound(f"There is no policy {policy_id}.")


def _name_taken(name: str) -> Conflict:
    return Conflict(f"Another policy is called {name!r} already.")
