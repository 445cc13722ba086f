"""Workspaces: the tenants."""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.statements import insert_into
from tocsin.storage.tables import workspace


class StoredWorkspace(msgspec.Struct, frozen=True):
    """A tenant."""

    id: int
    name: str
    created_at: int


class WorkspaceRepository:
    """For the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def ensure(self, name: str, now: int) -> StoredWorkspace:
        """The workspace of this name; it is made when there is none."""
        statement = insert_into(self.connection, workspace).values(name=name, created_at=now)
        await self.connection.execute(statement.on_conflict_do_nothing(index_elements=[workspace.c.name]))
        return next(one for one in await self.all() if one.name == name)

    async def all(self) -> list[StoredWorkspace]:
        """By ascending id."""
        columns = select(workspace.c.id, workspace.c.name, workspace.c.created_at).order_by(workspace.c.id)
        return [StoredWorkspace(*row) for row in await self.connection.execute(columns)]
