"""Workspaces: the tenants."""

from __future__ import annotations

import secrets
from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import NotFound
from tocsin.storage.default_policy import give_default_policy
from tocsin.storage.statements import AnyRow, chunks, insert_into
from tocsin.storage.tables import workspace

BEING_PURGED = 0
"""A `deleted_at` that no clock gives: some of the workspace is gone already, so that it cannot be restored."""


class StoredWorkspace(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant. `deleted_at` (Unix ms): it may be restored for a while, and does nothing meanwhile.

    Once it is `BEING_PURGED` it cannot be restored any more.
    """

    id: int
    name: str
    created_at: int
    deleted_at: int | None = None


_COLUMNS = (workspace.c.id, workspace.c.name, workspace.c.created_at, workspace.c.deleted_at)


class WorkspaceRepository:
    """For the system, and for callers who have asked what the user is in the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def ensure(self, handle: str, now: int) -> StoredWorkspace:
        """The workspace of this handle, deleted or not; it is made, and named so too, when there is none."""
        statement = insert_into(self.connection, workspace).values(handle=handle, name=handle, created_at=now)
        statement = statement.on_conflict_do_nothing(index_elements=[workspace.c.handle])
        made = (await self.connection.execute(statement.returning(workspace.c.id))).scalar_one_or_none()
        if made is not None:
            await give_default_policy(self.connection, made, now)
        found = await self.connection.execute(select(*_COLUMNS).where(workspace.c.handle == handle))
        return _stored_of(found.one())

    async def create(self, name: str, now: int) -> StoredWorkspace:
        """Others may have this name too."""
        values = {"handle": secrets.token_hex(16), "name": name, "created_at": now}
        made = _stored_of((await self.connection.execute(insert(workspace).values(values).returning(*_COLUMNS))).one())
        await give_default_policy(self.connection, made.id, now)
        return made

    async def get(self, workspace_id: int) -> StoredWorkspace | None:
        """A deleted one too."""
        found = await self.connection.execute(select(*_COLUMNS).where(workspace.c.id == workspace_id))
        row = found.one_or_none()
        return None if row is None else _stored_of(row)

    async def by_handle(self, handle: str) -> StoredWorkspace | None:
        """A deleted one too."""
        row = (await self.connection.execute(select(*_COLUMNS).where(workspace.c.handle == handle))).one_or_none()
        return None if row is None else _stored_of(row)

    async def hold(self, workspace_id: int) -> None:
        """Until this transaction ends nobody else holds it, deletes it, or changes its name. Raise NotFound.

        For what is counted before it is added to.
        """
        is_it = (workspace.c.id == workspace_id, workspace.c.deleted_at.is_(None))
        held = await self.connection.execute(select(workspace.c.id).where(*is_it).with_for_update(key_share=True))
        if held.one_or_none() is None:
            raise NotFound("There is no such workspace.")

    async def hold_many(self, workspace_ids: Collection[int]) -> None:
        """The same for several, whether they are deleted or not."""
        for ids in chunks(sorted(workspace_ids)):
            held = select(workspace.c.id).where(workspace.c.id.in_(ids)).order_by(workspace.c.id)
            await self.connection.execute(held.with_for_update(key_share=True))

    async def all(self, *, with_deleted: bool = False) -> list[StoredWorkspace]:
        """By ascending id."""
        statement = select(*_COLUMNS).order_by(workspace.c.id)
        if not with_deleted:
            statement = statement.where(workspace.c.deleted_at.is_(None))
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def rename(self, workspace_id: int, name: str) -> None:
        """Raise NotFound, for a deleted one too."""
        if not await self._change(workspace_id, workspace.c.deleted_at.is_(None), name=name):
            raise NotFound("There is no such workspace.")

    async def delete(self, workspace_id: int, now: int) -> bool:
        """Mark it; False when it is deleted already, or does not exist. Retention removes it after a while."""
        return await self._change(workspace_id, workspace.c.deleted_at.is_(None), deleted_at=now)

    async def restore(self, workspace_id: int) -> bool:
        """False when it is not deleted, or when too much of it is gone already."""
        return await self._change(workspace_id, workspace.c.deleted_at > BEING_PURGED, deleted_at=None)

    async def _change(self, workspace_id: int, condition: ColumnElement[bool], **values: object) -> bool:
        statement = update(workspace).where(workspace.c.id == workspace_id, condition).values(**values)
        return (await self.connection.execute(statement)).rowcount > 0


def is_living(workspace_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The workspace that this column names is not deleted: one step into its primary key for each row."""
    living = select(workspace.c.id).where(workspace.c.id == workspace_id, workspace.c.deleted_at.is_(None))
    return living.correlate_except(workspace).exists()


def _stored_of(row: AnyRow) -> StoredWorkspace:
    return StoredWorkspace(**row._mapping)
