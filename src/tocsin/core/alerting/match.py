"""Matchers: which incidents a policy, a silence or a rule is about."""

from __future__ import annotations

import msgspec

from tocsin.core.alerting.concern import Concern, Severity


class Subject(msgspec.Struct, frozen=True):
    """What is known of a monitor, and of the incident at hand, when it is matched."""

    monitor_id: int
    name: str
    kind: str
    target: str
    tags: frozenset[str]
    parents: tuple[int, ...] = ()
    concern: Concern = Concern.DOWN
    severity: Severity = Severity.CRITICAL
    rule_id: int = 0


class Match(msgspec.Struct, frozen=True):
    """Every field that is set must fit; an empty one fits everything.

    `tags`: all of them. `any_tags`: at least one. `without_tags`: none of them. `names`: patterns with `*` and `?`,
    one of which must fit the whole name, case ignored.
    """

    monitor_ids: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    any_tags: frozenset[str] = frozenset()
    without_tags: frozenset[str] = frozenset()
    concerns: frozenset[Concern] = frozenset()
    severities: frozenset[Severity] = frozenset()
