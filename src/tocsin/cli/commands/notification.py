"""`tocsin notification`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli import channel_output, incident_output, output
from tocsin.cli.alert_replies import Notification
from tocsin.cli.channel_options import channel_id
from tocsin.cli.client import connected, read
from tocsin.cli.options import AsJson, Limit
from tocsin.cli.output import Cell

NOTIFICATIONS = "/api/v1/notifications"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Notifications: what was said to whom, and every attempt at it.",
)


class Status(StrEnum):
    """What has become of it."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@app.command("list")
def list_notifications(
    context: typer.Context,
    channel: Annotated[str | None, typer.Option("--channel", help="By this channel, by name or id.")] = None,
    incident: Annotated[int | None, typer.Option("--incident", min=1, help="Those that tell of this incident.")] = None,
    status: Annotated[Status | None, typer.Option(help="Only those of which this has become.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """What was said, is to be said, or could not be said, to whom; the newest first."""
    client = connected(context)
    which = None if channel is None else channel_id(client, channel)
    items = client.items(NOTIFICATIONS, {"channel_id": which, "incident_id": incident, "status": status}, limit)
    if as_json:
        output.print_json(items)
        return
    columns = (">id", "|when", "|purpose", "to", "|status", ">attempts", "title", "~trouble")
    output.print_table(columns, [_row(read(item, Notification)) for item in items], empty="Nothing was said.")


@app.command("show")
def show(
    context: typer.Context,
    notification: Annotated[int, typer.Argument(metavar="NOTIFICATION", min=1, help="The notification's id.")],
    as_json: AsJson = False,
) -> None:
    """One notification, with its words, the attempts at it, and what was answered."""
    reply = connected(context).get(f"{NOTIFICATIONS}/{notification}")
    if as_json:
        output.print_json(reply.content)
        return
    found = reply.read(Notification)
    output.print_facts(
        [
            ("notification", found.id),
            ("to", found.destination),
            ("purpose", found.purpose),
            ("incidents", _incidents(found)),
            ("status", incident_output.status(found.status)),
            ("in place of", found.fallback_of),
            ("made", output.moment(found.created_at)),
            ("tried next", output.moment(found.available_at)),
            ("done", output.moment(found.finished_at)),
            ("last error", found.last_error),
        ]
    )
    output.print_line(f"\n{found.title}\n\n{found.text}".rstrip())
    channel_output.print_deliveries(found.deliveries, title="\nAttempts")


def _row(found: Notification) -> tuple[Cell, ...]:
    return (
        found.id,
        output.moment(found.created_at),
        found.purpose,
        found.destination,
        incident_output.status(found.status),
        found.attempts,
        found.title,
        incident_output.trouble(found.last_error),
    )


def _incidents(found: Notification) -> str:
    more = found.total - len(found.incident_ids)
    return ", ".join(map(str, found.incident_ids)) + (f" and {more} more" if more > 0 else "")
