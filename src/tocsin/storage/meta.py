"""Watermarks and cursors of the background work, by name."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection


class MetaRepository:
    """For the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def get(self, key: str) -> str | None:
        raise NotImplementedError

    async def get_int(self, key: str) -> int | None:
        raise NotImplementedError

    async def set(self, key: str, value: str | int) -> None:
        raise NotImplementedError

    async def delete(self, key: str) -> None:
        raise NotImplementedError
