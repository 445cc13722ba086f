"""`tocsin ping-key`: the workspace's ping key, for addresses that name a monitor by its slug."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import output
from tocsin.cli.client import Reply, connected
from tocsin.cli.options import AsJson, Yes
from tocsin.cli.replies import WorkspacePingKey

PING_KEY = "/api/v1/ping-key"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="The workspace's ping key, for addresses such as `/ping/KEY/SLUG`.",
)


@app.command("show")
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """The key. Whoever knows it can ping every monitor that is pushed to, and make new ones."""
    _print(connected(context).get(PING_KEY), as_json)


@app.command("rotate")
def rotate(context: typer.Context, as_json: AsJson = False) -> None:
    """Make a key, the first or a fresh one. The one before stops working at once."""
    _print(connected(context).post(PING_KEY), as_json)


@app.command("set")
def set_key(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="One that is in use elsewhere, such as Healthchecks'.")],
    as_json: AsJson = False,
) -> None:
    """Bring a key along: addresses that begin with it go on working here. The one before stops working at once."""
    _print(connected(context).send("PUT", PING_KEY, body={"key": key}), as_json)


@app.command("delete")
def delete(context: typer.Context, yes: Yes = False) -> None:
    """Do without. The monitors' own keys go on working."""
    client = connected(context)
    if not yes:
        typer.confirm("Delete the workspace's ping key? Addresses with slugs stop working.", abort=True, err=True)
    client.send("DELETE", PING_KEY)
    output.print_line("The workspace has no ping key any more")


def _print(reply: Reply, as_json: bool) -> None:
    if as_json:
        output.print_json(reply.content)
    else:
        print(reply.read(WorkspacePingKey).key)
