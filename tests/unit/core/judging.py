"""Judges histories of results, each a moment after it was due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.unit.core.making import T0
from tocsin.core.monitor import Rules
from tocsin.core.result import Result
from tocsin.core.state import Step, advance, initial
from tocsin.core.transition import Change

DELAY = 250


def steps(
    results: Iterable[Result], by: Rules, *, suspect: Sequence[str] = (), parents: Sequence[int] = ()
) -> list[Step]:
    """What each result leads to, concluded a moment after it was due."""
    state, found = initial(T0), []
    for one in results:
        now = one.scheduled_at + DELAY
        step = advance(state, by, one, now=now, suspect_regions=suspect, down_parents=parents)
        found.append(step or Step(state))
        state = found[-1].state
    return found


def changes(
    results: Iterable[Result], by: Rules, *, suspect: Sequence[str] = (), parents: Sequence[int] = ()
) -> list[Change]:
    return [step.change for step in steps(results, by, suspect=suspect, parents=parents) if step.change is not None]
