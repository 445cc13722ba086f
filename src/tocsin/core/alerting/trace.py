"""The trace of a decision: stage by stage, why an incident paged, or why it did not."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Stage(StrEnum):
    """In the order in which an incident passes them."""

    MUTE = "mute"
    DEPENDENCY = "dependency"
    FLAPPING = "flapping"
    ROUTE = "route"
    GROUP = "group"
    ESCALATE = "escalate"
    DELIVER = "deliver"
    RECORD = "record"


class Outcome(StrEnum):
    """What a stage says."""

    PASS = "pass"  # noqa: S105 -- no password
    """On to the next stage."""
    HOLD = "hold"
    """Not now: it is decided anew when what holds it ends."""
    STOP = "stop"
    """Nobody is told."""
    TELL = "tell"
    """Somebody is told."""


class Ruling(msgspec.Struct, frozen=True):
    """One stage's word. `reason` is a stable code, `summary` a sentence.

    Of a HOLD: `held_by` names what holds it (`silence:7`, `monitor:12`, `flapping`), and `look_at` (Unix ms) says when
    to decide anew at the latest; None when whatever holds it wakes it.
    """

    stage: Stage
    outcome: Outcome
    reason: str
    summary: str
    held_by: str | None = None
    look_at: int | None = None
