"""`tocsin key`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.auth.permissions import Scope
from tocsin.cli import output, times
from tocsin.cli.client import connected, read
from tocsin.cli.options import AsJson
from tocsin.cli.output import Cell
from tocsin.cli.replies import ApiKey

KEYS = "/api/v1/api-keys"

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
    columns = (">id", "name", "|prefix", "scopes", "created", "last used", "valid until")
    output.print_table(columns, [_row(read(item, ApiKey)) for item in items])


@app.command("create")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    scope: Annotated[Scope, typer.Option(help="What it may do.")] = Scope.WRITE,
    expires: Annotated[str | None, typer.Option(help="A time such as 2027-01-31.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create an API key. It is printed this once: it is kept nowhere."""
    body = {"name": name, "scopes": [scope.value], "expires_at": times.moment(expires)}
    reply = connected(context).post(KEYS, body)
    if as_json:
        output.print_json(reply.content)
    else:
        print(reply.read(ApiKey).key)


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
        f"{used} ago" if used else "never",
        "revoked" if key.revoked_at else output.day(key.expires_at),
    )
