"""Identities: accounts elsewhere (OAuth, OpenID Connect) with which users sign in here."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import NotFound
from tocsin.storage.constraints import constrained
from tocsin.storage.tables import identity

MOST = 100


class StoredIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """`issuer` and `subject` are who it is; `email` is what the provider said last, for showing."""

    id: int
    user_id: int
    provider: str
    issuer: str
    subject: str
    email: str
    created_at: int
    last_used_at: int | None


class IdentityRepository:
    """One user's; `find` and `used` are for who is signing in."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(
        self, user_id: int, *, provider: str, issuer: str, subject: str, email: str, now: int
    ) -> StoredIdentity:
        """Raise Conflict when it is linked already, to whomever, and NotFound when there is no such user."""
        values = {
            "user_id": user_id,
            "provider": provider,
            "issuer": issuer,
            "subject": subject,
            "email": email,
            "created_at": now,
        }
        taken = "This account is linked to a user already."
        async with constrained(self.connection, taken=taken, missing="There is no such user."):
            row = (await self.connection.execute(insert(identity).values(values).returning(identity))).one()
        return _stored_of(row)

    async def find(self, issuer: str, subject: str) -> StoredIdentity | None:
        """Of whichever user."""
        statement = select(identity).where(identity.c.issuer == issuer, identity.c.subject == subject)
        row = (await self.connection.execute(statement)).one_or_none()
        return None if row is None else _stored_of(row)

    async def of_user(self, user_id: int) -> list[StoredIdentity]:
        """Oldest first."""
        statement = select(identity).where(identity.c.user_id == user_id).order_by(identity.c.id).limit(MOST)
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def used(self, identity_id: int, email: str, now: int) -> None:
        statement = update(identity).where(identity.c.id == identity_id)
        await self.connection.execute(statement.values(email=email, last_used_at=now))

    async def remove(self, user_id: int, identity_id: int) -> None:
        """Raise NotFound."""
        statement = delete(identity).where(identity.c.user_id == user_id, identity.c.id == identity_id)
        if not (await self.connection.execute(statement)).rowcount:
            raise NotFound(f"There is no identity {identity_id}.")


def _stored_of(row: Row[Any]) -> StoredIdentity:
    return StoredIdentity(**row._mapping)
