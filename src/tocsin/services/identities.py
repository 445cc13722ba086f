"""Accounts elsewhere that open one's own: listed, linked, unlinked."""

from __future__ import annotations

from tocsin.auth.oauth.provider import Identity
from tocsin.auth.person import Person
from tocsin.mail import letters
from tocsin.services import notices, trail
from tocsin.services.accounts import held, subject_of
from tocsin.services.parts import Parts
from tocsin.services.ways_in import require_one_left
from tocsin.storage.database import Connection
from tocsin.storage.identities import IdentityRepository, StoredIdentity


async def list_own(parts: Parts, person: Person) -> list[StoredIdentity]:
    """Oldest first."""
    async with parts.database.read() as connection:
        return await IdentityRepository(connection).of_user(person.user_id)


async def link(parts: Parts, person: Person, provider_id: str, identity: Identity) -> None:
    """From now on it opens this account. Raise Conflict when it opens one already."""
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await held(connection, person)
        await add(connection, person, provider_id, identity, now)
    tell_of_link(parts, person.email, provider_id)


async def add(connection: Connection, person: Person, provider_id: str, identity: Identity, now: int) -> StoredIdentity:
    """In the caller's transaction. Raise Conflict."""
    added = await IdentityRepository(connection).add(
        person.user_id,
        provider=provider_id,
        issuer=identity.issuer,
        subject=identity.subject,
        email=identity.email or "",
        now=now,
    )
    await trail.note_person(
        connection, person, now, "user.identity_linked", subject_of(person), {"provider": provider_id}
    )
    return added


async def remove(parts: Parts, person: Person, identity_id: int) -> None:
    """Raise ReauthenticationRequired, NotFound, and Conflict for the last way in."""
    now = parts.clock.now_ms()
    person.require_recent(now)
    async with parts.database.write() as connection:
        await held(connection, person)
        linked = await IdentityRepository(connection).of_user(person.user_id)
        await IdentityRepository(connection).remove(person.user_id, identity_id)
        await require_one_left(connection, person.user_id)
        detail = {"identity": identity_id}
        await trail.note_person(connection, person, now, "user.identity_removed", subject_of(person), {**detail})
    (provider_id,) = (one.provider for one in linked if one.id == identity_id)
    _tell(parts, person.email, f"An account at {provider_id} was unlinked: it signs you in no more.")


def tell_of_link(parts: Parts, email: str, provider_id: str) -> None:
    """After the commit, for it may be somebody else's account there."""
    _tell(parts, email, f"An account at {provider_id} was linked: whoever has it signs in with it from now on.")


def _tell(parts: Parts, email: str, what: str) -> None:
    notices.tell(parts, lambda: letters.second_factor_changed(email, what))
