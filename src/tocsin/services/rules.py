"""Rules: made, read, changed, deleted. What a rule has opened ends with it."""

from __future__ import annotations

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.core.errors import Conflict, PreconditionFailed
from tocsin.services import differences, idempotency, rule_fields, trail
from tocsin.services.differences import Snapshot
from tocsin.services.idempotency import Answer, Once
from tocsin.services.parts import Parts
from tocsin.services.rule_incidents import forget_states
from tocsin.services.rule_validation import validate
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.idempotency import IdempotencyRepository
from tocsin.storage.paging import Page
from tocsin.storage.rule_states import RuleStateRepository
from tocsin.storage.rules import MOST_A_WORKSPACE, RuleFields, RuleRepository, StoredRule
from tocsin.storage.workspaces import WorkspaceRepository

_DELETED = "The rule was deleted"
_CHANGED = "The rule was changed"
_SWITCHED_OFF = "The rule was switched off"


async def create(
    parts: Parts, actor: Actor, sent: object, *, once: Once[StoredRule] | None = None
) -> StoredRule | Answer:
    """Raise ValidationFailed, Conflict."""
    actor.require(Permission.RULES_WRITE)
    now = parts.clock.now_ms()
    valid = validate(sent)
    async with parts.database.write() as connection:
        answers = IdempotencyRepository(connection)
        earlier = await idempotency.earlier_answer(answers, actor, once, now)
        if earlier is not None:
            return earlier
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        rules = RuleRepository(connection)
        if await rules.count(actor.workspace_id) >= MOST_A_WORKSPACE:
            raise Conflict(f"A workspace has {MOST_A_WORKSPACE} rules at most.")
        fields = await valid.fields(connection, actor.workspace_id)
        made = await rules.create(actor.workspace_id, fields, now)
        detail = rule_fields.as_written(fields)
        await trail.note(AuditRepository(connection), actor, now, "rule.created", f"rule:{made.id}", detail)
        await idempotency.keep_answer(answers, actor, once, made)
    return made


async def page(parts: Parts, actor: Actor, *, cursor: str | None, limit: int) -> Page[StoredRule]:
    """By name."""
    actor.require(Permission.RULES_READ)
    async with parts.database.read() as connection:
        return await RuleRepository(connection).page(actor.workspace_id, cursor=cursor, limit=limit)


async def get(parts: Parts, actor: Actor, rule_id: int) -> StoredRule:
    """Raise NotFound."""
    actor.require(Permission.RULES_READ)
    async with parts.database.read() as connection:
        return await RuleRepository(connection).get(actor.workspace_id, rule_id)


async def replace(parts: Parts, actor: Actor, rule_id: int, sent: object, *, revision: int | None = None) -> StoredRule:
    """Every field anew. Raise NotFound, PreconditionFailed, ValidationFailed, Conflict.

    With another metric or severity what is broken begins anew, as another incident.
    """
    actor.require(Permission.RULES_WRITE)
    now = parts.clock.now_ms()
    valid = validate(sent)
    async with parts.database.write() as connection:
        rules = RuleRepository(connection)
        before = await rules.hold(actor.workspace_id, rule_id)
        if revision is not None and before.revision != revision:
            raise PreconditionFailed(f"The rule was changed since: it is at revision {before.revision}.")
        fields = await valid.fields(connection, actor.workspace_id)
        after = await rules.update(before, fields, now)
        why = _why_over(before.fields, fields)
        if why:
            await _forget(connection, actor, before, why, now)
        detail = _changes(before.fields, fields)
        await trail.note(AuditRepository(connection), actor, now, "rule.updated", f"rule:{rule_id}", detail)
    return after


async def delete(parts: Parts, actor: Actor, rule_id: int) -> None:
    """Raise NotFound."""
    actor.require(Permission.RULES_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        rules = RuleRepository(connection)
        held = await rules.hold(actor.workspace_id, rule_id)
        await _forget(connection, actor, held, _DELETED, now)
        await rules.delete(held)
        detail = rule_fields.as_written(held.fields)
        await trail.note(AuditRepository(connection), actor, now, "rule.deleted", f"rule:{rule_id}", detail)


async def _forget(connection: Connection, actor: Actor, held: StoredRule, why: str, now: int) -> None:
    states = await RuleStateRepository(connection).of_rule(held.id)
    await forget_states(connection, states, why, now, actor.name)


def _why_over(before: RuleFields, after: RuleFields) -> str | None:
    """Why what was concluded holds no more; None when it does."""
    if not after.enabled:
        return _SWITCHED_OFF
    old, new = before.rule, after.rule
    same = (old.metric, old.comparison, old.severity) == (new.metric, new.comparison, new.severity)
    return None if same else _CHANGED


def _changes(before: RuleFields, after: RuleFields) -> JsonObject:
    old, new = rule_fields.as_written(before), rule_fields.as_written(after)
    changes = differences.between(Snapshot(old, old), Snapshot(new, new))
    return {"name": after.name, **differences.as_json(changes)}
