"""Bodies of requests as other systems send them: JSON under any name, or JSON inside of a form."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

import msgspec

from tocsin.core.result import Json

DEEPEST = 64
MOST_FORM_FIELDS = 100
FORM = "application/x-www-form-urlencoded"
FORM_FIELD = "payload"
_BOM = b"\xef\xbb\xbf"
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_ESCAPED_NUL = b"\\u0000"
_TOO_DEEP = f"is nested more than {DEEPEST} deep"


class Unreadable(ValueError):
    """The body is not what it should be; the text is the end of a sentence that begins with `the body`."""


def parse(body: bytes, media_type: str) -> Json:
    """The JSON in a body. Raise Unreadable.

    The media type counts for forms alone: Amazon sends JSON as text, and so do others. What no text can hold (NUL,
    half of a surrogate pair, as of an emoji that was cut) is replaced, so that nothing is lost beside it.
    """
    text = body.removeprefix(_BOM).strip()
    if media_type == FORM and not text.startswith((b"{", b"[")):
        text = _form_field(text)
    if not text:
        raise Unreadable("is empty, and must be JSON")
    value, is_fit = _decoded(text)
    if _is_deeper(value, DEEPEST):
        raise Unreadable(_TOO_DEEP)
    return value if is_fit else _cleaned(value)


def parse_text(text: str) -> Json:
    """JSON inside of JSON. Raise Unreadable."""
    return parse(text.encode("utf-8", "replace"), "application/json")


def fit(text: str) -> str:
    """The text, what no text can hold replaced."""
    return _UNFIT.sub("\ufffd", text)


def _decoded(text: bytes) -> tuple[Json, bool]:
    """The value, and whether all of its texts can be kept as they are."""
    try:
        return msgspec.json.decode(text), _ESCAPED_NUL not in text
    except RecursionError:
        raise Unreadable(_TOO_DEEP) from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return _forgivingly_decoded(text, str(error)), False


def _forgivingly_decoded(text: bytes, complaint: str) -> Json:
    """Python's own reader takes what is nearly JSON."""
    try:
        value: Json = json.loads(text.decode("utf-8", "replace"), parse_constant=lambda _: None)
    except RecursionError:
        raise Unreadable(_TOO_DEEP) from None
    except ValueError:
        raise Unreadable(f"is not JSON: {complaint}") from None
    return value


def _form_field(text: bytes) -> bytes:
    try:
        fields = parse_qs(text.decode("utf-8", "replace"), max_num_fields=MOST_FORM_FIELDS)
    except ValueError:
        raise Unreadable(f"is a form of more than {MOST_FORM_FIELDS} fields") from None
    if FORM_FIELD not in fields:
        raise Unreadable(f"is a form without the field {FORM_FIELD}, in which JSON is expected")
    return fields[FORM_FIELD][0].strip().encode()


def _is_deeper(value: Json, most: int) -> bool:
    level: list[Any] = [value]
    for _ in range(most + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _cleaned(value: Json) -> Json:
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, dict):
        return {fit(name): _cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    return value
