"""A route whose refusals are pages, and which renews the session of a browser that no script does it for."""

from __future__ import annotations

import structlog
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tocsin.api import cookies
from tocsin.api.admission import CsrfFailed
from tocsin.api.cookies import Cookie
from tocsin.api.dependencies import client_of, services
from tocsin.api.guarded_route import GuardedRoute, Handler
from tocsin.api.pages.rendering import HEADERS, goes_to, page, refusal_page
from tocsin.core.errors import Conflict, TocsinError, Unauthenticated
from tocsin.services import sessions
from tocsin.services.doorkeeper import AccessExpired

NOT_OURS = "This was not sent by a page of this server, or by one from before you last signed in or out."
_log = structlog.get_logger(__name__)


class PageRoute(GuardedRoute):
    """Raises nothing that a person could be told."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def as_page(request: Request) -> Response:
            try:
                return await handle(request)
            except AccessExpired:
                return await _renewed(request)
            except TocsinError as refusal:
                return _refused(request, refusal)

        return as_page


async def _renewed(request: Request) -> Response:
    """The same once more, with fresh cookies, or with none where the session has ended."""
    path = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    try:
        token = cookies.read(request, Cookie.REFRESH)
        opened = await sessions.refresh(services(request), token, client_of(request))
    except Unauthenticated:
        ended = goes_to(path)
        cookies.take_session(request, ended)
        return ended
    except Conflict:
        told = "Another tab of yours was a moment quicker. This page goes on by itself."
        later = page(request, "led_on", again=path, seconds=1, told=told)
        later.status_code = 409
        return later
    except TocsinError as refusal:
        return _refused(request, refusal)
    # 307 keeps what a form has sent.
    renewed = RedirectResponse(path, 307, HEADERS)
    cookies.give_session(request, renewed, opened, services(request).clock.now_ms())
    return renewed


def _refused(request: Request, refusal: TocsinError) -> Response:
    answer = refusal_page(request, refusal, NOT_OURS if isinstance(refusal, CsrfFailed) else None)
    if answer.status_code >= 500:
        _log.error("request_failed", code=refusal.code, reason=refusal.message)
    return answer
