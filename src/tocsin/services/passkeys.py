"""A user's passkeys: added, named and taken away by the user."""

from __future__ import annotations

import msgspec

from tocsin.auth.configs import JsonObject
from tocsin.auth.person import Person
from tocsin.auth.relying_parties import relying_party
from tocsin.core.errors import Conflict, NotFound, Unauthenticated
from tocsin.mail import letters
from tocsin.services import notices, passkey_library, trail
from tocsin.services.accounts import held, subject_of
from tocsin.services.parts import Parts
from tocsin.services.passkey_challenges import Begun, Challenge, Purpose, challenge_of, new_challenge, use
from tocsin.services.ways_in import require_one_left
from tocsin.storage.database import Connection
from tocsin.storage.passkeys import PasskeyRepository, StoredPasskey
from tocsin.storage.users import UserRepository

MOST = 20
_OVER = "This was begun too long ago, or is done already: begin again."


async def list_own(parts: Parts, person: Person) -> list[StoredPasskey]:
    """Oldest first."""
    async with parts.database.read() as connection:
        return await PasskeyRepository(connection).of_user(person.user_id)


async def begin(parts: Parts, person: Person, origin: str) -> Begun:
    """What the browser is to be asked. Raise ReauthenticationRequired, ValidationFailed, Conflict."""
    person.require_recent(parts.clock.now_ms())
    party = relying_party(origin)
    async with parts.database.read() as connection:
        user = await UserRepository(connection).get(person.user_id)
        passkeys = await _fewer_than_most(connection, person)
    if user is None:
        raise Unauthenticated("This session has ended: sign in again.")
    await passkey_library.loaded()
    challenge = new_challenge(parts, Purpose.REGISTRATION, person.user_id, person.session_id)
    existing = [one.credential_id for one in passkeys]
    options = passkey_library.registration_options(
        party, user.passkey_handle, user.email, user.name, challenge.bytes, existing
    )
    return challenge.offered(options)


async def add(
    parts: Parts, person: Person, origin: str, handle: str, name: str, credential: JsonObject
) -> StoredPasskey:
    """Raise PasskeyRefused, Conflict, ValidationFailed."""
    party = relying_party(origin)
    await passkey_library.loaded()
    challenge = challenge_of(parts, handle, Purpose.REGISTRATION, person.user_id, person.session_id)
    if challenge is None:
        raise passkey_library.PasskeyRefused(_OVER)
    made = passkey_library.verified_registration(party, credential, challenge.bytes)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await _begin_change(connection, person, challenge, now)
        fields = msgspec.structs.asdict(made)
        stored = await PasskeyRepository(connection).add(person.user_id, **fields, name=name, now=now)
        await _note(connection, person, now, "passkey.added", stored.id, {"name": name})
    _tell(parts, person, f"A passkey was added: {name}.")
    return stored


async def rename(parts: Parts, person: Person, passkey_id: int, name: str) -> StoredPasskey:
    """Raise NotFound."""
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        stored = await _own(connection, person, passkey_id)
        await PasskeyRepository(connection).rename(person.user_id, passkey_id, name)
        await _note(connection, person, now, "passkey.renamed", passkey_id, trail.change("name", stored.name, name))
    return msgspec.structs.replace(stored, name=name)


async def remove(parts: Parts, person: Person, passkey_id: int) -> None:
    """Raise ReauthenticationRequired, NotFound, and Conflict for the last way into the account."""
    now = parts.clock.now_ms()
    person.require_recent(now)
    async with parts.database.write() as connection:
        await held(connection, person)
        stored = await _own(connection, person, passkey_id)
        await PasskeyRepository(connection).remove(person.user_id, passkey_id)
        await require_one_left(connection, person.user_id)
        await _note(connection, person, now, "passkey.removed", passkey_id, {"name": stored.name})
    _tell(parts, person, f"A passkey was removed: {stored.name}.")


async def _begin_change(connection: Connection, person: Person, challenge: Challenge, now: int) -> None:
    """Others that add one wait, so that they count this one."""
    await held(connection, person)
    await _fewer_than_most(connection, person)
    if not await use(connection, challenge, now):
        raise passkey_library.PasskeyRefused(_OVER)


async def _fewer_than_most(connection: Connection, person: Person) -> list[StoredPasskey]:
    passkeys = await PasskeyRepository(connection).of_user(person.user_id)
    if len(passkeys) >= MOST:
        raise Conflict(f"An account has {MOST} passkeys at most: remove one that is not used any more.")
    return passkeys


async def _own(connection: Connection, person: Person, passkey_id: int) -> StoredPasskey:
    for passkey in await PasskeyRepository(connection).of_user(person.user_id):
        if passkey.id == passkey_id:
            return passkey
    raise NotFound(f"There is no passkey {passkey_id}.")


async def _note(
    connection: Connection, person: Person, now: int, action: str, passkey_id: int, detail: JsonObject
) -> None:
    named = {"passkey_id": passkey_id, **detail}
    await trail.note_person(connection, person, now, action, subject_of(person), named)


def _tell(parts: Parts, person: Person, what: str) -> None:
    notices.tell(parts, lambda: letters.second_factor_changed(person.email, what))
