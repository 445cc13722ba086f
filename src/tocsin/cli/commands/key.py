"""`tocsin key`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.auth.permissions import Scope
from tocsin.cli import output, times
from tocsin.cli.access_replies import Scopes
from tocsin.cli.client import connected, read
from tocsin.cli.failures import UsageWrong
from tocsin.cli.options import AsJson
from tocsin.cli.output import Cell
from tocsin.cli.replies import ApiKey

KEYS = "/api/v1/api-keys"
ROLES = "/api/v1/roles"

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode="markdown", help="API keys: list, create, revoke."
)


@app.command("list")
def list_keys(context: typer.Context, as_json: AsJson = False) -> None:
    """API keys, without the keys themselves, which are shown once only."""
    items = connected(context).items(KEYS, {}, None)
    if as_json:
        output.print_json(items)
        return
    columns = (">id", "name", "|prefix", "scopes", "created", "by", "last used", "valid until")
    output.print_table(columns, [_row(read(item, ApiKey)) for item in items])


@app.command("create")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            help="What it may do: read, write, admin, or a single permission such as incidents:write. May be given "
            "several times; `tocsin key scopes` lists them.",
            show_default="write",
        ),
    ] = None,
    expires_in: Annotated[str | None, typer.Option(help="How long it is good, such as 90d. Else for ever.")] = None,
    expires: Annotated[str | None, typer.Option(help="Until when it is good, such as 2027-01-31.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create an API key. It is printed this once: it is kept nowhere.

    It can do no more than the key that creates it. No two keys that work have the same name, since the audit trail
    calls them by it.

    `tocsin key create prometheus --scope read --expires-in 90d`
    """
    if expires is not None and expires_in is not None:
        raise UsageWrong("give either --expires-in or --expires")
    until = times.moment_ahead(expires_in) or times.moment(expires)
    reply = connected(context).post(KEYS, {"name": name, "scopes": scope or [Scope.WRITE], "expires_at": until})
    if as_json:
        output.print_json(reply.content)
    else:
        print(reply.read(ApiKey).key)


@app.command("scopes")
def list_scopes(context: typer.Context, as_json: AsJson = False) -> None:
    """What API keys may be given, and what it stands for."""
    reply = connected(context).get(ROLES)
    if as_json:
        output.print_json(reply.content)
        return
    rows = [(one.scope, one.description) for one in reply.read(Scopes).scopes]
    output.print_table(("scope", "~what it may do"), rows)


@app.command("revoke")
def revoke(context: typer.Context, key: Annotated[int, typer.Argument(metavar="KEY", min=1, help="Its id.")]) -> None:
    """It stops working at once."""
    connected(context).send("DELETE", f"{KEYS}/{key}")
    output.print_line(f"Key {key} is revoked")


def _row(key: ApiKey) -> tuple[Cell, ...]:
    used = output.since(key.last_used_at)
    return (
        key.id,
        key.name,
        key.prefix,
        ", ".join(key.scopes),
        output.day(key.created_at),
        key.created_by,
        f"{used} ago" if used else "never",
        "revoked" if key.revoked_at else output.day(key.expires_at),
    )
