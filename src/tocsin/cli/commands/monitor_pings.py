"""`tocsin monitor ping-url` and `pings`: where a pushed monitor is told something, and what it was told."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli import output
from tocsin.cli.client import connected, read
from tocsin.cli.failures import UsageWrong
from tocsin.cli.heartbeat_words import took
from tocsin.cli.lookup import monitor_path
from tocsin.cli.options import AsJson, Limit, MonitorName
from tocsin.cli.output import Cell
from tocsin.cli.replies import Ping, PingKey

MOST_SHOWN = 200
"""Characters of a message in a table; JSON has them all."""


class SignalWord(StrEnum):
    """What a ping says."""

    START = "start"
    SUCCESS = "success"
    FAIL = "fail"
    LOG = "log"
    STATE = "state"


def ping_url(
    context: typer.Context,
    monitor: MonitorName,
    key: Annotated[
        str | None, typer.Option(help="Use this key from now on, such as the UUID that the job pings already.")
    ] = None,
    slug: Annotated[
        str | None, typer.Option(help="Use this slug from now on in addresses with the workspace's ping key.")
    ] = None,
    rotate: Annotated[bool, typer.Option("--rotate", help="Make a fresh key; the old one stops working.")] = False,
    as_json: AsJson = False,
) -> None:
    """The address that a job requests to ping the monitor. Whoever knows it can ping.

    `curl -fsS -m 10 --retry 5 "$(tocsin monitor ping-url Backup)"`
    """
    if rotate and (key or slug):
        raise UsageWrong("--rotate makes a key: leave out --key and --slug")
    client = connected(context)
    path = monitor_path(client, monitor, "ping-key")
    given = {name: value for name, value in (("key", key), ("slug", slug)) if value is not None}
    if rotate:
        reply = client.post(f"{path}/rotate")
    else:
        reply = client.send("PUT", path, body=given) if given else client.get(path)
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(reply.read(PingKey).url)


def pings(
    context: typer.Context,
    monitor: MonitorName,
    signal: Annotated[list[SignalWord] | None, typer.Option(help="Which said this; any of several.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """What was said to a pushed monitor, the newest first."""
    client = connected(context)
    items = client.items(monitor_path(client, monitor, "pings"), {"signal": signal}, limit)
    if as_json:
        output.print_json(items)
        return
    columns = ("|when", "signal", ">exit code", ">took", ">late", ">bytes", "via", "from", "~message")
    output.print_table(columns, [_row(read(item, Ping)) for item in items], empty="No pings.")


def _row(found: Ping) -> tuple[Cell, ...]:
    return (
        output.moment(found.at),
        output.state(found.state) if found.state else found.signal,
        found.exit_code,
        took(found.duration_ms),
        took(found.late_ms),
        found.body_size or None,
        found.via,
        found.address,
        " ".join(filter(None, (_shown(found.message), found.note))),
    )


def _shown(message: str) -> str:
    return message if len(message) <= MOST_SHOWN else f"{message[:MOST_SHOWN]}…"
