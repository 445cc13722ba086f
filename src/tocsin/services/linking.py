"""Linking an account at a provider to one's own: at once, or once the second factor was shown."""

from __future__ import annotations

import msgspec

from tocsin.auth.oauth.provider import Identity
from tocsin.auth.person import Person
from tocsin.mail import letters
from tocsin.services import notices, trail
from tocsin.services.parts import Parts
from tocsin.storage.database import Connection
from tocsin.storage.identities import IdentityRepository


class Link(msgspec.Struct, frozen=True):
    """What is to open an account from then on. `email` is what the provider says of it, for showing."""

    provider: str
    issuer: str
    subject: str
    email: str

    @classmethod
    def to(cls, provider_id: str, identity: Identity) -> Link:
        return cls(provider_id, identity.issuer, identity.subject, identity.email or "")

    def __repr__(self) -> str:
        return f"Link({self.provider!r})"


async def add(connection: Connection, person: Person, link: Link, now: int) -> None:
    """In the caller's transaction, after which `tell` is to be called. Raise Conflict when it opens an account."""
    await IdentityRepository(connection).add(
        person.user_id,
        provider=link.provider,
        issuer=link.issuer,
        subject=link.subject,
        email=link.email,
        now=now,
    )
    subject, detail = f"user:{person.user_id}", {"provider": link.provider}
    await trail.note_person(connection, person, now, "user.identity_linked", subject, {**detail})


async def add_if_new(connection: Connection, person: Person, link: Link, now: int) -> bool:
    """False when it opens this account already. Raise Conflict when it opens another one."""
    found = await IdentityRepository(connection).find(link.issuer, link.subject)
    if found is not None and found.user_id == person.user_id:
        return False
    await add(connection, person, link, now)
    return True


def tell(parts: Parts, email: str, provider_id: str) -> None:
    """After the commit, for it may be somebody else's account there."""
    what = f"An account at {provider_id} was linked: whoever has it signs in with it from now on."
    notices.tell(parts, lambda: letters.second_factor_changed(email, what))
