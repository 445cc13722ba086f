"""Invitations into the workspace at hand: `/api/v1/invitations`; and for who is invited, signed in or not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api import cookies
from tocsin.api.account_fields import NewPassword, Token
from tocsin.api.admission import person_of
from tocsin.api.answers.invitations import AcceptedAnswer, InvitationAnswer, NewInvitationAnswer, OfferAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.arrivals import browser_of, let_in
from tocsin.api.cookies import Cookie
from tocsin.api.dependencies import CurrentActor, Services, public_url
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.auth.emails import Email
from tocsin.auth.permissions import Role
from tocsin.auth.person import Person
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services import invitation_acceptance, invitations
from tocsin.services.invitation_acceptance import Newcomer
from tocsin.services.monitor_draft import Name

router = APIRouter(tags=["invitations"], route_class=JsonRoute, responses=EVERYWHERE)


class InvitationDraft(BaseModel):
    """Who is to be invited, as what."""

    model_config = ConfigDict(extra="forbid")

    role: Role = Field(description="Any but `owner`: a workspace is handed over.")
    email: Email | None = Field(
        default=None, description="Only the account of this address can accept. Left out: whoever has the link."
    )


class Look(BaseModel):
    """The token of a link."""

    model_config = ConfigDict(extra="forbid")

    token: Token


class Acceptance(Look):
    """The token, and what an account is made of for who has none."""

    name: Name | None = Field(default=None, description="For a new account.")
    password: NewPassword | None = Field(default=None, description="For a new account.")
    email: Email | None = Field(default=None, description="For a new account, where the invitation names none.")


async def visitor(request: Request) -> Person | None:
    """Who is signed in, on a page that strangers may use too."""
    if cookies.read(request, Cookie.ACCESS) is None and cookies.read(request, Cookie.REFRESH) is None:
        return None
    return await person_of(request)


@router.get("/invitations")
async def list_invitations(
    parts: Services,
    actor: CurrentActor,
    all_: Annotated[
        bool, Query(alias="all", description="Those too that were accepted or revoked, or have expired.")
    ] = False,
) -> PageAnswer[InvitationAnswer]:
    """Invitations that may still be accepted, without their links; newest first."""
    found = await invitations.list_all(parts, actor, only_pending=not all_)
    now = parts.clock.now_ms()
    return PageAnswer(items=[InvitationAnswer.of(one, now) for one in found], next_cursor=None)


@router.post("/invitations", status_code=201, responses={**WITH_BODY, **problems(409, 429)})
async def create_invitation(
    request: Request, parts: Services, actor: CurrentActor, draft: InvitationDraft
) -> NewInvitationAnswer:
    """Invite somebody. The answer shows the link this once; where mail works, a mail goes out to the address.

    It is good for seven days, and once. A former invitation to the same address is revoked.
    """
    made = await invitations.create(parts, actor, draft.role, draft.email, public_url(request))
    return NewInvitationAnswer.made(made, parts.clock.now_ms())


@router.delete("/invitations/{invitation_id:int}", status_code=204, responses=problems(404))
async def revoke_invitation(parts: Services, actor: CurrentActor, invitation_id: IdPath) -> None:
    """Revoke an invitation: its link leads nowhere from now on."""
    await invitations.revoke(parts, actor, invitation_id)


@router.post("/invitations/look", responses={**WITH_BODY, **problems(404)})
async def look_at_invitation(parts: Services, look: Look) -> OfferAnswer:
    """What the holder of a link is invited to. Nothing is used up."""
    return OfferAnswer.of(await invitation_acceptance.look(parts, look.token.get_secret_value()))


@router.post("/invitations/accept", responses={**WITH_BODY, **problems(404, 409, 429)})
async def accept_invitation(
    request: Request,
    response: Response,
    parts: Services,
    person: Annotated[Person | None, Depends(visitor)],
    acceptance: Acceptance,
) -> AcceptedAnswer:
    """Join the workspace: who is signed in with their account, who is not with a new one, and is signed in then.

    `conflict` tells who is not signed in that there is an account with the address: sign in, and send it again.
    """
    token = acceptance.token.get_secret_value()
    if person is not None:
        return AcceptedAnswer.of(await invitation_acceptance.join(parts, person, token), None)
    newcomer = _newcomer(acceptance)
    stored, signed_in = await invitation_acceptance.register(parts, newcomer, token, browser_of(request))
    return AcceptedAnswer.of(stored, await let_in(request, response, signed_in))


def _newcomer(acceptance: Acceptance) -> Newcomer:
    missing = [
        FieldError(f"/{field}", "is required for a new account: nobody is signed in")
        for field in ("name", "password")
        if getattr(acceptance, field) is None
    ]
    if missing or acceptance.name is None or acceptance.password is None:
        raise ValidationFailed("Sign in first, or say what the new account is made of.", errors=missing)
    return Newcomer(name=acceptance.name, password=acceptance.password.get_secret_value(), email=acceptance.email)
