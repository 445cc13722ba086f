"""The parts of the API's answers on silences and maintenance windows that commands show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Occurrence(msgspec.Struct):
    """One time at which it holds."""

    start: datetime
    end: datetime


class Silence(msgspec.Struct):
    """A silence, or a maintenance window."""

    id: int
    comment: str
    match: dict[str, Any]
    start: datetime
    duration: float
    time_zone: str
    status: str
    rrule: str | None = None
    current: Occurrence | None = None
    next: list[Occurrence] = []
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    monitors: int | None = None
    created_by: str = ""
