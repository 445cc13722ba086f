"""`/respond/<token>`: where the links in messages lead. To look changes nothing; a button does.

Programs that preview links, and scanners of mail, may fetch it as often as they like. Whoever holds the link may
answer for its group of incidents, and see what the message has told; nothing else.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi import Response as Answer

from tocsin.api.admission import require_own_page, require_pace
from tocsin.api.dependencies import Services, client_of
from tocsin.api.pages.forms import Form, read_form
from tocsin.api.pages.page_route import PageRoute
from tocsin.api.pages.rendering import form_page, goes_to
from tocsin.core.errors import FieldError, NotFound, TocsinError, ValidationFailed
from tocsin.services import responses
from tocsin.services.responses import SNOOZES_MINUTES, Response

router = APIRouter(prefix="/respond", include_in_schema=False, route_class=PageRoute)

Token = Annotated[str, Path(max_length=200)]
MOST_MINUTES_DIGITS = 5


@router.get("/{token}")
async def show_response(request: Request, parts: Services, token: Token) -> Answer:
    await require_pace(request, "address", client_of(request).address)
    return form_page(request, "respond", found=await responses.look(parts, token), snoozes=SNOOZES_MINUTES)


@router.post("/{token}")
async def send_response(request: Request, parts: Services, token: Token) -> Answer:
    require_own_page(request)
    client = client_of(request)
    await require_pace(request, "address", client.address)
    form = await read_form(request)
    try:
        response, minutes = _asked(form)
        comment = form.get("comment", "").strip()
        await responses.respond(parts, token, response, comment=comment, minutes=minutes, address=client.address)
    except NotFound:
        raise
    except TocsinError as refusal:
        found = await responses.look(parts, token)
        return form_page(request, "respond", form, refusal, found=found, snoozes=SNOOZES_MINUTES)
    return goes_to(f"/respond/{token}")


def _asked(form: Form) -> tuple[Response, int]:
    """Raise ValidationFailed."""
    try:
        response = Response(form.get("response", ""))
    except ValueError:
        told = f"must be one of {', '.join(Response)}"
        raise ValidationFailed("The form does not say what to do.", errors=[FieldError("/response", told)]) from None
    minutes = form.get("minutes", "60")
    is_number = minutes.isascii() and minutes.isdigit() and len(minutes) <= MOST_MINUTES_DIGITS
    return response, int(minutes) if is_number else 0
