"""Flapping: what fails and recovers over and over is told once, until it has been steady for a while."""

from __future__ import annotations

from tocsin.core.alerting.trace import Outcome, Ruling, Stage

OPENINGS = 4
WITHIN_MS = 3_600_000
STEADY_MS = 900_000
HELD_BY = "flapping"


def flap(openings: int, *, is_flapping: bool, changed_at: int) -> Ruling:
    """`openings`: incidents of the monitor that began within `WITHIN_MS`, this one too; `changed_at`: its last change.

    The fourth passes, and is told as flapping. From then on the monitor is flapping, and what follows is held.
    """
    if is_flapping:
        said = (
            f"It flaps, as was told: what follows is held until it has been steady for {STEADY_MS // 60_000} minutes."
        )
        look_at = changed_at + STEADY_MS
        return Ruling(Stage.FLAPPING, Outcome.HOLD, "flapping", said, held_by=HELD_BY, look_at=look_at)
    if openings >= OPENINGS:
        said = f"It has failed {openings} times within an hour: it is told as flapping, once."
        return Ruling(Stage.FLAPPING, Outcome.PASS, "begins_to_flap", said)
    said = f"It does not flap: within an hour it has failed fewer than {OPENINGS} times."
    return Ruling(Stage.FLAPPING, Outcome.PASS, "steady", said)
