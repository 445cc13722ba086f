"""Workspaces: the tenants."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.statements import insert_into
from tocsin.storage.tables import workspace


class StoredWorkspace(msgspec.Struct, frozen=True):
    """A tenant. `deleted_at` (Unix ms): it may be restored for a while, and does nothing meanwhile."""

    id: int
    name: str
    created_at: int
    deleted_at: int | None = None


_COLUMNS = select(workspace.c.id, workspace.c.name, workspace.c.created_at, workspace.c.deleted_at)


class WorkspaceRepository:
    """For the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def ensure(self, handle: str, now: int) -> StoredWorkspace:
        """The workspace of this handle; it is made, and named so too, when there is none."""
        statement = insert_into(self.connection, workspace).values(handle=handle, name=handle, created_at=now)
        await self.connection.execute(statement.on_conflict_do_nothing(index_elements=[workspace.c.handle]))
        return _stored_of((await self.connection.execute(_COLUMNS.where(workspace.c.handle == handle))).one())

    async def all(self) -> list[StoredWorkspace]:
        """By ascending id."""
        return [_stored_of(row) for row in await self.connection.execute(_COLUMNS.order_by(workspace.c.id))]


def _stored_of(row: Row[Any]) -> StoredWorkspace:
    return StoredWorkspace(row.id, row.name, row.created_at, row.deleted_at)
