"""A forgotten password: a link by mail, good once and not for long, with which to set another one."""

from __future__ import annotations

import msgspec

from tocsin.auth import tokens
from tocsin.auth.configs import JsonObject
from tocsin.auth.person import Client
from tocsin.core.clock import to_datetime
from tocsin.core.errors import TocsinError
from tocsin.mail import letters
from tocsin.mail.errors import MailNotConfigured
from tocsin.services import new_passwords, notices, trail
from tocsin.services.doorkeeper import person_without_session
from tocsin.services.named_limits import CODES, PASSWORD_RESET_ACCOUNT, PASSWORD_RESET_ADDRESS
from tocsin.services.parts import Parts
from tocsin.services.sign_in import current
from tocsin.services.ways_in import keep_password_alone
from tocsin.storage.challenges import ChallengeRepository, StoredChallenge
from tocsin.storage.database import Connection
from tocsin.storage.sessions import SessionRepository
from tocsin.storage.users import StoredUser, UserRepository

PURPOSE = "password_reset"
OPEN_MS = 30 * 60_000


class ResetRefused(TocsinError):
    """The link was used, has expired, or never was one."""

    code = "reset_refused"

    def __init__(self) -> None:
        super().__init__("This link is not good any more: ask for another one.")


class Reset(msgspec.Struct, frozen=True):
    """What stands in the link."""

    token: str
    expires_at: int

    def __repr__(self) -> str:
        return f"Reset(expires_at={self.expires_at})"


async def request(parts: Parts, email: str, client: Client, site: str) -> None:
    """Mail a link, if there is such an account: the caller is not told. `site` is where this server is reached.

    Raise MailNotConfigured, TooManyRequests.
    """
    if not parts.postman.is_working:
        raise MailNotConfigured
    await parts.limits.admitted(PASSWORD_RESET_ADDRESS, client.address)
    await parts.limits.admitted(PASSWORD_RESET_ACCOUNT, email)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        user = await UserRepository(connection).by_email(email)
        has_account = user is not None and user.disabled_at is None
        # For nobody as much is done, and its link opens nothing.
        reset = await begin(connection, user.id if user is not None and has_account else None, email, now)
    name = user.name if user is not None else ""
    letter = letters.password_reset(email, name, f"{site}/reset-password", reset.token, OPEN_MS // 60_000)
    if has_account:
        # Whether there is room for another mail is told to nobody: it would tell who has an account.
        notices.tell(parts, lambda: letter)


async def begin(connection: Connection, user_id: int | None, email: str, now: int) -> Reset:
    """A fresh link for a user, in place of any other; the caller says how it gets to them."""
    token, challenges = tokens.new_token(), ChallengeRepository(connection)
    await challenges.forget(PURPOSE, email)
    expires_at = now + OPEN_MS
    await challenges.add(
        handle_hash=tokens.hash_of(token),
        purpose=PURPOSE,
        user_id=user_id,
        subject=email,
        now=now,
        expires_at=expires_at,
    )
    return Reset(token, expires_at)


async def finish(parts: Parts, token: str, password: str, client: Client) -> str:
    """Set the password, and end every session. The browser is given a device token, so that guessers keep it out no
    more. A second factor stays, and so do other ways in, unless nobody has shown until now that the address is theirs.

    Raise ResetRefused, ValidationFailed, ….
    """
    async with parts.limits.attempt((CODES, client.address)) as attempt:
        user = await _user_of(parts, token)
        attempt.succeed()
    password_hash = await new_passwords.hashed(parts, password, [user.email, user.name])
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        held = await current(connection, user.id)
        taken = await ChallengeRepository(connection).take(tokens.hash_of(token), PURPOSE, now)
        if held is None or taken is None or taken.subject != held.email:
            raise ResetRefused
        users = UserRepository(connection)
        await users.set_password(user.id, password_hash, now)
        ended = await SessionRepository(connection).end_all(user.id, "password_reset", now)
        detail: JsonObject = {"sessions_ended": len(ended)}
        if held.email_verified_at is None:
            detail |= await keep_password_alone(connection, held)
            await users.verified(user.id, now)
        person = await person_without_session(connection, held, client)
        await trail.note_person(connection, person, now, "user.password_reset", f"user:{user.id}", detail)
    await parts.memory.changed()
    at = to_datetime(now)
    notices.tell(parts, lambda: letters.password_changed(user.email, user.name, at, client.address, client.agent))
    return parts.tokens.device_token(user.id, tokens.new_token(), now)


async def _user_of(parts: Parts, token: str) -> StoredUser:
    async with parts.database.read() as connection:
        found = await ChallengeRepository(connection).get(tokens.hash_of(token), PURPOSE, parts.clock.now_ms())
        user = await _disclosed(connection, found)
    if user is None:
        raise ResetRefused
    return user


async def _disclosed(connection: Connection, found: StoredChallenge | None) -> StoredUser | None:
    if found is None or found.user_id is None:
        return None
    return await UserRepository(connection).get(found.user_id)
