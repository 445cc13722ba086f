"""Workspaces: the tenants."""

from __future__ import annotations

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection


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
        raise NotImplementedError

    async def all(self) -> list[StoredWorkspace]:
        raise NotImplementedError
