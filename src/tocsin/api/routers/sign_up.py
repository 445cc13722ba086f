"""Getting an account, `/api/v1/sign-up`, and getting back into one, `/api/v1/password-reset`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api import cookies
from tocsin.api.account_fields import Code, NewPassword, Token
from tocsin.api.answers.accounts import CodeMailedAnswer
from tocsin.api.answers.session import SessionAnswer
from tocsin.api.arrivals import browser_of, let_in
from tocsin.api.cookies import DEVICE_SECONDS, Cookie
from tocsin.api.dependencies import Services, client_of
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.json_route import JsonRoute
from tocsin.api.mail_links import site_in_mails
from tocsin.auth.emails import Email
from tocsin.services import password_resets
from tocsin.services import sign_up as signing_up
from tocsin.services.monitor_draft import Name
from tocsin.services.sign_up import NewUser

router = APIRouter(tags=["session"], route_class=JsonRoute, responses=EVERYWHERE | WITH_BODY | problems(409, 429))


class SignUpDraft(BaseModel):
    """Who wants an account."""

    model_config = ConfigDict(extra="forbid")

    email: Email
    name: Name
    password: NewPassword


class MailedCodeDraft(BaseModel):
    """A code from a mail."""

    model_config = ConfigDict(extra="forbid")

    handle: Token = Field(description="As it was answered when the code was asked for.")
    code: Code = Field(description="Six digits.")


class ForgottenDraft(BaseModel):
    """Whose password is forgotten."""

    model_config = ConfigDict(extra="forbid")

    email: Email


class ResetDraft(BaseModel):
    """A new password."""

    model_config = ConfigDict(extra="forbid")

    token: Token = Field(description="What stands behind `#token=` in the link.")
    password: NewPassword


@router.post("/sign-up", status_code=202)
async def sign_up(request: Request, parts: Services, draft: SignUpDraft) -> CodeMailedAnswer:
    """Ask for an account, where everybody may have one: a code is mailed to the address.

    An address that has an account already is answered alike, and gets another mail.
    """
    wanted = NewUser(email=draft.email, name=draft.name, password=draft.password.get_secret_value())
    return CodeMailedAnswer.of(await signing_up.begin(parts, wanted, browser_of(request), site_in_mails(request)))


@router.post("/sign-up/confirm", status_code=201)
async def confirm_sign_up(
    request: Request, response: Response, parts: Services, draft: MailedCodeDraft
) -> SessionAnswer:
    """Make the account, with a workspace of its own, and be signed in. The fifth wrong code was the last."""
    handle, code = draft.handle.get_secret_value(), draft.code.get_secret_value()
    return await let_in(request, response, await signing_up.confirm(parts, handle, code, browser_of(request)))


@router.post("/password-reset", status_code=202)
async def request_password_reset(request: Request, parts: Services, draft: ForgottenDraft) -> None:
    """Have a link mailed with which to set another password. The answer is the same for an address without account."""
    await password_resets.request(parts, draft.email, client_of(request), site_in_mails(request))


@router.post("/password-reset/confirm", status_code=204)
async def reset_password(request: Request, response: Response, parts: Services, draft: ResetDraft) -> None:
    """Set another password, by the link, once. Every session ends.

    A second factor stays, unless the address had never been shown to be the user's.
    """
    token, password = draft.token.get_secret_value(), draft.password.get_secret_value()
    device_token = await password_resets.finish(parts, token, password, client_of(request))
    cookies.write(request, response, Cookie.DEVICE, device_token, DEVICE_SECONDS)
