"""`tocsin workspace`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import output
from tocsin.cli.access_replies import Workspace
from tocsin.cli.client import connected
from tocsin.cli.options import AsJson

WORKSPACE = "/api/v1/workspace"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="The workspace of the API key: show, rename.",
)


@app.command("show")
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """The workspace that the API key belongs to, and what the key may do in it."""
    reply = connected(context).get(WORKSPACE)
    if as_json:
        output.print_json(reply.content)
        return
    found = reply.read(Workspace)
    output.print_facts(
        [
            ("workspace", found.id),
            ("name", found.name),
            ("created", output.day(found.created_at)),
            ("members", found.members),
            ("the key may", ", ".join(found.permissions)),
        ]
    )


@app.command("rename")
def rename(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new name.")],
    as_json: AsJson = False,
) -> None:
    """Give the workspace another name."""
    reply = connected(context).send("PATCH", WORKSPACE, body={"name": name})
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"The workspace is called {reply.read(Workspace).name}")
