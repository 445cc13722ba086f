"""Where runners stand. Regions come into being when one is first named."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection


class StoredRegion(msgspec.Struct, frozen=True):
    """`suspect_since` is set while its results are doubted."""

    id: int
    name: str
    created_at: int
    last_seen_at: int | None
    suspect_since: int | None
    suspect_reason: str | None


class RegionRepository:
    """For the system; regions belong to no workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def all(self) -> list[StoredRegion]:
        raise NotImplementedError

    async def ensure(self, names: Collection[str], now: int) -> dict[str, int]:
        """Ids by name of these regions; unknown ones are made."""
        raise NotImplementedError

    async def saw(self, names: Collection[str], now: int) -> None:
        """A runner of each has reported."""
        raise NotImplementedError

    async def doubt(self, name: str, since: int, reason: str) -> None:
        raise NotImplementedError

    async def trust(self, name: str) -> None:
        raise NotImplementedError
