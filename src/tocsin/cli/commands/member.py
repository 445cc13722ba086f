"""`tocsin member`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.auth.permissions import Role
from tocsin.cli import output
from tocsin.cli.access_replies import Member
from tocsin.cli.client import Client, connected, read
from tocsin.cli.failures import CommandFailed
from tocsin.cli.options import AsJson, Yes
from tocsin.cli.terminal import clean

MEMBERS = "/api/v1/members"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Members of the workspace: list, change roles, remove.",
)
MemberName = Annotated[str, typer.Argument(metavar="MEMBER", help="The member's e-mail address or id.")]


class GivenRole(StrEnum):
    """Roles that can be given: a workspace is handed over by its owner, signed in."""

    VIEWER = Role.VIEWER.value
    RESPONDER = Role.RESPONDER.value
    EDITOR = Role.EDITOR.value
    ADMIN = Role.ADMIN.value


@app.command("list")
def list_members(context: typer.Context, as_json: AsJson = False) -> None:
    """Who belongs to the workspace, as what."""
    items = connected(context).items(MEMBERS, {}, None)
    if as_json:
        output.print_json(items)
        return
    found = [read(item, Member) for item in items]
    output.print_table(
        (">id", "e-mail", "~name", "role", "joined", ""),
        [
            (one.user_id, one.email, one.name, one.role, output.day(one.joined_at), "disabled" * one.is_disabled)
            for one in found
        ],
        empty="Nobody: there are only API keys.",
    )


@app.command("set-role")
def set_role(
    context: typer.Context,
    member: MemberName,
    role: Annotated[GivenRole, typer.Argument(metavar="ROLE", help="viewer, responder, editor or admin.")],
    as_json: AsJson = False,
) -> None:
    """Give a member another role. It holds at once."""
    client = connected(context)
    found = _member(client, member)
    reply = client.send("PATCH", f"{MEMBERS}/{found.user_id}", body={"role": role.value})
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"{found.email} is {reply.read(Member).role}, and was {found.role}")


@app.command("remove")
def remove(context: typer.Context, member: MemberName, yes: Yes = False) -> None:
    """Remove a member, whose account stays. Revoke the API keys that they may know."""
    client = connected(context)
    found = _member(client, member)
    if not yes:
        typer.confirm(clean(f"Remove {found.name} ({found.email}), who is {found.role}?"), abort=True, err=True)
    client.send("DELETE", f"{MEMBERS}/{found.user_id}")
    output.print_line(f"{found.email} is removed")


def _member(client: Client, typed: str) -> Member:
    """Digits are an id."""
    members = [read(item, Member) for item in client.items(MEMBERS, {}, None)]
    wanted = typed.strip().lower()
    found = next((one for one in members if wanted in (str(one.user_id), one.email)), None)
    if found is None:
        raise CommandFailed(f"there is no member {typed!r}: `tocsin member list` shows who there is")
    return found
