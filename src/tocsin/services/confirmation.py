"""Confirming that it is still who signed in, before something sensitive is changed."""

from __future__ import annotations

from tocsin.auth.person import Person
from tocsin.core.errors import FieldError, Unauthenticated, ValidationFailed
from tocsin.services.named_limits import SECOND_FACTOR, SIGN_IN_DEVICE
from tocsin.services.parts import Parts
from tocsin.services.second_factor import note_use, proof_by, tell_of_use
from tocsin.services.sessions import authenticated_again
from tocsin.services.sign_in import current
from tocsin.storage.users import UserRepository


class ConfirmationFailed(ValidationFailed):
    """What was sent does not prove it; the session goes on as it was."""

    code = "confirmation_failed"

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__("This does not confirm that it is you.", errors=[FieldError(pointer, message)])


async def by_password(parts: Parts, person: Person, password: str) -> None:
    """Raise ConfirmationFailed, TooManyRequests: one session has as many guesses as a browser that is known."""
    async with parts.limits.attempt((SIGN_IN_DEVICE, person.user_id, _session_of(person))) as attempt:
        async with parts.database.read() as connection:
            user = await UserRepository(connection).get(person.user_id)
        stored = user.password_hash if user is not None else None
        verified = await parts.passwords.verify(password, stored)
        if not verified.is_right:
            parts.failed_sign_ins.note(person.user_id, person.client, "confirmation by password")
            raise ConfirmationFailed("/password", "is wrong")
        now = parts.clock.now_ms()
        async with parts.database.write() as connection:
            user = await current(connection, person.user_id)
            if user is None or user.password_hash != stored:
                raise ConfirmationFailed("/password", "was changed a moment ago")
            if verified.new_hash is not None and stored is not None:
                await UserRepository(connection).rehash(user.id, stored, verified.new_hash)
            await authenticated_again(parts, connection, person, now)
        attempt.succeed()
    await parts.memory.changed()


async def by_code(parts: Parts, person: Person, code: str) -> None:
    """By the second factor. Raise ConfirmationFailed, TooManyRequests."""
    async with parts.limits.attempt((SECOND_FACTOR, person.user_id, _session_of(person))) as attempt:
        now, left = parts.clock.now_ms(), None
        async with parts.database.write() as connection:
            user = await current(connection, person.user_id)
            if user is None:
                raise Unauthenticated("This session has ended: sign in again.")
            proof = await proof_by(parts, connection, user, code, now)
            if proof is not None:
                await authenticated_again(parts, connection, person, now)
                left = await note_use(connection, person, proof, now)
        if proof is None:
            parts.failed_sign_ins.note(person.user_id, person.client, "confirmation by code")
            raise ConfirmationFailed("/code", "is wrong or was used before")
        attempt.succeed()
    await parts.memory.changed()
    tell_of_use(parts, person, left)


def _session_of(person: Person) -> str:
    return f"session {person.session_id}"
