"""An authenticator app as the second factor: begun, confirmed by its first code, taken away."""

from __future__ import annotations

import asyncio

import msgspec

from tocsin.auth import totp
from tocsin.auth.person import Person
from tocsin.core.errors import Conflict, FieldError, NotFound, ValidationFailed
from tocsin.mail import letters
from tocsin.services import notices, recovery_codes, trail
from tocsin.services.accounts import held, subject_of
from tocsin.services.named_limits import SECOND_FACTOR
from tocsin.services.parts import Parts
from tocsin.services.second_factor import is_wanted
from tocsin.storage.database import Connection
from tocsin.storage.recovery_codes import RecoveryCodeRepository
from tocsin.storage.users import StoredUser, UserRepository


class Enrolment(msgspec.Struct, frozen=True):
    """The secret for the app, three times: to be typed, to be opened on the device, to be scanned."""

    secret: str
    uri: str
    qr_svg: str

    def __repr__(self) -> str:
        return "Enrolment(…)"


async def begin(parts: Parts, person: Person) -> Enrolment:
    """A fresh secret, which counts once it is confirmed. Raise ReauthenticationRequired, Conflict."""
    now, secret = parts.clock.now_ms(), totp.new_secret()
    person.require_recent(now)
    async with parts.database.write() as connection:
        user = await held(connection, person)
        # One that is not confirmed must not take the place of one that is: a password alone would do meanwhile.
        if is_wanted(user):
            raise Conflict("There is an authenticator app already: remove it first.")
        await UserRepository(connection).set_totp(user.id, parts.box.encrypt(secret), None)
        await trail.note_person(connection, person, now, "totp.begun", subject_of(person))
    uri = totp.provisioning_uri(secret, user.email)
    return Enrolment(secret, uri, await asyncio.to_thread(totp.qr_svg, uri))


async def confirm(parts: Parts, person: Person, code: str) -> list[str]:
    """The app counts from now on. Gives ten recovery codes, to be shown once.

    Raise ReauthenticationRequired, Conflict, ValidationFailed for a wrong code, TooManyRequests.
    """
    now = parts.clock.now_ms()
    person.require_recent(now)
    async with parts.limits.attempt((SECOND_FACTOR, person.user_id, f"session {person.session_id}")) as attempt:
        async with parts.database.write() as connection:
            user = await held(connection, person)
            await _confirm(parts, connection, user, code, now)
            codes = await recovery_codes.fresh(connection, user.id)
            await trail.note_person(connection, person, now, "totp.added", subject_of(person))
        attempt.succeed()
    _tell(parts, person, "An authenticator app was added.")
    return codes


async def remove(parts: Parts, person: Person) -> None:
    """With its recovery codes. Raise ReauthenticationRequired, NotFound."""
    now = parts.clock.now_ms()
    person.require_recent(now)
    async with parts.database.write() as connection:
        user = await held(connection, person)
        if user.totp_secret is None:
            raise NotFound("There is no authenticator app.")
        await UserRepository(connection).set_totp(user.id, None, None)
        await RecoveryCodeRepository(connection).clear(user.id)
        await trail.note_person(connection, person, now, "totp.removed", subject_of(person))
    if is_wanted(user):
        _tell(parts, person, "The authenticator app was removed, and the recovery codes with it.")


async def _confirm(parts: Parts, connection: Connection, user: StoredUser, code: str, now: int) -> None:
    if user.totp_secret is None or is_wanted(user):
        raise Conflict("There is no authenticator app that waits to be confirmed.")
    step = totp.matched_step(parts.box.decrypt(user.totp_secret), code, now, None)
    if step is None:
        wrong = FieldError("/code", "is wrong: the app shows a new one every half minute, if its clock is right")
        raise ValidationFailed("The code is wrong.", errors=[wrong])
    users = UserRepository(connection)
    await users.set_totp(user.id, user.totp_secret, now)
    await users.use_totp_step(user.id, step)


def _tell(parts: Parts, person: Person, what: str) -> None:
    notices.tell(parts, lambda: letters.second_factor_changed(person.email, what))
