"""Which policies take an incident, and why the others did not."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tocsin.core.alerting.match import Subject, misfit
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.trace import Outcome, Ruling, Stage

MOST_RULINGS = 20
_MOST_PASSED_OVER = MOST_RULINGS - 2
_MOST_NAMED = 5


class Routed(msgspec.Struct, frozen=True):
    """`chosen` in the order in which they were asked. The last ruling is the word of the stage."""

    chosen: tuple[NamedPolicy, ...]
    rulings: tuple[Ruling, ...]


def route(policies: Sequence[NamedPolicy], subject: Subject) -> Routed:
    """The first that fits takes it; one that continues lets those after it be asked too."""
    chosen: list[NamedPolicy] = []
    passed_over: list[Ruling] = []
    for one in policies:
        why_not = misfit(one.policy.match, subject)
        if why_not is not None:
            passed_over.append(_passed_over(f"{one.name!r} was passed over: {why_not}."))
            continue
        chosen.append(one)
        if not one.policy.continues:
            break
    return Routed(tuple(chosen), (*_bounded(passed_over), _conclusion(chosen, len(policies))))


def is_routed(policies: Sequence[NamedPolicy], subject: Subject) -> bool:
    """Whether any of them takes it."""
    return any(misfit(one.policy.match, subject) is None for one in policies)


def _bounded(rulings: list[Ruling]) -> list[Ruling]:
    more = len(rulings) - _MOST_PASSED_OVER
    if more <= 0:
        return rulings
    return [*rulings[:_MOST_PASSED_OVER], _passed_over(f"So were {more} more.")]


def _passed_over(summary: str) -> Ruling:
    return Ruling(Stage.ROUTE, Outcome.PASS, "passed_over", summary)


def _conclusion(chosen: list[NamedPolicy], asked: int) -> Ruling:
    if not chosen:
        why = "No policy fits" if asked else "There is no policy"
        return Ruling(Stage.ROUTE, Outcome.STOP, "no_policy", f"{why}: nobody is told.")
    names = [repr(one.name) for one in chosen[:_MOST_NAMED]]
    if len(chosen) > _MOST_NAMED:
        names.append(f"{len(chosen) - _MOST_NAMED} more")
    if len(names) == 1:
        return Ruling(Stage.ROUTE, Outcome.PASS, "policy", f"{names[0]} takes it.")
    return Ruling(Stage.ROUTE, Outcome.PASS, "policy", f"{', '.join(names[:-1])} and {names[-1]} take it.")
