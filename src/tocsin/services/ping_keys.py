"""The keys that pings come with: every pushed monitor has one of its own, a workspace may have one for all of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.auth.ping_keys import hash_of, new_ping_key, normal
from tocsin.auth.secrets import SecretBox
from tocsin.core.errors import Conflict, FieldError, NotFound, ValidationFailed
from tocsin.core.messages import PingKeysChanged, Topic
from tocsin.probes import pushed_kind
from tocsin.services import trail
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.monitors import MonitorFields, MonitorRepository
from tocsin.storage.ping_keys import NewPingKey, PingKeyRepository

SLUG = r"^[a-z0-9_-]{1,100}$"
LONGEST_SLUG = 100
WORKSPACE_KEY = "workspace_ping_key"

_SLUG = re.compile(SLUG[:-1] + r"\Z", re.ASCII)
_OTHERS = re.compile(r"[^a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class ShownPingKey:
    """`workspace_key` is for those who may manage it, where there is one."""

    key: str
    slug: str
    created_at: int
    workspace_key: str | None


@dataclass(frozen=True, slots=True)
class ShownWorkspaceKey:
    """The key in clear."""

    key: str
    created_at: int


def is_slug(text: str) -> bool:
    return _SLUG.match(text) is not None


def slug_of(name: str) -> str:
    """A monitor's name as it may stand in an address: itself where it fits; empty where nothing of it does."""
    if is_slug(name):
        return name
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return _OTHERS.sub("-", plain).strip("-")[:LONGEST_SLUG]


async def issue(
    connection: Connection, box: SecretBox, workspace_id: int, monitors: Mapping[int, MonitorFields], now: int
) -> None:
    """Give a key to each of these, by id, that is pushed to and has none."""
    keys = [
        _sealed(box, monitor_id, new_ping_key(), slug_of(fields.name) or f"monitor-{monitor_id}")
        for monitor_id, fields in monitors.items()
        if pushed_kind(fields.kind) is not None
    ]
    await PingKeyRepository(connection).insert(workspace_id, keys, now)


async def show(parts: Parts, actor: Actor, monitor_id: int) -> ShownPingKey:
    """Raise NotFound, also for a monitor that is not pushed to."""
    actor.require(Permission.MONITORS_WRITE)
    async with parts.database.read() as connection:
        fields = (await MonitorRepository(connection).get(actor.workspace_id, monitor_id)).fields
        if pushed_kind(fields.kind) is None:
            raise NotFound(f"A monitor of the kind {fields.kind} is not pushed to: it has no ping key.")
        return await _shown(parts, connection, actor, monitor_id)


async def change(
    parts: Parts, actor: Actor, monitor_id: int, *, key: str | None = None, slug: str | None = None
) -> ShownPingKey:
    """Set what is given. Raise NotFound, ValidationFailed, and Conflict for a key that is in use."""
    actor.require(Permission.MONITORS_WRITE)
    _require_fit(key, slug)
    return await _change(parts, actor, monitor_id, normal(key) if key is not None else None, slug, "ping_key.changed")


async def rotate(parts: Parts, actor: Actor, monitor_id: int) -> ShownPingKey:
    """A fresh key; the one before stops working at once. Raise NotFound, Conflict."""
    return await _change(parts, actor, monitor_id, new_ping_key(), None, "ping_key.rotated")


async def show_workspace_key(parts: Parts, actor: Actor) -> ShownWorkspaceKey:
    """Raise NotFound while there is none."""
    actor.require(Permission.PING_KEYS_READ)
    async with parts.database.read() as connection:
        stored = await PingKeyRepository(connection).workspace_key(actor.workspace_id)
    if stored is None:
        raise NotFound("The workspace has no ping key: POST makes one.")
    return ShownWorkspaceKey(parts.box.decrypt(stored.sealed_key), stored.created_at)


async def rotate_workspace_key(parts: Parts, actor: Actor) -> ShownWorkspaceKey:
    """A fresh key, the first or another one; the one before stops working at once."""
    return await _set_workspace_key(parts, actor, new_ping_key(), "rotated")


