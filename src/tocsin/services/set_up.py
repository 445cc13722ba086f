"""The first user: made once, by whoever sits at this machine or holds the token that the server has printed."""

from __future__ import annotations

import secrets

import msgspec

from tocsin.auth import tokens
from tocsin.auth.permissions import Role
from tocsin.core.errors import Conflict, PermissionDenied
from tocsin.services import new_passwords, trail
from tocsin.services.api_keys import DEFAULT_WORKSPACE
from tocsin.services.arrivals import Browser, SignedIn, welcome
from tocsin.services.named_limits import CODES
from tocsin.services.parts import Parts
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.database import Connection
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.users import StoredUser, UserRepository
from tocsin.storage.workspaces import StoredWorkspace, WorkspaceRepository

PURPOSE = "setup"
OPEN_MS = 7 * 24 * 60 * 60_000
"""A server that is started on a Friday is not set up before Monday; another start gives another token."""
_DONE = "There is a user already: this server is set up. Sign in, or have a user made by `tocsin user create`."


class SetupTokenRequired(PermissionDenied):
    """It is not plain that the visitor sits at this machine, and there is no token, or a wrong one."""

    code = "setup_token_required"


class FirstUser(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be. The e-mail is normalised."""

    email: str
    name: str
    password: str
    workspace: str | None = None

    def __repr__(self) -> str:
        return "FirstUser(…)"


async def prepare(parts: Parts) -> str | None:
    """A fresh token at each start while there is no user, to be shown once to who runs the server; None afterwards."""
    token, now = tokens.new_token(), parts.clock.now_ms()
    async with parts.database.write() as connection:
        challenges = ChallengeRepository(connection)
        await challenges.forget(PURPOSE, "")
        if not await UserRepository(connection).is_empty():
            return None
        await challenges.add(handle_hash=tokens.hash_of(token), purpose=PURPOSE, now=now, expires_at=now + OPEN_MS)
    return token


async def is_needed(parts: Parts) -> bool:
    async with parts.database.read() as connection:
        return await UserRepository(connection).is_empty()


async def require_done(connection: Connection) -> None:
    """Nobody gets an account before the first user has theirs, or the first workspace would have no owner ever.

    Raise Conflict.
    """
    if await UserRepository(connection).is_empty():
        raise Conflict("This server is not set up yet: whoever runs it has to make the first account.")


async def set_up(parts: Parts, first: FirstUser, token: str | None, browser: Browser, *, is_here: bool) -> SignedIn:
    """Make the first user, who owns the first workspace, and sign them in. `is_here`: they need no token.

    Raise Conflict when there is a user, SetupTokenRequired, ValidationFailed, TooManyRequests.
    """
    async with parts.limits.attempt((CODES, browser.client.address)) as attempt:
        await _require_admitted(parts, token, is_here=is_here)
        attempt.succeed()
    password_hash = await new_passwords.hashed(parts, first.password, [first.email, first.name])
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        user = await make_first(connection, first.email, first.name, password_hash, now)
        signed_in = await welcome(parts, connection, user, "password", browser, now)
        await _name_workspace(connection, signed_in, first.workspace)
        await trail.note_person(connection, signed_in.opened.person, now, "user.created", f"user:{user.id}")
    return signed_in


async def make_first(connection: Connection, email: str, name: str, password_hash: str | None, now: int) -> StoredUser:
    """The owner of the first workspace. Raise Conflict when there is a user."""
    # Deleting the token makes whoever is here at the same time wait, and find a user then.
    await ChallengeRepository(connection).forget(PURPOSE, "")
    users = UserRepository(connection)
    if not await users.is_empty():
        raise Conflict(_DONE)
    user = await users.create(
        email=email,
        name=name,
        password_hash=password_hash,
        email_verified_at=now,
        passkey_handle=secrets.token_bytes(tokens.TOKEN_BYTES),
        now=now,
    )
    workspace = await _first_workspace(connection, now)
    await MembershipRepository(connection).add(workspace.id, user.id, Role.OWNER, now)
    return user


async def _require_admitted(parts: Parts, token: str | None, *, is_here: bool) -> None:
    now = parts.clock.now_ms()
    async with parts.database.read() as connection:
        if not await UserRepository(connection).is_empty():
            raise Conflict(_DONE)
        if is_here:
            return
        found = token and await ChallengeRepository(connection).get(tokens.hash_of(token), PURPOSE, now)
    if not token:
        raise SetupTokenRequired("Send the set-up token that the server has printed when it started.")
    if not found:
        raise SetupTokenRequired("This is not the set-up token that the server has printed when it last started.")


async def _first_workspace(connection: Connection, now: int) -> StoredWorkspace:
    """The one that is there from the beginning; another one when that was deleted, with what is in it."""
    workspaces = WorkspaceRepository(connection)
    found = await workspaces.ensure(DEFAULT_WORKSPACE, now)
    return found if found.deleted_at is None else await workspaces.create(DEFAULT_WORKSPACE, now)


async def _name_workspace(connection: Connection, signed_in: SignedIn, name: str | None) -> None:
    if name is not None:
        (workspace_id,) = signed_in.opened.person.roles
        await WorkspaceRepository(connection).rename(workspace_id, name)
