"""A kind of checks, or of channels, as a person reads it: its page, its settings, an example."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rich.markdown import Markdown

from tocsin.cli import output
from tocsin.cli.output import Cell
from tocsin.cli.replies import Kind
from tocsin.cli.terminal import clean

PROSE_WIDTH = 100


def print_kind(kind: Kind) -> None:
    screen = output.console()
    screen.print(Markdown(clean(kind.docs)), width=min(PROSE_WIDTH, screen.width))
    required = kind.schema.get("required", [])
    assert isinstance(required, list)
    rows = [_row(name, field, kind.schema, is_required=name in required) for name, field in _fields(kind.schema)]
    output.print_table(("setting", "type", "default", "~meaning"), rows, title="\nSettings")
    output.print_line("\nExample\n", json.dumps(kind.example, indent=2, ensure_ascii=False))


def _fields(schema: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return list(schema.get("properties", {}).items())


def _row(name: str, field: Mapping[str, Any], schema: Mapping[str, Any], *, is_required: bool) -> tuple[Cell, ...]:
    default = "required" if is_required else json.dumps(field.get("default")) if "default" in field else ""
    return name, _type(field, schema), default, field.get("description", "")


def _type(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "enum" in field:
        return " | ".join(map(str, field["enum"]))
    if "$ref" in field:
        definition = schema.get("$defs", {}).get(str(field["$ref"]).removeprefix("#/$defs/"), {})
        return _type(definition, schema)
    if field.get("format") == "password":
        return "secret"
    if "anyOf" in field or "oneOf" in field:
        options = [_type(option, schema) for option in field.get("anyOf") or field["oneOf"]]
        return " | ".join(dict.fromkeys(options))
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}), schema)}"
    return str(field.get("type", "any"))
