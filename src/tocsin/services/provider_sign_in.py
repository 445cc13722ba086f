"""Signing in at a provider: whom it vouches for becomes a user here, or is one already.

A provider's account opens an account here when it was linked to it, or when both have the same e-mail address and both
have shown that it is theirs. Somebody who has only typed an address here, or there, gets nobody's account by it.
"""

from __future__ import annotations

import secrets

import msgspec

from tocsin.auth import tokens
from tocsin.auth.emails import normal_email
from tocsin.auth.oauth.provider import Identity, SignInRefused
from tocsin.core.accounts import SignUp
from tocsin.services import linking, second_factor, set_up, trail, workspaces
from tocsin.services.arrivals import Browser, SignedIn, notify, welcome
from tocsin.services.doorkeeper import person_without_session
from tocsin.services.linking import Link
from tocsin.services.parts import Parts
from tocsin.services.second_factor import CodeWanted
from tocsin.services.sign_in import current
from tocsin.services.sign_up import SignUpClosed
from tocsin.storage.database import Connection
from tocsin.storage.identities import IdentityRepository
from tocsin.storage.invitations import InvitationRepository
from tocsin.storage.users import StoredUser, UserRepository

LONGEST_NAME = 200


async def arrive(parts: Parts, provider_id: str, identity: Identity, browser: Browser) -> SignedIn | CodeWanted:
    """Raise SignInRefused, SignUpClosed."""
    now, wanted = parts.clock.now_ms(), Link.to(provider_id, identity)
    async with parts.database.write() as connection:
        user, link = await _known(connection, identity, now), None
        if user is None:
            email = _vouched(identity)
            user, link = await _of_address(connection, email), wanted
            if user is None:
                user, link = await _made(parts, connection, email, identity.name, wanted, browser, now), None
        arrived = await _let_in(parts, connection, user, link, f"provider:{provider_id}", browser, now)
    if isinstance(arrived, SignedIn):
        notify(parts, arrived)
        if arrived.linked is not None:
            linking.tell(parts, user.email, arrived.linked)
    return arrived


async def _known(connection: Connection, identity: Identity, now: int) -> StoredUser | None:
    """Whose account was linked."""
    linked = IdentityRepository(connection)
    found = await linked.find(identity.issuer, identity.subject)
    if found is None:
        return None
    await linked.used(found.id, identity.email or found.email, now)
    return await UserRepository(connection).get(found.user_id)


async def _of_address(connection: Connection, email: str) -> StoredUser | None:
    """Raise SignInRefused where it may not be theirs."""
    user = await UserRepository(connection).by_email(email)
    if user is not None and user.email_verified_at is None:
        raise SignInRefused(
            "There is an account with this address, which has never shown that the address is its own. Sign in to it "
            "by password, and link the provider there."
        )
    return user


async def _let_in(
    parts: Parts,
    connection: Connection,
    user: StoredUser,
    link: Link | None,
    way: str,
    browser: Browser,
    now: int,
) -> SignedIn | CodeWanted:
    """Linked where it is to be, but not before a second factor was shown. Raise SignInRefused."""
    held = await current(connection, user.id)
    if held is None:
        raise SignInRefused("This account may not sign in: ask this server's operator.")
    if second_factor.is_wanted(held):
        return await second_factor.ask(connection, held, way, now, link=link)
    signed_in = await welcome(parts, connection, held, way, browser, now)
    if link is None:
        return signed_in
    await linking.add(connection, signed_in.opened.person, link, now)
    return msgspec.structs.replace(signed_in, linked=link.provider)


def _vouched(identity: Identity) -> str:
    """The address that the provider has seen to be theirs. Raise SignInRefused."""
    if identity.email is None or not identity.is_email_verified:
        raise SignInRefused(
            "The provider does not say that your e-mail address is yours. Have it verified there, or sign in in "
            "another way and link the provider in your account."
        )
    try:
        return normal_email(identity.email)
    except ValueError:
        raise SignInRefused("The provider names an e-mail address that is none.") from None


async def _made(
    parts: Parts, connection: Connection, email: str, name: str, link: Link, browser: Browser, now: int
) -> StoredUser:
    """An account of their own, linked. Raise SignUpClosed for whom none is meant, Conflict before the set-up."""
    await set_up.require_done(connection)
    policy = parts.accounts.sign_up
    is_invited = bool(await InvitationRepository(connection).pending_for(email, now))
    if policy == SignUp.CLOSED or (policy == SignUp.INVITATION and not is_invited):
        raise SignUpClosed(f"There is no account with the address {email}, and nobody gets one here by themselves.")
    user = await UserRepository(connection).create(
        email=email,
        name=name[:LONGEST_NAME],
        password_hash=None,
        email_verified_at=now,
        passkey_handle=secrets.token_bytes(tokens.TOKEN_BYTES),
        now=now,
    )
    person = await person_without_session(connection, user, browser.client)
    await trail.note_person(connection, person, now, "user.created", f"user:{user.id}")
    await linking.add(connection, person, link, now)
    if policy == SignUp.OPEN and parts.accounts.workspaces_per_user and not is_invited:
        own, address = f"{user.name}'s workspace", browser.client.address
        await workspaces.found(connection, own, user.id, f"user:{user.email}", address, now)
    return user
