"""`/set-up`: the first user, who owns the first workspace."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tocsin.api.dependencies import Services
from tocsin.api.pages.forms import NOTHING, Form, draft_of, read_form
from tocsin.api.pages.page_route import PageRoute
from tocsin.api.pages.rendering import ACCOUNT, form_page, goes_to
from tocsin.api.routers import front_door
from tocsin.api.routers.front_door import SetUpDraft
from tocsin.core.errors import TocsinError

router = APIRouter(prefix="/set-up", include_in_schema=False, route_class=PageRoute)


@router.get("")
async def show_set_up(request: Request, parts: Services) -> Response:
    ways = await front_door.get_ways_in(request, parts)
    return await _form(request, parts) if ways.set_up.is_needed else goes_to("/")


@router.post("")
async def send_set_up(request: Request, parts: Services) -> Response:
    form, done = await read_form(request), goes_to(ACCOUNT)
    try:
        await front_door.set_up(request, done, parts, draft_of(SetUpDraft, form))
    except TocsinError as refusal:
        return await _form(request, parts, form, refusal)
    return done


async def _form(
    request: Request, parts: Services, form: Form = NOTHING, refusal: TocsinError | None = None
) -> Response:
    ways = await front_door.get_ways_in(request, parts)
    return form_page(request, "set_up", form, refusal, set_up=ways.set_up)
