"""How incidents and the lines of their timelines are laid out in their tables."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, Select, or_, select

from tocsin.core.records import IncidentOpened
from tocsin.core.verdict import Verdict
from tocsin.storage.tables import incident


class StoredIncident(msgspec.Struct, frozen=True, kw_only=True):
    """A period in which a monitor was not up; `ended_at` is None while it lasts.

    `rule_id` is 0 where it is about the monitor's state. `resolved_at`: somebody has said that it is dealt with.
    """

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
    rule_id: int = 0
    snoozed_until: int | None = None
    resolved_at: int | None = None
    resolved_by: str | None = None


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


def filtered(workspace_id: int, where: IncidentFilter) -> Select[Any]:
    table = incident.c
    statement = select(incident).where(table.workspace_id == workspace_id)
    if where.monitor_id is not None:
        statement = statement.where(table.monitor_id == where.monitor_id)
    if where.is_open is not None:
        statement = statement.where(table.ended_at.is_(None) if where.is_open else table.ended_at.is_not(None))
    if where.is_acknowledged is not None:
        known = table.acknowledged_at
        statement = statement.where(known.is_not(None) if where.is_acknowledged else known.is_(None))
    if where.severities:
        statement = statement.where(table.severity.in_(where.severities))
    if where.start is not None:
        statement = statement.where(or_(table.ended_at.is_(None), table.ended_at > where.start))
    if where.end is not None:
        statement = statement.where(table.started_at < where.end)
    return statement


def row_of(opened: IncidentOpened) -> dict[str, object]:
    return {
        "workspace_id": opened.workspace_id,
        "monitor_id": opened.monitor_id,
        "severity": int(opened.severity),
        "started_at": opened.started_at,
        "reason": str(opened.reason),
        "summary": opened.summary,
        "cause_monitor_id": opened.cause_monitor_id,
        "rule_id": opened.rule_id,
    }


def stored_of(row: Row[Any]) -> StoredIncident:
    return StoredIncident(
        id=row.id,
        workspace_id=row.workspace_id,
        monitor_id=row.monitor_id,
        severity=Verdict(row.severity),
        started_at=row.started_at,
        ended_at=row.ended_at,
        reason=row.reason,
        summary=row.summary,
        cause_monitor_id=row.cause_monitor_id,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        rule_id=row.rule_id,
        snoozed_until=row.snoozed_until,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
    )
