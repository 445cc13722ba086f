"""Accepting an invitation: with the account that one has, or with one that is made for it.

An invitation to an e-mail address is for the account of that address alone; one without is for whoever has its link.
Each is good once.
"""

from __future__ import annotations

import secrets

import msgspec

from tocsin.auth import tokens
from tocsin.auth.actor import Actor
from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, Permission, Role
from tocsin.auth.person import Person
from tocsin.core.accounts import SignUp
from tocsin.core.errors import Conflict, FieldError, NotFound, PermissionDenied, ValidationFailed
from tocsin.services import new_passwords, set_up, trail
from tocsin.services.arrivals import Browser, SignedIn, welcome
from tocsin.services.invitations import read_token
from tocsin.services.named_limits import SIGN_UP_ADDRESS
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.invitations import InvitationRepository, StoredInvitation
from tocsin.storage.memberships import MOST as MOST_MEMBERS
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.users import StoredUser, UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

WAY = "invitation"
_SIGN_IN_FIRST = "There is an account with this e-mail address: sign in, and accept the invitation then."
_UNKNOWN = "There is no such invitation: was the whole of the link copied?"


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """Who has no account yet. The e-mail is normalised; it may be left out where the invitation has one."""

    name: str
    password: str
    email: str | None = None

    def __repr__(self) -> str:
        return "Newcomer(…)"


async def look(parts: Parts, token: str) -> StoredInvitation:
    """What somebody is invited to. Raise NotFound, with the reason."""
    async with parts.database.read() as connection:
        return await _open_invitation(connection, token, parts.clock.now_ms())


async def join(parts: Parts, person: Person, token: str) -> StoredInvitation:
    """With the account of who is signed in. Raise NotFound, PermissionDenied, Conflict for a member."""
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        stored = await _open_invitation(connection, token, now)
        if stored.email not in {None, person.email}:
            raise PermissionDenied(
                f"This invitation is for {stored.email}, and you are signed in as {person.email}: "
                "sign in with the other account, or ask for an invitation to this one."
            )
        if read_token(token).proves(parts, stored.email):
            await UserRepository(connection).verified(person.user_id, now)
        actor = _actor(stored, person.email, person.user_id, person.client.address)
        await _admit(connection, stored, actor, person.user_id, now)
    await parts.memory.changed()
    return stored


async def register(parts: Parts, newcomer: Newcomer, token: str, browser: Browser) -> tuple[StoredInvitation, SignedIn]:
    """Make an account, join, and be signed in.

    Raise NotFound, PermissionDenied when strangers get no account here, ValidationFailed, Conflict when there is an
    account with the address, TooManyRequests.
    """
    if parts.accounts.sign_up == SignUp.CLOSED:
        raise PermissionDenied("Accounts are made by this server's operator: ask for one, sign in, and accept then.")
    email = await _address(parts, newcomer, token)
    await parts.limits.admitted(SIGN_UP_ADDRESS, browser.client.address)
    await _require_unknown(parts, email)
    password_hash = await new_passwords.hashed(parts, newcomer.password, [email, newcomer.name])
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        stored = await _open_invitation(connection, token, now)
        is_verified = read_token(token).proves(parts, stored.email)
        user = await _made(connection, email, newcomer.name, password_hash, now if is_verified else None, now)
        await _admit(connection, stored, _actor(stored, email, user.id, browser.client.address), user.id, now)
        signed_in = await welcome(parts, connection, user, WAY, browser, now)
        await trail.note_person(connection, signed_in.opened.person, now, "user.created", f"user:{user.id}")
    await parts.memory.changed()
    return stored, signed_in


async def _open_invitation(connection: Connection, token: str, now: int) -> StoredInvitation:
    """Raise NotFound for one that cannot be accepted: whoever has the token may know why."""
    found = await InvitationRepository(connection).by_hash(read_token(token).hash)
    if found is None:
        raise NotFound(_UNKNOWN)
    if found.accepted_at is not None:
        raise NotFound("This invitation was accepted already. Each is good once.")
    if found.revoked_at is not None or not await _is_backed(connection, found):
        raise NotFound("This invitation was withdrawn: ask for another one.")
    if found.expires_at <= now:
        raise NotFound("This invitation has expired: ask for another one.")
    return found


async def _is_backed(connection: Connection, found: StoredInvitation) -> bool:
    """Whoever has invited may still do so. An API key's invitations go and end with the key."""
    if found.inviter_id is None:
        return True
    inviter = await MembershipRepository(connection).get(found.workspace_id, found.inviter_id)
    if inviter is None or inviter.is_disabled:
        return False
    may = PERMISSIONS_OF_ROLE[Role(inviter.role)]
    return Permission.MEMBERS_WRITE in may and PERMISSIONS_OF_ROLE[Role(found.role)] <= may


async def _address(parts: Parts, newcomer: Newcomer, token: str) -> str:
    """The new account's. Raise ValidationFailed, and Conflict before the server is set up."""
    async with parts.database.read() as connection:
        await set_up.require_done(connection)
        stored = await _open_invitation(connection, token, parts.clock.now_ms())
        email = stored.email or newcomer.email
        if email is None:
            error = FieldError("/email", "is required: the invitation names none")
            raise ValidationFailed("An account needs an e-mail address.", errors=[error])
        if newcomer.email not in {None, email}:
            error = FieldError("/email", f"must be {email}, which the invitation is for, or be left out")
            raise ValidationFailed("The invitation is for another address.", errors=[error])
    return email


async def _require_unknown(parts: Parts, email: str) -> None:
    """Whoever has a link to nobody in particular could ask so of every address: ask after the limit."""
    async with parts.database.read() as connection:
        if await UserRepository(connection).by_email(email) is not None:
            raise Conflict(_SIGN_IN_FIRST)


async def _made(
    connection: Connection, email: str, name: str, password_hash: str, verified_at: int | None, now: int
) -> StoredUser:
    try:
        return await UserRepository(connection).create(
            email=email,
            name=name,
            password_hash=password_hash,
            email_verified_at=verified_at,
            passkey_handle=secrets.token_bytes(tokens.TOKEN_BYTES),
            now=now,
        )
    except Conflict:
        raise Conflict(_SIGN_IN_FIRST) from None


async def _admit(connection: Connection, stored: StoredInvitation, actor: Actor, user_id: int, now: int) -> None:
    """Raise NotFound when somebody else was quicker, Conflict for a member and when there are very many."""
    await WorkspaceRepository(connection).hold(stored.workspace_id)
    members = MembershipRepository(connection)
    if await members.count(stored.workspace_id) >= MOST_MEMBERS:
        raise Conflict(f"The workspace has {MOST_MEMBERS} members, which is as many as it may have.")
    if not await InvitationRepository(connection).accept(stored.id, user_id, now):
        raise NotFound("This invitation was accepted already. Each is good once.")
    await members.add(stored.workspace_id, user_id, stored.role, now)
    detail = trail.change("role", None, stored.role) | {"invitation_id": stored.id, "invited_by": stored.invited_by}
    await trail.note(AuditRepository(connection), actor, now, "member.joined", f"user:{user_id}", detail)


def _actor(stored: StoredInvitation, email: str, user_id: int, address: str) -> Actor:
    return Actor(stored.workspace_id, f"user:{email}", PERMISSIONS_OF_ROLE[Role(stored.role)], user_id, address)
