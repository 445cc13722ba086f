"""Accounts elsewhere that open one's own: listed, linked, unlinked."""

from __future__ import annotations

from tocsin.auth.oauth.provider import Identity
from tocsin.auth.person import Person
from tocsin.mail import letters
from tocsin.services import linking, notices, trail
from tocsin.services.accounts import held, subject_of
from tocsin.services.linking import Link
from tocsin.services.parts import Parts
from tocsin.services.ways_in import require_one_left
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
        await linking.add(connection, person, Link.to(provider_id, identity), now)
    linking.tell(parts, person.email, provider_id)


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
    what = f"An account at {provider_id} was unlinked: it signs you in no more."
    notices.tell(parts, lambda: letters.second_factor_changed(person.email, what))
