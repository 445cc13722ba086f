"""Incidents as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment, VerdictWord
from tocsin.services.incidents import NamedIncident
from tocsin.storage.incidents import StoredIncidentEvent


class IncidentEventAnswer(BaseModel):
    """One line of a timeline."""

    at: Moment
    type: str = Field(description="`opened`, `escalated`, `acknowledged`, `marked`, `closed` and the like.")
    summary: str
    actor: str | None = Field(description="Who did it; null for Tocsin itself.")

    @classmethod
    def of(cls, stored: StoredIncidentEvent) -> IncidentEventAnswer:
        return cls(at=stored.at, type=stored.type, summary=stored.summary, actor=stored.actor)


class IncidentAnswer(BaseModel):
    """A period in which a monitor was not up."""

    id: int
    monitor_id: int
    monitor_name: str | None = Field(description="Null when the monitor is gone.")
    severity: VerdictWord = Field(description="The worst state that it has seen.")
    started_at: Moment
    ended_at: Moment | None = Field(description="Null while it lasts.")
    reason: str
    summary: str
    cause_monitor_id: int | None = Field(description="The parent that was down already.")
    acknowledged_at: Moment | None
    acknowledged_by: str | None
    rule_id: int | None = Field(description="The rule that is broken; null where it is about the monitor's state.")
    snoozed_until: Moment | None = Field(description="Nobody is told of it before then.")
    resolved_at: Moment | None = Field(description="When somebody said that it is dealt with, though it lasts still.")
    resolved_by: str | None

    @classmethod
    def of(cls, named: NamedIncident) -> IncidentAnswer:
        return cls.model_validate(_fields(named))


class IncidentDetailAnswer(IncidentAnswer):
    """An incident with what happened in it, oldest first."""

    timeline: list[IncidentEventAnswer]

    @classmethod
    def of(cls, named: NamedIncident) -> IncidentDetailAnswer:
        timeline = [IncidentEventAnswer.of(event) for event in named.timeline]
        return cls.model_validate({**_fields(named), "timeline": timeline})


def _fields(named: NamedIncident) -> dict[str, object]:
    incident = named.incident
    return {
        "id": incident.id,
        "monitor_id": incident.monitor_id,
        "monitor_name": named.monitor_name,
        "severity": incident.severity.word,
        "started_at": incident.started_at,
        "ended_at": incident.ended_at,
        "reason": incident.reason,
        "summary": incident.summary,
        "cause_monitor_id": incident.cause_monitor_id,
        "acknowledged_at": incident.acknowledged_at,
        "acknowledged_by": incident.acknowledged_by,
        "rule_id": incident.rule_id or None,
        "snoozed_until": incident.snoozed_until,
        "resolved_at": incident.resolved_at,
        "resolved_by": incident.resolved_by,
    }
