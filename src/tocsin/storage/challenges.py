"""One-time things: what somebody has to answer, or may do once, within a time. Found by the hash of a handle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Json
from tocsin.storage.constraints import constrained
from tocsin.storage.documents import from_json
from tocsin.storage.tables import challenge


class StoredChallenge(msgspec.Struct, frozen=True, kw_only=True):
    """`subject` is what it is about where there may be no user, such as an e-mail address; secrets in `payload` are
    sealed. `attempts` counts those that were made, this one included."""

    hash: bytes
    purpose: str
    user_id: int | None
    subject: str
    code_hash: bytes | None
    payload: dict[str, Json]
    attempts: int
    created_at: int
    expires_at: int

    def __repr__(self) -> str:
        return f"StoredChallenge(purpose={self.purpose!r})"


class ChallengeRepository:
    """For who is asked: an expired challenge does not exist, nor does one of another purpose."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(
        self,
        *,
        handle_hash: bytes,
        purpose: str,
        now: int,
        expires_at: int,
        user_id: int | None = None,
        subject: str = "",
        code_hash: bytes | None = None,
        payload: Mapping[str, Json] | None = None,
    ) -> None:
        """Raise NotFound when there is no such user any more."""
        values = {
            "hash": handle_hash,
            "purpose": purpose,
            "user_id": user_id,
            "subject": subject,
            "code_hash": code_hash,
            "payload": msgspec.json.encode(payload or {}).decode(),
            "attempts": 0,
            "created_at": now,
            "expires_at": expires_at,
        }
        taken = "There is a challenge with this handle already."
        async with constrained(self.connection, taken=taken, missing="There is no such user."):
            await self.connection.execute(insert(challenge).values(values))

    async def get(self, handle_hash: bytes, purpose: str, now: int) -> StoredChallenge | None:
        statement = select(challenge).where(*_is_open(handle_hash, purpose, now))
        return _stored_of((await self.connection.execute(statement)).one_or_none())

    async def attempt(self, handle_hash: bytes, purpose: str, now: int, most: int) -> StoredChallenge | None:
        """Count an attempt; None when there were `most` already. To be committed whether or not it succeeds."""
        statement = (
            update(challenge)
            .where(*_is_open(handle_hash, purpose, now), challenge.c.attempts < most)
            .values(attempts=challenge.c.attempts + 1)
            .returning(challenge)
        )
        return _stored_of((await self.connection.execute(statement)).one_or_none())

    async def take(self, handle_hash: bytes, purpose: str, now: int) -> StoredChallenge | None:
        """Once: it is gone then."""
        statement = delete(challenge).where(*_is_open(handle_hash, purpose, now)).returning(challenge)
        return _stored_of((await self.connection.execute(statement)).one_or_none())

    async def forget(self, purpose: str, subject: str) -> None:
        """All of this purpose about the subject."""
        await self.connection.execute(delete(challenge).where(*_is_about(purpose, subject)))

    async def forget_user(self, user_id: int, purpose: str) -> None:
        """All of this purpose that were asked of the user."""
        statement = delete(challenge).where(challenge.c.user_id == user_id, challenge.c.purpose == purpose)
        await self.connection.execute(statement)

    async def count(self, purpose: str, subject: str, now: int) -> int:
        statement = select(func.count()).where(*_is_about(purpose, subject), challenge.c.expires_at > now)
        return int((await self.connection.execute(statement)).scalar_one())


def _is_open(handle_hash: bytes, purpose: str, now: int) -> tuple[ColumnElement[bool], ...]:
    return challenge.c.hash == handle_hash, challenge.c.purpose == purpose, challenge.c.expires_at > now


def _is_about(purpose: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return challenge.c.purpose == purpose, challenge.c.subject == subject


def _stored_of(row: Row[Any] | None) -> StoredChallenge | None:
    if row is None:
        return None
    values = {**row._mapping, "payload": from_json(row.payload)}
    return StoredChallenge(**values)