async def change_workspace_key(parts: Parts, actor: Actor, key: str) -> ShownWorkspaceKey:
    """Bring a key along. Raise ValidationFailed, and Conflict for one that is in use."""
    actor.require(Permission.PING_KEYS_WRITE)
    _require_fit(key, None)
    return await _set_workspace_key(parts, actor, normal(key) or key, "changed")


async def delete_workspace_key(parts: Parts, actor: Actor) -> None:
    """It stops working at once. Raise NotFound when there is none."""
    actor.require(Permission.PING_KEYS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        if not await PingKeyRepository(connection).delete_workspace_key(actor.workspace_id):
            raise NotFound("The workspace has no ping key.")
        detail = trail.secret_change("key", is_there=False)
        await trail.note(AuditRepository(connection), actor, now, "ping_key.deleted", WORKSPACE_KEY, detail)
    await _announce(parts, actor)


async def _change(
    parts: Parts, actor: Actor, monitor_id: int, key: str | None, slug: str | None, action: str
) -> ShownPingKey:
    actor.require(Permission.MONITORS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        fields = (await MonitorRepository(connection).get(actor.workspace_id, monitor_id)).fields
        if pushed_kind(fields.kind) is None:
            raise Conflict(f"A monitor of the kind {fields.kind} is not pushed to: it has no ping key.")
        await issue(connection, parts.box, actor.workspace_id, {monitor_id: fields}, now)
        keys = PingKeyRepository(connection)
        detail: JsonObject = {}
        if slug is not None:
            before = await keys.get(actor.workspace_id, monitor_id)
            detail |= trail.change("slug", before.slug if before else None, slug)
            await keys.set_slug(actor.workspace_id, monitor_id, slug)
        if key is not None:
            detail |= trail.secret_change("key")
            await keys.replace_key(actor.workspace_id, _sealed(parts.box, monitor_id, key, ""), now)
        await trail.note(AuditRepository(connection), actor, now, action, f"monitor:{monitor_id}", detail)
        shown = await _shown(parts, connection, actor, monitor_id)
    await parts.announce([monitor_id])
    return shown


async def _set_workspace_key(parts: Parts, actor: Actor, key: str, how: str) -> ShownWorkspaceKey:
    actor.require(Permission.PING_KEYS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        keys = PingKeyRepository(connection)
        was_there = await keys.workspace_key(actor.workspace_id) is not None
        await keys.replace_workspace_key(actor.workspace_id, hash_of(key), parts.box.encrypt(key), now)
        detail = trail.secret_change("key", was_there=was_there)
        await trail.note(AuditRepository(connection), actor, now, f"ping_key.{how}", WORKSPACE_KEY, detail)
    await _announce(parts, actor)
    return ShownWorkspaceKey(key, now)


async def _shown(parts: Parts, connection: Connection, actor: Actor, monitor_id: int) -> ShownPingKey:
    keys = PingKeyRepository(connection)
    stored = await keys.get(actor.workspace_id, monitor_id)
    if stored is None:
        raise NotFound(f"Monitor {monitor_id} has no ping key yet: rotate it to make one.")
    of_all = await keys.workspace_key(actor.workspace_id) if actor.may(Permission.PING_KEYS_WRITE) else None
    return ShownPingKey(
        key=parts.box.decrypt(stored.sealed_key),
        slug=stored.slug,
        created_at=stored.created_at,
        workspace_key=None if of_all is None else parts.box.decrypt(of_all.sealed_key),
    )


async def _announce(parts: Parts, actor: Actor) -> None:
    await parts.bus.broadcast(Topic.MONITORS, PingKeysChanged(actor.workspace_id))


def _require_fit(key: str | None, slug: str | None) -> None:
    errors = []
    if key is not None and normal(key) is None:
        errors.append(FieldError("/key", "must have 16 to 100 letters, digits, hyphens and underscores"))
    if slug is not None and not is_slug(slug):
        errors.append(FieldError("/slug", "must have 1 to 100 lower case letters, digits, hyphens and underscores"))
    if key is None and slug is None:
        errors.append(FieldError("/key", "is required, or a slug"))
    if errors:
        raise ValidationFailed(f"{errors[0].pointer.lstrip('/')} {errors[0].message}", errors=errors)


def _sealed(box: SecretBox, monitor_id: int, key: str, slug: str) -> NewPingKey:
    return NewPingKey(monitor_id, hash_of(key), box.encrypt(key), slug)
