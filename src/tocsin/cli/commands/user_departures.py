"""`tocsin user delete` and `make-owner`: when somebody has gone, and what they own has not."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import output
from tocsin.cli.operator import SOON, DataDir, Email, address_of, at_work, done, settings_of
from tocsin.cli.options import Yes
from tocsin.cli.terminal import clean
from tocsin.services import ownership, user_admin

MAKE_OWNER = "tocsin user make-owner EMAIL --workspace ID"


def delete(email: Email, yes: Yes = False, data_dir: DataDir = None) -> None:
    """Delete a user with their sessions, passkeys and memberships. It cannot be undone; `disable` can.

    Whoever owns a workspace is not deleted: make somebody else its owner first. API keys that they made go on working.
    """
    settings, address = settings_of(data_dir), address_of(email)
    if not yes:
        typer.confirm(f"Delete the account of {address}, which cannot be undone?", abort=True, err=True)
    done(at_work(settings), lambda operator: user_admin.delete(operator, address))
    output.print_line(f"{address} is deleted. {SOON}")


def make_owner(
    email: Email,
    workspace: Annotated[
        str | None, typer.Option(metavar="NAME|ID", help="Which is handed over; needed where there are several.")
    ] = None,
    yes: Yes = False,
    data_dir: DataDir = None,
) -> None:
    """Hand a workspace over to a user, without its owner, who becomes an admin of it.

    The user need be no member yet. An owner who is there hands it over by themselves, over the API.
    """
    settings, address = settings_of(data_dir), address_of(email)
    if not yes:
        whose = f"the workspace {workspace}" if workspace is not None else "the workspace"
        typer.confirm(clean(f"Make {address} the owner of {whose}?"), abort=True, err=True)
    owned = done(at_work(settings), lambda operator: ownership.make_owner(operator, address, workspace))
    output.print_line(f"{address} is owner of the workspace {owned.name}. {SOON}")
