"""`/account`: who is signed in, what they belong to, where they are signed in, and the way out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tocsin.api.dependencies import Services, public_url
from tocsin.api.errors import BadRequest
from tocsin.api.fields import LARGEST_ID
from tocsin.api.pages.forms import STEP, Form, read_form
from tocsin.api.pages.page_route import PageRoute
from tocsin.api.pages.rendering import ACCOUNT, SIGN_IN, goes_to, led_on, page
from tocsin.api.pages.sentences import link_error_of, notice_of
from tocsin.api.pages.visitors import is_led_here, require_form_token, visitor
from tocsin.api.routers import accounts, session

router = APIRouter(prefix=ACCOUNT, include_in_schema=False, route_class=PageRoute)
STRANGERS_GO_TO = f"{SIGN_IN}?next={ACCOUNT}"


@router.get("")
async def show_account(request: Request, parts: Services) -> Response:
    person = await visitor(request)
    if person is None:
        return led_on(request, ACCOUNT) if is_led_here(request) else goes_to(STRANGERS_GO_TO)
    return page(
        request,
        "account",
        account=await accounts.get_account(parts, person),
        session=await session.get_session(parts, person),
        sessions=(await session.list_sessions(parts, person)).items,
        site=public_url(request),
        notice=notice_of(request.query_params.get("notice")),
        error=link_error_of(request.query_params.get("error")),
    )


@router.post("")
async def send_account(request: Request, parts: Services) -> Response:
    person = await visitor(request)
    if person is None:
        return goes_to(STRANGERS_GO_TO)
    form = await read_form(request)
    require_form_token(request, person, form)
    match form.get(STEP):
        case "sign_out":
            done = goes_to(f"{SIGN_IN}?notice=signed_out")
            await session.sign_out(request, done, parts, person)
        case "end_session":
            done = goes_to(f"{ACCOUNT}?notice=session_ended")
            await session.end_session(request, done, parts, person, _session_id(form))
        case "end_others":
            done = goes_to(f"{ACCOUNT}?notice=sessions_ended")
            await session.end_other_sessions(parts, person)
        case _:
            raise BadRequest("The form says nothing that could be done.")
    return done


def _session_id(form: Form) -> int:
    text = form.get("session", "")
    if not (text.isascii() and text.isdigit() and len(text) < len(str(LARGEST_ID))):
        raise BadRequest("The form does not say which session.")
    return int(text)
