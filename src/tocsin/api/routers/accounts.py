"""One's own account, `/api/v1/account`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api import cookies
from tocsin.api.account_fields import NewPassword
from tocsin.api.answers.accounts import AccountAnswer, CodeMailedAnswer
from tocsin.api.answers.session import EndedSessionsAnswer
from tocsin.api.dependencies import CurrentPerson, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.json_route import JsonRoute
from tocsin.api.mail_links import site_in_mails
from tocsin.api.routers.sign_up import MailedCodeDraft
from tocsin.auth.emails import Email
from tocsin.services import accounts, email_changes
from tocsin.services.monitor_draft import Name

router = APIRouter(prefix="/account", tags=["account"], route_class=JsonRoute, responses=EVERYWHERE)


class AccountDraft(BaseModel):
    """What one may change without another proof."""

    model_config = ConfigDict(extra="forbid")

    name: Name


class PasswordDraft(BaseModel):
    """A new password."""

    model_config = ConfigDict(extra="forbid")

    password: NewPassword


class EmailDraft(BaseModel):
    """An e-mail address."""

    model_config = ConfigDict(extra="forbid")

    email: Email


class DeletionDraft(BaseModel):
    """To be sure."""

    model_config = ConfigDict(extra="forbid")

    email: Email = Field(description="The address of the account that is to be deleted.")


@router.get("")
async def get_account(parts: Services, person: CurrentPerson) -> AccountAnswer:
    """One's own account."""
    return AccountAnswer.of(await accounts.show(parts, person))


@router.patch("", responses=WITH_BODY)
async def update_account(parts: Services, person: CurrentPerson, draft: AccountDraft) -> AccountAnswer:
    """Be called something else."""
    await accounts.rename(parts, person, draft.name)
    return AccountAnswer.of(await accounts.show(parts, person))


@router.delete("", status_code=204, responses=WITH_BODY | problems(409))
async def delete_account(
    request: Request, response: Response, parts: Services, person: CurrentPerson, draft: DeletionDraft
) -> None:
    """Delete one's account. Whoever owns a workspace hands it over or deletes it first."""
    await accounts.delete(parts, person, draft.email)
    cookies.take_session(request, response)


@router.put("/password", responses=WITH_BODY | problems(429))
async def set_password(parts: Services, person: CurrentPerson, draft: PasswordDraft) -> EndedSessionsAnswer:
    """Set the first password or another one. Every other session ends."""
    return EndedSessionsAnswer(ended=await accounts.set_password(parts, person, draft.password.get_secret_value()))


@router.delete("/password", status_code=204, responses=problems(409))
async def remove_password(parts: Services, person: CurrentPerson) -> None:
    """Do without a password, where there is a passkey or an account elsewhere to sign in with."""
    await accounts.remove_password(parts, person)


@router.post("/email", status_code=202, responses=WITH_BODY | problems(409, 429))
async def change_email(request: Request, parts: Services, person: CurrentPerson, draft: EmailDraft) -> CodeMailedAnswer:
    """Have a code mailed to another address, or to the same one, to show that it is one's own."""
    return CodeMailedAnswer.of(await email_changes.begin(parts, person, draft.email, site_in_mails(request)))


@router.post("/email/confirm", responses=WITH_BODY | problems(429))
async def confirm_email(parts: Services, person: CurrentPerson, draft: MailedCodeDraft) -> AccountAnswer:
    """Make the address one's own, by the code."""
    await email_changes.confirm(parts, person, draft.handle.get_secret_value(), draft.code.get_secret_value())
    return AccountAnswer.of(await accounts.show(parts, person))
