"""Incidents and their timelines."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.records import IncidentClosed, IncidentEvent, IncidentOpened
from tocsin.core.verdict import Verdict
from tocsin.storage.paging import Page


class StoredIncident(msgspec.Struct, frozen=True, kw_only=True):
    """A period in which a monitor was not up; `ended_at` is None while it lasts."""

    id: int
    workspace_id: int
    monitor_id: int
    severity: Verdict
    started_at: int
    ended_at: int | None
    reason: str
    summary: str
    cause_monitor_id: int | None
    acknowledged_at: int | None
    acknowledged_by: str | None


class StoredIncidentEvent(msgspec.Struct, frozen=True):
    """One line of a timeline. `type` is an `IncidentEventType`."""

    id: int
    incident_id: int
    at: int
    type: str
    summary: str
    actor: str | None


class IncidentFilter(msgspec.Struct, frozen=True, kw_only=True):
    """`start` and `end` (Unix ms) select incidents that overlap the range."""

    monitor_id: int | None = None
    is_open: bool | None = None
    is_acknowledged: bool | None = None
    severities: tuple[Verdict, ...] = ()
    start: int | None = None
    end: int | None = None


class IncidentRepository:
    """Methods that take a workspace are for users, the others for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def open_many(self, opened: Sequence[IncidentOpened]) -> list[int]:
        """Ids in the order of `opened`; where a monitor has an open incident already, that one's id."""
        raise NotImplementedError

    async def close_many(self, closed: Sequence[IncidentClosed]) -> None:
        """One that has ended already stays as it is."""
        raise NotImplementedError

    async def escalate(self, incident_id: int, severity: Verdict) -> None:
        """Raise the severity; it never falls."""
        raise NotImplementedError

    async def add_events(self, events: Sequence[IncidentEvent]) -> None:
        raise NotImplementedError

    async def open_ids(self) -> dict[int, int]:
        """Open incidents' ids by monitor id."""
        raise NotImplementedError

    async def page(
        self, workspace_id: int, where: IncidentFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredIncident]:
        """Newest first."""
        raise NotImplementedError

    async def get(self, workspace_id: int, incident_id: int) -> StoredIncident:
        """Raise NotFound."""
        raise NotImplementedError

    async def timeline(self, workspace_id: int, incident_id: int, *, limit: int = 500) -> list[StoredIncidentEvent]:
        """Oldest first."""
        raise NotImplementedError

    async def acknowledge(self, workspace_id: int, incident_id: int, actor: str, now: int) -> StoredIncident:
        """Raise NotFound, or Conflict when it has ended; the first acknowledgement stays."""
        raise NotImplementedError
