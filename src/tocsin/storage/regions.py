"""Where runners stand. Regions come into being when one is first named."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.statements import insert_into
from tocsin.storage.tables import region


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
        """By name."""
        statement = select(
            region.c.id,
            region.c.name,
            region.c.created_at,
            region.c.last_seen_at,
            region.c.suspect_since,
            region.c.suspect_reason,
        ).order_by(region.c.name)
        return [StoredRegion(*row) for row in await self.connection.execute(statement)]

    async def ensure(self, names: Collection[str], now: int) -> dict[str, int]:
        """Ids by name of these regions; unknown ones are made."""
        known = await self._ids()
        while missing := [name for name in names if name not in known]:
            following = select(func.coalesce(func.max(region.c.id), 0) + 1, literal(missing[0]), literal(now)).where(
                literal(True)
            )
            statement = insert_into(self.connection, region).from_select(["id", "name", "created_at"], following)
            # Somebody else may take the number or the name in this moment: look again, and try again.
            await self.connection.execute(statement.on_conflict_do_nothing())
            known = await self._ids()
        return {name: known[name] for name in names}

    async def saw(self, names: Collection[str], now: int) -> None:
        """A runner of each has reported."""
        await self.connection.execute(update(region).where(region.c.name.in_(names)).values(last_seen_at=now))

    async def doubt(self, name: str, since: int, reason: str) -> None:
        """Its results count as `unknown` from now on; the first doubt's time and reason stay."""
        await self.connection.execute(
            update(region)
            .where(region.c.name == name, region.c.suspect_since.is_(None))
            .values(suspect_since=since, suspect_reason=reason)
        )

    async def trust(self, name: str) -> None:
        """It can be believed again."""
        await self.connection.execute(
            update(region).where(region.c.name == name).values(suspect_since=None, suspect_reason=None)
        )

    async def _ids(self) -> dict[str, int]:
        return dict((await self.connection.execute(select(region.c.name, region.c.id))).all())
