"""Passkeys: the public halves of the key pairs that users sign in with (WebAuthn)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import NotFound
from tocsin.storage.constraints import constrained
from tocsin.storage.tables import passkey

MOST = 100


class StoredPasskey(msgspec.Struct, frozen=True, kw_only=True):
    """`sign_count` is 0 for authenticators that do not count."""

    id: int
    user_id: int
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    is_backed_up: bool
    name: str
    created_at: int
    last_used_at: int | None


class PasskeyRepository:
    """One user's; `by_credential` and `used` are for who is signing in."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(
        self,
        user_id: int,
        *,
        credential_id: bytes,
        public_key: bytes,
        sign_count: int,
        transports: Collection[str],
        is_backed_up: bool,
        name: str,
        now: int,
    ) -> StoredPasskey:
        """Raise Conflict for a credential that is known, of whomever, and NotFound when there is no such user."""
        values = {
            "user_id": user_id,
            "credential_id": credential_id,
            "public_key": public_key,
            "sign_count": sign_count,
            "transports": msgspec.json.encode(list(transports)).decode(),
            "is_backed_up": is_backed_up,
            "name": name,
            "created_at": now,
        }
        taken = "This passkey is registered already."
        async with constrained(self.connection, taken=taken, missing="There is no such user."):
            row = (await self.connection.execute(insert(passkey).values(values).returning(passkey))).one()
        return _stored_of(row)

    async def of_user(self, user_id: int) -> list[StoredPasskey]:
        """Oldest first."""
        statement = select(passkey).where(passkey.c.user_id == user_id).order_by(passkey.c.id).limit(MOST)
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def by_credential(self, credential_id: bytes) -> StoredPasskey | None:
        """Of whichever user."""
        statement = select(passkey).where(passkey.c.credential_id == credential_id)
        row = (await self.connection.execute(statement)).one_or_none()
        return None if row is None else _stored_of(row)

    async def used(self, passkey_id: int, sign_count: int, now: int) -> bool:
        """False, and nothing stored, for a count that has not grown: then the key is in two places.

        WebAuthn §6.1.1: one that does not count says 0 every time.
        """
        has_grown = passkey.c.sign_count < sign_count if sign_count else passkey.c.sign_count == 0
        statement = update(passkey).where(passkey.c.id == passkey_id, has_grown)
        values = statement.values(sign_count=sign_count, last_used_at=now)
        return (await self.connection.execute(values)).rowcount > 0

    async def rename(self, user_id: int, passkey_id: int, name: str) -> None:
        """Raise NotFound."""
        statement = update(passkey).where(passkey.c.user_id == user_id, passkey.c.id == passkey_id)
        if not (await self.connection.execute(statement.values(name=name))).rowcount:
            raise _not_found(passkey_id)

    async def remove(self, user_id: int, passkey_id: int) -> None:
        """Raise NotFound."""
        statement = delete(passkey).where(passkey.c.user_id == user_id, passkey.c.id == passkey_id)
        if not (await self.connection.execute(statement)).rowcount:
            raise _not_found(passkey_id)


def _not_found(passkey_id: int) -> NotFound:
    return NotFound(f"There is no passkey {passkey_id}.")


def _stored_of(row: Row[Any]) -> StoredPasskey:
    return StoredPasskey(
        id=row.id,
        user_id=row.user_id,
        credential_id=row.credential_id,
        public_key=row.public_key,
        sign_count=row.sign_count,
        transports=msgspec.json.decode(row.transports, type=tuple[str, ...]),
        is_backed_up=bool(row.is_backed_up),
        name=row.name,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
