"""`tocsin kind`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import kind_output, output
from tocsin.cli.client import connected, read
from tocsin.cli.monitor_fields import kind_of
from tocsin.cli.options import AsJson
from tocsin.cli.replies import Kind

KINDS = "/api/v1/kinds"

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
    kind_output.print_kind(kind_of(client, kind))
