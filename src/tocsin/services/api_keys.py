"""API keys: who holds one may act in its workspace, within its scopes."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.auth.actor import Actor, system
from tocsin.auth.configs import JsonObject
from tocsin.auth.keys import hash_of, matches, new_key, prefix_of, weakness_of
from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, SCOPES, Permission, Role, Scope, permissions_of_scopes
from tocsin.core.errors import Conflict, FieldError, NotFound, PermissionDenied, ValidationFailed
from tocsin.core.result import Json
from tocsin.services import trail
from tocsin.services.parts import Parts
from tocsin.storage.api_keys import ApiKeyRepository, StoredApiKey
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.invitations import InvitationRepository
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.workspaces import WorkspaceRepository

DEFAULT_WORKSPACE = "default"
BOOTSTRAP_NAME = "bootstrap"
MOST_WORKING = 300
"""Keys of one workspace that are neither revoked nor expired."""
_PAST = FieldError("/expires_at", "must lie in the future")


async def create(
    parts: Parts, actor: Actor, name: str, scopes: Collection[Scope | Permission], expires_at: int | None
) -> tuple[StoredApiKey, str]:
    """The key itself is returned this once and kept nowhere. `expires_at` in Unix ms.

    Raise ValidationFailed, PermissionDenied, and Conflict for a name that a working key has: the audit trail calls
    keys by name.
    """
    actor.require(Permission.API_KEYS_WRITE)
    _require_held(actor, scopes)
    now = parts.clock.now_ms()
    if expires_at is not None and expires_at <= now:
        raise ValidationFailed("expires_at must lie in the future", errors=[_PAST])
    key = new_key()
    async with parts.database.write() as connection:
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        await _require_still(connection, actor)
        await _require_room(connection, actor, name, now)
        stored = await _insert(connection, actor, name, key, scopes, now, expires_at)
    return stored, key


async def list_all(parts: Parts, actor: Actor) -> list[StoredApiKey]:
    """Newest first, revoked ones too."""
    actor.require(Permission.API_KEYS_READ)
    async with parts.database.read() as connection:
        return await ApiKeyRepository(connection).newest(actor.workspace_id)


async def revoke(parts: Parts, actor: Actor, key_id: int) -> None:
    """It stops working at once. Raise NotFound."""
    actor.require(Permission.API_KEYS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        keys = ApiKeyRepository(connection)
        stored = await keys.get(actor.workspace_id, key_id)
        if stored.revoked_at is None:
            await keys.revoke(actor.workspace_id, key_id, now)
            detail: JsonObject = {"name": stored.name, **trail.change("revoked", False, True)}
            detail["invitations_revoked"] = await _withdraw_invitations(connection, stored, now)
            await trail.note(AuditRepository(connection), actor, now, "api_key.revoked", f"api_key:{key_id}", detail)
    await parts.memory.changed()


async def bootstrap(parts: Parts, given: str | None) -> str | None:
    """Make the first workspace and a key to it: the given one, or a fresh one when there is none that works.

    A fresh key is returned, to be shown once; None otherwise. Safe to call at every start. Raise ValidationFailed
    for a given key that is too weak.
    """
    weakness = weakness_of(given) if given is not None else None
    if weakness is not None:
        raise ValidationFailed(f"The API key that was given {weakness}.")
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        workspace = await WorkspaceRepository(connection).ensure(DEFAULT_WORKSPACE, now)
        if workspace.deleted_at is not None:
            return None
        keys = ApiKeyRepository(connection)
        if given is not None:
            known = await keys.by_prefix(prefix_of(given))
            if any(matches(given, stored.hash) for stored in known):
                return None
        elif any(_works(stored, now) for stored in await keys.newest(workspace.id)):
            return None
        key = given or new_key()
        await _insert(connection, system(workspace.id, "tocsin"), BOOTSTRAP_NAME, key, [Scope.ADMIN], now, None)
    return None if given else key


def _require_held(actor: Actor, scopes: Collection[Scope | Permission]) -> None:
    """A key can do no more than who makes it."""
    for scope in scopes:
        if scope not in SCOPES:
            raise ValidationFailed(
                "no API key owns a workspace", errors=[FieldError("/scopes", f"'{scope}' is not for API keys")]
            )
    beyond = sorted(permissions_of_scopes(scopes) - actor.permissions)
    if beyond:
        raise PermissionDenied(f"a key can do no more than who makes it: {', '.join(beyond)} is beyond you")


async def first_actor(parts: Parts, name: str) -> Actor:
    """The product itself, acting in the first workspace, and never in another, which may be somebody else's.

    Raise NotFound before `bootstrap`, and when it is deleted.
    """
    async with parts.database.read() as connection:
        workspace = await WorkspaceRepository(connection).by_handle(DEFAULT_WORKSPACE)
    if workspace is None or workspace.deleted_at is not None:
        raise NotFound("There is no first workspace yet, or not any more.")
    return system(workspace.id, name)


async def _require_still(connection: Connection, actor: Actor) -> None:
    """A key outlasts its maker's place here, and what is remembered of a user may be some seconds old.

    Raise NotFound, PermissionDenied.
    """
    if actor.user_id is None:
        return
    member = await MembershipRepository(connection).get(actor.workspace_id, actor.user_id)
    if member is None or member.is_disabled:
        raise NotFound(f"There is no workspace {actor.workspace_id}.")
    if not actor.permissions <= PERMISSIONS_OF_ROLE[Role(member.role)]:
        raise PermissionDenied("Your role here has changed: try again in some seconds.")


async def _require_room(connection: Connection, actor: Actor, name: str, now: int) -> None:
    working = await ApiKeyRepository(connection).working(actor.workspace_id, now)
    if any(stored.name == name for stored in working):
        raise Conflict(f"Another key is called {name!r}: give this one a name of its own, or revoke the other first.")
    if len(working) >= MOST_WORKING:
        raise Conflict(f"There are {MOST_WORKING} API keys already: revoke some that are not needed.")


async def _insert(
    connection: Connection,
    actor: Actor,
    name: str,
    key: str,
    scopes: Collection[Scope | Permission],
    now: int,
    expires_at: int | None,
) -> StoredApiKey:
    stored = await ApiKeyRepository(connection).create(
        actor.workspace_id,
        name=name,
        prefix=prefix_of(key),
        key_hash=hash_of(key),
        scopes=sorted(scopes),
        now=now,
        expires_at=expires_at,
        created_by=actor.name,
    )
    detail: JsonObject = {"name": name, "scopes": [*sorted(scopes)], "expires_at": expires_at}
    await trail.note(AuditRepository(connection), actor, now, "api_key.created", f"api_key:{stored.id}", detail)
    return stored


async def _withdraw_invitations(connection: Connection, stored: StoredApiKey, now: int) -> list[Json]:
    """Whoever had the key cannot come back as a member."""
    invitations = InvitationRepository(connection)
    return [*await invitations.revoke_pending(stored.workspace_id, now, invited_by=f"key:{stored.name}")]


def _works(stored: StoredApiKey, now: int) -> bool:
    return stored.revoked_at is None and (stored.expires_at is None or stored.expires_at > now)
