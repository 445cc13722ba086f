"""The exported files as answers, after every route of the API; and a page for what is nowhere."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.routing import Match
from starlette.types import Scope

from tocsin.api import errors
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.pages.rendering import page
from tocsin.api.pictures import is_known
from tocsin.api.web_client.encodings import IDENTITY, chosen
from tocsin.api.web_client.export import Export, ExportedFile

OF_PROGRAMS = ("/api/", "/_next/")
"""Below these nobody looks for a page."""


class ExportedRoute(GuardedRoute):
    """Fits the start and what was exported: every other address is as unknown as it would be without it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        is_ours = scope["type"] == "http" and (scope["path"] == "/" or scope["path"] in _export(scope).by_address)
        return super().matches(scope) if is_ours else (Match.NONE, {})


router = APIRouter(include_in_schema=False, route_class=ExportedRoute)


@router.get("/{path:path}")
async def get_web_file(request: Request) -> Response:
    file = _export(request.scope).by_address.get(request.scope["path"])
    if file is None:
        return page(request, "not_built")
    answer = _answer(request, file)
    if is_known(request.headers.getlist("if-none-match"), answer.headers["ETag"]):
        # With all headers: browsers put what a 304 says in the place of what they have kept.
        return Response(status_code=304, headers={**file.headers, "ETag": answer.headers["ETag"]})
    return answer


async def on_nowhere(request: Request, error: Exception) -> Response:
    """For an address that no route takes: people are told by a page, programs by a problem document."""
    if not _is_by_a_person(request):
        return await errors.on_http_exception(request, error)
    missing = _export(request.scope).missing
    answer = page(request, "not_built") if missing is None else _answer(request, missing)
    answer.status_code = 404
    return answer


def _is_by_a_person(request: Request) -> bool:
    is_looking = request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", "")
    return is_looking and not request.url.path.startswith(OF_PROGRAMS)


def _answer(request: Request, file: ExportedFile) -> Response:
    """In the best form that the client takes."""
    encoding = chosen(request.headers.getlist("accept-encoding"), file.encodings)
    headers = {**file.headers, "ETag": file.etag(encoding)}
    if encoding != IDENTITY:
        headers["Content-Encoding"] = encoding
    return Response(file.bodies[encoding], headers=headers)


def _export(scope: Scope) -> Export:
    export: Export = scope["app"].state.export
    return export
