"""API keys: who holds one may act in its workspace, within its scopes."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.auth.actor import Actor, system
from tocsin.auth.configs import JsonObject
from tocsin.auth.keys import hash_of, matches, new_key, prefix_of, weakness_of
from tocsin.auth.permissions import SCOPES, Permission, Scope, permissions_of_scopes
from tocsin.core.errors import FieldError, NotFound, PermissionDenied, ValidationFailed
from tocsin.services import trail
from tocsin.services.parts import Parts
from tocsin.storage.api_keys import ApiKeyRepository, StoredApiKey
from tocsin.storage.audit import AuditRepository
from tocsin.storage.workspaces import WorkspaceRepository

DEFAULT_WORKSPACE = "default"
BOOTSTRAP_NAME = "bootstrap"


async def create(
    parts: Parts, actor: Actor, name: str, scopes: Collection[Scope | Permission], expires_at: int | None
) -> tuple[StoredApiKey, str]:
    """The key itself is returned this once and kept nowhere. Raise ValidationFailed, PermissionDenied."""
    actor.require(Permission.API_KEYS_WRITE)
    _require_held(actor, scopes)
    now = parts.clock.now_ms()
    key = new_key()
    async with parts.database.write() as connection:
        stored = await _insert(ApiKeyRepository(connection), actor.workspace_id, name, key, scopes, now, expires_at)
        audit = AuditRepository(connection)
        detail: JsonObject = {"name": name, "scopes": [*sorted(scopes)]}
        await trail.note(audit, actor, now, "api_key.created", f"api_key:{stored.id}", detail)
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
        await ApiKeyRepository(connection).revoke(actor.workspace_id, key_id, now)
        await trail.note(AuditRepository(connection), actor, now, "api_key.revoked", f"api_key:{key_id}")
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
        keys = ApiKeyRepository(connection)
        if given is not None:
            known = await keys.by_prefix(prefix_of(given))
            if any(matches(given, stored.hash) for stored in known):
                return None
        elif any(_works(stored, now) for stored in await keys.newest(workspace.id)):
            return None
        key = given or new_key()
        stored = await _insert(keys, workspace.id, BOOTSTRAP_NAME, key, [Scope.ADMIN], now, None)
        actor = system(workspace.id, "tocsin")
        await trail.note(AuditRepository(connection), actor, now, "api_key.created", f"api_key:{stored.id}")
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
    """The product itself, acting in the first workspace. Raise NotFound before `bootstrap`."""
    async with parts.database.read() as connection:
        workspaces = await WorkspaceRepository(connection).all()
    if not workspaces:
        raise NotFound("There is no workspace yet.")
    return system(workspaces[0].id, name)


async def _insert(
    keys: ApiKeyRepository,
    workspace_id: int,
    name: str,
    key: str,
    scopes: Collection[Scope | Permission],
    now: int,
    expires_at: int | None,
) -> StoredApiKey:
    return await keys.create(
        workspace_id,
        name=name,
        prefix=prefix_of(key),
        key_hash=hash_of(key),
        scopes=sorted(scopes),
        now=now,
        expires_at=expires_at,
    )


def _works(stored: StoredApiKey, now: int) -> bool:
    return stored.revoked_at is None and (stored.expires_at is None or stored.expires_at > now)
