"""From values to conclusions: a rule is broken, and kept again, once enough evaluations in a row say so."""

from __future__ import annotations

import msgspec

from tocsin.core.alerting.rule import Comparison, Rule, RuleState
from tocsin.core.alerting.rule_pace import pace_ms

KEPT = RuleState()
"""What holds of a monitor as long as nothing contradicts it."""
MOST_MISSED = 3
"""A streak does not outlast so many turns in which nothing contradicted: they were missed, or could not tell."""


class Crossing(msgspec.Struct, frozen=True):
    """The rule was broken, or is kept again, since `at`: the first evaluation that said so."""

    is_broken: bool
    at: int
    value: float


def is_beyond(rule: Rule, value: float) -> bool:
    """What lies on the threshold is within."""
    return value > rule.threshold if rule.comparison == Comparison.ABOVE else value < rule.threshold


def evaluate(rule: Rule, state: RuleState, value: float | None, now: int) -> tuple[RuleState, Crossing | None]:
    """The very same state where nothing has changed. None could not be told: nothing is concluded from it."""
    if value is None:
        return state, None
    if is_beyond(rule, value) == state.is_broken:
        return _undisputed(state) if state.streak else state, None
    if state.streak and now - state.last_at > MOST_MISSED * pace_ms(rule):
        state = _undisputed(state)
    streak, first_at = state.streak + 1, state.first_at if state.streak else now
    if streak < (rule.recoveries if state.is_broken else rule.confirmations):
        return msgspec.structs.replace(state, streak=streak, first_at=first_at, last_at=now), None
    is_broken = not state.is_broken
    after = RuleState(is_broken=True, since=first_at) if is_broken else KEPT
    return after, Crossing(is_broken, first_at, value)


def _undisputed(state: RuleState) -> RuleState:
    return RuleState(is_broken=state.is_broken, since=state.since)
