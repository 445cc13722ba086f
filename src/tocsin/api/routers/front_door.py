"""Before anybody is signed in: `/api/v1/auth`, `/api/v1/setup`, and signing in at `/api/v1/session`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.account_fields import Code, NewPassword, Password, Token
from tocsin.api.answers.session import (
    PasskeysAnswer,
    ProviderAnswer,
    SecondFactorAnswer,
    SessionAnswer,
    SetUpAnswer,
    WaysInAnswer,
)
from tocsin.api.arrivals import browser_of, let_in
from tocsin.api.dependencies import Services, api_parts
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.json_route import JsonRoute
from tocsin.api.local_visitors import is_local
from tocsin.api.page_origins import page_origin
from tocsin.auth.emails import Email
from tocsin.auth.relying_parties import relying_party
from tocsin.core.errors import ValidationFailed
from tocsin.services import set_up as setting_up
from tocsin.services import sign_in as signing_in
from tocsin.services.monitor_draft import Name
from tocsin.services.second_factor import CodeWanted
from tocsin.services.set_up import FirstUser

router = APIRouter(tags=["session"], route_class=JsonRoute, responses=EVERYWHERE)


class SetUpDraft(BaseModel):
    """The first user, who owns the first workspace."""

    model_config = ConfigDict(extra="forbid")

    email: Email
    name: Name
    password: NewPassword
    workspace: Name | None = Field(default=None, description="A name for the workspace, in place of `default`.")
    token: Token | None = Field(
        default=None, description="The one that the server has printed when it started. Not needed at its own machine."
    )


class SignInDraft(BaseModel):
    """Who it is."""

    model_config = ConfigDict(extra="forbid")

    email: Email
    password: Password


class SecondFactorDraft(BaseModel):
    """The second proof."""

    model_config = ConfigDict(extra="forbid")

    handle: Token = Field(description="As it was answered to e-mail and password.")
    code: Code = Field(description="From the authenticator app, or one of the recovery codes.")


@router.get("/auth")
async def get_ways_in(request: Request, parts: Services) -> WaysInAnswer:
    """How somebody gets in here: what a page for signing in has to know before anybody is signed in."""
    is_needed = await setting_up.is_needed(parts)
    return WaysInAnswer(
        set_up=SetUpAnswer(is_needed=is_needed, needs_token=is_needed and not is_local(request)),
        sign_up=parts.accounts.sign_up,
        sends_mail=parts.postman.is_working,
        providers=[ProviderAnswer(id=id_, name=name) for id_, name in api_parts(request).providers.all()],
        passkeys=_passkeys(request),
    )


@router.post("/setup", status_code=201, responses=WITH_BODY | problems(409, 429))
async def set_up(request: Request, response: Response, parts: Services, draft: SetUpDraft) -> SessionAnswer:
    """Make the first user, the owner of the first workspace, and sign them in. Possible once."""
    first = FirstUser(
        email=draft.email, name=draft.name, password=draft.password.get_secret_value(), workspace=draft.workspace
    )
    token = draft.token.get_secret_value() if draft.token is not None else None
    browser, is_here = browser_of(request), is_local(request)
    return await let_in(request, response, await setting_up.set_up(parts, first, token, browser, is_here=is_here))


@router.post("/session", responses=WITH_BODY | problems(429))
async def sign_in(
    request: Request, response: Response, parts: Services, draft: SignInDraft
) -> SessionAnswer | SecondFactorAnswer:
    """Sign in by e-mail and password. The cookies of the session come along, unless a second factor is wanted."""
    begun = await signing_in.begin(parts, draft.email, draft.password.get_secret_value(), browser_of(request))
    if isinstance(begun, CodeWanted):
        return SecondFactorAnswer.of(begun)
    return await let_in(request, response, begun)


@router.post("/session/second-factor", responses=WITH_BODY | problems(429))
async def finish_sign_in(
    request: Request, response: Response, parts: Services, draft: SecondFactorDraft
) -> SessionAnswer:
    """Finish a sign-in by a second factor. After `code_wrong` another code may be sent, after `sign_in_failed` none."""
    handle, code = draft.handle.get_secret_value(), draft.code.get_secret_value()
    return await let_in(request, response, await signing_in.finish(parts, handle, code, browser_of(request)))


def _passkeys(request: Request) -> PasskeysAnswer:
    try:
        relying_party(page_origin(request))
    except ValidationFailed as refusal:
        return PasskeysAnswer(are_possible=False, reason=refusal.message)
    return PasskeysAnswer(are_possible=True, reason=None)
