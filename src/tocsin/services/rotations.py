"""Rotations: made, read, changed, deleted, and left."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.policy import Target, TargetKind
from tocsin.core.alerting.rotation import without
from tocsin.core.errors import Conflict, PreconditionFailed
from tocsin.services import differences, idempotency, rotation_draft, trail
from tocsin.services.differences import Snapshot
from tocsin.services.idempotency import Answer, Once
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.idempotency import IdempotencyRepository
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.overrides import OverrideRepository
from tocsin.storage.paging import Page
from tocsin.storage.policies import PolicyRepository
from tocsin.storage.rotations import MOST_A_WORKSPACE, RotationRepository, StoredRotation
from tocsin.storage.workspaces import WorkspaceRepository


async def create(
    parts: Parts, actor: Actor, sent: object, *, once: Once[StoredRotation] | None = None
) -> StoredRotation | Answer:
    """Raise ValidationFailed, Conflict."""
    actor.require(Permission.POLICIES_WRITE)
    draft = rotation_draft.validate(sent)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        answers = IdempotencyRepository(connection)
        earlier = await idempotency.earlier_answer(answers, actor, once, now)
        if earlier is not None:
            return earlier
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        rotations = RotationRepository(connection)
        if await rotations.count(actor.workspace_id) >= MOST_A_WORKSPACE:
            raise Conflict(f"A workspace has {MOST_A_WORKSPACE} rotations at most.")
        rotation = await rotation_draft.to_stored(connection, actor.workspace_id, draft)
        made = await rotations.create(actor.workspace_id, draft.name, rotation, now)
        detail = rotation_draft.as_written(draft.name, rotation)
        await trail.note(AuditRepository(connection), actor, now, "rotation.created", subject_of(made.id), detail)
        await idempotency.keep_answer(answers, actor, once, made)
    return made


async def page(parts: Parts, actor: Actor, *, cursor: str | None, limit: int) -> Page[StoredRotation]:
    """By name."""
    actor.require(Permission.POLICIES_READ)
    async with parts.database.read() as connection:
        return await RotationRepository(connection).page(actor.workspace_id, cursor=cursor, limit=limit)


async def get(parts: Parts, actor: Actor, rotation_id: int) -> StoredRotation:
    """Raise NotFound."""
    actor.require(Permission.POLICIES_READ)
    async with parts.database.read() as connection:
        return await RotationRepository(connection).get(actor.workspace_id, rotation_id)


async def replace(
    parts: Parts, actor: Actor, rotation_id: int, sent: object, *, revision: int | None = None
) -> StoredRotation:
    """Every field anew; overrides and the address of the calendar stay.

    Raise NotFound, PreconditionFailed, ValidationFailed, Conflict.
    """
    actor.require(Permission.POLICIES_WRITE)
    draft = rotation_draft.validate(sent)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        rotations = RotationRepository(connection)
        before = await rotations.get(actor.workspace_id, rotation_id)
        if revision is not None and before.revision != revision:
            raise PreconditionFailed(f"The rotation was changed since: it is at revision {before.revision}.")
        rotation = await rotation_draft.to_stored(connection, actor.workspace_id, draft)
        after = await rotations.update(
            actor.workspace_id, rotation_id, draft.name, rotation, now, expected_revision=before.revision
        )
        detail = _changes(before, after)
        await trail.note(AuditRepository(connection), actor, now, "rotation.updated", subject_of(rotation_id), detail)
    return after


async def delete(parts: Parts, actor: Actor, rotation_id: int) -> None:
    """Its overrides and its calendar go with it. Raise NotFound, and Conflict while a policy names it."""
    actor.require(Permission.POLICIES_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        rotations = RotationRepository(connection)
        stored = await rotations.get(actor.workspace_id, rotation_id)
        await _require_unnamed(connection, actor.workspace_id, rotation_id)
        await rotations.delete(actor.workspace_id, rotation_id)
        detail = rotation_draft.as_written(stored.name, stored.rotation)
        await trail.note(AuditRepository(connection), actor, now, "rotation.deleted", subject_of(rotation_id), detail)


async def leave(connection: Connection, actor: Actor, user_id: int, now: int) -> None:
    """Take somebody who is no member any more out of every rotation of the workspace, and what they were to cover.

    The others' turns stay as they are. A rotation may be left with nobody; who looks at it is told so.
    """
    rotations = RotationRepository(connection)
    for stored in await rotations.all(actor.workspace_id, held=True):
        left = without(stored.rotation, user_id, now)
        if left == stored.rotation:
            continue
        after = await rotations.update(
            actor.workspace_id, stored.id, stored.name, left, now, expected_revision=stored.revision
        )
        detail: JsonObject = {"user_id": user_id, **_changes(stored, after)}
        await trail.note(AuditRepository(connection), actor, now, "rotation.left", subject_of(stored.id), detail)
    removed = await OverrideRepository(connection).remove_user(actor.workspace_id, user_id, now)
    for one in removed:
        detail = {"user_id": user_id, "start": one.override.start, "end": one.override.end}
        subject = subject_of(one.rotation_id)
        await trail.note(AuditRepository(connection), actor, now, "rotation.override_deleted", subject, detail)


async def leave_everywhere(connection: Connection, user_id: int, by: Callable[[int], Actor], now: int) -> None:
    """In every workspace of a user whose account is about to be deleted. `by`: who deletes it, as the trail of a
    workspace shows them.
    """
    for one in await MembershipRepository(connection).of_user(user_id):
        await leave(connection, by(one.workspace_id), user_id, now)


def subject_of(rotation_id: int) -> str:
    return f"rotation:{rotation_id}"


async def _require_unnamed(connection: Connection, workspace_id: int, rotation_id: int) -> None:
    target = Target(TargetKind.ROTATION, rotation_id)
    naming = [
        one.fields.name
        for one in await PolicyRepository(connection).all(workspace_id)
        if any(target in step.targets for step in one.fields.policy.steps)
    ]
    if naming:
        names = ", ".join(repr(name) for name in naming)
        raise Conflict(f"Take it out of these policies first, which tell whoever is on call in it: {names}.")


def _changes(before: StoredRotation, after: StoredRotation) -> JsonObject:
    old, new = (rotation_draft.as_written(one.name, one.rotation) for one in (before, after))
    changes = differences.between(Snapshot(old, old), Snapshot(new, new))
    return {"name": after.name, **differences.as_json(changes)}
