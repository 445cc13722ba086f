"""`tocsin on-call`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import output, rotation_output
from tocsin.cli.client import connected, read
from tocsin.cli.failures import CommandFailed
from tocsin.cli.options import AsJson
from tocsin.cli.policy_replies import Duty


def on_call(
    context: typer.Context,
    rotation: Annotated[str | None, typer.Argument(metavar="ROTATION", help="Only in this one, by name or id.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say who is on call now, and who is next."""
    found = [(item, read(item, Duty)) for item in connected(context).items("/api/v1/on-call", {}, None)]
    if rotation is not None:
        found = [(item, one) for item, one in found if rotation in (one.rotation, str(one.rotation_id))]
        if not found:
            raise CommandFailed(f"there is no rotation named {rotation!r}")
    if as_json:
        output.print_json([item for item, _ in found])
        return
    columns = ("rotation", "on call", "|until", "next", "|from", "~")
    rows = [rotation_output.duty_row(one) for _, one in found]
    output.print_table(columns, rows, empty="There are no rotations.")
