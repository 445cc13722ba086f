"""`/`: leads everybody to where they can go on."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tocsin.api.dependencies import Services
from tocsin.api.pages.page_route import PageRoute
from tocsin.api.pages.rendering import ACCOUNT, SIGN_IN, goes_to, led_on
from tocsin.api.pages.visitors import is_led_here, visitor
from tocsin.services import set_up

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/")
async def get_root(request: Request, parts: Services) -> Response:
    if await visitor(request) is not None:
        return goes_to(ACCOUNT)
    if await set_up.is_needed(parts):
        return goes_to("/set-up")
    return led_on(request, "/") if is_led_here(request) else goes_to(SIGN_IN)
