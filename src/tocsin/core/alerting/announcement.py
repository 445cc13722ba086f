"""What is to be said: facts, taken when it was decided to say them, from which every channel makes its own words."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.transition import RegionWhy

MOST_TOLD = 50
"""Incidents that one message lists; `total` says how many there are."""


class Purpose(StrEnum):
    """Why something is said."""

    PROBLEM = "problem"
    REMINDER = "reminder"
    WORSE = "worse"
    """It was told as a warning, and is critical now."""
    MORE = "more"
    """At least as many again have joined since it was told."""
    ACKNOWLEDGED = "acknowledged"
    """For channels that keep incidents of their own."""
    RECOVERY = "recovery"
    REFRESH = "refresh"
    """Still so: for channels that forget what they are not told again."""
    NOTICE = "notice"
    """About Tocsin itself: a region, a channel."""
    TEST = "test"
    CANARY = "canary"


class ToldIncident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident, as a message tells it. `changes` are sentences: what differs from the last good result."""

    incident_id: int
    monitor_id: int
    monitor: str
    kind: str
    target: str
    tags: tuple[str, ...] = ()
    severity: Severity
    concern: Concern
    state: str
    started_at: int
    ended_at: int | None = None
    reason: str
    summary: str
    regions: tuple[RegionWhy, ...] = ()
    changes: tuple[str, ...] = ()
    runbook_url: str | None = None
    rule: str | None = None


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """`thread` is the same for all that is said of one group, to whichever destination: far sides that know incidents
    know it by this key. `note` is a sentence for what has no incidents (a notice, a test).
    `epilogue` is one for what is over, though nobody has seen it well again: resolved by hand, or deleted.
    """

    purpose: Purpose
    severity: Severity
    thread: str
    at: int
    workspace: str = ""
    policy: str = ""
    step: int = 0
    cause: str = ""
    note: str = ""
    total: int = 0
    group_id: int | None = None
    is_flapping: bool = False
    acknowledged_by: str = ""
    epilogue: str = ""
    incidents: tuple[ToldIncident, ...] = ()
