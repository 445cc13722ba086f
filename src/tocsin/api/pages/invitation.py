"""`/invitation`: what its link invites to, and accepting it, with an account or with a new one.

The page with the offer is the answer to a form, and not to the link: whoever comes from a page of webmail brings no
strict cookies along, and would seem to have no account.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tocsin.api.dependencies import Services
from tocsin.api.pages.forms import NOTHING, STEP, Form, draft_of, read_form
from tocsin.api.pages.page_route import PageRoute
from tocsin.api.pages.rendering import ACCOUNT, form_page, goes_to
from tocsin.api.pages.visitors import require_form_token, visitor
from tocsin.api.routers import invitations
from tocsin.api.routers.invitations import Acceptance, Look
from tocsin.auth.person import Person
from tocsin.core.accounts import SignUp
from tocsin.core.errors import NotFound, TocsinError

router = APIRouter(prefix="/invitation", include_in_schema=False, route_class=PageRoute)


@router.get("")
async def show_invitation(request: Request) -> Response:
    return form_page(request, "invitation")


@router.post("")
async def send_invitation(request: Request, parts: Services) -> Response:
    form, person = await read_form(request), await visitor(request)
    if form.get(STEP) != "accept":
        return await _offer(request, parts, person, form)
    if person is not None:
        require_form_token(request, person, form)
    done = goes_to(f"{ACCOUNT}?notice=joined")
    try:
        await invitations.accept_invitation(request, done, parts, person, draft_of(Acceptance, form))
    except TocsinError as refusal:
        return await _offer(request, parts, person, form, refusal)
    return done


async def _offer(
    request: Request, parts: Services, person: Person | None, form: Form, refusal: TocsinError | None = None
) -> Response:
    """Looked at again after a refusal, which may have been that it is gone."""
    try:
        offer = await invitations.look_at_invitation(parts, draft_of(Look, {"token": form.get("token", "")}))
    except NotFound as gone:
        return form_page(request, "invitation", NOTHING, gone)
    except TocsinError as unfit:
        return form_page(request, "invitation", form, unfit)
    is_closed = parts.accounts.sign_up == SignUp.CLOSED
    csrf = parts.tokens.csrf_token(person.session_id) if person is not None else ""
    return form_page(request, "offer", form, refusal, offer=offer, person=person, csrf=csrf, is_closed=is_closed)
