"""Silences and maintenance windows: `/api/v1/silences` and `/api/v1/maintenance-windows`, which look alike."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.silences import PlannedAnswer, SilenceAnswer
from tocsin.api.dependencies import CurrentActor, Idempotency, Idempotent, Paged, PageRequest, Revision, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import GivenMoment, IdPath, ShapeOf, unix_ms
from tocsin.api.json_route import JsonRoute
from tocsin.auth.actor import Actor
from tocsin.core.alerting.silence import SilenceKind
from tocsin.services import silence_times, silences
from tocsin.services.idempotency import Answer
from tocsin.services.monitor_draft import Strict
from tocsin.services.parts import Parts
from tocsin.services.silence_draft import Comment, Duration, SilenceDraft
from tocsin.services.silences import SeenSilence
from tocsin.storage.silences import SilenceStatus

router = APIRouter(tags=["silences"], route_class=JsonRoute, responses=EVERYWHERE)
SILENCE, MAINTENANCE = SilenceKind.SILENCE, SilenceKind.MAINTENANCE
PATHS = {SILENCE: "/api/v1/silences", MAINTENANCE: "/api/v1/maintenance-windows"}
CREATED: dict[int | str, dict[str, Any]] = {
    201: {"model": SilenceAnswer, "headers": {"Location": {"schema": {"type": "string"}}}}
}
MAKES = {**CREATED, **WITH_BODY, **problems(409)}
DraftBody = Annotated[dict[str, Any], Body(), ShapeOf(SilenceDraft)]
StatusQuery = Annotated[
    SilenceStatus | None,
    Query(description="`active`: those that hold now. `upcoming`: that will. `ended`: that are over."),
]

FromQuery = Annotated[GivenMoment | None, Query(alias="from", description="RFC 3339 with an offset. By default now.")]
ToQuery = Annotated[
    GivenMoment | None, Query(alias="to", description="At most a year later. By default 30 days later.")
]


class EarlyEnd(BaseModel):
    """What of it is to end."""

    model_config = ConfigDict(extra="forbid")

    only_occurrence: Annotated[bool, Strict] = Field(
        default=False, description="End the occurrence that holds now; it holds again when it recurs."
    )


class QuickSilence(BaseModel):
    """How long nobody is to be told of one monitor."""

    model_config = ConfigDict(extra="forbid")

    duration: Duration = Field(alias="for", description="Seconds, or text such as `30m`, `2h`, `1d`.")
    comment: Comment = Field(default="Silenced by hand", description="Why.")


EarlyEndBody = Annotated[EarlyEnd | None, Body()]


@router.get("/silences")
async def list_silences(
    parts: Services, actor: CurrentActor, page: Paged, status: StatusQuery = None
) -> PageAnswer[SilenceAnswer]:
    """Silences, newest first: what they match is checked, and nobody is told of it."""
    return await _page(parts, actor, SILENCE, page, status)


@router.get("/silences/occurrences")
async def list_silence_occurrences(
    parts: Services, actor: CurrentActor, start: FromQuery = None, end: ToQuery = None
) -> PageAnswer[PlannedAnswer]:
    """When silences hold, and held, each time that one does, in order of time: at most 2000."""
    return await _occurrences(parts, actor, SILENCE, unix_ms(start), unix_ms(end))


@router.post("/silences", status_code=201, response_model=None, responses=MAKES)
async def create_silence(parts: Services, actor: CurrentActor, draft: DraftBody, again: Idempotent) -> Response:
    """Tell nobody of what it matches, from now on or later, once or again and again."""
    return await _create(parts, actor, SILENCE, draft, again)


@router.get("/silences/{silence_id:int}", responses=problems(404))
async def get_silence(parts: Services, actor: CurrentActor, silence_id: IdPath, response: Response) -> SilenceAnswer:
    """One silence, with how many monitors it is about, and when it holds next."""
    return _answer(await silences.get(parts, actor, SILENCE, silence_id), response)


@router.put("/silences/{silence_id:int}", responses={**WITH_BODY, **problems(404, 409, 412)})
async def replace_silence(
    parts: Services, actor: CurrentActor, silence_id: IdPath, draft: DraftBody, revision: Revision, response: Response
) -> SilenceAnswer:
    """Set every field anew. What it does not match any more is told at once."""
    return _answer(await silences.replace(parts, actor, SILENCE, silence_id, draft, revision=revision), response)


@router.post("/silences/{silence_id:int}/end", responses={**WITH_BODY, **problems(404, 409)})
async def end_silence(
    parts: Services, actor: CurrentActor, silence_id: IdPath, response: Response, body: EarlyEndBody = None
) -> SilenceAnswer:
    """End it now: what it held is told, if it is still so."""
    return _answer(await _end(parts, actor, SILENCE, silence_id, body), response)


@router.delete("/silences/{silence_id:int}", status_code=204, responses=problems(404, 409))
async def delete_silence(parts: Services, actor: CurrentActor, silence_id: IdPath) -> None:
    """Delete one that has not begun. One that has is ended instead."""
    await silences.delete(parts, actor, SILENCE, silence_id)


@router.get("/maintenance-windows")
async def list_maintenance_windows(
    parts: Services, actor: CurrentActor, page: Paged, status: StatusQuery = None
) -> PageAnswer[SilenceAnswer]:
    """Maintenance windows, newest first: silences whose time is left out of availability."""
    return await _page(parts, actor, MAINTENANCE, page, status)


@router.get("/maintenance-windows/occurrences")
async def list_maintenance_occurrences(
    parts: Services, actor: CurrentActor, start: FromQuery = None, end: ToQuery = None
) -> PageAnswer[PlannedAnswer]:
    """When maintenance windows hold, and held, each time that one does, in order of time: at most 2000."""
    return await _occurrences(parts, actor, MAINTENANCE, unix_ms(start), unix_ms(end))


@router.post("/maintenance-windows", status_code=201, response_model=None, responses=MAKES)
async def create_maintenance_window(
    parts: Services, actor: CurrentActor, draft: DraftBody, again: Idempotent
) -> Response:
    """Plan maintenance: nobody is told of what it matches, and the time is left out of availability."""
    return await _create(parts, actor, MAINTENANCE, draft, again)


@router.get("/maintenance-windows/{window_id:int}", responses=problems(404))
async def get_maintenance_window(
    parts: Services, actor: CurrentActor, window_id: IdPath, response: Response
) -> SilenceAnswer:
    """One maintenance window, with how many monitors it is about, and when it holds next."""
    return _answer(await silences.get(parts, actor, MAINTENANCE, window_id), response)


@router.put("/maintenance-windows/{window_id:int}", responses={**WITH_BODY, **problems(404, 409, 412)})
async def replace_maintenance_window(
    parts: Services, actor: CurrentActor, window_id: IdPath, draft: DraftBody, revision: Revision, response: Response
) -> SilenceAnswer:
    """Set every field anew. Time that has been left out already stays so."""
    return _answer(await silences.replace(parts, actor, MAINTENANCE, window_id, draft, revision=revision), response)


@router.post("/maintenance-windows/{window_id:int}/end", responses={**WITH_BODY, **problems(404, 409)})
async def end_maintenance_window(
    parts: Services, actor: CurrentActor, window_id: IdPath, response: Response, body: EarlyEndBody = None
) -> SilenceAnswer:
    """End it now: from here on time counts again, and people are told."""
    return _answer(await _end(parts, actor, MAINTENANCE, window_id, body), response)


@router.delete("/maintenance-windows/{window_id:int}", status_code=204, responses=problems(404, 409))
async def delete_maintenance_window(parts: Services, actor: CurrentActor, window_id: IdPath) -> None:
    """Delete one that has not begun. One that has is ended instead."""
    await silences.delete(parts, actor, MAINTENANCE, window_id)


@router.post(
    "/monitors/{monitor_id:int}/silence",
    status_code=201,
    responses={**MAKES, **problems(404)},
)
async def silence_monitor(
    parts: Services, actor: CurrentActor, monitor_id: IdPath, quick: QuickSilence, response: Response
) -> SilenceAnswer:
    """Tell nobody of one monitor for a while, from now on."""
    seen = await silences.silence_monitor(parts, actor, monitor_id, quick.duration, quick.comment)
    response.headers["Location"] = f"{PATHS[SILENCE]}/{seen.stored.id}"
    return _answer(seen, response)


async def _page(
    parts: Parts, actor: Actor, kind: SilenceKind, page: PageRequest, status: SilenceStatus | None
) -> PageAnswer[SilenceAnswer]:
    found = await silences.page(parts, actor, kind, status=status, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[SilenceAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


async def _occurrences(
    parts: Parts, actor: Actor, kind: SilenceKind, start: int | None, end: int | None
) -> PageAnswer[PlannedAnswer]:
    found = await silence_times.between(parts, actor, kind, start, end)
    return PageAnswer(items=[PlannedAnswer.of(one) for one in found], next_cursor=None)


async def _create(parts: Parts, actor: Actor, kind: SilenceKind, draft: dict[str, Any], again: Idempotency) -> Response:
    made = await silences.create(parts, actor, kind, draft, once=again.once(_created))
    answer, replayed = (made, {"Idempotency-Replayed": "true"}) if isinstance(made, Answer) else (_created(made), {})
    return Response(answer.body, answer.status, {**answer.headers, **replayed}, "application/json")


async def _end(parts: Parts, actor: Actor, kind: SilenceKind, silence_id: int, body: EarlyEnd | None) -> SeenSilence:
    only_occurrence = body is not None and body.only_occurrence
    return await silences.end(parts, actor, kind, silence_id, only_occurrence=only_occurrence)


def _created(seen: SeenSilence) -> Answer:
    headers = {"Location": f"{PATHS[seen.stored.kind]}/{seen.stored.id}", "ETag": _etag(seen)}
    return Answer(201, headers, SilenceAnswer.of(seen).model_dump_json().encode())


def _answer(seen: SeenSilence, response: Response) -> SilenceAnswer:
    response.headers["ETag"] = _etag(seen)
    return SilenceAnswer.of(seen)


def _etag(seen: SeenSilence) -> str:
    return f'"{seen.stored.revision}"'
