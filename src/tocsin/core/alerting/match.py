"""Matchers: which incidents a policy, a silence or a rule is about."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

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


_MOST_NAMED = 5


def misfit(match: Match, subject: Subject) -> str | None:
    """None when it fits, else why not, as the end of a sentence: "its tags lack prod"."""
    return _misfit_of_monitor(match, subject) or _misfit_of_tags(match, subject) or _misfit_of_cause(match, subject)


def _misfit_of_monitor(match: Match, subject: Subject) -> str | None:
    if match.monitor_ids and subject.monitor_id not in match.monitor_ids:
        return f"it is monitor {subject.monitor_id}, not {_any_of(match.monitor_ids)}"
    if match.names and not any(_fits(pattern, subject.name) for pattern in match.names):
        return f"its name does not fit {_any_of(match.names)}"
    if match.kinds and subject.kind not in match.kinds:
        return f"its kind is {subject.kind}, not {_any_of(match.kinds)}"
    return None


def _misfit_of_tags(match: Match, subject: Subject) -> str | None:
    if lacking := match.tags - subject.tags:
        return f"its tags lack {_listed(lacking, 'and')}"
    if match.any_tags and not match.any_tags & subject.tags:
        return f"it is not tagged {_any_of(match.any_tags)}"
    if unwanted := match.without_tags & subject.tags:
        return f"it is tagged {_listed(unwanted, 'and')}"
    return None


def _misfit_of_cause(match: Match, subject: Subject) -> str | None:
    if match.concerns and subject.concern not in match.concerns:
        return f"it is about {subject.concern.value}, not {_any_of(one.value for one in match.concerns)}"
    if match.severities and subject.severity not in match.severities:
        return f"its severity is {subject.severity.value}, not {_any_of(one.value for one in match.severities)}"
    return None


def _fits(pattern: str, name: str) -> bool:
    # To fnmatch, which takes a time linear in the name, a bracket begins a set: here it is a bracket.
    return fnmatchcase(name.casefold(), pattern.casefold().replace("[", "[[]"))


def _any_of(values: Iterable[str] | Iterable[int]) -> str:
    return _listed(values, "or")


def _listed(values: Iterable[str] | Iterable[int], word: str) -> str:
    """`a, b or c`; of very many, the first and how many more."""
    names = [str(value) for value in sorted(values)]
    more = len(names) - _MOST_NAMED
    if more > 0:
        names[_MOST_NAMED:] = [f"{more} more"]
    *most, last = names
    return f"{', '.join(most)} {word} {last}" if most else last
