"""`tocsin user`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError

from tocsin.auth.emails import normal_email
from tocsin.auth.passwords import Passwords
from tocsin.auth.permissions import Role
from tocsin.cli import logs, output
from tocsin.cli.data_dir import DataDirUnusable
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.operator import at_work, fit, password_of_stdin, tell
from tocsin.cli.options import AsJson
from tocsin.cli.terminal import is_interactive
from tocsin.cli.user_output import print_reset, print_users
from tocsin.core.clock import to_datetime
from tocsin.core.errors import TocsinError
from tocsin.mail import letters
from tocsin.services import user_admin
from tocsin.services.monitor_draft import Name
from tocsin.services.user_admin import NewUser, Operator
from tocsin.settings import Settings, SettingsInvalid, load

SOON = "A server that is running takes notice within 10 seconds."

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Users: create, list, help back in, shut out.\n\nTo be run where the server runs, as its user.",
)

T = TypeVar("T")
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The user's address.")]
DataDir = Annotated[Path | None, typer.Option(help="Folder for database, key file and lock.", show_default="./data")]
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
    settings, address = _settings(data_dir), _address(email)
    called = _name(name or address.partition("@")[0])
    password = _given(password_stdin, [address, called]) if password_stdin or is_interactive() else None

    async def work(operator: Operator) -> user_admin.Created:
        password_hash = await Passwords().hash(password) if password is not None else None
        wanted = NewUser(email=address, name=called, password_hash=password_hash, role=role, workspace=workspace)
        return await user_admin.create(operator, wanted)

    created = _done(at_work(settings, may_make=True), work)
    (membership,) = created.listed.memberships
    output.print_line(f"{address} is {membership.role} of the workspace {membership.workspace_name}.")
    if created.reset is not None:
        print_reset(settings, created.reset)


@app.command("list")
def list_users(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Users, how they sign in, and where they belong."""
    print_users(_done(at_work(_settings(data_dir)), user_admin.list_all), as_json=as_json)


@app.command("reset-password")
def reset_password(email: Email, password_stdin: FromStdin = False, data_dir: DataDir = None) -> None:
    """End a user's sessions and print a link with which they set another password, good for 30 minutes and once.

    With --password-stdin the password is set at once. The former one is good until there is another.
    """
    settings, address = _settings(data_dir), _address(email)
    if not password_stdin:
        reset = _done(at_work(settings), lambda operator: user_admin.begin_reset(operator, address))
        output.print_line(f"The sessions of {address} have ended. {SOON}")
        print_reset(settings, reset)
        return
    password = password_of_stdin([address])

    async def work(operator: Operator) -> None:
        user = await user_admin.set_password(operator, address, await Passwords().hash(password))
        at = to_datetime(operator.clock.now_ms())
        await tell(settings, letters.password_changed(user.email, user.name, at, None, "the server's operator"))

    _done(at_work(settings), work)
    output.print_line(f"{address} has another password, and the sessions have ended. {SOON}")


@app.command("disable")
def disable(email: Email, data_dir: DataDir = None) -> None:
    """Sign a user out everywhere and let them in no more. API keys that they made go on working."""
    settings, address = _settings(data_dir), _address(email)
    _done(at_work(settings), lambda operator: user_admin.disable(operator, address))
    output.print_line(f"{address} is disabled. {SOON}")


@app.command("enable")
def enable(email: Email, data_dir: DataDir = None) -> None:
    """Let a user who was disabled sign in again."""
    settings, address = _settings(data_dir), _address(email)
    _done(at_work(settings), lambda operator: user_admin.enable(operator, address))
    output.print_line(f"{address} may sign in again.")


@app.command("remove-second-factor")
def remove_second_factor(email: Email, data_dir: DataDir = None) -> None:
    """Take the authenticator app and the recovery codes from a user who has lost them. Passkeys stay."""
    settings, address = _settings(data_dir), _address(email)

    async def work(operator: Operator) -> None:
        user = await user_admin.remove_second_factor(operator, address)
        what = "The authenticator app and the recovery codes were removed by the server's operator."
        await tell(settings, letters.second_factor_changed(user.email, what))

    _done(at_work(settings), work)
    output.print_line(f"{address} signs in without a second factor.")


def _settings(data_dir: Path | None) -> Settings:
    try:
        settings = load(data_dir=data_dir)
    except SettingsInvalid as error:
        raise UsageWrong("\n".join(error.problems)) from None
    logs.configure(settings.log_level, settings.log_format)
    return settings


def _address(text: str) -> str:
    try:
        return normal_email(text)
    except ValueError as error:
        raise UsageWrong(f"EMAIL {error}") from None


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


def _done(opening: AbstractAsyncContextManager[Operator], work: Callable[[Operator], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with opening as operator:
            return await work(operator)

    try:
        return asyncio.run(opened())
    except DataDirUnusable as error:
        raise CommandFailed(str(error)) from None
    except TocsinError as error:
        raise CommandFailed(error.message) from None
