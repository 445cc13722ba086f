"""One's own account: shown, renamed, given another password, deleted. What is sensitive wants a recent proof."""

from __future__ import annotations

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.person import Person
from tocsin.core.clock import to_datetime
from tocsin.core.errors import FieldError, Unauthenticated, ValidationFailed
from tocsin.mail import letters
from tocsin.services import new_passwords, notices, rotations, sessions, trail
from tocsin.services.parts import Parts
from tocsin.services.sign_in import current
from tocsin.services.ways_in import require_one_left
from tocsin.storage.database import Connection
from tocsin.storage.identities import IdentityRepository
from tocsin.storage.passkeys import PasskeyRepository
from tocsin.storage.recovery_codes import RecoveryCodeRepository
from tocsin.storage.users import StoredUser, UserRepository


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A user, and by what they may sign in."""

    user: StoredUser
    passkeys: int
    identities: int
    recovery_codes_left: int


async def show(parts: Parts, person: Person) -> Account:
    async with parts.database.read() as connection:
        user = await UserRepository(connection).get(person.user_id)
        if user is None:
            raise _gone()
        return Account(
            user=user,
            passkeys=len(await PasskeyRepository(connection).of_user(user.id)),
            identities=len(await IdentityRepository(connection).of_user(user.id)),
            recovery_codes_left=await RecoveryCodeRepository(connection).left(user.id),
        )


async def rename(parts: Parts, person: Person, name: str) -> None:
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        before = (await held(connection, person)).name
        await UserRepository(connection).rename(person.user_id, name)
        detail = trail.change("name", before, name)
        await trail.note_person(connection, person, now, "user.updated", subject_of(person), detail)
    await parts.memory.changed()


async def set_password(parts: Parts, person: Person, password: str) -> int:
    """The first or another one; how many other sessions have ended. Raise ReauthenticationRequired, …."""
    now = parts.clock.now_ms()
    person.require_recent(now)
    password_hash = await new_passwords.hashed(parts, password, [person.email, person.name])
    async with parts.database.write() as connection:
        await held(connection, person)
        await UserRepository(connection).set_password(person.user_id, password_hash, now)
        ended = await sessions.end_all(connection, person, now, "password_changed")
        await trail.note_person(connection, person, now, "user.password_changed", subject_of(person))
    await parts.memory.changed()
    _tell_of_password(parts, person, now)
    return ended


async def remove_password(parts: Parts, person: Person) -> None:
    """Whoever has a passkey or an identity needs none. Raise ReauthenticationRequired, Conflict for the last way in."""
    now = parts.clock.now_ms()
    person.require_recent(now)
    async with parts.database.write() as connection:
        await held(connection, person)
        await UserRepository(connection).set_password(person.user_id, None, now)
        await require_one_left(connection, person.user_id)
        await sessions.end_all(connection, person, now, "password_changed")
        await trail.note_person(connection, person, now, "user.password_removed", subject_of(person))
    await parts.memory.changed()
    _tell_of_password(parts, person, now)


async def delete(parts: Parts, person: Person, email: str) -> None:
    """With all ways in, sessions and memberships. `email` is typed to be sure.

    Raise ReauthenticationRequired, ValidationFailed, and Conflict for who owns a workspace.
    """
    now = parts.clock.now_ms()
    person.require_recent(now)
    if email != person.email:
        error = FieldError("/email", "must be the address of the account that is to be deleted")
        raise ValidationFailed("This is not your address.", errors=[error])
    async with parts.database.write() as connection:
        await held(connection, person)
        await trail.note_person(connection, person, now, "user.deleted", subject_of(person))
        await rotations.leave_everywhere(connection, person.user_id, lambda one: _doing_so(person, one), now)
        await UserRepository(connection).delete(person.user_id)
    await parts.memory.changed()


async def held(connection: Connection, person: Person) -> StoredUser:
    """As it is now; nobody else changes it until the transaction ends. Raise Unauthenticated."""
    user = await current(connection, person.user_id)
    if user is None:
        raise _gone()
    return user


def subject_of(person: Person) -> str:
    return f"user:{person.user_id}"


def _doing_so(person: Person, workspace_id: int) -> Actor:
    """In a deleted workspace too, in which they may do nothing."""
    return Actor(workspace_id, person.actor_name, frozenset(), person.user_id, person.client.address)


def _tell_of_password(parts: Parts, person: Person, now: int) -> None:
    at, client = to_datetime(now), person.client
    notices.tell(parts, lambda: letters.password_changed(person.email, person.name, at, client.address, client.agent))


def _gone() -> Unauthenticated:
    return Unauthenticated("This session has ended: sign in again.")
