"""`tocsin invitation`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import output
from tocsin.cli.access_replies import Invitation
from tocsin.cli.client import connected, read
from tocsin.cli.commands.member import GivenRole
from tocsin.cli.options import AsJson
from tocsin.cli.output import Cell
from tocsin.cli.terminal import note

INVITATIONS = "/api/v1/invitations"
ANYBODY = "whoever has the link"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Invitations into the workspace: create, list, revoke.",
)


@app.command("create")
def create(
    context: typer.Context,
    email: Annotated[
        str | None, typer.Argument(metavar="[E-MAIL]", help="Whose account may accept. Left out: whoever has the link.")
    ] = None,
    role: Annotated[GivenRole, typer.Option(help="What they will be.")] = GivenRole.VIEWER,
    as_json: AsJson = False,
) -> None:
    """Invite somebody. The link is printed this once; where mail works, a mail with one goes out as well.

    It is good for seven days, and once.
    """
    reply = connected(context).post(INVITATIONS, {"role": role.value, "email": email})
    made = reply.read(Invitation)
    if as_json:
        output.print_json(reply.content)
        return
    print(made.link)
    note(made.not_mailed or f"A mail to {made.email} is on its way.")


@app.command("list")
def list_invitations(
    context: typer.Context,
    with_all: Annotated[
        bool, typer.Option("--all", help="Those too that were accepted or revoked, or have expired.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Invitations that may still be accepted, the newest first."""
    items = connected(context).items(INVITATIONS, {"all": with_all}, None)
    if as_json:
        output.print_json(items)
        return
    columns = (">id", "for", "role", "state", "by", "made", "good until")
    rows = [_row(read(item, Invitation)) for item in items]
    output.print_table(columns, rows, empty="No invitation is open.")


@app.command("revoke")
def revoke(
    context: typer.Context,
    invitation: Annotated[int, typer.Argument(metavar="INVITATION", min=1, help="Its id.")],
) -> None:
    """Its link leads nowhere from now on."""
    connected(context).send("DELETE", f"{INVITATIONS}/{invitation}")
    output.print_line(f"Invitation {invitation} is revoked")


def _row(one: Invitation) -> tuple[Cell, ...]:
    made, until = output.day(one.created_at), output.minute(one.expires_at)
    return one.id, one.email or ANYBODY, one.role, one.state, one.invited_by, made, until
