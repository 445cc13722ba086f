"""Users as the operator manages them, by the command line: on the database itself, with nobody's leave.

Servers that run beside it hear of nothing; what they remember of who may do what they forget within ten seconds.
"""

from __future__ import annotations

import secrets

import msgspec

from tocsin.auth import tokens
from tocsin.auth.actor import system
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Role
from tocsin.core.errors import Conflict, ValidationFailed
from tocsin.services import password_resets, rotations, second_factor, set_up
from tocsin.services.operators import ListedUser, Operator, found_user, held_user, listed, named, note, workspace_called
from tocsin.services.password_resets import Reset
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.database import Connection
from tocsin.storage.memberships import MembershipRepository, StoredMembership
from tocsin.storage.recovery_codes import RecoveryCodeRepository
from tocsin.storage.sessions import SessionRepository
from tocsin.storage.users import StoredUser, UserRepository


class NewUser(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be. The e-mail is normalised; `workspace` is an id or a name. Without a hash they set a password."""

    email: str
    name: str
    password_hash: str | None = None
    role: Role | None = None
    workspace: str | None = None

    def __repr__(self) -> str:
        return f"NewUser(role={self.role!r})"


class Created(msgspec.Struct, frozen=True):
    """`reset` is by what they set their password, when they have none."""

    listed: ListedUser
    reset: Reset | None


async def create(operator: Operator, wanted: NewUser) -> Created:
    """The first user owns the first workspace. Raise Conflict, NotFound, ValidationFailed."""
    now = operator.clock.now_ms()
    async with operator.database.write() as connection:
        if await UserRepository(connection).is_empty():
            user = await _create_first(connection, wanted, now)
        else:
            user = await _create(connection, wanted, now)
        reset = None
        if wanted.password_hash is None:
            reset = await password_resets.begin(connection, user.id, user.email, now)
        found = await listed(connection, user)
        detail: JsonObject = {"email": user.email, "role": found.memberships[0].role}
        await note(connection, operator, found, now, "user.created", detail)
    return Created(found, reset)


async def list_all(operator: Operator) -> list[ListedUser]:
    """By ascending id, disabled ones too; a thousand at most."""
    async with operator.database.read() as connection:
        return [await listed(connection, user) for user in await UserRepository(connection).all()]


async def find(operator: Operator, email: str) -> StoredUser:
    """Raise NotFound."""
    async with operator.database.read() as connection:
        return await found_user(connection, email)


async def begin_reset(operator: Operator, email: str) -> Reset:
    """By what a user sets another password; every session ends now. Raise NotFound, and Conflict when disabled."""
    now = operator.clock.now_ms()
    async with operator.database.write() as connection:
        user = await held_user(connection, email)
        if user.disabled_at is not None:
            raise Conflict("This user is disabled: enable them first.")
        reset = await password_resets.begin(connection, user.id, user.email, now)
        await _end_sessions(connection, operator, user, now, "user.password_reset_begun", "password_reset")
    return reset


async def set_password(operator: Operator, email: str, password_hash: str) -> StoredUser:
    """Every session ends, and no link to another password is good any more. Raise NotFound."""
    now = operator.clock.now_ms()
    async with operator.database.write() as connection:
        user = await held_user(connection, email)
        await UserRepository(connection).set_password(user.id, password_hash, now)
        await ChallengeRepository(connection).forget(password_resets.PURPOSE, user.email)
        await _end_sessions(connection, operator, user, now, "user.password_reset", "password_reset")
    return user


async def disable(operator: Operator, email: str) -> list[StoredMembership]:
    """They are signed out everywhere, and nothing that was begun can be finished; what they own. Raise NotFound."""
    now = operator.clock.now_ms()
    async with operator.database.write() as connection:
        user = await held_user(connection, email)
        await UserRepository(connection).set_disabled(user.id, user.disabled_at or now)
        for purpose in (second_factor.PURPOSE, password_resets.PURPOSE):
            await ChallengeRepository(connection).forget_user(user.id, purpose)
        await _end_sessions(connection, operator, user, now, "user.disabled", "disabled")
        return (await listed(connection, user)).owned


async def enable(operator: Operator, email: str) -> None:
    """They may sign in again. Raise NotFound."""
    now = operator.clock.now_ms()
    async with operator.database.write() as connection:
        user = await held_user(connection, email)
        await UserRepository(connection).set_disabled(user.id, None)
        await note(connection, operator, await listed(connection, user), now, "user.enabled")


async def delete(operator: Operator, email: str) -> None:
    """With all ways in, sessions and memberships. Raise NotFound, and Conflict for who owns a workspace."""
    now = operator.clock.now_ms()
    async with operator.database.write() as connection:
        user = await held_user(connection, email)
        found = await listed(connection, user)
        if found.owned:
            raise Conflict(
                f"{email} owns {named(found.owned)}: make somebody else the owner first (`tocsin user make-owner`)."
            )
        await note(connection, operator, found, now, "user.deleted", {"email": user.email})
        await rotations.leave_everywhere(connection, user.id, lambda one: system(one, operator.name), now)
        await UserRepository(connection).delete(user.id)


async def remove_second_factor(operator: Operator, email: str) -> StoredUser:
    """The authenticator app and its recovery codes; passkeys stay. Raise NotFound, and Conflict when there is none."""
    now = operator.clock.now_ms()
    async with operator.database.write() as connection:
        user = await held_user(connection, email)
        if user.totp_secret is None:
            raise Conflict("This user has no authenticator app.")
        await UserRepository(connection).set_totp(user.id, None, None)
        await RecoveryCodeRepository(connection).clear(user.id)
        await ChallengeRepository(connection).forget_user(user.id, second_factor.PURPOSE)
        await note(connection, operator, await listed(connection, user), now, "totp.removed")
    return user


async def _create_first(connection: Connection, wanted: NewUser, now: int) -> StoredUser:
    if wanted.role not in {None, Role.OWNER} or wanted.workspace is not None:
        raise ValidationFailed("The first user owns the first workspace: leave out role and workspace.")
    return await set_up.make_first(connection, wanted.email, wanted.name, wanted.password_hash, now)


async def _create(connection: Connection, wanted: NewUser, now: int) -> StoredUser:
    workspace = await workspace_called(connection, wanted.workspace)
    user = await UserRepository(connection).create(
        email=wanted.email,
        name=wanted.name,
        password_hash=wanted.password_hash,
        email_verified_at=now,
        passkey_handle=secrets.token_bytes(tokens.TOKEN_BYTES),
        now=now,
    )
    await MembershipRepository(connection).add(workspace.id, user.id, wanted.role or Role.VIEWER, now)
    return user


async def _end_sessions(
    connection: Connection, operator: Operator, user: StoredUser, now: int, action: str, reason: str
) -> None:
    ended = await SessionRepository(connection).end_all(user.id, reason, now)
    await note(connection, operator, await listed(connection, user), now, action, {"sessions_ended": len(ended)})
