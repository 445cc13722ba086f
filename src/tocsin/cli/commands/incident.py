"""`tocsin incident`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import output
from tocsin.cli.client import connected, read
from tocsin.cli.lookup import monitor_id
from tocsin.cli.options import AsJson, Limit
from tocsin.cli.replies import Incident

INCIDENTS = "/api/v1/incidents"

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="Incidents: list, read, acknowledge, comment."
)

IncidentId = Annotated[int, typer.Argument(metavar="INCIDENT", min=1, help="The incident's id.")]


@app.command("list")
def list_incidents(
    context: typer.Context,
    monitor: Annotated[str | None, typer.Option("--monitor", "-m", help="Of this monitor, by name or id.")] = None,
    is_open: Annotated[bool | None, typer.Option("--open/--ended", help="Only those that last, or have ended.")] = None,
    acknowledged: Annotated[
        bool | None, typer.Option("--acknowledged/--unacknowledged", help="Only those that are, or are not.")
    ] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Incidents, the newest first."""
    client = connected(context)
    which = None if monitor is None else monitor_id(client, monitor)
    items = client.items(INCIDENTS, {"monitor_id": which, "open": is_open, "acknowledged": acknowledged}, limit)
    if as_json:
        output.print_json(items)
        return
    found = [read(item, Incident) for item in items]
    columns = (">id", "severity", "monitor", "|began", "lasted", "acknowledged", "~summary")
    output.print_table(
        columns,
        [
            (
                one.id,
                output.state(one.severity),
                one.monitor_name or str(one.monitor_id),
                output.moment(one.started_at),
                _lasted(one),
                one.acknowledged_by,
                one.summary,
            )
            for one in found
        ],
        empty="No incidents.",
    )


@app.command("show")
def show(context: typer.Context, incident: IncidentId, as_json: AsJson = False) -> None:
    """One incident with its timeline."""
    reply = connected(context).get(f"{INCIDENTS}/{incident}")
    if as_json:
        output.print_json(reply.content)
        return
    found = reply.read(Incident)
    output.print_facts(
        [
            ("incident", found.id),
            ("monitor", f"{found.monitor_name or ''} ({found.monitor_id})"),
            ("severity", output.state(found.severity)),
            ("began", output.moment(found.started_at)),
            ("ended", output.moment(found.ended_at)),
            ("lasted", _lasted(found)),
            ("summary", found.summary),
            ("caused by monitor", found.cause_monitor_id),
            ("acknowledged by", found.acknowledged_by),
        ]
    )
    output.print_line()
    rows = [(output.moment(event.at), event.type, event.actor, event.summary) for event in found.timeline]
    output.print_table(("|when", "what", "who", "~"), rows)


@app.command("ack")
def acknowledge(
    context: typer.Context,
    incident: IncidentId,
    message: Annotated[str, typer.Option("--message", "-m", help="A word on it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say that somebody is at it."""
    reply = connected(context).post(f"{INCIDENTS}/{incident}/acknowledge", {"comment": message} if message else {})
    _print_done(reply.content, f"Incident {incident} is acknowledged", as_json)


@app.command("comment")
def comment(
    context: typer.Context,
    incident: IncidentId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to add to the timeline.")],
    as_json: AsJson = False,
) -> None:
    """Add to the timeline."""
    reply = connected(context).post(f"{INCIDENTS}/{incident}/comments", {"text": text})
    _print_done(reply.content, f"Noted on incident {incident}", as_json)


def _print_done(content: bytes, sentence: str, as_json: bool) -> None:
    if as_json:
        output.print_json(content)
    else:
        output.print_line(sentence)


def _lasted(found: Incident) -> str | None:
    if found.ended_at is None:
        return f"{output.since(found.started_at)} so far"
    return output.span((found.ended_at - found.started_at).total_seconds())
