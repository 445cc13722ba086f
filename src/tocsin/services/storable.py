"""What no field may hold, because a database, a wire or JSON itself could not carry it back unchanged."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services.field_errors import MOST_ERRORS, pointer_of

DEEPEST = 32
LARGEST_INTEGER = 2**63 - 1
_UNFIT = re.compile("[\x00\ud800-\udfff]")


def require_storable(value: object) -> None:
    """Raise ValidationFailed naming each text with a NUL or a lone surrogate, each number that is none, and so on."""
    errors = []
    for error in _faults(value, ()):
        errors.append(error)
        if len(errors) == MOST_ERRORS:
            break
    if errors:
        raise ValidationFailed("What was sent holds values that cannot be kept.", errors=errors)


def is_storable_text(text: str) -> bool:
    return _UNFIT.search(text) is None


def _faults(value: object, at: tuple[int | str, ...]) -> Iterator[FieldError]:
    sentence = _fault(value, len(at))
    if sentence is not None:
        yield FieldError(pointer_of(_printable(at)), sentence)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str) or _UNFIT.search(name):
                yield FieldError(pointer_of(_printable(at)), "has a field whose name is not plain text")
            else:
                yield from _faults(inner, (*at, name))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _faults(inner, (*at, index))


def _fault(value: object, depth: int) -> str | None:
    if isinstance(value, str):
        return None if is_storable_text(value) else "must not contain NUL characters or unpaired surrogates"
    if isinstance(value, float):
        return None if math.isfinite(value) else "must be a finite number"
    if isinstance(value, int):
        return None if abs(value) <= LARGEST_INTEGER else "must be a number within 64 bits"
    if isinstance(value, dict | list | tuple) and depth >= DEEPEST:
        return f"must not be nested more than {DEEPEST} deep"
    return None


def _printable(at: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return tuple(_UNFIT.sub("\ufffd", part) if isinstance(part, str) else part for part in at)
