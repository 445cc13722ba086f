"""What pages post: read strictly and within bounds, and made into the drafts of the JSON API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel, ValidationError

from tocsin.api.errors import BadRequest, UnsupportedMediaType
from tocsin.api.json_route import bounded_body
from tocsin.core.errors import ValidationFailed
from tocsin.services.field_errors import from_pydantic
from tocsin.services.storable import require_storable

MOST_BYTES = 16_384
MOST_FIELDS = 16
MEDIA_TYPE = "application/x-www-form-urlencoded"
CSRF, NEXT, STEP = "csrf", "next", "step"
OWN_FIELDS = frozenset({CSRF, NEXT, STEP})
"""What a page tells itself; no draft has them."""

Form: TypeAlias = Mapping[str, str]
NOTHING: Form = {}
Draft = TypeVar("Draft", bound=BaseModel)


async def read_form(request: Request) -> Form:
    """Raise UnsupportedMediaType, PayloadTooLarge, BadRequest; ValidationFailed for what nothing could keep."""
    stated = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if stated != MEDIA_TYPE:
        raise UnsupportedMediaType(f"A form is sent as {MEDIA_TYPE}.")
    form = _parsed(await bounded_body(request, MOST_BYTES))
    require_storable(form)
    return form


def draft_of(model: type[Draft], form: Form) -> Draft:
    """What the JSON API would take. A field that was left empty was not sent. Raise ValidationFailed."""
    sent = {name: text for name, text in form.items() if text and name not in OWN_FIELDS}
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise ValidationFailed("Some fields do not fit.", errors=from_pydantic(error, sent, model=model)) from None


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
