"""`tocsin ping`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.ping_address import AddressUnusable, PingAddress
from tocsin.cli.ping_client import Ping
from tocsin.cli.ping_delivery import Delivery
from tocsin.cli.session import Session

MOST_BODY_BYTES = 1_048_576
MOST_MESSAGE_CHARACTERS = 1_000
"""Both as much as a server keeps at most."""


def ping(
    context: typer.Context,
    key: Annotated[
        str,
        typer.Argument(
            metavar="KEY",
            envvar="TOCSIN_PING_URL",
            help="The monitor's ping key, or its whole ping address. `TOCSIN_PING_URL` when left out.",
        ),
    ],
    start: Annotated[bool, typer.Option("--start", help="A run has begun.")] = False,
    fail: Annotated[bool, typer.Option("--fail", help="A run has failed.")] = False,
    log: Annotated[bool, typer.Option("--log", help="Something to be read; it changes nothing.")] = False,
    exit_code: Annotated[
        int | None, typer.Option(min=0, max=255, help="A run has ended with this code; all but 0 are failures.")
    ] = None,
    run_id: Annotated[
        str | None,
        typer.Option(envvar="TOCSIN_RUN_ID", help="A UUID of your own, the same at a run's start and end."),
    ] = None,
    message: Annotated[str | None, typer.Option("--message", "-m", help="A few words that are kept with it.")] = None,
    body_file: Annotated[
        typer.FileBinaryRead | None, typer.Option(help="A file whose beginning is kept with it; - is standard input.")
    ] = None,
    ping_timeout: Annotated[
        float, typer.Option(min=0.1, max=86_400, help="Seconds for the ping with all its attempts.")
    ] = 60.0,
) -> None:
    """Say that a job is well, has begun or has failed.

    `tocsin ping KEY`

    Without an option: all is well, or a run has ended well. In a command that `tocsin exec` runs, key and run id are
    those of the run: `tocsin ping --log --message "half of it"`.
    """
    words = [name for name, is_given in (("start", start), ("fail", fail), ("log", log)) if is_given]
    if exit_code is not None:
        words.append(str(exit_code))
    if len(words) > 1:
        raise UsageWrong("give one of --start, --fail, --log and --exit-code")
    body = b"" if body_file is None else body_file.read(MOST_BODY_BYTES)
    parameters = {
        name: value for name, value in (("rid", run_id), ("m", (message or "")[:MOST_MESSAGE_CHARACTERS])) if value
    }
    sent = Ping("".join(words), body, parameters)
    delivery = Delivery(_address(context, key), sent, ping_timeout, lambda: None)
    delivery.wait()
    if delivery.failure is not None:
        raise CommandFailed(str(delivery.failure), delivery.failure.exit_code)


def _address(context: typer.Context, key: str) -> PingAddress:
    session = context.find_root().obj
    assert isinstance(session, Session)
    try:
        return PingAddress.parse(key, lambda: session.url)
    except AddressUnusable as error:
        raise UsageWrong(str(error)) from None
