"""Hooks: create, read, change, give a new key, delete; and what they hold against monitors."""

from __future__ import annotations

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.auth.ping_keys import hash_of, new_ping_key
from tocsin.core.errors import FieldError, PreconditionFailed, ValidationFailed
from tocsin.core.hook_problem import HookProblem
from tocsin.services import differences, trail
from tocsin.services.hook_draft import validate, with_kept_secrets
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.hook_problems import HookProblemRepository
from tocsin.storage.hooks import HookCounts, HookFields, HookRepository, StoredHook
from tocsin.storage.paging import Page


async def create(parts: Parts, actor: Actor, sent: object) -> StoredHook:
    """Raise ValidationFailed, Conflict."""
    actor.require(Permission.HOOKS_WRITE)
    fields = validate(sent).fields(parts.box)
    now = parts.clock.now_ms()
    key = new_ping_key()
    async with parts.database.write() as connection:
        made = await HookRepository(connection).create(
            actor.workspace_id, fields, key_hash=hash_of(key), sealed_key=parts.box.encrypt(key), now=now
        )
        await trail.note(AuditRepository(connection), actor, now, "hook.created", f"hook:{made.id}", _named(fields))
    return made


async def page(
    parts: Parts, actor: Actor, *, cursor: str | None, limit: int
) -> tuple[Page[StoredHook], dict[int, HookCounts]]:
    """By name, with what there is to count of each."""
    actor.require(Permission.HOOKS_READ)
    async with parts.database.read() as connection:
        hooks = HookRepository(connection)
        found = await hooks.page(actor.workspace_id, cursor=cursor, limit=limit)
        return found, await hooks.counts([one.id for one in found.items])


async def get(parts: Parts, actor: Actor, hook_id: int) -> tuple[StoredHook, HookCounts]:
    """Raise NotFound."""
    actor.require(Permission.HOOKS_READ)
    async with parts.database.read() as connection:
        hooks = HookRepository(connection)
        stored = await hooks.get(actor.workspace_id, hook_id)
        return stored, (await hooks.counts([hook_id]))[hook_id]


async def replace(parts: Parts, actor: Actor, hook_id: int, sent: object, *, revision: int | None = None) -> StoredHook:
    """Every field but the kind anew; a masked secret keeps its value.

    Raise NotFound, PreconditionFailed, ValidationFailed, Conflict.
    """
    actor.require(Permission.HOOKS_WRITE)
    before, _ = await get(parts, actor, hook_id)
    if revision is not None and before.revision != revision:
        raise PreconditionFailed(f"The hook was changed since: it is at revision {before.revision}.")
    fields = validate(with_kept_secrets(sent, before.fields, parts.box)).fields(parts.box)
    if fields.kind != before.fields.kind:
        error = FieldError("/kind", f"must stay {before.fields.kind}: what it has taken in is of that kind")
        raise ValidationFailed("The kind of a hook cannot be changed: make another hook.", errors=[error])
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        after = await HookRepository(connection).update(
            actor.workspace_id, hook_id, fields, now, expected_revision=before.revision
        )
        changes = differences.between(*(differences.of_hook(one, parts.box) for one in (before.fields, fields)))
        detail = {"name": fields.name, **differences.as_json(changes)}
        await trail.note(AuditRepository(connection), actor, now, "hook.updated", f"hook:{hook_id}", detail)
    return after


async def rotate_key(parts: Parts, actor: Actor, hook_id: int) -> StoredHook:
    """The address of before stops working at once. Raise NotFound."""
    actor.require(Permission.HOOKS_WRITE)
    now = parts.clock.now_ms()
    key = new_ping_key()
    async with parts.database.write() as connection:
        stored = await HookRepository(connection).replace_key(
            actor.workspace_id, hook_id, key_hash=hash_of(key), sealed_key=parts.box.encrypt(key), now=now
        )
        detail = {"name": stored.fields.name, **trail.secret_change("key")}
        await trail.note(AuditRepository(connection), actor, now, "hook.key_rotated", f"hook:{hook_id}", detail)
    return stored


async def delete(parts: Parts, actor: Actor, hook_id: int) -> None:
    """What it held against monitors is forgotten; the monitors stay, in the state they are in. Raise NotFound."""
    actor.require(Permission.HOOKS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        hooks = HookRepository(connection)
        stored = await hooks.get(actor.workspace_id, hook_id)
        await hooks.delete(actor.workspace_id, hook_id)
        audit = AuditRepository(connection)
        await trail.note(audit, actor, now, "hook.deleted", f"hook:{hook_id}", _named(stored.fields))


async def problems(
    parts: Parts, actor: Actor, hook_id: int, *, monitor_id: int | None, cursor: str | None, limit: int
) -> Page[HookProblem]:
    """What the hook holds against monitors at this moment. Raise NotFound."""
    actor.require(Permission.HOOKS_READ)
    async with parts.database.read() as connection:
        await HookRepository(connection).get(actor.workspace_id, hook_id)
        repository = HookProblemRepository(connection)
        return await repository.page(hook_id, monitor_id=monitor_id, cursor=cursor, limit=limit)


async def forget_problems(parts: Parts, actor: Actor, hook_id: int, *, monitor_id: int | None) -> int:
    """For those whose end was never told; the monitors stay as they are. Return how many. Raise NotFound."""
    actor.require(Permission.HOOKS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await HookRepository(connection).get(actor.workspace_id, hook_id)
        forgotten = await HookProblemRepository(connection).forget(hook_id, monitor_id)
        detail: JsonObject = {"monitor_id": monitor_id, "count": forgotten}
        audit = AuditRepository(connection)
        await trail.note(audit, actor, now, "hook.problems_forgotten", f"hook:{hook_id}", detail)
    return forgotten


def _named(fields: HookFields) -> JsonObject:
    return {"name": fields.name, "kind": fields.kind}
