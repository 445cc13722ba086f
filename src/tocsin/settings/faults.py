"""What is wrong with a setting, in a sentence that says what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

_PATTERNS = {
    "public_url": "must be an address such as https://example.com",
    "ping_host": "must be a host name such as ping.example.com",
}
"""What a setting must look like, where its own pattern would not tell a person."""


class SettingsInvalid(Exception):
    """The settings do not fit; `problems` holds one sentence for each, fit to be shown and free of secrets."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def shown(value: object) -> str:
    """A value that was given, no longer than a line."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def expectation(field: str, detail: ErrorDetails, schema: Mapping[str, Any]) -> str:
    """What would be right, from the setting's JSON Schema where that says it."""
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    kind = schema.get("type")
    if kind in ("integer", "number"):
        noun = "a whole number" if kind == "integer" else "a number"
        return f"must be {noun} from {schema['minimum']:.12g} to {schema['maximum']:.12g}"
    if kind == "boolean":
        return "must be true or false"
    if "enum" in str(detail["type"]):
        return f"must be one of {detail['ctx']['expected']}".replace("'", "")
    if detail["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(field, "must be lower case letters, digits and hyphens (63 at most)")
    bounds = detail.get("ctx", {})
    if "min_length" in bounds:
        return f"must be at least {bounds['min_length']} characters long"
    if "max_length" in bounds:
        return f"must be at most {bounds['max_length']} characters long"
    return f"is not right: {detail['msg'][0].lower()}{detail['msg'][1:]}"


def nearest(name: str, known: Iterable[str]) -> str:
    """A question in brackets, or nothing where no known name is near."""
    found = get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f" (did you mean {found[0]}?)" if found else ""
