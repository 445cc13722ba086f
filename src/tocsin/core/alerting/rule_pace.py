"""How often a rule is evaluated: each minute, or more seldom where its window is so long that a minute is nothing."""

from __future__ import annotations

from tocsin.core.alerting.rule import Rule

MINUTE_MS = 60_000
MOST_MINUTES = 15
_SHARE = 120
"""Between two evaluations less than a hundredth of the window changes."""


def pace_minutes(rule: Rule) -> int:
    """A burn rate follows its short window."""
    shortest = min((one for one in (rule.window, rule.short_window) if one), default=0)
    return max(1, min(shortest // (_SHARE * MINUTE_MS), MOST_MINUTES))


def pace_ms(rule: Rule) -> int:
    return pace_minutes(rule) * MINUTE_MS


def is_due(rule_id: int, rule: Rule, before: int, minute: int) -> bool:
    """Whether its turn has come after the minute `before`, up to `minute` (since 1970). The turns of rules are spread
    by their ids, so that what is heavy does not come at once.
    """
    pace = pace_minutes(rule)
    return (minute + rule_id) // pace > (before + rule_id) // pace
