"""What ingest hands to storage in one transaction, beside the results themselves. Times are Unix milliseconds, UTC."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.result import Json
from tocsin.core.state import MonitorState
from tocsin.core.transition import Change, Reason
from tocsin.core.verdict import Verdict


class StateRecord(msgspec.Struct, frozen=True):
    """A monitor's conclusion as stored: `state` is kept whole, so that streaks survive a restart."""

    monitor_id: int
    workspace_id: int
    state: MonitorState
    summary: str
    incident_id: int | None = None


class TransitionRecord(msgspec.Struct, frozen=True):
    """One change of state of one monitor, tied to the incident that it opens, continues or ends."""

    workspace_id: int
    monitor_id: int
    change: Change
    incident_id: int | None = None


class IncidentOpened(msgspec.Struct, frozen=True):
    """A period begins in which a monitor is not up. `cause_monitor_id` is the parent that was down already.

    `rule_id` is 0 where it is about the monitor's state, else the rule that is broken.
    """

    workspace_id: int
    monitor_id: int
    started_at: int
    severity: Verdict
    reason: Reason
    summary: str
    cause_monitor_id: int | None = None
    rule_id: int = 0


class IncidentEscalated(msgspec.Struct, frozen=True):
    """It has become worse, and why."""

    incident_id: int
    severity: Verdict
    reason: Reason
    summary: str


class IncidentClosed(msgspec.Struct, frozen=True):
    """It is up again since `ended_at`."""

    incident_id: int
    ended_at: int


class IncidentEventType(StrEnum):
    """What a timeline may hold."""

    OPENED = "opened"
    ESCALATED = "escalated"
    EASED = "eased"
    BLINDED = "blinded"
    SIGHTED = "sighted"
    CLOSED = "closed"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    NOTIFIED = "notified"
    COMMENTED = "commented"
    MARKED = "marked"
    UNMARKED = "unmarked"


class IncidentEvent(msgspec.Struct, frozen=True):
    """One line of an incident's timeline. `actor` is who did it; None for Tocsin itself."""

    incident_id: int
    at: int
    type: IncidentEventType
    summary: str
    actor: str | None = None


class OutboxTopic(StrEnum):
    """What alerting will have to decide upon."""

    TRANSITION = "transition"
    INCIDENT = "incident"
    """One that goes with no change of state was opened or has ended: a rule's, or a deleted monitor's."""
    REGION_SUSPECT = "region_suspect"
    REGION_TRUSTED = "region_trusted"


class OutboxRecord(msgspec.Struct, frozen=True):
    """Something to be decided upon by alerting, at least once; `dedup_key` makes that once."""

    workspace_id: int
    topic: OutboxTopic
    dedup_key: str
    payload: dict[str, Json]
    created_at: int
