"""A change of state with its time, its reason, and why it was concluded."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.verdict import Verdict


class Reason(StrEnum):
    """Stable codes; the API shows them beside a sentence."""

    NEVER_CHECKED = "never_checked"
    FIRST_RESULT = "first_result"
    CONFIRMED_FAILURE = "confirmed_failure"
    CONFIRMED_DEGRADED = "confirmed_degraded"
    PARTIAL_RECOVERY = "partial_recovery"
    CONFIRMED_RECOVERY = "confirmed_recovery"
    HEARTBEAT_LATE = "heartbeat_late"
    HEARTBEAT_MISSING = "heartbeat_missing"
    REPORTED = "reported"
    PARENT_DOWN = "parent_down"
    REGION_SUSPECT = "region_suspect"
    COULD_NOT_TELL = "could_not_tell"
    NO_RESULTS = "no_results"
    QUORUM_LOST = "quorum_lost"
    QUORUM_CHANGED = "quorum_changed"
    CAN_TELL_AGAIN = "can_tell_again"
    THRESHOLD = "threshold"
    """Of incidents alone: a rule on a metric was broken, which changes no state."""


class RegionWhy(msgspec.Struct, frozen=True, gc=False):
    """What one region believed at the moment of the change, and its newest result that bears on it."""

    region: str
    level: Verdict
    last_at: int
    error: str | None
    message: str
    is_suspect: bool


class Why(msgspec.Struct, frozen=True, gc=False):
    """The rule that was applied and what each region said."""

    rule: str
    regions: tuple[RegionWhy, ...]
    cause_monitor_id: int | None = None


class Change(msgspec.Struct, frozen=True, gc=False):
    """The new state holds from `at` (the first result of the streak); it was concluded at `concluded_at`."""

    at: int
    concluded_at: int
    from_state: Verdict
    to_state: Verdict
    reason: Reason
    summary: str
    why: Why
