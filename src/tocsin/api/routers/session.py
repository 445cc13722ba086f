"""The session at hand, `/api/v1/session`, and all of one's own, `/api/v1/account/sessions`."""

from __future__ import annotations

from typing import Self

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, model_validator

from tocsin.api import cookies
from tocsin.api.account_fields import Code, Password
from tocsin.api.admission import require_csrf_token, require_own_page
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.session import EndedSessionsAnswer, ListedSessionAnswer, SessionAnswer
from tocsin.api.cookies import Cookie
from tocsin.api.dependencies import CurrentPerson, Services, client_of
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.core.errors import Unauthenticated
from tocsin.services import confirmation, session_view, sessions

router = APIRouter(tags=["session"], route_class=JsonRoute, responses=EVERYWHERE)


class ConfirmationDraft(BaseModel):
    """One of the two."""

    model_config = ConfigDict(extra="forbid")

    password: Password | None = None
    code: Code | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.password is None) == (self.code is None):
            raise ValueError("needs either a password or a code")
        return self


@router.get("/session")
async def get_session(parts: Services, person: CurrentPerson) -> SessionAnswer:
    """Who is signed in, and what they may do where."""
    return SessionAnswer.of(await session_view.look(parts, person))


@router.post("/session/refresh", responses=problems(409))
async def refresh_session(request: Request, response: Response, parts: Services) -> SessionAnswer:
    """Fresh cookies for the refresh cookie, which is good once: another use of it ends the session.

    `X-CSRF-Token` is needed as ever. After a 409 another tab has fresh cookies already, which all tabs share.
    """
    require_own_page(request)
    token = cookies.read(request, Cookie.REFRESH)
    claims = parts.tokens.read_refresh(token) if token is not None else None
    if claims is None:
        raise Unauthenticated("There is no session to refresh: sign in.")
    require_csrf_token(request, claims.session_id)
    opened = await sessions.refresh(parts, token, client_of(request))
    cookies.give_session(request, response, opened, parts.clock.now_ms())
    return SessionAnswer.of(await session_view.look(parts, opened.person))


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response, parts: Services, person: CurrentPerson) -> None:
    """End the session at hand. The browser stays one that is known."""
    await sessions.sign_out(parts, person)
    # No Clear-Site-Data: it would take the cookies of whatever else lives on this domain along, and the device's.
    cookies.take_session(request, response)


@router.post("/session/confirm", responses=WITH_BODY | problems(429))
async def confirm_session(parts: Services, person: CurrentPerson, draft: ConfirmationDraft) -> SessionAnswer:
    """Prove again who it is, by password or by a code of the second factor, before something sensitive is changed."""
    if draft.password is not None:
        await confirmation.by_password(parts, person, draft.password.get_secret_value())
    if draft.code is not None:
        await confirmation.by_code(parts, person, draft.code.get_secret_value())
    return SessionAnswer.of(await session_view.look(parts, person))


@router.get("/account/sessions")
async def list_sessions(parts: Services, person: CurrentPerson) -> PageAnswer[ListedSessionAnswer]:
    """Where the user is signed in, used last first; 200 at most."""
    found = await sessions.list_own(parts, person)
    return PageAnswer(items=[ListedSessionAnswer.of(one, person.session_id) for one in found], next_cursor=None)


@router.delete("/account/sessions/{session_id:int}", status_code=204, responses=problems(404))
async def end_session(
    request: Request, response: Response, parts: Services, person: CurrentPerson, session_id: IdPath
) -> None:
    """Sign out on one device: at once where this process answers, and within ten seconds everywhere."""
    await sessions.end_one(parts, person, session_id)
    if session_id == person.session_id:
        cookies.take_session(request, response)


@router.delete("/account/sessions")
async def end_other_sessions(parts: Services, person: CurrentPerson) -> EndedSessionsAnswer:
    """Sign out on every device but the one at hand."""
    return EndedSessionsAnswer(ended=await sessions.end_others(parts, person))
