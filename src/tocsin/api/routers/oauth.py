"""Signing in at a provider, `/api/v1/oauth/{provider}`: a browser is sent there, and comes back."""

from __future__ import annotations

from html import escape
from typing import Annotated
from urllib.parse import quote, urlencode

import structlog
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tocsin.api import cookies, trips
from tocsin.api.admission import CsrfFailed, doorkeeper, person_of
from tocsin.api.answers.accounts import IdentityAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.arrivals import browser_of, give_cookies
from tocsin.api.cookies import Cookie
from tocsin.api.dependencies import CurrentPerson, Services, api_parts, client_of, services
from tocsin.api.documented import EVERYWHERE, Responses, problems
from tocsin.api.fields import IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.api.mail_links import site_in_mails
from tocsin.api.trips import Trip
from tocsin.auth.oauth.provider import Identity, SignInRefused, callback_url
from tocsin.auth.person import Person
from tocsin.auth.redirects import safe_next
from tocsin.core.errors import TocsinError
from tocsin.services import identities, provider_sign_in
from tocsin.services.named_limits import PROVIDER_SIGN_INS, SIGN_IN_ADDRESS
from tocsin.services.second_factor import CodeWanted

router = APIRouter(tags=["account"], route_class=JsonRoute, responses=EVERYWHERE)
SIGN_IN, ACCOUNT = "/sign-in", "/account"
AWAY: Responses = {303: {"description": "To the provider, or back to this site."}}
_log = structlog.get_logger(__name__)

ProviderPath = Annotated[str, Path(max_length=80, description="The id of a provider, as `GET /api/v1/auth` lists it.")]


@router.get("/oauth/{provider}", status_code=303, response_class=Response, responses=AWAY | problems(404))
async def begin_oauth(
    request: Request,
    provider: ProviderPath,
    next_: Annotated[
        str | None, Query(alias="next", max_length=2000, description="Where to go afterwards, within this site.")
    ] = None,
    link: Annotated[bool, Query(description="Link the provider to the account of who is signed in.")] = False,
) -> Response:
    """Send the browser to a provider, to sign in there.

    What goes wrong comes back to `/sign-in?error=…`, and to `/account?error=…` where a provider was to be linked.
    """
    parts, now = api_parts(request), services(request).clock.now_ms()
    person = await _who_links(request) if link else None
    try:
        if person is not None:
            person.require_recent(now)
        await parts.services.limits.admitted(PROVIDER_SIGN_INS, client_of(request).address)
        begun = await parts.providers.begin(provider, callback_url(site_in_mails(request), provider))
    except TocsinError as error:
        return RedirectResponse(_way_back(request, error, is_link=link), 303)
    response = RedirectResponse(begun.url, 303)
    trips.set_out(
        request, response, Trip.of(begun, safe_next(next_), None if person is None else person.session_id, now)
    )
    return response


@router.get("/oauth/{provider}/callback", response_class=HTMLResponse, responses=AWAY)
async def finish_oauth(request: Request, provider: ProviderPath) -> Response:
    """Where the provider sends the browser back to. The page leads on by itself."""
    trip: Trip | None = None
    try:
        trip = trips.come_back(request, provider)
        async with services(request).limits.attempt((SIGN_IN_ADDRESS, client_of(request).address)) as attempt:
            redirect_uri = callback_url(site_in_mails(request), provider)
            query = dict(request.query_params)
            identity = await api_parts(request).providers.finish(provider, redirect_uri, trip.begun, query)
            response = await _arrived(request, provider, trip, identity)
            attempt.succeed()
    except TocsinError as error:
        is_link = trip is not None and trip.session_id is not None
        back = _way_back(request, error, is_link=is_link)
        response = _onward(back) if is_link else RedirectResponse(back, 303)
    trips.end(request, response)
    return response


@router.get("/account/identities")
async def list_identities(parts: Services, person: CurrentPerson) -> PageAnswer[IdentityAnswer]:
    """Accounts elsewhere that open one's own."""
    found = await identities.list_own(parts, person)
    return PageAnswer(items=[IdentityAnswer.of(one) for one in found], next_cursor=None)


@router.delete("/account/identities/{identity_id:int}", status_code=204, responses=problems(404, 409))
async def remove_identity(parts: Services, person: CurrentPerson, identity_id: IdPath) -> None:
    """Unlink one. The last way into an account stays."""
    await identities.remove(parts, person, identity_id)


async def _arrived(request: Request, provider: str, trip: Trip, identity: Identity) -> Response:
    parts = services(request)
    if trip.session_id is not None:
        # The session's own cookies do not come along from another site: the trip's has brought its id, sealed.
        person = await doorkeeper(request).of_session_id(trip.session_id, client_of(request))
        await identities.link(parts, person, provider, identity)
        return _onward(trip.next)
    arrived = await provider_sign_in.arrive(parts, provider, identity, browser_of(request))
    if isinstance(arrived, CodeWanted):
        query = urlencode({"next": trip.next})
        return _onward(f"{SIGN_IN}?{query}#second_factor={quote(arrived.handle)}")
    response = _onward(trip.next)
    give_cookies(request, response, arrived)
    return response


async def _who_links(request: Request) -> Person:
    """Raise Unauthenticated, and CsrfFailed for a way here from no page of ours: what is linked opens the account.

    Strict cookies come along from a neighbour's page below the same domain, and from a link in a mail program.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise CsrfFailed("A provider is linked from a page of this server, and not by a link from elsewhere.")
    return await person_of(request)


def _onward(path: str) -> Response:
    """A page that goes on by itself: a redirect would still be the other site's doing, and bring no strict cookie."""
    target = escape(path)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>One moment</title>'
        f'<meta http-equiv="refresh" content="0;url={target}"></head><body><a href="{target}">Go on</a></body></html>'
    )


def _way_back(request: Request, error: TocsinError, *, is_link: bool) -> str:
    """To the page that says what went wrong. By its code alone: what it shows is not for the address bar to say."""
    if not isinstance(error, SignInRefused):
        _log.warning("provider_sign_in_failed", code=error.code, reason=error.message)
    code = error.code if cookies.read(request, Cookie.SIGN_IN) or error.code != "sign_in_refused" else "sign_in_ended"
    return f"{ACCOUNT if is_link else SIGN_IN}?{urlencode({'error': code})}"
