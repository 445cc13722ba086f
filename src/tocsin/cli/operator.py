"""Whoever has a shell where the server runs: what they may do to its users they do on the database itself."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from tocsin.auth.passwords import MOST_CHARACTERS, weakness_of
from tocsin.cli.data_dir import DataDirInUse, locked
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.opening import migrated, present
from tocsin.cli.post_office import postman
from tocsin.cli.terminal import note
from tocsin.core.errors import TocsinError
from tocsin.mail.message import Message
from tocsin.services.user_admin import Operator
from tocsin.settings import Settings

LONGEST_LINE = 16 * MOST_CHARACTERS


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
