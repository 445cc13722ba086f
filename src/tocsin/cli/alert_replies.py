"""What the server answers about decisions of alerting and what was said. Fields that are not here are passed over."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Decision(msgspec.Struct):
    """What one stage said at one moment."""

    at: datetime
    stage: str
    outcome: str
    reason: str
    summary: str


class Said(msgspec.Struct):
    """What was said, or is to be said, to one destination."""

    notification_id: int
    destination: str
    purpose: str
    status: str
    created_at: datetime
    finished_at: datetime | None = None
    attempts: int = 0
    last_error: str | None = None


class IncidentWhy(msgspec.Struct):
    """Everything that alerting made of an incident."""

    incident_id: int
    status: str | None = None
    held_by: str | None = None
    decided_again_at: datetime | None = None
    decisions: list[Decision] = []
    notifications: list[Said] = []


class Delivery(msgspec.Struct):
    """One attempt at saying something."""

    id: int
    notification_id: int
    at: datetime
    took_ms: int
    outcome: str
    status: int | None = None
    answer: str = ""
    channel_id: int | None = None


class Notification(msgspec.Struct):
    """What was to be said to one destination; with its words and attempts where it is asked for by itself."""

    id: int
    destination: str
    purpose: str
    title: str
    status: str
    created_at: datetime
    incident_ids: list[int] = []
    total: int = 0
    attempts: int = 0
    fallback_of: int | None = None
    available_at: datetime | None = None
    finished_at: datetime | None = None
    last_error: str | None = None
    text: str = ""
    deliveries: list[Delivery] = []
