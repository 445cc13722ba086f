"""Pictures as answers: may be shown anywhere, kept for a little while, and asked for again by their ETag."""

from __future__ import annotations

import re

from fastapi import Request, Response

from tocsin.api.documented import Responses
from tocsin.services.pictures import Picture

FRESH_SECONDS = 30
"""Proxies of pictures, such as GitHub's, fetch as often as they are told. So a state is shown half a minute late at
most, a page that is opened a thousand times costs two requests a minute, and most of these end with 304."""
SVG_TYPE, PNG_TYPE, JSON_TYPE = "image/svg+xml", "image/png", "application/json"
_SCHEMAS: dict[str, dict[str, object]] = {
    SVG_TYPE: {"type": "string"},
    PNG_TYPE: {"type": "string", "format": "binary"},
    JSON_TYPE: {"type": "object"},
}
_ETAG = re.compile(r'(?:W/)?("[^"]*")')
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # An SVG that is opened by itself is a document: it may do nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def pictured(*media_types: str) -> Responses:
    """The answers that routes document."""
    content = {media_type: {"schema": _SCHEMAS[media_type]} for media_type in media_types}
    return {
        200: {"description": "The badge.", "content": content},
        304: {"description": "As it was: `If-None-Match` holds its ETag."},
    }


def picture_response(request: Request, picture: Picture, fresh_seconds: int = FRESH_SECONDS) -> Response:
    """200 with the picture, or 304 when the caller has it already (RFC 9110 §13.1.2)."""
    headers = {
        **_HEADERS,
        "ETag": picture.etag,
        "Cache-Control": f"public, max-age={fresh_seconds}, must-revalidate",
    }
    if is_known(request.headers.getlist("if-none-match"), picture.etag):
        return Response(status_code=304, headers=headers)
    return Response(picture.body, headers=headers, media_type=picture.media_type)


def is_known(given: list[str], etag: str) -> bool:
    """Whether `If-None-Match` holds it."""
    listed = ",".join(given)
    return listed.strip() == "*" or etag in _ETAG.findall(listed)
