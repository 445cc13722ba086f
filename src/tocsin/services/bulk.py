"""One action upon many monitors: all those listed, or all that a filter finds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.monitor import Rules
from tocsin.probes import pushed_kind
from tocsin.services import pauses, removal, trail
from tocsin.services.monitor_draft import MOST_TAGS, default_retry_interval, default_timeout
from tocsin.services.monitor_fields import named
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.monitor_lists import MonitorFilter, MonitorListRepository
from tocsin.storage.monitors import MonitorRepository

MOST_MATCHED = 100_000


class BulkVerb(StrEnum):
    """What can be done to many monitors at once."""

    PAUSE = "pause"
    RESUME = "resume"
    DELETE = "delete"
    TAG = "tag"
    UNTAG = "untag"
    SET_INTERVAL = "set_interval"


@dataclass(frozen=True, slots=True)
class BulkAction:
    """`tag` is given for tag and untag, `interval` (seconds) for set_interval."""

    verb: BulkVerb
    tag: str | None = None
    interval: float | None = None


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """Ids that were matched, and those of them that the action changed; a dry run changes none."""

    matched: list[int]
    changed: list[int]
    is_dry_run: bool


async def apply(parts: Parts, actor: Actor, action: BulkAction, where: MonitorFilter, *, dry_run: bool) -> BulkOutcome:
    """Carry the action out in one transaction. Raise ValidationFailed when it lacks what it needs."""
    actor.require(Permission.MONITORS_WRITE)
    _require_complete(action)
    now = parts.clock.now_ms()
    if dry_run:
        async with parts.database.read() as connection:
            return BulkOutcome(await _matched(connection, actor, where, now), [], True)
    async with parts.database.write() as connection:
        matched = await _matched(connection, actor, where, now)
        changed = await _VERBS[action.verb](connection, actor, action, matched, now) if matched else []
    await parts.announce(changed)
    return BulkOutcome(matched, changed, False)


def _require_complete(action: BulkAction) -> None:
    if action.verb in (BulkVerb.TAG, BulkVerb.UNTAG) and action.tag is None:
        raise ValidationFailed("tag is missing", errors=[FieldError("/tag", f"is required to {action.verb}")])
    if action.verb == BulkVerb.SET_INTERVAL and action.interval is None:
        error = FieldError("/interval", "is required to set the interval")
        raise ValidationFailed("interval is missing", errors=[error])


async def _matched(connection: Connection, actor: Actor, where: MonitorFilter, now: int) -> list[int]:
    return await MonitorListRepository(connection).matching_ids(actor.workspace_id, where, now, limit=MOST_MATCHED)


async def _switch(connection: Connection, actor: Actor, action: BulkAction, ids: list[int], now: int) -> list[int]:
    return await pauses.switch(connection, actor, ids, action.verb == BulkVerb.RESUME, now)


async def _delete(connection: Connection, actor: Actor, action: BulkAction, ids: list[int], now: int) -> list[int]:
    names = {one.id: named(one.fields) for one in await MonitorRepository(connection).get_many(actor.workspace_id, ids)}
    deleted = await removal.remove(connection, actor, ids, now)
    await trail.note_monitors(AuditRepository(connection), actor, now, "monitor.deleted", deleted, own=names)
    return deleted


async def _tag(connection: Connection, actor: Actor, action: BulkAction, ids: list[int], now: int) -> list[int]:
    assert action.tag is not None
    monitors = MonitorRepository(connection)
    full = [one.id for one in await monitors.get_many(actor.workspace_id, ids) if len(one.fields.tags) >= MOST_TAGS]
    changed = await monitors.add_tag(actor.workspace_id, [id_ for id_ in ids if id_ not in set(full)], action.tag, now)
    audit = AuditRepository(connection)
    await trail.note_monitors(audit, actor, now, "monitor.tagged", changed, trail.change("tag", None, action.tag))
    return changed


async def _untag(connection: Connection, actor: Actor, action: BulkAction, ids: list[int], now: int) -> list[int]:
    assert action.tag is not None
    changed = await MonitorRepository(connection).remove_tag(actor.workspace_id, ids, action.tag, now)
    audit = AuditRepository(connection)
    await trail.note_monitors(audit, actor, now, "monitor.untagged", changed, trail.change("tag", action.tag, None))
    return changed


async def _set_interval(
    connection: Connection, actor: Actor, action: BulkAction, ids: list[int], now: int
) -> list[int]:
    assert action.interval is not None
    monitors = MonitorRepository(connection)
    changes: dict[int, JsonObject] = {}
    for stored in await monitors.get_many(actor.workspace_id, ids):
        if pushed_kind(stored.fields.kind) is None and stored.fields.rules.interval != action.interval:
            rules = with_interval(stored.fields.rules, action.interval)
            await monitors.update(
                actor.workspace_id, stored.id, msgspec.structs.replace(stored.fields, rules=rules), now
            )
            changes[stored.id] = _durations_changed(stored.fields.rules, rules)
    audit, detail = AuditRepository(connection), trail.change("interval", None, action.interval)
    await trail.note_monitors(audit, actor, now, "monitor.updated", changes, detail, own=changes)
    return list(changes)


def _durations_changed(before: Rules, after: Rules) -> JsonObject:
    detail: JsonObject = {}
    for name in ("interval", "timeout", "retry_interval"):
        old, new = getattr(before, name), getattr(after, name)
        detail |= trail.change(name, old, new) if old != new else {}
    return detail


def with_interval(rules: Rules, interval: float) -> Rules:
    """Derived durations follow; those that were set are kept as long as they fit."""
    is_derived = rules.timeout == default_timeout(rules.interval)
    is_retry_derived = rules.retry_interval == default_retry_interval(rules.interval)
    return msgspec.structs.replace(
        rules,
        interval=interval,
        timeout=default_timeout(interval) if is_derived else min(rules.timeout, interval),
        retry_interval=default_retry_interval(interval) if is_retry_derived else min(rules.retry_interval, interval),
    )


_VERBS: dict[BulkVerb, Callable[[Connection, Actor, BulkAction, list[int], int], Awaitable[list[int]]]] = {
    BulkVerb.PAUSE: _switch,
    BulkVerb.RESUME: _switch,
    BulkVerb.DELETE: _delete,
    BulkVerb.TAG: _tag,
    BulkVerb.UNTAG: _untag,
    BulkVerb.SET_INTERVAL: _set_interval,
}
