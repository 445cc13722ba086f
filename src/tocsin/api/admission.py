"""Lets a request in or refuses it, before anything else of it is read: by the rule of its operation."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from tocsin.api import cookies
from tocsin.api.cookies import Cookie
from tocsin.api.dependencies import api_parts, client_of, key_in
from tocsin.api.errors import BadRequest
from tocsin.api.rules import Access, Rule
from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.auth.person import Person
from tocsin.core.errors import FieldError, NotFound, PermissionDenied, Unauthenticated
from tocsin.services.doorkeeper import Doorkeeper
from tocsin.services.limit import Limit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WORKSPACE_HEADER = "X-Workspace"
CSRF_HEADER = "X-CSRF-Token"
_LONGEST_ID = 18


class CsrfFailed(PermissionDenied):
    """The request may come from another site's page."""

    code = "csrf_failed"


async def admit(request: Request, rule: Rule) -> None:
    """Leave `actor`, `person` or nothing in the request's scope. Raise Unauthenticated, PermissionDenied, NotFound."""
    match rule:
        case Access.OWN_DOOR:
            return
        case Access.ANYBODY:
            require_own_page(request)
        case Access.SIGNED_IN:
            await person_of(request)
        case _:
            (await actor_of(request)).require(rule)


async def actor_of(request: Request) -> Actor:
    """By the API key or, when there is none, by the session; found once. Raise Unauthenticated, NotFound."""
    if "actor" not in request.scope:
        request.scope["actor"] = await _find_actor(request)
    actor: Actor = request.scope["actor"]
    return actor


async def person_of(request: Request) -> Person:
    """Who is signed in; found once. Raise Unauthenticated, CsrfFailed."""
    if "person" not in request.scope:
        person = await visitor_of(request)
        require_csrf_token(request, person.session_id)
        await require_pace(request, "session", person.session_id)
        request.scope["person"] = person
    person_: Person = request.scope["person"]
    return person_


async def visitor_of(request: Request) -> Person:
    """Who is signed in, before it is known that they mean the request themselves. Raise Unauthenticated."""
    access_token = cookies.read(request, Cookie.ACCESS)
    if access_token is None and cookies.read(request, Cookie.REFRESH) is None:
        hint = ": an API key has no account" if key_in(request) is not None else ""
        raise Unauthenticated(f"This is for users who are signed in{hint}.")
    return await doorkeeper(request).of_session(access_token, client_of(request))


async def still_admitted(request: Request, rule: Permission) -> bool:
    """Whether who was let in would be let in now: for answers that go on for long."""
    person: Person | None = request.scope.get("person")
    client = client_of(request)
    try:
        if person is None:
            actor, _ = await doorkeeper(request).of_key(key_in(request), client)
        else:
            now = await doorkeeper(request).of_session_id(person.session_id, client)
            actor = now.actor_in(request.scope["actor"].workspace_id)
    except (Unauthenticated, NotFound):
        return False
    return actor.may(rule)


def require_csrf_token(request: Request, session_id: int) -> None:
    """Nothing changes without the session's token in a header, which no other site can send. Raise CsrfFailed."""
    require_own_page(request)
    if request.method in SAFE_METHODS:
        return
    token = request.headers.get(CSRF_HEADER)
    if token is None:
        raise CsrfFailed(f"Send the session's CSRF token in the header {CSRF_HEADER}; the cookie tocsin_csrf holds it.")
    if not api_parts(request).services.tokens.is_csrf(token, session_id):
        raise CsrfFailed(f"The token in {CSRF_HEADER} is not this session's.")


def require_own_page(request: Request) -> None:
    """Refuse what another site's page has a browser send. Raise CsrfFailed.

    Browsers say where a request comes from by Sec-Fetch-Site (W3C Fetch Metadata) and, when it changes something, by
    Origin (RFC 6454). Other clients say neither, and hold no cookies that they did not fetch themselves.
    """
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise CsrfFailed("The request was sent by a page of another site.")
    origin = request.headers.get("origin")
    if origin is not None and _host_in(origin) not in _own_hosts(request):
        raise CsrfFailed(f"The request was sent by a page of {origin[:200]}, which is not where this server is.")


async def require_pace(request: Request, *who: str | int) -> None:
    """Raise TooManyRequests."""
    limit: Limit | None = request.app.state.pace
    if limit is not None:
        await api_parts(request).services.limits.admitted(limit, *who)


def doorkeeper(request: Request) -> Doorkeeper:
    found: Doorkeeper = request.app.state.doorkeeper
    return found


async def _find_actor(request: Request) -> Actor:
    workspace_id = _wanted_workspace(request)
    key = key_in(request)
    if key is None and (cookies.read(request, Cookie.ACCESS) or cookies.read(request, Cookie.REFRESH)):
        return (await person_of(request)).actor_in(workspace_id)
    actor, key_id = await doorkeeper(request).of_key(key, client_of(request))
    await require_pace(request, "key", key_id)
    if workspace_id not in {None, actor.workspace_id}:
        raise NotFound(f"There is no workspace {workspace_id} that this key belongs to.")
    return actor


def _wanted_workspace(request: Request) -> int | None:
    """By header, or by the query where none can be sent, as by `EventSource`."""
    text = request.headers.get(WORKSPACE_HEADER) or request.query_params.get("workspace")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID):
        problem = FieldError(f"/{WORKSPACE_HEADER}", "must be the id of a workspace, such as 1")
        raise BadRequest("The workspace cannot be read.", errors=[problem])
    return int(text)


def _host_in(origin: str) -> str | None:
    """With its port; None for `null`, and for what is no origin at all."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def _own_hosts(request: Request) -> set[str]:
    """Without the scheme: behind a proxy that nobody has told us to trust we do not see TLS."""
    public_url = api_parts(request).public_url
    known = {request.headers.get("host", "").lower()}
    return known | {urlsplit(public_url).netloc.lower()} if public_url else known
