"""What rules see at this moment: of one that is stored, and of one that somebody only thinks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.rule import Comparison, Rule, RuleState
from tocsin.core.alerting.rule_state import KEPT, is_beyond
from tocsin.core.alerting.rule_words import why_broken, why_untold
from tocsin.services.parts import Parts
from tocsin.services.rule_validation import validate
from tocsin.storage.database import Connection
from tocsin.storage.paging import Page, decode_cursor, page_of
from tocsin.storage.rule_metrics import MONITORS_AT_ONCE, Asked, RuleMetricsRepository
from tocsin.storage.rule_monitors import RuleMonitor, RuleMonitorRepository
from tocsin.storage.rule_states import RuleStateRepository
from tocsin.storage.rules import RuleRepository

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class SeenValue:
    """`value` is None where it cannot be told; `summary` says why that is, or why it lies beyond the threshold."""

    monitor_id: int
    monitor_name: str
    value: float | None
    is_beyond: bool
    summary: str
    state: RuleState = KEPT
    incident_id: int | None = None


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """`looked_at`: of so many monitors that it is about, the first `MONITORS_AT_ONCE`. `items`: the worst of them."""

    looked_at: int
    beyond: int
    untold: int
    items: Sequence[SeenValue]


async def states(
    parts: Parts, actor: Actor, rule_id: int, *, only_broken: bool, cursor: str | None, limit: int
) -> Page[SeenValue]:
    """Of the monitors that it is about, by id, with what was concluded of each. Raise NotFound."""
    actor.require(Permission.RULES_READ)
    after = 0 if cursor is None else decode_cursor(cursor, int)
    async with parts.database.read() as connection:
        stored = await RuleRepository(connection).get(actor.workspace_id, rule_id)
        monitors = RuleMonitorRepository(connection)
        if only_broken:
            repository = RuleStateRepository(connection)
            broken = await repository.of_rule(rule_id, after=after, only_broken=True, limit=limit + 1)
            found = await monitors.get_many(actor.workspace_id, [one.monitor_id for one in broken])
        else:
            found = await monitors.matched(actor.workspace_id, stored.rule.match, after=after, limit=limit + 1)
        seen = await _seen(connection, stored.rule, found, parts.clock.now_ms(), rule_id)
    return page_of(seen, limit, lambda one: one, lambda one: one.monitor_id)


async def try_out(parts: Parts, actor: Actor, sent: object) -> RuleTrial:
    """What a rule would see now, and would say if that stayed so. Nothing is stored. Raise ValidationFailed."""
    actor.require(Permission.RULES_READ)
    valid = validate({"name": "Trial", **sent} if isinstance(sent, dict) else sent)
    async with parts.database.read() as connection:
        rule = (await valid.fields(connection, actor.workspace_id)).rule
        repository = RuleMonitorRepository(connection)
        monitors = await repository.matched(actor.workspace_id, rule.match, after=0, limit=MONITORS_AT_ONCE)
        seen = await _seen(connection, rule, monitors, parts.clock.now_ms())
    told = [one for one in seen if one.value is not None]
    worst_first = sorted(told, key=lambda one: one.value or 0.0, reverse=rule.comparison == Comparison.ABOVE)
    untold = [one for one in seen if one.value is None]
    beyond = sum(one.is_beyond for one in seen)
    return RuleTrial(len(seen), beyond, len(untold), [*worst_first, *untold][:MOST_SHOWN])


async def _seen(
    connection: Connection, rule: Rule, monitors: Sequence[RuleMonitor], now: int, rule_id: int = 0
) -> list[SeenValue]:
    asked = Asked(rule, {one.id: one.created_at for one in monitors})
    (values,) = await RuleMetricsRepository(connection, now).values([asked])
    known = await RuleStateRepository(connection).of_monitors(list(asked.born)) if rule_id else {}
    found = []
    for one in monitors:
        value, state = values.get(one.id), known.get((rule_id, one.id))
        seen = SeenValue(
            monitor_id=one.id,
            monitor_name=one.subject.name,
            value=value,
            is_beyond=value is not None and is_beyond(rule, value),
            summary=_summary(rule, value),
            state=KEPT if state is None else state.state,
            incident_id=None if state is None else state.incident_id,
        )
        found.append(seen)
    return found


def _summary(rule: Rule, value: float | None) -> str:
    if value is None:
        return why_untold(rule)
    return why_broken(rule, value) if is_beyond(rule, value) else ""
