"""Whoever has a shell where the server runs: what they may do to its users they do on the database itself."""

from __future__ import annotations

import asyncio
import os
import pwd
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from tocsin.auth.emails import normal_email
from tocsin.auth.passwords import MOST_CHARACTERS, weakness_of
from tocsin.cli import logs
from tocsin.cli.data_dir import DataDirInUse, DataDirUnusable, locked
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.opening import migrated, present
from tocsin.cli.post_office import postman
from tocsin.cli.terminal import note
from tocsin.core.errors import TocsinError
from tocsin.mail.message import Message
from tocsin.services.operators import Operator
from tocsin.settings import Settings, SettingsInvalid, load

LONGEST_LINE = 16 * MOST_CHARACTERS
SOON = "A server that is running takes notice within 10 seconds."

T = TypeVar("T")
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The user's address.")]
DataDir = Annotated[Path | None, typer.Option(help="Folder for database, key file and lock.", show_default="./data")]


def settings_of(data_dir: Path | None) -> Settings:
    """Raise UsageWrong."""
    try:
        settings = load(data_dir=data_dir)
    except SettingsInvalid as error:
        raise UsageWrong("\n".join(error.problems)) from None
    logs.configure(settings.log_level, settings.log_format)
    return settings


def address_of(text: str) -> str:
    """Normalised. Raise UsageWrong."""
    try:
        return normal_email(text)
    except ValueError as error:
        raise UsageWrong(f"EMAIL {error}") from None


def done(opening: AbstractAsyncContextManager[Operator], work: Callable[[Operator], Awaitable[T]]) -> T:
    """What the work gives. Raise CommandFailed."""

    async def opened() -> T:
        async with opening as operator:
            return await work(operator)

    try:
        return asyncio.run(opened())
    except DataDirUnusable as error:
        raise CommandFailed(str(error)) from None
    except TocsinError as error:
        raise CommandFailed(error.message) from None


@asynccontextmanager
async def at_work(settings: Settings, *, may_make: bool = False) -> AsyncIterator[Operator]:
    """`may_make`: the database is made, or brought to this version, where no server is running.

    Raise CommandFailed, UsageWrong, DataDirUnusable, SchemaMismatch.
    """
    os.umask(0o077)
    async with AsyncExitStack() as stack:
        opening = present
        if may_make:
            try:
                stack.enter_context(locked(settings.data_dir))
                opening = migrated
            except DataDirInUse:  # by a server, which has brought the database to its own version
                pass
        database = await stack.enter_async_context(opening(settings))
        yield Operator(database, f"cli:{_system_user()}")


def password_of_stdin(about: list[str]) -> str:
    """Its first line. Raise UsageWrong when there is none, CommandFailed when it would be guessed soon."""
    try:
        line = sys.stdin.buffer.readline(LONGEST_LINE).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageWrong("the password on standard input is not UTF-8 text") from None
    if not line:
        raise UsageWrong("there is no password on standard input")
    return fit(line, about)


def fit(password: str, about: list[str]) -> str:
    """The password. Raise CommandFailed when it cannot be used."""
    weakness = weakness_of(password, about)
    if weakness is not None:
        raise CommandFailed(f"the password {weakness}")
    return password


async def tell(settings: Settings, letter: Message) -> None:
    """Mail it where mail works; what is done is done either way."""
    office = postman(settings)
    if not office.is_working:
        return
    try:
        await office.deliver(letter)
    except TocsinError as error:
        note(f"{letter.to} could not be told by mail: {error.message}")


def _system_user() -> str:
    """By the process and not by the environment, which says what somebody likes."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # a container may run as a number that nobody has
        return str(os.geteuid())
