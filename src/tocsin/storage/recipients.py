"""Whom policies and rotations may name: channels, rotations and members, by what people call them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.tables import account, channel, membership, rotation

MOST = 1000


class RecipientRepository:
    """One workspace's; a thousand of each at most, by ascending id."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def channels(self, workspace_id: int) -> dict[int, str]:
        """Names by id, those that are switched off too."""
        return await self._read(select(channel.c.id, channel.c.name).where(channel.c.workspace_id == workspace_id))

    async def rotations(self, workspace_id: int) -> dict[int, str]:
        return await self._read(select(rotation.c.id, rotation.c.name).where(rotation.c.workspace_id == workspace_id))

    async def members(self, workspace_id: int) -> dict[int, str]:
        """E-mail addresses by user id."""
        joined = select(account.c.id, account.c.email).join(membership, membership.c.user_id == account.c.id)
        return await self._read(joined.where(membership.c.workspace_id == workspace_id))

    async def _read(self, statement: Select[Any]) -> dict[int, str]:
        ordered = statement.order_by(statement.selected_columns[0]).limit(MOST)
        return dict((await self.connection.execute(ordered)).all())
