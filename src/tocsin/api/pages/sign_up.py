"""`/sign-up`: an account where everybody may have one, by a code that is mailed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tocsin.api.dependencies import Services
from tocsin.api.pages.forms import NEXT, NOTHING, STEP, Form, draft_of, read_form
from tocsin.api.pages.page_route import PageRoute
from tocsin.api.pages.rendering import destination, form_page, goes_to, onward
from tocsin.api.routers import sign_up
from tocsin.api.routers.sign_up import MailedCodeDraft, SignUpDraft
from tocsin.core.errors import TocsinError
from tocsin.mail.errors import MailNotConfigured
from tocsin.services.sign_up import require_open

router = APIRouter(prefix="/sign-up", include_in_schema=False, route_class=PageRoute)


@router.get("")
async def show_sign_up(request: Request, parts: Services) -> Response:
    require_open(parts)
    if not parts.postman.is_working:
        raise MailNotConfigured
    return _form(request, {NEXT: request.query_params.get(NEXT, "")})


@router.post("")
async def send_sign_up(request: Request, parts: Services) -> Response:
    form = await read_form(request)
    if form.get(STEP) == "code":
        return await _by_code(request, parts, form)
    try:
        mailed = await sign_up.sign_up(request, parts, draft_of(SignUpDraft, form))
    except TocsinError as refusal:
        return _form(request, form, refusal)
    return _code_form(request, {**form, "handle": mailed.handle})


async def _by_code(request: Request, parts: Services, form: Form) -> Response:
    done = goes_to(destination(form.get(NEXT)))
    sent = {name: form.get(name, "") for name in ("handle", "code")}
    try:
        await sign_up.confirm_sign_up(request, done, parts, draft_of(MailedCodeDraft, sent))
    except TocsinError as refusal:
        return _code_form(request, form, refusal)
    return done


def _form(request: Request, form: Form = NOTHING, refusal: TocsinError | None = None) -> Response:
    return form_page(request, "sign_up", form, refusal, **onward(form))


def _code_form(request: Request, form: Form, refusal: TocsinError | None = None) -> Response:
    return form_page(request, "sign_up_code", form, refusal, email=form.get("email", ""), **onward(form))
