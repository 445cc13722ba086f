"""`tocsin kind`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.markdown import Markdown

from tocsin.cli import output
from tocsin.cli.client import connected, read
from tocsin.cli.monitor_fields import kind_of
from tocsin.cli.options import AsJson
from tocsin.cli.output import Cell
from tocsin.cli.replies import Kind
from tocsin.cli.terminal import clean

KINDS = "/api/v1/kinds"
PROSE_WIDTH = 100

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="The kinds of checks and their settings.",
)


@app.command("list")
def list_kinds(context: typer.Context, as_json: AsJson = False) -> None:
    """The kinds of checks that the server knows."""
    items = connected(context).items(KINDS, {}, None)
    if as_json:
        output.print_json(items)
        return
    kinds = [read(item, Kind) for item in items]
    output.print_table(("kind", "title", "~what it does"), [(kind.kind, kind.title, kind.summary) for kind in kinds])


@app.command("show")
def show(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Its name, such as http.")],
    as_json: AsJson = False,
) -> None:
    """What a kind checks, and its settings."""
    client = connected(context)
    if as_json:
        output.print_json(client.get(f"{KINDS}/{kind}").content)
        return
    found = kind_of(client, kind)
    screen = output.console()
    screen.print(Markdown(clean(found.docs)), width=min(PROSE_WIDTH, screen.width))
    required = found.schema.get("required", [])
    assert isinstance(required, list)
    rows = [_row(name, field, found.schema, is_required=name in required) for name, field in _fields(found.schema)]
    output.print_table(("setting", "type", "default", "~meaning"), rows, title="\nSettings")
    output.print_line("\nExample\n", json.dumps(found.example, indent=2, ensure_ascii=False))


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
