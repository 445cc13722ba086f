"""JSON Schema as Markdown: one table row for each property, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]
BOUNDS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are made fit for one."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(text) for text in line) + " |" for line in lines) + "\n"


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def properties(schema: Schema, *, link: str) -> str:
    """A table of an object's properties. `link` makes a reference's address from its name, as `#schema-{}`."""
    required = set(schema.get("required", ()))
    rows = [
        (f"`{name}`", type_of(field, link), default_of(field, is_required=name in required), described(name, field))
        for name, field in schema.get("properties", {}).items()
    ]
    return table(("field", "type", "default", "description"), rows)


def type_of(schema: Schema, link: str) -> str:
    """A field's type and bounds in words."""
    if reference := schema.get("$ref"):
        name = str(reference).rsplit("/", 1)[-1]
        return f"[{name}]({link.format(name.lower())})"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return " or ".join(dict.fromkeys(type_of(part, link) for part in schema[union]))
    return ", ".join([_plain_type(schema, link), *_bounds(schema)])


def default_of(schema: Schema, *, is_required: bool) -> str:
    if is_required:
        return "required"
    return f"`{json.dumps(schema['default'], ensure_ascii=False)}`" if "default" in schema else ""


def described(name: str, schema: Schema) -> str:
    """The description, or else the title, unless that only repeats the name."""
    title = str(schema.get("title", ""))
    return str(schema.get("description") or ("" if title == name.replace("_", " ").title() else title))


def _plain_type(schema: Schema, link: str) -> str:
    kind = schema.get("type", "any")
    if kind == "array":
        items = schema.get("items", {})
        return f"list of {type_of(items, link)}" if items else "list"
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"map of name to {type_of(schema['additionalProperties'], link)}"
    form = schema.get("format")
    if form == "password":
        return "secret"
    return f"{kind} ({form})" if form else str(kind)


def _bounds(schema: Schema) -> list[str]:
    return [words.format(f"{schema[key]:,}") for key, words in BOUNDS.items() if key in schema]
