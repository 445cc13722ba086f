"""Children of what is down: the parent's incident tells of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tocsin.core.alerting.trace import Outcome, Ruling, Stage

LEAST_SETTLE_MS = 30_000
MOST_SETTLE_MS = 600_000


class Ancestor(msgspec.Struct, frozen=True):
    """A monitor on which another depends, directly or through others, and whether it is down."""

    monitor_id: int
    name: str
    is_down: bool


def depend(ancestors: Sequence[Ancestor]) -> Ruling:
    """HOLD while one of them is down. Whatever ends that wakes it, `settle_ms` later."""
    down = next((one for one in ancestors if one.is_down), None)
    if down is None:
        said = "No parent is down." if ancestors else "It depends on no other monitor."
        return Ruling(Stage.DEPENDENCY, Outcome.PASS, "no_parent_down", said)
    said = f"{down.name}, on which it depends, is down: its own incident is told instead."
    return Ruling(Stage.DEPENDENCY, Outcome.HOLD, "parent_down", said, held_by=f"monitor:{down.monitor_id}")


def settle_ms(interval_s: float) -> int:
    """How long a child is given, once its parent is up, to be looked at again before it is told of by itself."""
    return round(min(max(2 * interval_s * 1000, LEAST_SETTLE_MS), MOST_SETTLE_MS))
