"""Pydantic's complaints as ours: a pointer into what was sent, and a sentence that says what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from tocsin.core.errors import FieldError

MOST_ERRORS = 50

_SENTENCES = {
    "missing": "is required",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be an object with named fields",
    "model_type": "must be an object with named fields",
    "model_attributes_type": "must be an object with named fields",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "union_tag_not_found": "needs the field {discriminator} to say which kind of entry it is",
    "union_tag_invalid": "has an unknown {discriminator} {tag!r}; known are {expected_tags}",
    "value_error": "{error}",
    "assertion_error": "{error}",
    "url_scheme": "must begin with one of {expected_schemes}",
}
_KEPT_AT_THE_END = frozenset({"missing", "extra_forbidden", "union_tag_not_found"})


def from_pydantic(
    error: ValidationError, sent: object, *, prefix: str = "", model: type[BaseModel] | None = None
) -> list[FieldError]:
    """One FieldError per complaint. `sent` is what was validated, `prefix` where it stood."""
    # Values are left out on purpose: one of them may be a credential.
    return from_details(error.errors(include_url=False, include_input=False), sent, prefix=prefix, model=model)


def from_details(
    details: Sequence[Mapping[str, Any]], sent: object, *, prefix: str = "", model: type[BaseModel] | None = None
) -> list[FieldError]:
    """The same from Pydantic's details; at most `MOST_ERRORS`. `sent` None: what was sent is no document."""
    return list(dict.fromkeys(_from_detail(detail, sent, prefix, model) for detail in details[:MOST_ERRORS]))


def pointer_of(location: Sequence[int | str]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: the nearest known one, or all of them when none is near."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return "known are " + ", ".join(names[:40])


def _from_detail(detail: Mapping[str, Any], sent: object, prefix: str, model: type[BaseModel] | None) -> FieldError:
    location = _within(detail["loc"], sent, detail["type"])
    return FieldError(prefix + pointer_of(location), _sentence(detail, location, model))


def _sentence(detail: Mapping[str, Any], location: Sequence[int | str], model: type[BaseModel] | None) -> str:
    context: Mapping[str, Any] = detail.get("ctx", {})
    if detail["type"] == "extra_forbidden":
        name = str(location[-1]) if location else ""
        if model is not None and len(location) == 1:
            return f"is not a known field: {nearest(name, model.model_fields)}"
        return "is not a known field here"
    if context.get("min_length") == 1:
        return "must not be empty"
    template = _SENTENCES.get(detail["type"])
    if template is None:
        return str(detail["msg"][:1].lower() + detail["msg"][1:])
    try:
        return template.format(**context)
    except (KeyError, IndexError):
        return str(detail["msg"])


def _within(location: tuple[int | str, ...], sent: object, kind: str) -> list[int | str]:
    """The parts of `location` that exist in what was sent: Pydantic puts the tags of unions among them."""
    if sent is None:
        return list(location)
    kept: list[int | str] = []
    here = sent
    for position, part in enumerate(location):
        if _holds(here, part):
            here = here[part]  # type: ignore[index]  # what _holds has made sure of
        elif not (position == len(location) - 1 and kind in _KEPT_AT_THE_END):
            continue
        kept.append(part)
    return kept


def _holds(here: object, part: int | str) -> bool:
    if isinstance(here, Mapping):
        return part in here
    return isinstance(here, list | tuple) and isinstance(part, int) and part < len(here)
