"""Overrides: somebody is on call for a while, whoever's turn it is."""

from __future__ import annotations

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.rotation import Override
from tocsin.core.clock import to_unix_ms
from tocsin.core.errors import Conflict, FieldError, ValidationFailed
from tocsin.services import idempotency, recipient_names, trail
from tocsin.services.idempotency import Answer, Once
from tocsin.services.moments import GivenMoment
from tocsin.services.monitor_draft import Reference
from tocsin.services.parts import Parts
from tocsin.services.recipient_names import Named, Noun
from tocsin.services.rotations import subject_of
from tocsin.services.shifts import LONGEST_MS, Colleague, colleagues_of, require_sound, who
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.idempotency import IdempotencyRepository
from tocsin.storage.overrides import MOST_A_ROTATION, OverrideRepository, StoredOverride
from tocsin.storage.paging import Page
from tocsin.storage.rotations import RotationRepository, StoredRotation

FARTHEST_MS = 2 * LONGEST_MS


class ShownOverride(msgspec.Struct, frozen=True):
    """An override, and who covers."""

    stored: StoredOverride
    colleague: Colleague


class OverrideDraft(BaseModel):
    """Somebody is on call for a while, whoever's turn it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: Reference = Field(description="A member, by id or e-mail address, who need not take turns otherwise.")
    start: GivenMoment = Field(description="RFC 3339 with an offset.")
    end: GivenMoment = Field(description="At most a year later.")


async def create(
    parts: Parts,
    actor: Actor,
    rotation_id: int,
    draft: OverrideDraft,
    *,
    once: Once[ShownOverride] | None = None,
) -> ShownOverride | Answer:
    """Raise NotFound, ValidationFailed, Conflict."""
    actor.require(Permission.POLICIES_WRITE)
    now, start, end = parts.clock.now_ms(), to_unix_ms(draft.start), to_unix_ms(draft.end)
    _require_ahead(start, end, now)
    async with parts.database.write() as connection:
        answers = IdempotencyRepository(connection)
        earlier = await idempotency.earlier_answer(answers, actor, once, now)
        if earlier is not None:
            return earlier
        stored = await RotationRepository(connection).get(actor.workspace_id, rotation_id)
        user_id = await _member(connection, actor.workspace_id, draft.user)
        overrides = OverrideRepository(connection)
        if await overrides.count(stored.id, now) >= MOST_A_ROTATION:
            raise Conflict(f"A rotation has {MOST_A_ROTATION} overrides that are not over at most.")
        added = await overrides.add(
            actor.workspace_id, stored.id, user_id=user_id, start=start, end=end, created_by=actor.name, now=now
        )
        await _note(connection, actor, now, "rotation.override_created", stored, added.override)
        made = ShownOverride(added, (await colleagues_of(connection, actor.workspace_id))[user_id])
        await idempotency.keep_answer(answers, actor, once, made)
    return made


async def page(parts: Parts, actor: Actor, rotation_id: int, *, cursor: str | None, limit: int) -> Page[ShownOverride]:
    """Those that are not over, the one that ends first being first. Raise NotFound."""
    actor.require(Permission.POLICIES_READ)
    async with parts.database.read() as connection:
        await RotationRepository(connection).get(actor.workspace_id, rotation_id)
        overrides = OverrideRepository(connection)
        found = await overrides.page(rotation_id, since=parts.clock.now_ms(), cursor=cursor, limit=limit)
        colleagues = await colleagues_of(connection, actor.workspace_id)
    return Page([ShownOverride(one, who(colleagues, one.override.user_id)) for one in found.items], found.next_cursor)


async def delete(parts: Parts, actor: Actor, rotation_id: int, override_id: int) -> None:
    """The turns are as if there had been no override. Raise NotFound."""
    actor.require(Permission.POLICIES_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        stored = await RotationRepository(connection).get(actor.workspace_id, rotation_id)
        removed = await OverrideRepository(connection).remove(rotation_id, override_id)
        await _note(connection, actor, now, "rotation.override_deleted", stored, removed.override)


async def _note(
    connection: Connection, actor: Actor, now: int, action: str, stored: StoredRotation, made: Override
) -> None:
    detail: JsonObject = {"name": stored.name, "user_id": made.user_id, "start": made.start, "end": made.end}
    await trail.note(AuditRepository(connection), actor, now, action, subject_of(stored.id), detail)


async def _member(connection: Connection, workspace_id: int, reference: int | str) -> int:
    ids, errors = await recipient_names.resolve(connection, workspace_id, [Named(Noun.USER, reference, "/user")])
    if errors:
        raise ValidationFailed(f"user {errors[0].message}", errors=errors)
    return ids["/user"]


def _require_ahead(start: int, end: int, now: int) -> None:
    require_sound(start, end, "start", "end")
    if end <= now:
        text = "must lie in the future: nobody can be on call in the past"
    elif end > now + FARTHEST_MS:
        text = "must be within two years"
    else:
        return
    raise ValidationFailed(f"end {text}", errors=[FieldError("/end", text)])
