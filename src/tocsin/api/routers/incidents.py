"""Incidents: `/api/v1/incidents`, and those of one monitor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tocsin.api.answers.incidents import IncidentAnswer, IncidentDetailAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.why import WhyAnswer
from tocsin.api.dependencies import CurrentActor, Paged, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import LARGEST_ID, GivenMoment, IdPath, MomentParameter, unix_ms
from tocsin.api.filters import VerdictName, verdicts_of
from tocsin.api.json_route import JsonRoute
from tocsin.services import incident_handling, incidents, why
from tocsin.storage.incidents import IncidentFilter

router = APIRouter(tags=["incidents"], route_class=JsonRoute, responses=EVERYWHERE)
LONGEST_COMMENT = 4000


class Acknowledgement(BaseModel):
    """Somebody is at it."""

    model_config = ConfigDict(extra="forbid")

    comment: str = Field(default="", max_length=LONGEST_COMMENT)


class Resolution(BaseModel):
    """It is dealt with."""

    model_config = ConfigDict(extra="forbid")

    comment: str = Field(default="", max_length=LONGEST_COMMENT)


class Snooze(BaseModel):
    """Not before then; give one of the two."""

    model_config = ConfigDict(extra="forbid")

    until: GivenMoment | None = Field(default=None, description="At most 30 days ahead.")
    minutes: int | None = Field(default=None, ge=1, le=43_200, description="For so long from now on.")
    comment: str = Field(default="", max_length=LONGEST_COMMENT)

    @model_validator(mode="after")
    def _is_one(self) -> Snooze:
        if (self.until is None) == (self.minutes is None):
            raise ValueError("give either `until` or `minutes`")
        return self

    def end(self, now: int) -> int:
        """Unix ms."""
        return unix_ms(self.until) if self.until is not None else now + (self.minutes or 0) * 60_000


class Comment(BaseModel):
    """A word for the timeline."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST_COMMENT)


@router.get("/incidents", responses=problems(404))
async def list_incidents(
    parts: Services,
    actor: CurrentActor,
    page: Paged,
    monitor_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Of this monitor only.")] = None,
    is_open: Annotated[bool | None, Query(alias="open", description="Only those that last, or have ended.")] = None,
    acknowledged: Annotated[bool | None, Query(description="Only those that are, or are not.")] = None,
    severity: Annotated[list[VerdictName], Query(max_length=10, description="Repeat it for any of several.")] = [],  # noqa: B006 -- FastAPI copies it
    start: MomentParameter = None,
    end: MomentParameter = None,
) -> PageAnswer[IncidentAnswer]:
    """Incidents, newest first. A range finds those that overlap it."""
    where = IncidentFilter(
        monitor_id=monitor_id,
        is_open=is_open,
        is_acknowledged=acknowledged,
        severities=verdicts_of(severity),
        start=unix_ms(start),
        end=unix_ms(end),
    )
    found = await incidents.page(parts, actor, where, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[IncidentAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.get("/incidents/{incident_id:int}", responses=problems(404))
async def get_incident(parts: Services, actor: CurrentActor, incident_id: IdPath) -> IncidentDetailAnswer:
    """One incident with its timeline."""
    return IncidentDetailAnswer.of(await incidents.get(parts, actor, incident_id))


@router.post("/incidents/{incident_id:int}/acknowledge", responses={**WITH_BODY, **problems(404, 409)})
async def acknowledge_incident(
    parts: Services, actor: CurrentActor, incident_id: IdPath, said: Acknowledgement | None = None
) -> IncidentDetailAnswer:
    """Say that somebody is at it. The first acknowledgement stays."""
    comment = said.comment if said else ""
    return IncidentDetailAnswer.of(await incident_handling.acknowledge(parts, actor, incident_id, comment))


@router.post("/incidents/{incident_id:int}/snooze", responses={**WITH_BODY, **problems(404, 409)})
async def snooze_incident(
    parts: Services, actor: CurrentActor, incident_id: IdPath, snooze: Snooze
) -> IncidentDetailAnswer:
    """Tell nobody before then; if it lasts until then, its escalation begins anew."""
    until = snooze.end(parts.clock.now_ms())
    return IncidentDetailAnswer.of(await incident_handling.snooze(parts, actor, incident_id, until, snooze.comment))


@router.post("/incidents/{incident_id:int}/resolve", responses={**WITH_BODY, **problems(404, 409)})
async def resolve_incident(
    parts: Services, actor: CurrentActor, incident_id: IdPath, said: Resolution | None = None
) -> IncidentDetailAnswer:
    """Say that it is dealt with: nobody is told of it any more. It lasts until its monitor is up."""
    comment = said.comment if said else ""
    return IncidentDetailAnswer.of(await incident_handling.resolve(parts, actor, incident_id, comment))


@router.get("/incidents/{incident_id:int}/why", responses=problems(404))
async def explain_incident(parts: Services, actor: CurrentActor, incident_id: IdPath) -> WhyAnswer:
    """Why it paged whom, or why it did not: every decision of alerting, stage by stage, and all that was said."""
    return WhyAnswer.of(await why.explain(parts, actor, incident_id))


@router.post("/incidents/{incident_id:int}/comments", status_code=201, responses={**WITH_BODY, **problems(404)})
async def comment_incident(
    parts: Services, actor: CurrentActor, incident_id: IdPath, comment: Comment
) -> IncidentDetailAnswer:
    """Add a word to the timeline."""
    return IncidentDetailAnswer.of(await incidents.add_comment(parts, actor, incident_id, comment.text))


@router.get("/monitors/{monitor_id:int}/incidents", responses=problems(404))
async def list_monitor_incidents(
    parts: Services, actor: CurrentActor, monitor_id: IdPath, page: Paged
) -> PageAnswer[IncidentAnswer]:
    """Incidents of one monitor, newest first."""
    where = IncidentFilter(monitor_id=monitor_id)
    found = await incidents.page(parts, actor, where, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[IncidentAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)
