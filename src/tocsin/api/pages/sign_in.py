"""`/sign-in`: e-mail and password, then a second factor where there is one; a passkey; other providers."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tocsin.api.answers.session import SecondFactorAnswer
from tocsin.api.dependencies import Services
from tocsin.api.pages.forms import NEXT, NOTHING, STEP, Form, draft_of, read_form
from tocsin.api.pages.page_route import PageRoute
from tocsin.api.pages.rendering import destination, form_page, goes_to, onward
from tocsin.api.pages.sentences import error_of, notice_of
from tocsin.api.pages.visitors import visitor
from tocsin.api.routers import front_door
from tocsin.api.routers.front_door import SecondFactorDraft, SignInDraft
from tocsin.core.errors import TocsinError
from tocsin.services import set_up
from tocsin.services.sign_in import SignInEnded

router = APIRouter(prefix="/sign-in", include_in_schema=False, route_class=PageRoute)


@router.get("")
async def show_sign_in(request: Request, parts: Services) -> Response:
    query = request.query_params
    error = query.get("error")
    if error is None and await visitor(request) is not None:
        return goes_to(destination(query.get(NEXT)))
    if await set_up.is_needed(parts):
        return goes_to("/set-up")
    return await _form(request, parts, {NEXT: query.get(NEXT, "")}, error=error, notice=query.get("notice"))


@router.post("")
async def send_sign_in(request: Request, parts: Services) -> Response:
    form = await read_form(request)
    match form.get(STEP):
        case "show":  # from a page that has somewhere to go on to which no address may hold
            return await _form(request, parts, form)
        case "code":
            return await _by_code(request, parts, form)
        case _:
            return await _by_password(request, parts, form)


async def _by_password(request: Request, parts: Services, form: Form) -> Response:
    done = goes_to(destination(form.get(NEXT)))
    try:
        answer = await front_door.sign_in(request, done, parts, draft_of(SignInDraft, form))
    except TocsinError as refusal:
        return await _form(request, parts, form, refusal)
    if isinstance(answer, SecondFactorAnswer):
        return _code_form(request, {NEXT: form.get(NEXT, ""), "handle": answer.second_factor.handle})
    return done


async def _by_code(request: Request, parts: Services, form: Form) -> Response:
    done = goes_to(destination(form.get(NEXT)))
    try:
        await front_door.finish_sign_in(request, done, parts, draft_of(SecondFactorDraft, form))
    except TocsinError as refusal:
        if isinstance(refusal, SignInEnded):
            return await _form(request, parts, form, refusal)
        return _code_form(request, form, refusal)
    return done


async def _form(
    request: Request,
    parts: Services,
    form: Form = NOTHING,
    refusal: TocsinError | None = None,
    *,
    error: str | None = None,
    notice: str | None = None,
) -> Response:
    facts = onward(form) | {"error": error_of(error), "notice": notice_of(notice)}
    ways = await front_door.get_ways_in(request, parts)
    return form_page(request, "sign_in", form, refusal, ways=ways, **facts)


def _code_form(request: Request, form: Form, refusal: TocsinError | None = None) -> Response:
    return form_page(request, "second_factor", form, refusal, **onward(form))
