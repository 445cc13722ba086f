"""What pages post: read strictly and within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl

from fastapi import Request

from tocsin.api.errors import BadRequest, UnsupportedMediaType
from tocsin.api.json_route import bounded_body
from tocsin.services.storable import require_storable

MOST_BYTES = 16_384
MOST_FIELDS = 16
MEDIA_TYPE = "application/x-www-form-urlencoded"

Form: TypeAlias = Mapping[str, str]
NOTHING: Form = {}


async def read_form(request: Request) -> Form:
    """Raise UnsupportedMediaType, PayloadTooLarge, BadRequest; ValidationFailed for what nothing could keep."""
    stated = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if stated != MEDIA_TYPE:
        raise UnsupportedMediaType(f"A form is sent as {MEDIA_TYPE}.")
    form = _parsed(await bounded_body(request, MOST_BYTES))
    require_storable(form)
    return form


def _parsed(body: bytes) -> dict[str, str]:
    try:
        text = body.decode()
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=bool(text), errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise BadRequest("The form cannot be read.") from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise BadRequest("The form has a field twice.")
    return form
