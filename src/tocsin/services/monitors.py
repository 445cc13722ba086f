"""Monitors: create, read, change, pause, copy, delete."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.core.errors import FieldError, PreconditionFailed, ValidationFailed
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.services import differences, idempotency, parents, pauses, ping_keys, removal, trail
from tocsin.services.idempotency import Answer, Once
from tocsin.services.monitor_draft import LONGEST_NAME
from tocsin.services.monitor_fields import named, to_stored, with_kept_secrets, with_patch
from tocsin.services.monitor_validation import ValidMonitor, validate
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.idempotency import IdempotencyRepository
from tocsin.storage.marks import MarkRepository
from tocsin.storage.monitor_lists import ListedMonitor, MonitorFilter, MonitorListRepository
from tocsin.storage.monitors import MonitorFields, MonitorRepository, StoredMonitor

COPIES = 1000
EDIT_ATTEMPTS = 3


async def create(
    parts: Parts, actor: Actor, sent: object, *, once: Once[ListedMonitor] | None = None
) -> ListedMonitor | Answer:
    """An Answer when the same request was carried out before. Raise ValidationFailed, Conflict."""
    actor.require(Permission.MONITORS_WRITE)
    valid = validate(sent, default_regions=parts.default_regions)
    return await _insert(parts, actor, valid, "monitor.created", {}, once)


@dataclass(frozen=True, slots=True)
class MonitorCounts:
    """How many are in each state; of all these, how many are paused, and how many in maintenance."""

    by_state: dict[Verdict, int]
    paused: int
    in_maintenance: int


async def count_by_state(parts: Parts, actor: Actor, where: MonitorFilter) -> MonitorCounts:
    actor.require(Permission.MONITORS_READ)
    now = parts.clock.now_ms()
    async with parts.database.read() as connection:
        by_state = await MonitorListRepository(connection).count_by_state(actor.workspace_id, where, now)
        total = sum(by_state.values())
        paused, maintained = await _count_overlays(connection, actor, where, now)
    if where.enabled is not None:
        paused = 0 if where.enabled else total
    if where.maintenance is not None:
        maintained = total if where.maintenance else 0
    return MonitorCounts(by_state, paused, maintained)


async def _count_overlays(connection: Connection, actor: Actor, where: MonitorFilter, now: int) -> list[int]:
    """Of those that the filter finds, the paused and those in maintenance."""
    lists = MonitorListRepository(connection)
    overlaid = (msgspec.structs.replace(where, enabled=False), msgspec.structs.replace(where, maintenance=True))
    return [sum((await lists.count_by_state(actor.workspace_id, one, now)).values()) for one in overlaid]


async def replace(
    parts: Parts, actor: Actor, monitor_id: int, sent: object, *, revision: int | None = None
) -> ListedMonitor:
    """Every field anew; a masked secret keeps its value. Raise NotFound, PreconditionFailed, ValidationFailed."""
    return await _edit(parts, actor, monitor_id, lambda _: sent, revision)


async def change(
    parts: Parts, actor: Actor, monitor_id: int, patch: JsonObject, *, revision: int | None = None
) -> ListedMonitor:
    """Some fields, by JSON merge patch (RFC 7396). Raises as `replace` does."""
    return await _edit(parts, actor, monitor_id, lambda fields: with_patch(fields, patch), revision)


async def delete(parts: Parts, actor: Actor, monitor_id: int, *, revision: int | None = None) -> None:
    """Its history goes with it. Raise NotFound, PreconditionFailed."""
    actor.require(Permission.MONITORS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        monitors = MonitorRepository(connection)
        stored = await monitors.get(actor.workspace_id, monitor_id)
        _require_revision(stored, revision)
        await removal.remove(connection, actor, [monitor_id], now)
        await trail.note(
            AuditRepository(connection), actor, now, "monitor.deleted", f"monitor:{monitor_id}", named(stored.fields)
        )
    await parts.announce([monitor_id])


async def pause(parts: Parts, actor: Actor, monitor_id: int) -> ListedMonitor:
    """Stop checking; the time until it is resumed is left out of its availability. Raise NotFound."""
    return await _switch(parts, actor, monitor_id, enabled=False)


async def resume(parts: Parts, actor: Actor, monitor_id: int) -> ListedMonitor:
    """Check again from now on. Raise NotFound."""
    return await _switch(parts, actor, monitor_id, enabled=True)


async def clone(
    parts: Parts, actor: Actor, monitor_id: int, changes: JsonObject, *, once: Once[ListedMonitor] | None = None
) -> ListedMonitor | Answer:
    """A copy with its secrets and without its history; `changes` is a merge patch, by default a name of its own."""
    actor.require(Permission.MONITORS_WRITE)
    stored = await _stored(parts, actor, monitor_id)
    if "name" not in changes:
        changes = {**changes, "name": await _free_name(parts, actor, stored.fields.name)}
    sent = with_kept_secrets(with_patch(stored.fields, changes), stored.fields, parts.box)
    valid = validate(sent, default_regions=parts.default_regions)
    return await _insert(parts, actor, valid, "monitor.cloned", {"from": monitor_id}, once)


async def tag(
    parts: Parts, actor: Actor, monitor_id: int, add: Collection[str], remove: Collection[str]
) -> ListedMonitor:
    """Add and remove tags. Raise NotFound, ValidationFailed."""

    def edit(fields: MonitorFields) -> Json:
        tags: list[Json] = [*sorted((set(fields.tags) | set(add)) - set(remove))]
        return with_patch(fields, {"tags": tags})

    return await _edit(parts, actor, monitor_id, edit, None)


async def _insert(
    parts: Parts,
    actor: Actor,
    valid: ValidMonitor,
    action: str,
    detail: JsonObject,
    once: Once[ListedMonitor] | None,
) -> ListedMonitor | Answer:
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        answers = IdempotencyRepository(connection)
        earlier = await idempotency.earlier_answer(answers, actor, once, now)
        if earlier is not None:
            return earlier
        monitors = MonitorRepository(connection)
        parent_ids = await parents.resolve(monitors, actor.workspace_id, valid.draft.parents)
        fields = to_stored(valid, parent_ids, parts.box, managed_by=None)
        monitor_id = (await monitors.create(actor.workspace_id, fields, now)).id
        await ping_keys.issue(connection, parts.box, actor.workspace_id, {monitor_id: fields}, now)
        if not fields.enabled:
            await pauses.begin(MarkRepository(connection), actor, [monitor_id], now)
        subject = f"monitor:{monitor_id}"
        await trail.note(AuditRepository(connection), actor, now, action, subject, {**named(fields), **detail})
        listed = await MonitorListRepository(connection).get(actor.workspace_id, monitor_id, now)
        await idempotency.keep_answer(answers, actor, once, listed)
    await parts.announce([monitor_id])
    return listed


async def _edit(
    parts: Parts, actor: Actor, monitor_id: int, edit: Callable[[MonitorFields], object], revision: int | None
) -> ListedMonitor:
    """Carry an edit out upon what is stored; again when another was quicker and the caller named no revision."""
    actor.require(Permission.MONITORS_WRITE)
    attempts_left = EDIT_ATTEMPTS
    while True:
        stored = await _stored(parts, actor, monitor_id)
        _require_revision(stored, revision)
        attempts_left -= 1
        try:
            return await _update(parts, actor, stored, edit(stored.fields))
        except PreconditionFailed:
            if revision is not None or attempts_left == 0:
                raise


async def _update(parts: Parts, actor: Actor, stored: StoredMonitor, sent: object) -> ListedMonitor:
    before = stored.fields
    valid = validate(with_kept_secrets(sent, before, parts.box), default_regions=parts.default_regions)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        monitors = MonitorRepository(connection)
        parent_ids = await parents.resolve(monitors, actor.workspace_id, valid.draft.parents, child=stored.id)
        changes = _changes(before, valid, parent_ids, parts)
        if changes:
            after = to_stored(valid, parent_ids, parts.box, managed_by=before.managed_by)
            await monitors.update(actor.workspace_id, stored.id, after, now, expected_revision=stored.revision)
            await ping_keys.issue(connection, parts.box, actor.workspace_id, {stored.id: after}, now)
            await pauses.follow(MarkRepository(connection), actor, stored.id, before.enabled, after.enabled, now)
            detail = differences.as_json(changes)
            await trail.note(AuditRepository(connection), actor, now, "monitor.updated", f"monitor:{stored.id}", detail)
        listed = await MonitorListRepository(connection).get(actor.workspace_id, stored.id, now)
    if changes:
        await parts.announce([stored.id])
    return listed


async def _switch(parts: Parts, actor: Actor, monitor_id: int, *, enabled: bool) -> ListedMonitor:
    actor.require(Permission.MONITORS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        changed = await pauses.switch(connection, actor, [monitor_id], enabled, now)
        listed = await MonitorListRepository(connection).get(actor.workspace_id, monitor_id, now)
    await parts.announce(changed)
    return listed


async def _stored(parts: Parts, actor: Actor, monitor_id: int) -> StoredMonitor:
    async with parts.database.read() as connection:
        return await MonitorRepository(connection).get(actor.workspace_id, monitor_id)


async def _free_name(parts: Parts, actor: Actor, name: str) -> str:
    stem = name[: LONGEST_NAME - len(" (copy 1000)")]
    names = [f"{stem} (copy)", *(f"{stem} (copy {number})" for number in range(2, COPIES + 1))]
    async with parts.database.read() as connection:
        taken = await MonitorRepository(connection).by_names(actor.workspace_id, names)
    free = next((name for name in names if name not in taken), None)
    if free is None:
        raise ValidationFailed(
            "There are many copies already.", errors=[FieldError("/name", "is required: all usual names are taken")]
        )
    return free


def _require_revision(stored: StoredMonitor, revision: int | None) -> None:
    if revision is not None and stored.revision != revision:
        raise PreconditionFailed(
            f"The monitor was changed since: it is at revision {stored.revision}. Read it again and repeat the change."
        )


def _changes(
    before: MonitorFields, valid: ValidMonitor, parent_ids: tuple[int, ...], parts: Parts
) -> list[differences.FieldChange]:
    old = differences.of_stored(before, parts.box, [str(id_) for id_ in before.rules.parents])
    return differences.between(old, differences.of_valid(valid, [str(id_) for id_ in parent_ids]))
