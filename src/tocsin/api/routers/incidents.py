"""Incidents: `/api/v1/incidents`, and those of one monitor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.incidents import IncidentAnswer, IncidentDetailAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.dependencies import CurrentActor, Paged, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import LARGEST_ID, IdPath, MomentParameter, unix_ms
from tocsin.api.filters import VerdictName, verdicts_of
from tocsin.api.json_route import JsonRoute
from tocsin.services import incidents
from tocsin.storage.incidents import IncidentFilter

router = APIRouter(tags=["incidents"], route_class=JsonRoute, responses=EVERYWHERE)
LONGEST_COMMENT = 4000


class Acknowledgement(BaseModel):
    """Somebody is at it."""

    model_config = ConfigDict(extra="forbid")

    comment: str = Field(default="", max_length=LONGEST_COMMENT)


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
    return IncidentDetailAnswer.of(await incidents.acknowledge(parts, actor, incident_id, comment))


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
