"""Signing in and confirming by passkey: `/api/v1/session/passkey`, `/api/v1/session/confirm/passkey`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tocsin.api.answers.passkeys import PasskeyOptionsAnswer
from tocsin.api.answers.session import SessionAnswer
from tocsin.api.arrivals import browser_of, let_in
from tocsin.api.dependencies import CurrentPerson, Services, client_of
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.json_route import JsonRoute
from tocsin.api.passkey_drafts import PageOrigin, SignedDraft
from tocsin.services import passkey_confirmation, passkey_sign_in, session_view

router = APIRouter(prefix="/session", tags=["session"], route_class=JsonRoute, responses=EVERYWHERE)


@router.post("/passkey/options", responses=problems(422, 429))
async def begin_passkey_sign_in(request: Request, parts: Services, origin: PageOrigin) -> PasskeyOptionsAnswer:
    """What to ask the browser for, within five minutes. It finds by itself who has a passkey here."""
    return PasskeyOptionsAnswer.of(await passkey_sign_in.begin(parts, origin, client_of(request)))


@router.post("/passkey", responses=WITH_BODY | problems(429))
async def finish_passkey_sign_in(
    request: Request, response: Response, parts: Services, origin: PageOrigin, draft: SignedDraft
) -> SessionAnswer:
    """Sign in by a passkey. No second factor is asked for: the passkey has asked for a finger or a PIN."""
    handle, browser = draft.handle.get_secret_value(), browser_of(request)
    signed_in = await passkey_sign_in.finish(parts, origin, handle, draft.credential, browser)
    return await let_in(request, response, signed_in)


@router.post("/confirm/passkey/options", responses=problems(409, 422))
async def begin_passkey_confirmation(
    parts: Services, person: CurrentPerson, origin: PageOrigin
) -> PasskeyOptionsAnswer:
    """What to ask the browser for, within five minutes, to prove again who it is."""
    return PasskeyOptionsAnswer.of(await passkey_confirmation.begin(parts, person, origin))


@router.post("/confirm/passkey", responses=WITH_BODY)
async def confirm_session_by_passkey(
    parts: Services, person: CurrentPerson, origin: PageOrigin, draft: SignedDraft
) -> SessionAnswer:
    """Prove again who it is, by one of the user's passkeys, before something sensitive is changed."""
    handle = draft.handle.get_secret_value()
    await passkey_confirmation.confirm(parts, person, origin, handle, draft.credential)
    return SessionAnswer.of(await session_view.look(parts, person))
