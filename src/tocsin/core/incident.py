"""What a change of state means for the incident that it belongs to."""

from __future__ import annotations

from enum import StrEnum

from tocsin.core.transition import Change
from tocsin.core.verdict import Verdict

BAD = (Verdict.DEGRADED, Verdict.DOWN)


class IncidentMove(StrEnum):
    """What happens to a monitor's incident at a change of its state."""

    NONE = "none"
    OPEN = "open"
    ESCALATE = "escalate"
    EASE = "ease"
    BLIND = "blind"
    SIGHT = "sight"
    CLOSE = "close"


def incident_move(change: Change, *, is_open: bool) -> IncidentMove:
    """An incident lasts until the monitor is up; time in which nobody could tell neither opens one nor ends it."""
    match change.to_state:
        case Verdict.UP:
            return IncidentMove.CLOSE if is_open else IncidentMove.NONE
        case Verdict.UNKNOWN:
            return IncidentMove.BLIND if is_open else IncidentMove.NONE
        case _ if not is_open:
            return IncidentMove.OPEN
        case _ if change.from_state == Verdict.UNKNOWN:
            return IncidentMove.SIGHT
        case Verdict.DOWN:
            return IncidentMove.ESCALATE
        case _:
            return IncidentMove.EASE
