"""The second factor: a code from an authenticator app, or one of the recovery codes, after a first proof."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.auth import recovery_codes, tokens
from tocsin.auth.person import Person
from tocsin.auth.totp import matched_step
from tocsin.mail import letters
from tocsin.services import notices, trail
from tocsin.services.linking import Link
from tocsin.services.parts import Parts
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.database import Connection
from tocsin.storage.recovery_codes import RecoveryCodeRepository
from tocsin.storage.users import StoredUser, UserRepository

PURPOSE = "second_factor"
OPEN_MS = 10 * 60_000
MOST_ATTEMPTS = 5
MOST_OPEN = 20
"""Of one user. Whoever has the password could otherwise begin without end."""


class Proof(StrEnum):
    """By what the second factor was shown."""

    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"


class CodeWanted(msgspec.Struct, frozen=True):
    """A sign-in that wants a second factor until `expires_at` (Unix ms). The handle is for the browser that began."""

    handle: str
    methods: tuple[Proof, ...]
    expires_at: int

    def __repr__(self) -> str:
        return f"CodeWanted(methods={self.methods!r})"


def is_wanted(user: StoredUser) -> bool:
    return user.totp_secret is not None and user.totp_confirmed_at is not None


async def ask(connection: Connection, user: StoredUser, way: str, now: int, *, link: Link | None = None) -> CodeWanted:
    """In the transaction of the first proof, which was of this `way`. `link` is to be made after the second."""
    challenges, subject = ChallengeRepository(connection), f"user:{user.id}"
    if await challenges.count(PURPOSE, subject, now) >= MOST_OPEN:
        await challenges.forget(PURPOSE, subject)
    handle = tokens.new_token()
    await challenges.add(
        handle_hash=tokens.hash_of(handle),
        purpose=PURPOSE,
        user_id=user.id,
        subject=subject,
        payload={"way": way, "password_changed_at": user.password_changed_at, "link": msgspec.to_builtins(link)},
        now=now,
        expires_at=now + OPEN_MS,
    )
    has_codes = await RecoveryCodeRepository(connection).left(user.id) > 0
    methods = (Proof.TOTP, Proof.RECOVERY_CODE) if has_codes else (Proof.TOTP,)
    return CodeWanted(handle, methods, now + OPEN_MS)


async def proof_by(parts: Parts, connection: Connection, user: StoredUser, code: str, now: int) -> Proof | None:
    """What the code proves, once; None for a wrong or a used one, and where there is no second factor."""
    if user.totp_secret is None or user.totp_confirmed_at is None:
        return None
    code_hash = recovery_codes.hash_of(code)
    if code_hash is not None:
        is_good = await RecoveryCodeRepository(connection).use(user.id, code_hash, now)
        return Proof.RECOVERY_CODE if is_good else None
    step = matched_step(parts.box.decrypt(user.totp_secret), code, now, user.totp_last_step)
    is_good = step is not None and await UserRepository(connection).use_totp_step(user.id, step)
    return Proof.TOTP if is_good else None


async def note_use(connection: Connection, person: Person, proof: Proof, now: int) -> int | None:
    """In the transaction of `proof_by`. How many recovery codes are left when one was used: for `tell_of_use`."""
    if proof is not Proof.RECOVERY_CODE:
        return None
    left = await RecoveryCodeRepository(connection).left(person.user_id)
    await trail.note_person(connection, person, now, "recovery_code.used", f"user:{person.user_id}", {"left": left})
    return left


def tell_of_use(parts: Parts, person: Person, left: int | None) -> None:
    """After the commit, for it may have been somebody else who used the code."""
    if left is not None:
        what = f"A recovery code was used. Recovery codes that are left: {left}."
        notices.tell(parts, lambda: letters.second_factor_changed(person.email, what))
