"""Hooks: the addresses to which other systems post, and the monitors that they have made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.core.verdict import Verdict
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.tables import hook, hook_monitor, hook_problem, monitor
from tocsin.storage.workspaces import is_living


class HookFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may set. `config` is JSON whose secrets are encrypted already."""

    name: str
    kind: str
    config: bytes
    enabled: bool = True


class StoredHook(msgspec.Struct, frozen=True, kw_only=True):
    """A hook as it stands in the database. `revision` grows by one with every edit, and not with what comes in."""

    id: int
    workspace_id: int
    revision: int
    created_at: int
    updated_at: int
    sealed_key: str
    fields: HookFields
    last_received_at: int | None = None
    last_error: str | None = None


class HookCounts(msgspec.Struct, frozen=True):
    """How many monitors a hook has made that still exist, and how many problems are not over."""

    made: int = 0
    problems: int = 0


_BY_KEY = select(hook).where(hook.c.key_hash == bindparam("key_hash"), is_living(hook.c.workspace_id))
"""Made once: that takes half as long as it takes to ask."""


class HookRepository:
    """One workspace's hooks; `by_key`, `received`, `hold` and `made` are for who has come through the hook itself."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(
        self, workspace_id: int, fields: HookFields, *, key_hash: bytes, sealed_key: str, now: int
    ) -> StoredHook:
        """Raise Conflict when the name is taken."""
        values = {
            **_values(fields),
            "workspace_id": workspace_id,
            "key_hash": key_hash,
            "sealed_key": sealed_key,
            "revision": 1,
            "created_at": now,
            "updated_at": now,
        }
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(insert(hook).values(values).returning(hook))).one()
        except IntegrityError as error:
            raise _name_taken(fields.name) from error
        return _stored_of(row)

    async def get(self, workspace_id: int, hook_id: int) -> StoredHook:
        """Raise NotFound."""
        statement = select(hook).where(hook.c.workspace_id == workspace_id, hook.c.id == hook_id)
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise _not_found(hook_id)
        return _stored_of(row)

    async def by_key(self, key_hash: bytes) -> StoredHook | None:
        """Of whichever workspace that is not deleted."""
        row = (await self.connection.execute(_BY_KEY, {"key_hash": key_hash})).one_or_none()
        return None if row is None else _stored_of(row)

    async def page(self, workspace_id: int, *, cursor: str | None = None, limit: int = 50) -> Page[StoredHook]:
        """By name."""
        limit = clamp(limit)
        statement = select(hook).where(hook.c.workspace_id == workspace_id)
        if cursor is not None:
            statement = statement.where(hook.c.name > decode_cursor(cursor, str))
        rows = (await self.connection.execute(statement.order_by(hook.c.name).limit(limit + 1))).all()
        return page_of(rows, limit, _stored_of, lambda one: one.fields.name)

    async def update(
        self, workspace_id: int, hook_id: int, fields: HookFields, now: int, *, expected_revision: int
    ) -> StoredHook:
        """Raise NotFound, PreconditionFailed (another revision), Conflict (the name is taken)."""
        statement = (
            update(hook)
            .where(hook.c.workspace_id == workspace_id, hook.c.id == hook_id, hook.c.revision == expected_revision)
            .values(revision=hook.c.revision + 1, updated_at=now, **_values(fields))
            .returning(hook)
        )
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(statement)).one_or_none()
        except IntegrityError as error:
            raise _name_taken(fields.name) from error
        if row is None:
            present = await self.get(workspace_id, hook_id)
            raise PreconditionFailed(f"Hook {hook_id} is at revision {present.revision} by now.")
        return _stored_of(row)

    async def replace_key(
        self, workspace_id: int, hook_id: int, *, key_hash: bytes, sealed_key: str, now: int
    ) -> StoredHook:
        """Raise NotFound."""
        statement = (
            update(hook)
            .where(hook.c.workspace_id == workspace_id, hook.c.id == hook_id)
            .values(revision=hook.c.revision + 1, updated_at=now, key_hash=key_hash, sealed_key=sealed_key)
            .returning(hook)
        )
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise _not_found(hook_id)
        return _stored_of(row)

    async def delete(self, workspace_id: int, hook_id: int) -> None:
        """What it held against monitors goes with it; the monitors stay. Raise NotFound."""
        statement = delete(hook).where(hook.c.workspace_id == workspace_id, hook.c.id == hook_id)
        if not (await self.connection.execute(statement)).rowcount:
            raise _not_found(hook_id)

    async def received(self, hook_id: int, now: int, error: str | None) -> None:
        """A request came; `error` says what was wrong with it. Raise NotFound when the hook was deleted meanwhile.

        Until this transaction ends the hook cannot be deleted, and nobody else can be here.
        """
        statement = update(hook).where(hook.c.id == hook_id).values(last_received_at=now, last_error=error)
        if not (await self.connection.execute(statement)).rowcount:
            raise _not_found(hook_id)

    async def hold(self, hook_id: int) -> None:
        """It cannot be deleted until this transaction ends. Raise NotFound when it is already."""
        statement = select(hook.c.id).where(hook.c.id == hook_id).with_for_update(read=True, key_share=True)
        if (await self.connection.execute(statement)).one_or_none() is None:
            raise _not_found(hook_id)

    async def made(self, hook_id: int, monitor_ids: Sequence[int]) -> None:
        """The hook has made these monitors."""
        await self.connection.execute(
            insert(hook_monitor), [{"hook_id": hook_id, "monitor_id": one} for one in monitor_ids]
        )

    async def counts(self, hook_ids: list[int]) -> dict[int, HookCounts]:
        """Of each."""
        made = (
            select(hook_monitor.c.hook_id, func.count())
            .join(monitor, monitor.c.id == hook_monitor.c.monitor_id)
            .where(hook_monitor.c.hook_id.in_(hook_ids), monitor.c.deleted_at.is_(None))
            .group_by(hook_monitor.c.hook_id)
        )
        problems = (
            select(hook_problem.c.hook_id, func.count())
            .where(hook_problem.c.hook_id.in_(hook_ids), hook_problem.c.verdict != int(Verdict.UP))
            .group_by(hook_problem.c.hook_id)
        )
        of_made = {row[0]: int(row[1]) for row in await self.connection.execute(made)}
        of_problems = {row[0]: int(row[1]) for row in await self.connection.execute(problems)}
        return {one: HookCounts(of_made.get(one, 0), of_problems.get(one, 0)) for one in hook_ids}


def _values(fields: HookFields) -> dict[str, Any]:
    return {
        "name": fields.name,
        "kind": fields.kind,
        "config": fields.config.decode(),
        "enabled": fields.enabled,
    }


def _stored_of(row: Row[Any]) -> StoredHook:
    return StoredHook(
        id=row.id,
        workspace_id=row.workspace_id,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        sealed_key=row.sealed_key,
        fields=HookFields(name=row.name, kind=row.kind, config=row.config.encode(), enabled=bool(row.enabled)),
        last_received_at=row.last_received_at,
        last_error=row.last_error,
    )


def _not_found(hook_id: int) -> NotFound:
    return NotFound(f"There is no hook {hook_id}.")


def _name_taken(name: str) -> Conflict:
    return Conflict(f"Another hook is called {name!r} already.")
