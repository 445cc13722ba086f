"""Watermarks and cursors of the background work, by name."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.statements import insert_into
from tocsin.storage.tables import meta


class MetaRepository:
    """For the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def get(self, key: str) -> str | None:
        return (await self.connection.execute(select(meta.c.value).where(meta.c.key == key))).scalar_one_or_none()

    async def get_int(self, key: str) -> int | None:
        value = await self.get(key)
        return None if value is None else int(value)

    async def set(self, key: str, value: str | int) -> None:
        statement = insert_into(self.connection, meta).values(key=key, value=str(value))
        await self.connection.execute(
            statement.on_conflict_do_update(index_elements=[meta.c.key], set_={"value": str(value)})
        )

    async def delete(self, key: str) -> None:
        await self.connection.execute(delete(meta).where(meta.c.key == key))
