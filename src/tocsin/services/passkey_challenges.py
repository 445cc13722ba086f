"""Challenges for passkeys: signed instead of stored, so that who begins and never ends costs nothing.

A handle says until when it is good and, by its signature, for what and whose; the challenge is its hash. Only one that
was answered well is stored, until it would have expired: it works once.
"""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from tocsin.auth import tokens
from tocsin.auth.configs import JsonObject
from tocsin.auth.signatures import SIGNATURE_CHARACTERS, Signer
from tocsin.core.errors import Conflict
from tocsin.services.parts import Parts
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.database import Connection

OPEN_MS = 5 * 60_000
_HANDLE = re.compile(rf"([0-9]{{1,15}})\.([A-Za-z0-9_-]{{43}})\.([A-Za-z0-9_-]{{{SIGNATURE_CHARACTERS}}})")


class Purpose(StrEnum):
    """What a passkey is asked for."""

    REGISTRATION = "passkey_registration"
    SIGN_IN = "passkey_sign_in"
    CONFIRMATION = "passkey_confirmation"


class Begun(msgspec.Struct, frozen=True):
    """`options` are for the browser's `navigator.credentials`; `expires_at` in Unix ms."""

    handle: str
    options: JsonObject
    expires_at: int

    def __repr__(self) -> str:
        return f"Begun(expires_at={self.expires_at})"


class Challenge(msgspec.Struct, frozen=True):
    """`bound_to` is who alone may answer it: a user's id and a session's, or nobody."""

    handle: str
    purpose: Purpose
    bound_to: tuple[int, ...]
    expires_at: int

    @property
    def bytes(self) -> bytes:
        """What the authenticator signs."""
        return tokens.hash_of(self.handle)

    def __repr__(self) -> str:
        return f"Challenge(purpose={self.purpose!r})"

    def offered(self, options: JsonObject) -> Begun:
        return Begun(self.handle, options, self.expires_at)


def new_challenge(parts: Parts, purpose: Purpose, *bound_to: int) -> Challenge:
    """Good for five minutes."""
    expires_at, nonce = parts.clock.now_ms() + OPEN_MS, tokens.new_token()
    signature = _signer(parts).sign(purpose, expires_at, nonce, *bound_to)
    return Challenge(f"{expires_at}.{nonce}.{signature}", purpose, bound_to, expires_at)


def challenge_of(parts: Parts, handle: str, purpose: Purpose, *bound_to: int) -> Challenge | None:
    """None for what was not made here, for another purpose, for somebody else, or too long ago."""
    said = _HANDLE.fullmatch(handle)
    if said is None or int(said[1]) <= parts.clock.now_ms():
        return None
    if not _signer(parts).is_signed(said[3], purpose, int(said[1]), said[2], *bound_to):
        return None
    return Challenge(handle, purpose, bound_to, int(said[1]))


async def use(connection: Connection, challenge: Challenge, now: int) -> bool:
    """In the transaction of what it was for. True the first time."""
    try:
        await ChallengeRepository(connection).add(
            handle_hash=challenge.bytes, purpose=challenge.purpose, now=now, expires_at=challenge.expires_at
        )
    except Conflict:
        return False
    return True


def _signer(parts: Parts) -> Signer:
    return Signer(parts.box, "passkey challenge")
