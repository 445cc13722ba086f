"""Children of what is down: the parent's incident tells of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tocsin.core.alerting.match import Subject
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.routing import is_routed
from tocsin.core.alerting.trace import Outcome, Ruling, Stage

LEAST_SETTLE_MS = 30_000
MOST_SETTLE_MS = 600_000


class Ancestor(msgspec.Struct, frozen=True):
    """A monitor on which another depends, directly or through others, and whether it is down.

    `subject`: as it is matched when it is.
    """

    subject: Subject
    is_down: bool


def depend(ancestors: Sequence[Ancestor], policies: Sequence[NamedPolicy]) -> Ruling:
    """HOLD while one of them is down that a policy takes: else nobody would hear of either.

    Whatever ends that wakes it, `settle_ms` later.
    """
    down = [one.subject for one in ancestors if one.is_down]
    if not down:
        said = "No parent is down." if ancestors else "It depends on no other monitor."
        return Ruling(Stage.DEPENDENCY, Outcome.PASS, "no_parent_down", said)
    told = next((one for one in down if is_routed(policies, one)), None)
    if told is None:
        said = f"{down[0].name}, on which it depends, is down, but no policy takes that: this one is told itself."
        return Ruling(Stage.DEPENDENCY, Outcome.PASS, "parent_not_told", said)
    said = f"{told.name}, on which it depends, is down: its own incident is told instead."
    return Ruling(Stage.DEPENDENCY, Outcome.HOLD, "parent_down", said, held_by=f"monitor:{told.monitor_id}")


def settle_ms(interval_s: float) -> int:
    """How long a child is given, once its parent is up, to be looked at again before it is told of by itself."""
    return round(min(max(2 * interval_s * 1000, LEAST_SETTLE_MS), MOST_SETTLE_MS))
