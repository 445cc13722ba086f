"""What an evaluation of rules changes: found out beside the database, and written if nothing else has changed it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tocsin.core.alerting.match import Match, misfit
from tocsin.core.alerting.rule import Rule, RuleState
from tocsin.core.alerting.rule_state import KEPT, Crossing, evaluate
from tocsin.core.alerting.rule_words import why_broken, why_kept
from tocsin.services.rule_incidents import RuleBroken, RuleOver, end_incidents, forget_states, open_incidents
from tocsin.storage.database import Connection
from tocsin.storage.rule_metrics import Asked, RuleMetricsRepository
from tocsin.storage.rule_monitors import RuleMonitor, RuleMonitorRepository
from tocsin.storage.rule_states import Key, RuleStateRepository, StoredRuleState
from tocsin.storage.rules import RuleRepository, StoredRule

NOT_ABOUT_IT = "The rule is not about this monitor any more, or the monitor was paused"
_EVERYTHING = Match()


@dataclass(frozen=True, slots=True)
class Changed:
    """What a rule concludes of a monitor from now on, in place of `before`. `state` None: the rule is not about it."""

    rule: StoredRule
    monitor_id: int
    before: StoredRuleState | None
    state: RuleState | None
    crossing: Crossing | None = None

    @property
    def key(self) -> Key:
        return self.rule.id, self.monitor_id


async def look(
    connection: Connection,
    rules: Sequence[StoredRule],
    due: Collection[int],
    monitors: Sequence[RuleMonitor],
    now: int,
) -> list[Changed]:
    """What would change of these monitors."""
    states = await RuleStateRepository(connection).of_monitors([one.id for one in monitors])
    watched = [one for one in monitors if one.enabled]
    concluded = {rule_id for rule_id, _ in states}
    fitting = {rule.id: _born(rule.rule, watched) for rule in rules if rule.id in due or rule.id in concluded}
    asked = [rule for rule in rules if rule.id in due]
    values = await RuleMetricsRepository(connection, now).values([Asked(one.rule, fitting[one.id]) for one in asked])
    found: list[Changed] = []
    for rule, of_rule in zip(asked, values, strict=True):
        found += _evaluated(rule, of_rule, states, now)
    by_id = {one.id: one for one in rules}
    found += [
        Changed(by_id[rule_id], monitor_id, state, None)
        for (rule_id, monitor_id), state in states.items()
        if rule_id in by_id and monitor_id not in fitting[rule_id]
    ]
    return found


def _born(rule: Rule, monitors: Sequence[RuleMonitor]) -> dict[int, int]:
    """Those that the rule is about."""
    if rule.match == _EVERYTHING:
        return {one.id: one.created_at for one in monitors}
    return {one.id: one.created_at for one in monitors if misfit(rule.match, one.subject) is None}


def _evaluated(
    rule: StoredRule, values: Mapping[int, float], states: Mapping[Key, StoredRuleState], now: int
) -> list[Changed]:
    found: list[Changed] = []
    for monitor_id, value in values.items():
        before = states.get((rule.id, monitor_id))
        state = KEPT if before is None else before.state
        after, crossing = evaluate(rule.rule, state, value, now)
        if after is not state:
            found.append(Changed(rule, monitor_id, before, after, crossing))
    return found


async def write(connection: Connection, workspace_id: int, found: Sequence[Changed], now: int) -> int:
    """What still is as it was read; return how much that was. The rest comes to its turn again."""
    held = await RuleRepository(connection).hold_unchanged({one.rule.id: one.rule.revision for one in found})
    watched = await RuleMonitorRepository(connection).hold({one.monitor_id for one in found})
    states = RuleStateRepository(connection)
    present = await states.of_monitors({one.monitor_id for one in found})
    valid = [
        one
        for one in found
        if one.rule.id in held
        and present.get(one.key) == one.before
        and (one.monitor_id in watched or one.state is None)
    ]
    ids = await _cross(connection, workspace_id, valid, now)
    put = [
        StoredRuleState(one.rule.id, one.monitor_id, workspace_id, one.state, ids.get(one.key, _incident_id(one)), now)
        for one in valid
        if one.state is not None and one.state != KEPT
    ]
    await states.put_many(put)
    await states.delete_many([one.key for one in valid if one.state == KEPT and one.before is not None])
    gone = [one.before for one in valid if one.state is None and one.before is not None]
    await forget_states(connection, gone, NOT_ABOUT_IT, now)
    return len(valid)


async def _cross(connection: Connection, workspace_id: int, valid: Sequence[Changed], now: int) -> dict[Key, int]:
    """Open and end incidents; return the ids of those that were opened."""
    broken, over, keys = list[RuleBroken](), list[RuleOver](), list[Key]()
    for one in valid:
        crossing, rule = one.crossing, one.rule
        if crossing is None:
            continue
        incident_id = _incident_id(one)
        if crossing.is_broken:
            words = why_broken(rule.rule, crossing.value)
            severity = rule.rule.severity
            broken.append(RuleBroken(workspace_id, rule.id, one.monitor_id, crossing.at, severity, words))
            keys.append(one.key)
        elif incident_id is not None:
            words = why_kept(rule.rule, crossing.value)
            over.append(RuleOver(workspace_id, rule.id, one.monitor_id, incident_id, crossing.at, words))
    ids = await open_incidents(connection, broken, now)
    await end_incidents(connection, over, now)
    return dict(zip(keys, ids, strict=True))


def _incident_id(changed: Changed) -> int | None:
    return None if changed.before is None else changed.before.incident_id
