"""`/forgot-password` and `/reset-password`: getting back in by a link that is mailed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tocsin.api.dependencies import Services
from tocsin.api.pages.forms import NOTHING, Form, draft_of, read_form
from tocsin.api.pages.page_route import PageRoute
from tocsin.api.pages.rendering import SIGN_IN, form_page, goes_to, page
from tocsin.api.routers import sign_up
from tocsin.api.routers.sign_up import ForgottenDraft, ResetDraft
from tocsin.core.errors import TocsinError
from tocsin.services.password_resets import OPEN_MS, ResetRefused

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/forgot-password")
async def show_forgot_password(request: Request, parts: Services) -> Response:
    return _forgotten(request, parts)


@router.post("/forgot-password")
async def send_forgot_password(request: Request, parts: Services) -> Response:
    form = await read_form(request)
    try:
        draft = draft_of(ForgottenDraft, form)
        await sign_up.request_password_reset(request, parts, draft)
    except TocsinError as refusal:
        return _forgotten(request, parts, form, refusal)
    return page(request, "mail_sent", email=draft.email, minutes=OPEN_MS // 60_000)


@router.get("/reset-password")
async def show_reset_password(request: Request) -> Response:
    return form_page(request, "reset_password")


@router.post("/reset-password")
async def send_reset_password(request: Request, parts: Services) -> Response:
    form = await read_form(request)
    response = goes_to(f"{SIGN_IN}?notice=password_set")
    try:
        await sign_up.reset_password(request, response, parts, draft_of(ResetDraft, form))
    except ResetRefused as refusal:
        return form_page(request, "reset_password", NOTHING, refusal)
    except TocsinError as refusal:
        return form_page(request, "reset_password", form, refusal)
    return response


def _forgotten(request: Request, parts: Services, form: Form = NOTHING, refusal: TocsinError | None = None) -> Response:
    return form_page(request, "forgot_password", form, refusal, sends_mail=parts.postman.is_working)
