"""What becomes of one incident: the stages in their order, until one of them holds it or it is somebody's to tell."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tocsin.core.alerting.dependency import Ancestor, depend
from tocsin.core.alerting.flapping import flap
from tocsin.core.alerting.match import Subject
from tocsin.core.alerting.muting import mute
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.routing import route
from tocsin.core.alerting.silence import Occurrence
from tocsin.core.alerting.trace import Outcome, Ruling


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An open incident with all that the stages ask of it.

    `keys` are what it may have in common with others. `openings`: incidents of its monitor within the last hour;
    `changed_at`: the monitor's last change of state. `relatives`: monitors that share its host or a parent, or are its
    own children; where only some regions see it fail, whatever else these look at counts as one. `recent`: incidents of
    the workspace within the last minute, this one too.
    """

    incident_id: int
    subject: Subject
    keys: frozenset[str] = frozenset()
    ancestors: tuple[Ancestor, ...] = ()
    openings: int = 1
    is_flapping: bool = False
    changed_at: int = 0
    relatives: int = 0
    recent: int = 1


class Hearing(msgspec.Struct, frozen=True):
    """`hold` is the ruling that keeps it from being told; without one, these policies take it, or none does."""

    rulings: tuple[Ruling, ...]
    hold: Ruling | None
    policies: tuple[NamedPolicy, ...]
    begins_to_flap: bool = False


def hear(case: Case, policies: Sequence[NamedPolicy], occurrences: Sequence[Occurrence], now: int) -> Hearing:
    """The stages before grouping."""
    rulings: list[Ruling] = []
    for ruling in (
        mute(case.subject, occurrences, now),
        depend(case.ancestors, policies),
        flap(case.openings, is_flapping=case.is_flapping, changed_at=case.changed_at),
    ):
        rulings.append(ruling)
        if ruling.outcome == Outcome.HOLD:
            return Hearing(tuple(rulings), ruling, ())
    begins_to_flap = rulings[-1].reason == "begins_to_flap"
    routed = route(policies, case.subject)
    return Hearing((*rulings, *routed.rulings), None, routed.chosen, begins_to_flap)
