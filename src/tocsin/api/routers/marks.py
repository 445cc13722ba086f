"""Marks: `/api/v1/marks`, and those of one monitor."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.marks import MarkAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.dependencies import CurrentActor, Idempotent, Paged, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import LARGEST_ID, GivenMoment, IdPath, unix_ms
from tocsin.api.json_route import JsonRoute
from tocsin.core.availability import Mark, MarkKind
from tocsin.services import marks
from tocsin.services.idempotency import Answer
from tocsin.services.monitor_draft import MonitorId
from tocsin.storage.marks import StoredMark

router = APIRouter(tags=["marks"], route_class=JsonRoute, responses=EVERYWHERE)
CREATED: dict[int | str, dict[str, Any]] = {201: {"model": MarkAnswer}}


class MarkDraft(BaseModel):
    """An interval and what it was."""

    model_config = ConfigDict(extra="forbid")

    monitor_id: MonitorId
    kind: Literal["false_positive", "planned"] = Field(
        description="`false_positive`: it was up. `planned`: the time does not count."
    )
    start: GivenMoment
    end: GivenMoment
    note: str = Field(default="", max_length=1000, description="Why.")


@router.get("/marks", responses=problems(404))
async def list_marks(
    parts: Services,
    actor: CurrentActor,
    page: Paged,
    monitor_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Of this monitor only.")] = None,
) -> PageAnswer[MarkAnswer]:
    """Marked intervals, newest first. Pauses are among them."""
    found = await marks.page(parts, actor, monitor_id=monitor_id, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[MarkAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.post("/marks", status_code=201, response_model=None, responses={**CREATED, **WITH_BODY, **problems(404)})
async def create_mark(parts: Services, actor: CurrentActor, draft: MarkDraft, again: Idempotent) -> Response:
    """Mark an interval: availability, rollups and pictures are computed anew."""
    mark = Mark(MarkKind(draft.kind), unix_ms(draft.start), unix_ms(draft.end))
    made = await marks.create(parts, actor, draft.monitor_id, mark, draft.note, once=again.once(_created))
    answer, replayed = (made, {"Idempotency-Replayed": "true"}) if isinstance(made, Answer) else (_created(made), {})
    return Response(answer.body, answer.status, {**answer.headers, **replayed}, "application/json")


@router.delete("/marks/{mark_id:int}", status_code=204, responses=problems(404))
async def delete_mark(parts: Services, actor: CurrentActor, mark_id: IdPath) -> None:
    """Take a mark back: every figure becomes what it was."""
    await marks.delete(parts, actor, mark_id)


@router.get("/monitors/{monitor_id:int}/marks", responses=problems(404))
async def list_monitor_marks(
    parts: Services, actor: CurrentActor, monitor_id: IdPath, page: Paged
) -> PageAnswer[MarkAnswer]:
    """Marked intervals of one monitor, newest first."""
    return await list_marks(parts, actor, page, monitor_id)


def _created(stored: StoredMark) -> Answer:
    return Answer(201, {}, MarkAnswer.of(stored).model_dump_json().encode())
