"""Calendars, and the door at which they are subscribed to: `/calendar/<key>.ics`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from tocsin.api.dependencies import Services
from tocsin.api.documented import problems
from tocsin.api.guarded_route import GuardedRoute
from tocsin.services import duty_calendars

MEDIA_TYPE = "text/calendar"
CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"description": "An iCalendar file.", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}
}
router = APIRouter(tags=["rotations"], route_class=GuardedRoute)


@router.get("/calendar/{key}.ics", response_class=Response, responses={**CALENDAR, **problems(400, 404, 503)})
async def get_shared_calendar(parts: Services, key: str) -> Response:
    """The calendar of a rotation, for whoever knows its address. It needs no key."""
    return calendar_response(await duty_calendars.shared(parts, key))


def calendar_response(calendar: bytes) -> Response:
    """It may be kept by nobody else: in a cache it would outlast the address."""
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="on-call.ics"'}
    return Response(calendar, headers=headers, media_type=f"{MEDIA_TYPE}; charset=utf-8")
