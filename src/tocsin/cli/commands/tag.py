"""`tocsin tag`."""

from __future__ import annotations

import msgspec
import typer

from tocsin.cli import output
from tocsin.cli.client import connected, read
from tocsin.cli.options import AsJson

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="markdown", help="The tags in use.")


class _Tag(msgspec.Struct):
    tag: str
    monitors: int


@app.callback()
def tags() -> None:
    """The tags in use."""


@app.command("list")
def list_tags(context: typer.Context, as_json: AsJson = False) -> None:
    """The tags in use, and how many monitors carry each."""
    items = connected(context).items("/api/v1/tags", {}, None)
    if as_json:
        output.print_json(items)
        return
    found = [read(item, _Tag) for item in items]
    output.print_table(("tag", ">monitors"), [(one.tag, one.monitors) for one in found], empty="No tags.")
