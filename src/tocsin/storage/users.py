"""Users: one e-mail each, and what the ways in that belong to nobody else keep of them."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import Conflict, NotFound
from tocsin.storage.constraints import constrained
from tocsin.storage.memberships import owns_something
from tocsin.storage.tables import account

MOST = 1_000
_TAKEN = "This e-mail address is in use already."


class StoredUser(msgspec.Struct, frozen=True, kw_only=True):
    """`totp_secret` is sealed, and counts once it is confirmed. Who is disabled is for the caller to judge."""

    id: int
    email: str
    email_verified_at: int | None
    name: str
    password_hash: str | None
    password_changed_at: int | None
    passkey_handle: bytes
    totp_secret: str | None
    totp_confirmed_at: int | None
    totp_last_step: int | None
    created_at: int
    disabled_at: int | None
    last_sign_in_at: int | None

    def __repr__(self) -> str:
        return f"StoredUser(id={self.id})"


class UserRepository:
    """For who is signing in, and for a user's own affairs. E-mails are normalised by the caller.

    Whatever changes one user raises NotFound when there is no such user, or not any more.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(
        self,
        *,
        email: str,
        name: str,
        password_hash: str | None,
        email_verified_at: int | None,
        passkey_handle: bytes,
        now: int,
    ) -> StoredUser:
        """Raise Conflict when the e-mail is taken."""
        values = {
            "email": email,
            "name": name,
            "password_hash": password_hash,
            "password_changed_at": None if password_hash is None else now,
            "email_verified_at": email_verified_at,
            "passkey_handle": passkey_handle,
            "created_at": now,
        }
        async with constrained(self.connection, taken=_TAKEN):
            row = (await self.connection.execute(insert(account).values(values).returning(account))).one()
        return _stored_of(row)

    async def get(self, user_id: int) -> StoredUser | None:
        return await self._find(account.c.id == user_id)

    async def by_email(self, email: str) -> StoredUser | None:
        return await self._find(account.c.email == email)

    async def by_passkey_handle(self, handle: bytes) -> StoredUser | None:
        return await self._find(account.c.passkey_handle == handle)

    async def is_empty(self) -> bool:
        """Nobody has an account."""
        return (await self.connection.execute(select(account.c.id).limit(1))).first() is None

    async def all(self, *, limit: int = MOST) -> list[StoredUser]:
        """By ascending id, disabled ones too."""
        rows = await self.connection.execute(select(account).order_by(account.c.id).limit(limit))
        return [_stored_of(row) for row in rows]

    async def hold(self, user_id: int) -> None:
        """Nobody else changes this user, or replaces its recovery codes, until this transaction ends."""
        statement = select(account.c.id).where(account.c.id == user_id).with_for_update(key_share=True)
        if (await self.connection.execute(statement)).one_or_none() is None:
            raise _not_found()

    async def rename(self, user_id: int, name: str) -> None:
        await self._change(user_id, name=name)

    async def set_email(self, user_id: int, email: str, verified_at: int | None) -> None:
        """Raise Conflict when somebody else has it."""
        async with constrained(self.connection, taken=_TAKEN):
            await self._change(user_id, email=email, email_verified_at=verified_at)

    async def set_password(self, user_id: int, password_hash: str | None, now: int) -> None:
        """None takes the password away."""
        await self._change(user_id, password_hash=password_hash, password_changed_at=now)

    async def rehash(self, user_id: int, old_hash: str, new_hash: str) -> bool:
        """The same password, hashed in a better way; False, and nothing changed, when it was changed meanwhile."""
        unchanged = (account.c.id == user_id, account.c.password_hash == old_hash)
        statement = update(account).where(*unchanged).values(password_hash=new_hash)
        return (await self.connection.execute(statement)).rowcount > 0

    async def set_totp(self, user_id: int, sealed_secret: str | None, confirmed_at: int | None) -> None:
        """With a new secret no code was used yet; None takes the second factor away."""
        await self._change(user_id, totp_secret=sealed_secret, totp_confirmed_at=confirmed_at, totp_last_step=None)

    async def use_totp_step(self, user_id: int, step: int) -> bool:
        """True the first time; False for a step that is not later than the last one, or without a secret."""
        is_later = or_(account.c.totp_last_step.is_(None), account.c.totp_last_step < step)
        statement = update(account).where(account.c.id == user_id, account.c.totp_secret.is_not(None), is_later)
        return (await self.connection.execute(statement.values(totp_last_step=step))).rowcount > 0

    async def set_disabled(self, user_id: int, at: int | None) -> None:
        """None: enabled again."""
        await self._change(user_id, disabled_at=at)

    async def signed_in(self, user_id: int, now: int) -> None:
        await self._change(user_id, last_sign_in_at=now)

    async def verified(self, user_id: int, now: int) -> None:
        """The e-mail is the user's; the first time counts."""
        await self._change(user_id, email_verified_at=func.coalesce(account.c.email_verified_at, now))

    async def delete(self, user_id: int) -> None:
        """With ways in, sessions and memberships. Raise Conflict for who owns a workspace that is not deleted."""
        # First the lock, then the question: who is being made an owner has a lock too, and a statement that waited
        # for it would not see what it has brought.
        await self.connection.execute(select(account.c.id).where(account.c.id == user_id).with_for_update())
        statement = delete(account).where(account.c.id == user_id, ~owns_something(user_id))
        if not (await self.connection.execute(statement)).rowcount:
            if await self.get(user_id) is None:
                raise _not_found()
            raise Conflict("This user owns a workspace: hand it over or delete it first.")

    async def _find(self, condition: ColumnElement[bool]) -> StoredUser | None:
        row = (await self.connection.execute(select(account).where(condition))).one_or_none()
        return None if row is None else _stored_of(row)

    async def _change(self, user_id: int, **values: object) -> None:
        statement = update(account).where(account.c.id == user_id).values(**values)
        if not (await self.connection.execute(statement)).rowcount:
            raise _not_found()


def _not_found() -> NotFound:
    return NotFound("There is no such user.")


def _stored_of(row: Row[Any]) -> StoredUser:
    return StoredUser(**row._mapping)
