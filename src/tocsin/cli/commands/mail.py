"""`tocsin mail`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from tocsin.cli import logs, output
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.post_office import postman
from tocsin.core.errors import TocsinError
from tocsin.mail import letters
from tocsin.settings import SettingsInvalid, load

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode="markdown", help="Mail: try whether it goes out."
)


@app.callback()
def mail() -> None:
    """Mail: try whether it goes out."""


@app.command("test")
def send_test(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Who gets it, such as ada@example.com.")],
) -> None:
    """Send a test mail by this server's settings, and print what the mail server answered, or why not.

    It reads the settings as `tocsin serve` does, and needs no running server.
    """
    try:
        settings = load()
    except SettingsInvalid as error:
        raise UsageWrong("\n".join(error.problems)) from None
    logs.configure(settings.log_level, settings.log_format)
    try:
        answer = asyncio.run(postman(settings).deliver(letters.test_message(address)))
    except TocsinError as error:
        raise CommandFailed(error.message) from None
    output.print_line(f"The mail to {address} was taken: {answer}")
