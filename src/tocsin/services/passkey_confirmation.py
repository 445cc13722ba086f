"""Confirming by passkey that it is still who signed in, before something sensitive is changed."""

from __future__ import annotations

from tocsin.auth.configs import JsonObject
from tocsin.auth.person import Person
from tocsin.auth.relying_parties import relying_party
from tocsin.core.errors import Conflict
from tocsin.services import passkey_library
from tocsin.services.confirmation import ConfirmationFailed
from tocsin.services.parts import Parts
from tocsin.services.passkey_challenges import Begun, Challenge, Purpose, challenge_of, new_challenge, use
from tocsin.services.passkey_use import Signed, count_on, signed_by
from tocsin.services.sessions import authenticated_again
from tocsin.services.sign_in import current
from tocsin.storage.database import Connection
from tocsin.storage.passkeys import PasskeyRepository


async def begin(parts: Parts, person: Person, origin: str) -> Begun:
    """For any of one's own. Raise Conflict where there is none, ValidationFailed."""
    party = relying_party(origin)
    async with parts.database.read() as connection:
        own = [one.credential_id for one in await PasskeyRepository(connection).of_user(person.user_id)]
    if not own:
        raise Conflict("This account has no passkey.")
    await passkey_library.loaded()
    challenge = new_challenge(parts, Purpose.CONFIRMATION, person.user_id, person.session_id)
    return challenge.offered(passkey_library.sign_in_options(party, challenge.bytes, own))


async def confirm(parts: Parts, person: Person, origin: str, handle: str, credential: JsonObject) -> None:
    """Raise ConfirmationFailed, ValidationFailed."""
    party = relying_party(origin)
    challenge = challenge_of(parts, handle, Purpose.CONFIRMATION, person.user_id, person.session_id)
    if challenge is None:
        raise _over()
    signed = await signed_by(parts, party, challenge, credential, person.client)
    if signed is None:
        raise _failed()
    async with parts.database.write() as connection:
        refusal = await _confirm(parts, connection, person, challenge, signed)
    if refusal is not None:
        raise refusal
    await parts.memory.changed()


async def _confirm(
    parts: Parts, connection: Connection, person: Person, challenge: Challenge, signed: Signed
) -> ConfirmationFailed | None:
    """What is wrong is returned and not raised: what the trail is told is to be committed."""
    now = parts.clock.now_ms()
    user = await current(connection, person.user_id)
    if user is None or not signed.is_of(user):
        return _failed()
    if not await use(connection, challenge, now):
        return _over()
    if not await count_on(connection, signed, person.client, now):
        return _failed()
    await authenticated_again(parts, connection, person, now)
    return None


def _over() -> ConfirmationFailed:
    return ConfirmationFailed("/handle", "was begun too long ago, or is used already: begin again")


def _failed() -> ConfirmationFailed:
    return ConfirmationFailed("/credential", "is not from a passkey of yours, or does not hold")
