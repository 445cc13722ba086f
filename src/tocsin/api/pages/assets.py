"""The one style sheet of the pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

from fastapi import APIRouter, Request, Response

from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.pictures import is_known

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
FRESH_SECONDS = 86_400
FOLDER = "/assets"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that browsers may keep for a day. Its address changes with its content."""

    name: str
    media_type: str
    body: bytes
    digest: str

    @property
    def address(self) -> str:
        return f"{FOLDER}/{self.name}?v={self.digest}"

    def answer(self, request: Request) -> Response:
        """200, or 304 for who has it already."""
        headers = {"ETag": f'"{self.digest}"', "Cache-Control": f"public, max-age={FRESH_SECONDS}"}
        if is_known(request.headers.getlist("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(self.body, headers=headers, media_type=self.media_type)


def _read(name: str, media_type: str) -> Asset:
    body = files("tocsin.api.pages").joinpath("assets", name).read_bytes()
    return Asset(name, media_type, body, hashlib.sha256(body).hexdigest()[:16])


STYLE = _read("pages.css", "text/css")


@router.get(f"{FOLDER}/pages.css")
async def get_page_style(request: Request) -> Response:
    return STYLE.answer(request)
