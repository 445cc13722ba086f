"""Signing up, where everybody may: an account is made once its address has shown that it is its user's.

Until then there is no account, only what was asked for, by the browser that has asked. So nobody can take an address
that is not theirs, or have somebody else's confirmation open an account with a password of their own; and whoever signs
up learns nothing of who has an account: an address that has one is told so by mail.
"""

from __future__ import annotations

import secrets

import msgspec

from tocsin.auth import tokens
from tocsin.core.accounts import SignUp
from tocsin.core.errors import Conflict, PermissionDenied
from tocsin.mail import letters
from tocsin.mail.errors import MailNotConfigured
from tocsin.services import mailed_codes, new_passwords, set_up, trail, workspaces
from tocsin.services.arrivals import Browser, SignedIn, welcome
from tocsin.services.mailed_codes import OPEN_MINUTES, OPEN_MS, CodeMailed, CodeRefused, Fresh
from tocsin.services.named_limits import CODES, SIGN_UP_ADDRESS, SIGN_UP_EMAIL
from tocsin.services.parts import Parts
from tocsin.storage.challenges import ChallengeRepository, StoredChallenge
from tocsin.storage.database import Connection
from tocsin.storage.users import StoredUser, UserRepository

PURPOSE = "sign_up"
WAY = "sign-up"


class SignUpClosed(PermissionDenied):
    """Not everybody gets an account here."""

    code = "sign_up_closed"


class NewUser(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants an account. The e-mail is normalised."""

    email: str
    name: str
    password: str

    def __repr__(self) -> str:
        return "NewUser(…)"


async def begin(parts: Parts, wanted: NewUser, browser: Browser, site: str) -> CodeMailed:
    """Mail a code to the address. `site` is where this server is reached, without a slash at its end.

    Raise SignUpClosed, MailNotConfigured, ValidationFailed for a weak password, TooManyRequests.
    """
    require_open(parts)
    if not parts.postman.is_working:
        raise MailNotConfigured
    await parts.limits.admitted(SIGN_UP_ADDRESS, browser.client.address)
    await parts.limits.admitted(SIGN_UP_EMAIL, wanted.email)
    password_hash = await new_passwords.hashed(parts, wanted.password, [wanted.email, wanted.name])
    fresh, now = Fresh.made(), parts.clock.now_ms()
    async with parts.database.write() as connection:
        await set_up.require_done(connection)
        is_known = await UserRepository(connection).by_email(wanted.email) is not None
        await ChallengeRepository(connection).add(
            handle_hash=fresh.handle_hash,
            purpose=PURPOSE,
            subject=wanted.email,
            code_hash=fresh.code_hash,
            payload={"name": wanted.name, "password_hash": parts.box.encrypt(password_hash)},
            now=now,
            expires_at=now + OPEN_MS,
        )
    # The code for an address that has an account is told to nobody.
    known = letters.account_exists(wanted.email, f"{site}/sign-in", f"{site}/forgot-password")
    unknown = letters.sign_up_code(wanted.email, fresh.code, OPEN_MINUTES)
    parts.postman.post(known if is_known else unknown)
    return CodeMailed(fresh.handle, now + OPEN_MS)


async def confirm(parts: Parts, handle: str, code: str, browser: Browser) -> SignedIn:
    """Make the account, and a workspace for it where users may have one. Raise SignUpClosed, CodeRefused, …."""
    require_open(parts)
    async with parts.limits.attempt((CODES, browser.client.address)) as attempt:
        challenge = await mailed_codes.attempted(parts, handle, code, PURPOSE)
        attempt.succeed()
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await mailed_codes.take(connection, challenge, now)
        user = await _made(parts, connection, challenge, now)
        if parts.accounts.workspaces_per_user:
            name, address = f"{user.name}'s workspace", browser.client.address
            await workspaces.found(connection, name, user.id, f"user:{user.email}", address, now)
        signed_in = await welcome(parts, connection, user, WAY, browser, now)
        await trail.note_person(connection, signed_in.opened.person, now, "user.created", f"user:{user.id}")
    return signed_in


def require_open(parts: Parts) -> None:
    """Raise SignUpClosed."""
    if parts.accounts.sign_up != SignUp.OPEN:
        how = "by invitation" if parts.accounts.sign_up == SignUp.INVITATION else "by this server's operator"
        raise SignUpClosed(f"Nobody signs up here by themselves: accounts are given {how}.")


async def _made(parts: Parts, connection: Connection, challenge: StoredChallenge, now: int) -> StoredUser:
    try:
        return await UserRepository(connection).create(
            email=challenge.subject,
            name=str(challenge.payload["name"]),
            password_hash=parts.box.decrypt(str(challenge.payload["password_hash"])),
            email_verified_at=now,
            passkey_handle=secrets.token_bytes(tokens.TOKEN_BYTES),
            now=now,
        )
    except Conflict as error:
        raise CodeRefused("There is an account with this address by now: sign in.") from error
