"""A route whose refusals are pages."""

from __future__ import annotations

import structlog
from fastapi import Request, Response

from tocsin.api.admission import CsrfFailed
from tocsin.api.guarded_route import GuardedRoute, Handler
from tocsin.api.pages.rendering import refusal_page
from tocsin.core.errors import TocsinError

NOT_OURS = "This was not sent by a page of this server."
_log = structlog.get_logger(__name__)


class PageRoute(GuardedRoute):
    """Raises nothing that a person could be told."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def as_page(request: Request) -> Response:
            try:
                return await handle(request)
            except TocsinError as refusal:
                return _refused(request, refusal)

        return as_page


def _refused(request: Request, refusal: TocsinError) -> Response:
    answer = refusal_page(request, refusal, NOT_OURS if isinstance(refusal, CsrfFailed) else None)
    if answer.status_code >= 500:
        _log.error("request_failed", code=refusal.code, reason=refusal.message)
    return answer
