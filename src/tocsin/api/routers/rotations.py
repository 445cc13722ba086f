"""Rotations, their shifts and overrides: `/api/v1/rotations` and `/api/v1/on-call`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response

from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.rotations import DutyAnswer, OverrideAnswer, RotationAnswer, ShiftAnswer
from tocsin.api.calendars import CALENDAR, calendar_response
from tocsin.api.dependencies import CurrentActor, Idempotent, Paged, Revision, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import GivenMoment, IdPath, ShapeOf, unix_ms
from tocsin.api.json_route import JsonRoute
from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.services import duty_calendars, overrides, rotations, shifts
from tocsin.services.idempotency import Answer
from tocsin.services.overrides import OverrideDraft, ShownOverride
from tocsin.services.parts import Parts
from tocsin.services.rotation_draft import RotationDraft
from tocsin.storage.rotations import StoredRotation

router = APIRouter(tags=["rotations"], route_class=JsonRoute, responses=EVERYWHERE)
LOCATION = {"Location": {"schema": {"type": "string"}}}
CREATED: dict[int | str, dict[str, Any]] = {201: {"model": RotationAnswer, "headers": LOCATION}}
COVERED: dict[int | str, dict[str, Any]] = {201: {"model": OverrideAnswer}}
DraftBody = Annotated[dict[str, Any], Body(), ShapeOf(RotationDraft)]
FromQuery = Annotated[GivenMoment | None, Query(alias="from", description="RFC 3339 with an offset. By default now.")]
ToQuery = Annotated[
    GivenMoment | None, Query(alias="to", description="At most a year later. By default 30 days later.")
]


@router.get("/on-call")
async def list_on_call(parts: Services, actor: CurrentActor) -> PageAnswer[DutyAnswer]:
    """Who is on call now in each rotation, and who is next."""
    found = await shifts.on_call_now(parts, actor)
    return PageAnswer(items=[DutyAnswer.of(one) for one in found], next_cursor=None)


@router.get("/rotations")
async def list_rotations(parts: Services, actor: CurrentActor, page: Paged) -> PageAnswer[RotationAnswer]:
    """Rotations, by name."""
    found = await rotations.page(parts, actor, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[_answer(parts, actor, one) for one in found.items], next_cursor=found.next_cursor)


@router.post("/rotations", status_code=201, response_model=None, responses={**CREATED, **WITH_BODY, **problems(409)})
async def create_rotation(parts: Services, actor: CurrentActor, draft: DraftBody, again: Idempotent) -> Response:
    """Make a rotation. Policies tell whoever is on call in it."""
    made = await rotations.create(parts, actor, draft, once=again.once(_created))
    return _as_response(made if isinstance(made, Answer) else _created(made), is_replayed=isinstance(made, Answer))


@router.get("/rotations/{rotation_id:int}", responses=problems(404))
async def get_rotation(parts: Services, actor: CurrentActor, rotation_id: IdPath, response: Response) -> RotationAnswer:
    """One rotation."""
    return _shown(parts, actor, await rotations.get(parts, actor, rotation_id), response)


@router.put("/rotations/{rotation_id:int}", responses={**WITH_BODY, **problems(404, 409, 412)})
async def replace_rotation(
    parts: Services, actor: CurrentActor, rotation_id: IdPath, draft: DraftBody, revision: Revision, response: Response
) -> RotationAnswer:
    """Set every field anew. Turns are counted from `starts_on`: those of the past are told otherwise from then on."""
    after = await rotations.replace(parts, actor, rotation_id, draft, revision=revision)
    return _shown(parts, actor, after, response)


@router.delete("/rotations/{rotation_id:int}", status_code=204, responses=problems(404, 409))
async def delete_rotation(parts: Services, actor: CurrentActor, rotation_id: IdPath) -> None:
    """Delete a rotation that no policy names, with its overrides and its calendar."""
    await rotations.delete(parts, actor, rotation_id)


@router.get("/rotations/{rotation_id:int}/shifts", responses=problems(404))
async def list_shifts(
    parts: Services, actor: CurrentActor, rotation_id: IdPath, start: FromQuery = None, end: ToQuery = None
) -> PageAnswer[ShiftAnswer]:
    """Who is on call from when to when, whole shifts, in order of time."""
    found = await shifts.between(parts, actor, rotation_id, unix_ms(start), unix_ms(end))
    return PageAnswer(items=[ShiftAnswer.of(one) for one in found], next_cursor=None)


@router.get("/rotations/{rotation_id:int}/overrides", responses=problems(404))
async def list_overrides(
    parts: Services, actor: CurrentActor, rotation_id: IdPath, page: Paged
) -> PageAnswer[OverrideAnswer]:
    """Overrides that are not over, the one that ends first being first."""
    found = await overrides.page(parts, actor, rotation_id, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[OverrideAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.post(
    "/rotations/{rotation_id:int}/overrides",
    status_code=201,
    response_model=None,
    responses={**COVERED, **WITH_BODY, **problems(404, 409)},
)
async def create_override(
    parts: Services, actor: CurrentActor, rotation_id: IdPath, draft: OverrideDraft, again: Idempotent
) -> Response:
    """Have somebody cover. Of overrides at the same time the one that was made last counts."""
    made = await overrides.create(parts, actor, rotation_id, draft, once=again.once(_covered))
    return _as_response(made if isinstance(made, Answer) else _covered(made), is_replayed=isinstance(made, Answer))


@router.delete("/rotations/{rotation_id:int}/overrides/{override_id:int}", status_code=204, responses=problems(404))
async def delete_override(parts: Services, actor: CurrentActor, rotation_id: IdPath, override_id: IdPath) -> None:
    """Take an override back: the turns are as if there had been none."""
    await overrides.delete(parts, actor, rotation_id, override_id)


@router.get(
    "/rotations/{rotation_id:int}/calendar.ics", response_class=Response, responses={**CALENDAR, **problems(404)}
)
async def get_calendar(parts: Services, actor: CurrentActor, rotation_id: IdPath) -> Response:
    """The shifts as a calendar (RFC 5545): the last 30 days, and 180 days ahead."""
    return calendar_response(await duty_calendars.of_rotation(parts, actor, rotation_id))


@router.post("/rotations/{rotation_id:int}/calendar", responses=problems(404))
async def share_calendar(
    parts: Services, actor: CurrentActor, rotation_id: IdPath, response: Response
) -> RotationAnswer:
    """Give its calendar a secret address, `calendar_path`, to subscribe to. One before it stops working at once."""
    return _shown(parts, actor, await duty_calendars.share(parts, actor, rotation_id), response)


@router.delete("/rotations/{rotation_id:int}/calendar", status_code=204, responses=problems(404))
async def unshare_calendar(parts: Services, actor: CurrentActor, rotation_id: IdPath) -> None:
    """Take the secret address of its calendar away."""
    await duty_calendars.unshare(parts, actor, rotation_id)


def _shown(parts: Parts, actor: Actor, stored: StoredRotation, response: Response) -> RotationAnswer:
    response.headers["ETag"] = _etag(stored)
    return _answer(parts, actor, stored)


def _answer(parts: Parts, actor: Actor, stored: StoredRotation) -> RotationAnswer:
    is_shown = stored.calendar_key is not None and actor.may(Permission.POLICIES_WRITE)
    return RotationAnswer.of(stored, parts.box.decrypt(stored.calendar_key or "") if is_shown else None)


def _created(stored: StoredRotation) -> Answer:
    headers = {"Location": f"/api/v1/rotations/{stored.id}", "ETag": _etag(stored)}
    return Answer(201, headers, RotationAnswer.of(stored, None).model_dump_json().encode())


def _covered(made: ShownOverride) -> Answer:
    return Answer(201, {}, OverrideAnswer.of(made).model_dump_json().encode())


def _as_response(answer: Answer, *, is_replayed: bool) -> Response:
    replayed = {"Idempotency-Replayed": "true"} if is_replayed else {}
    return Response(answer.body, answer.status, {**answer.headers, **replayed}, "application/json")


def _etag(stored: StoredRotation) -> str:
    return f'"{stored.revision}"'
