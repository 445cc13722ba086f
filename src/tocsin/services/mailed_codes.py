"""Codes that are mailed to an address, to be typed where the browser holds the handle that belongs to them."""

from __future__ import annotations

import msgspec

from tocsin.auth import tokens
from tocsin.core.errors import TocsinError
from tocsin.services.parts import Parts
from tocsin.storage.challenges import ChallengeRepository, StoredChallenge
from tocsin.storage.database import Connection

OPEN_MS = 15 * 60_000
OPEN_MINUTES = OPEN_MS // 60_000
MOST_ATTEMPTS = 5


class CodeRefused(TocsinError):
    """The code is wrong, was used, or has expired."""

    code = "code_refused"


class CodeMailed(msgspec.Struct, frozen=True):
    """The handle is for the browser that has asked; `expires_at` is Unix ms."""

    handle: str
    expires_at: int

    def __repr__(self) -> str:
        return f"CodeMailed(expires_at={self.expires_at})"


class Fresh(msgspec.Struct, frozen=True):
    """A handle and its code, before anything is stored."""

    handle: str
    code: str

    @classmethod
    def made(cls) -> Fresh:
        return cls(tokens.new_token(), tokens.new_code())

    @property
    def handle_hash(self) -> bytes:
        return tokens.hash_of(self.handle)

    @property
    def code_hash(self) -> bytes:
        return tokens.code_hash(self.code, self.handle)

    def __repr__(self) -> str:
        return "Fresh(…)"


async def attempted(parts: Parts, handle: str, code: str, purpose: str) -> StoredChallenge:
    """What the code was asked for. Each wrong one counts, and after some there is no right one.

    It can still be taken: whoever carries out what it was asked for calls `take` in that transaction.
    Raise CodeRefused.
    """
    handle_hash, now = tokens.hash_of(handle), parts.clock.now_ms()
    async with parts.database.write() as connection:
        found = await ChallengeRepository(connection).attempt(handle_hash, purpose, now, MOST_ATTEMPTS)
    if found is None or found.code_hash is None:
        raise CodeRefused("This code is not good any more: ask for another one.")
    if not tokens.same(tokens.code_hash("".join(code.split()), handle), found.code_hash):
        left = MOST_ATTEMPTS - found.attempts
        raise CodeRefused(
            f"The code is wrong: {left} more attempts." if left else "The code is wrong: ask for another one."
        )
    return found


async def take(connection: Connection, challenge: StoredChallenge, now: int) -> None:
    """Once. Raise CodeRefused when another request was quicker."""
    if await ChallengeRepository(connection).take(challenge.hash, challenge.purpose, now) is None:
        raise CodeRefused("This code was used a moment ago.")
