"""`tocsin incident`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import incident_output, output, times
from tocsin.cli.alert_replies import IncidentWhy
from tocsin.cli.client import connected, read
from tocsin.cli.failures import UsageWrong
from tocsin.cli.lookup import monitor_id
from tocsin.cli.options import AsJson, Limit
from tocsin.cli.replies import Incident

INCIDENTS = "/api/v1/incidents"

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Incidents: list, read, acknowledge, snooze, resolve, and why they told whom.",
)

IncidentId = Annotated[int, typer.Argument(metavar="INCIDENT", min=1, help="The incident's id.")]
Message = Annotated[str, typer.Option("--message", "-m", help="A word on it.")]


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
                incident_output.lasted(one),
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
    incident_output.print_incident(reply.read(Incident))


@app.command("ack")
def acknowledge(
    context: typer.Context,
    incident: IncidentId,
    message: Message = "",
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


@app.command("snooze")
def snooze(
    context: typer.Context,
    incident: IncidentId,
    duration: Annotated[str | None, typer.Option("--for", help="So long from now on, such as 2h.")] = None,
    until: Annotated[str | None, typer.Option(help="Until then: 08:00, or a time such as 2026-01-31T08:00.")] = None,
    message: Message = "",
    as_json: AsJson = False,
) -> None:
    """Tell nobody before then. If it lasts until then, its escalation begins anew.

    `tocsin incident snooze 12 --until 08:00`
    """
    if (duration is None) == (until is None):
        raise UsageWrong("say until when: give --for or --until")
    end = times.moment_ahead(duration) or times.moment_to_come(until)
    reply = connected(context).post(f"{INCIDENTS}/{incident}/snooze", {"until": end, "comment": message})
    snoozed = output.moment(reply.read(Incident).snoozed_until)
    _print_done(reply.content, f"Incident {incident}: nobody is told before {snoozed}", as_json)


@app.command("resolve")
def resolve(context: typer.Context, incident: IncidentId, message: Message = "", as_json: AsJson = False) -> None:
    """Say that it is dealt with: nobody is told of it any more. It lasts until its monitor is up."""
    reply = connected(context).post(f"{INCIDENTS}/{incident}/resolve", {"comment": message} if message else {})
    _print_done(reply.content, f"Incident {incident} is dealt with: nobody is told of it any more", as_json)


@app.command("why")
def why(context: typer.Context, incident: IncidentId, as_json: AsJson = False) -> None:
    """Say why it paged whom, or why it did not: every decision, stage by stage, and all that was said."""
    client = connected(context)
    reply = client.get(f"{INCIDENTS}/{incident}/why")
    if as_json:
        output.print_json(reply.content)
        return
    found = client.get(f"{INCIDENTS}/{incident}").read(Incident)
    incident_output.print_why(found, reply.read(IncidentWhy))


def _print_done(content: bytes, sentence: str, as_json: bool) -> None:
    if as_json:
        output.print_json(content)
    else:
        output.print_line(sentence)
