"""`tocsin user`."""

from __future__ import annotations

from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from tocsin.auth.passwords import Passwords
from tocsin.auth.permissions import Role
from tocsin.cli import output
from tocsin.cli.commands import user_departures
from tocsin.cli.commands.user_departures import MAKE_OWNER
from tocsin.cli.failures import UsageWrong
from tocsin.cli.operator import (
    SOON,
    DataDir,
    Email,
    address_of,
    at_work,
    done,
    fit,
    password_of_stdin,
    settings_of,
    tell,
)
from tocsin.cli.options import AsJson
from tocsin.cli.terminal import is_interactive, note
from tocsin.cli.user_output import print_reset, print_users
from tocsin.core.clock import to_datetime
from tocsin.mail import letters
from tocsin.services import user_admin
from tocsin.services.monitor_draft import Name
from tocsin.services.operators import Operator, named
from tocsin.services.password_resets import Reset
from tocsin.services.user_admin import NewUser
from tocsin.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Users: create, list, help back in, shut out, delete.\n\nTo be run where the server runs, as its user.",
)

FromStdin = Annotated[bool, typer.Option("--password-stdin", help="The password is the first line of standard input.")]


@app.command("create")
def create(
    email: Email,
    name: Annotated[
        str | None, typer.Option(help="How they are called; the address up to the @ when left out.")
    ] = None,
    role: Annotated[Role | None, typer.Option(help="What they are in the workspace.", show_default="viewer")] = None,
    workspace: Annotated[
        str | None, typer.Option(metavar="NAME|ID", help="Where they belong; needed where there are several.")
    ] = None,
    password_stdin: FromStdin = False,
    data_dir: DataDir = None,
) -> None:
    """Create a user. The first one owns the first workspace.

    The password is asked for on a terminal. Otherwise a link is printed with which the user sets one, good for 30
    minutes and once.
    """
    settings, address = settings_of(data_dir), address_of(email)
    called = _name(name or address.partition("@")[0])
    password = _given(password_stdin, [address, called]) if password_stdin or is_interactive() else None

    async def work(operator: Operator) -> user_admin.Created:
        password_hash = await Passwords().hash(password) if password is not None else None
        wanted = NewUser(email=address, name=called, password_hash=password_hash, role=role, workspace=workspace)
        return await user_admin.create(operator, wanted)

    created = done(at_work(settings, may_make=True), work)
    (membership,) = created.listed.memberships
    output.print_line(f"{address} is {membership.role} of the workspace {membership.workspace_name}.")
    if created.reset is not None:
        print_reset(settings, created.reset)


@app.command("list")
def list_users(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Users, how they sign in, and where they belong."""
    print_users(done(at_work(settings_of(data_dir)), user_admin.list_all), as_json=as_json)


@app.command("reset-password")
def reset_password(email: Email, password_stdin: FromStdin = False, data_dir: DataDir = None) -> None:
    """End a user's sessions and print a link with which they set another password, good for 30 minutes and once.

    With --password-stdin the password is set at once. The former one is good until there is another.
    """
    settings, address = settings_of(data_dir), address_of(email)
    if password_stdin:
        _set_password(settings, address, password_of_stdin([address]))
        output.print_line(f"{address} has another password, and the sessions have ended. {SOON}")
    else:
        reset = _begun_reset(settings, address)
        output.print_line(f"The sessions of {address} have ended. {SOON}")
        print_reset(settings, reset)


@app.command("disable")
def disable(email: Email, data_dir: DataDir = None) -> None:
    """Sign a user out everywhere and let them in no more. API keys that they made go on working.

    The workspaces that they own are named: nobody else can hand one over or delete it.
    """
    settings, address = settings_of(data_dir), address_of(email)
    owned = done(at_work(settings), lambda operator: user_admin.disable(operator, address))
    output.print_line(f"{address} is disabled. {SOON}")
    if owned:
        note(f"{address} still owns {named(owned)}. To hand one over: `{MAKE_OWNER}`")


@app.command("enable")
def enable(email: Email, data_dir: DataDir = None) -> None:
    """Let a user who was disabled sign in again."""
    settings, address = settings_of(data_dir), address_of(email)
    done(at_work(settings), lambda operator: user_admin.enable(operator, address))
    output.print_line(f"{address} may sign in again.")


@app.command("remove-second-factor")
def remove_second_factor(email: Email, data_dir: DataDir = None) -> None:
    """Take the authenticator app and the recovery codes from a user who has lost them. Passkeys stay."""
    settings, address = settings_of(data_dir), address_of(email)

    async def work(operator: Operator) -> None:
        user = await user_admin.remove_second_factor(operator, address)
        what = "The authenticator app and the recovery codes were removed by the server's operator."
        await tell(settings, letters.second_factor_changed(user.email, what))

    done(at_work(settings), work)
    output.print_line(f"{address} signs in without a second factor.")


def _begun_reset(settings: Settings, address: str) -> Reset:
    async def work(operator: Operator) -> Reset:
        begun = await user_admin.begin_reset(operator, address)
        what = "The server's operator has ended your sessions, and made a link with which another password is set."
        await tell(settings, letters.second_factor_changed(address, what))
        return begun

    return done(at_work(settings), work)


def _set_password(settings: Settings, address: str, password: str) -> None:
    async def work(operator: Operator) -> None:
        user = await user_admin.set_password(operator, address, await Passwords().hash(password))
        at = to_datetime(operator.clock.now_ms())
        await tell(settings, letters.password_changed(user.email, user.name, at, None, "the server's operator"))

    done(at_work(settings), work)


def _name(text: str) -> str:
    try:
        return TypeAdapter[str](Name).validate_python(text)
    except ValidationError as error:
        raise UsageWrong(f"the name cannot be used: {error.errors()[0]['msg']}") from None


def _given(password_stdin: bool, about: list[str]) -> str:
    if password_stdin:
        return password_of_stdin(about)
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return fit(typed, about)


app.command("delete")(user_departures.delete)
app.command("make-owner")(user_departures.make_owner)
