"""Recovery codes: for who has lost the second factor, each good for one sign-in."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.tables import recovery_code
from tocsin.storage.users import UserRepository


class RecoveryCodeRepository:
    """Of one user. Only hashes are kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def replace(self, user_id: int, hashes: Collection[bytes]) -> None:
        """The former ones are worth nothing any more, used or not. Raise NotFound when there is no such user."""
        # Without the lock, two that replace at once would leave the codes of both.
        await UserRepository(self.connection).hold(user_id)
        await self.clear(user_id)
        if hashes:
            await self.connection.execute(
                insert(recovery_code), [{"user_id": user_id, "hash": one} for one in set(hashes)]
            )

    async def use(self, user_id: int, code_hash: bytes, now: int) -> bool:
        """True the first time; False for one that is used, or not known."""
        unused = (
            recovery_code.c.user_id == user_id,
            recovery_code.c.hash == code_hash,
            recovery_code.c.used_at.is_(None),
        )
        statement = update(recovery_code).where(*unused).values(used_at=now)
        return (await self.connection.execute(statement)).rowcount > 0

    async def left(self, user_id: int) -> int:
        """How many are not used."""
        unused = (recovery_code.c.user_id == user_id, recovery_code.c.used_at.is_(None))
        return int((await self.connection.execute(select(func.count()).where(*unused))).scalar_one())

    async def clear(self, user_id: int) -> None:
        await self.connection.execute(delete(recovery_code).where(recovery_code.c.user_id == user_id))
