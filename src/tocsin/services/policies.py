"""Policies: made, read, changed, put in order, deleted."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.core.errors import Conflict, FieldError, PreconditionFailed, ValidationFailed
from tocsin.core.result import Json
from tocsin.services import differences, idempotency, policy_fields, trail
from tocsin.services.differences import Snapshot
from tocsin.services.idempotency import Answer, Once
from tocsin.services.parts import Parts
from tocsin.services.policy_draft import validate
from tocsin.storage.audit import AuditRepository
from tocsin.storage.idempotency import IdempotencyRepository
from tocsin.storage.paging import Page
from tocsin.storage.policies import MOST_A_WORKSPACE, PolicyFields, PolicyRepository, StoredPolicy
from tocsin.storage.workspaces import WorkspaceRepository


async def create(
    parts: Parts, actor: Actor, sent: object, *, once: Once[StoredPolicy] | None = None
) -> StoredPolicy | Answer:
    """It is asked before all others. Raise ValidationFailed, Conflict."""
    actor.require(Permission.POLICIES_WRITE)
    now = parts.clock.now_ms()
    draft = validate(sent, now)
    async with parts.database.write() as connection:
        answers = IdempotencyRepository(connection)
        earlier = await idempotency.earlier_answer(answers, actor, once, now)
        if earlier is not None:
            return earlier
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        policies = PolicyRepository(connection)
        if await policies.count(actor.workspace_id) >= MOST_A_WORKSPACE:
            raise Conflict(f"A workspace has {MOST_A_WORKSPACE} policies at most.")
        fields = await policy_fields.to_stored(connection, actor.workspace_id, draft)
        made = await policies.create(actor.workspace_id, fields, now)
        audit = AuditRepository(connection)
        await trail.note(audit, actor, now, "policy.created", f"policy:{made.id}", policy_fields.as_written(fields))
        await idempotency.keep_answer(answers, actor, once, made)
    return made


async def page(parts: Parts, actor: Actor, *, cursor: str | None, limit: int) -> Page[StoredPolicy]:
    """In the order in which they are asked."""
    actor.require(Permission.POLICIES_READ)
    async with parts.database.read() as connection:
        return await PolicyRepository(connection).page(actor.workspace_id, cursor=cursor, limit=limit)


async def get(parts: Parts, actor: Actor, policy_id: int) -> StoredPolicy:
    """Raise NotFound."""
    actor.require(Permission.POLICIES_READ)
    async with parts.database.read() as connection:
        return await PolicyRepository(connection).get(actor.workspace_id, policy_id)


async def replace(
    parts: Parts, actor: Actor, policy_id: int, sent: object, *, revision: int | None = None
) -> StoredPolicy:
    """Every field anew; its place in the order stays.

    Raise NotFound, PreconditionFailed, ValidationFailed, Conflict.
    """
    actor.require(Permission.POLICIES_WRITE)
    now = parts.clock.now_ms()
    draft = validate(sent, now)
    async with parts.database.write() as connection:
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        policies = PolicyRepository(connection)
        before = await policies.get(actor.workspace_id, policy_id)
        if revision is not None and before.revision != revision:
            raise PreconditionFailed(f"The policy was changed since: it is at revision {before.revision}.")
        fields = await policy_fields.to_stored(connection, actor.workspace_id, draft)
        after = await policies.update(actor.workspace_id, policy_id, fields, now, expected_revision=before.revision)
        detail = _changes(before.fields, fields)
        await trail.note(AuditRepository(connection), actor, now, "policy.updated", f"policy:{policy_id}", detail)
    return after


async def reorder(parts: Parts, actor: Actor, policy_ids: Sequence[int]) -> None:
    """The first of these is asked first. Raise ValidationFailed unless each policy is named, and named once."""
    actor.require(Permission.POLICIES_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        policies = PolicyRepository(connection)
        before = [one.id for one in await policies.all(actor.workspace_id)]
        _require_same(before, policy_ids)
        await policies.reorder(actor.workspace_id, policy_ids)
        listed: list[Json] = [*policy_ids]
        detail = trail.change("order", [*before], listed)
        await trail.note(AuditRepository(connection), actor, now, "policy.reordered", "policies", detail)


async def delete(parts: Parts, actor: Actor, policy_id: int) -> None:
    """What it has begun to tell is not told any further. Raise NotFound."""
    actor.require(Permission.POLICIES_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        policies = PolicyRepository(connection)
        stored = await policies.get(actor.workspace_id, policy_id)
        await policies.delete(actor.workspace_id, policy_id)
        detail = policy_fields.as_written(stored.fields)
        await trail.note(AuditRepository(connection), actor, now, "policy.deleted", f"policy:{policy_id}", detail)


def _require_same(known: Sequence[int], given: Sequence[int]) -> None:
    errors = []
    for index, one in enumerate(given):
        if one not in known:
            errors.append(FieldError(f"/ids/{index}", f"is not a policy of this workspace: {one}"))
        elif one in given[:index]:
            errors.append(FieldError(f"/ids/{index}", f"is named twice: {one}"))
    missing = [str(one) for one in known if one not in given]
    if missing and not errors:
        errors.append(FieldError("/ids", f"must name every policy; missing: {', '.join(missing)}"))
    if errors:
        raise ValidationFailed("The order does not fit.", errors=errors)


def _changes(before: PolicyFields, after: PolicyFields) -> JsonObject:
    old, new = policy_fields.as_written(before), policy_fields.as_written(after)
    changes = differences.between(Snapshot(old, old), Snapshot(new, new))
    return {"name": after.name, **differences.as_json(changes)}
