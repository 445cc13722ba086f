"""`tocsin rotation`: who is on call when, who covers for whom, and the calendar of it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tocsin.cli import monitor_fields, output, rotation_output, times
from tocsin.cli.client import connected, read
from tocsin.cli.failures import UsageWrong
from tocsin.cli.hook_output import address
from tocsin.cli.options import AsJson
from tocsin.cli.policy_replies import Override, Rotation, Shift
from tocsin.cli.rotation_options import RotationName, rotation_path


def shifts(
    context: typer.Context,
    rotation: RotationName,
    start: Annotated[str | None, typer.Option("--from", help="From then on: 2026-01-31T08:00. By default now.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Up to then. By default 30 days later.")] = None,
    as_json: AsJson = False,
) -> None:
    """Who is on call from when to when, whole shifts, in order of time."""
    client = connected(context)
    where = {"from": times.moment_to_come(start), "to": times.moment_to_come(end)}
    items = client.items(f"{rotation_path(client, rotation)}/shifts", where, None)
    if as_json:
        output.print_json(items)
    else:
        rotation_output.print_shifts([read(item, Shift) for item in items])


def override(
    context: typer.Context,
    rotation: RotationName,
    user: Annotated[str, typer.Argument(metavar="MEMBER", help="Who covers, by e-mail address or id.")],
    duration: Annotated[str | None, typer.Option("--for", help="For so long, such as 12h.")] = None,
    until: Annotated[str | None, typer.Option(help="Until then: 08:00, or 2026-01-31T08:00.")] = None,
    start: Annotated[str, typer.Option("--from", help="From then on: 18:00, 2026-01-31T18:00, or in 2h.")] = "now",
    as_json: AsJson = False,
) -> None:
    """Have somebody cover, whoever's turn it is.

    `tocsin rotation override Ops mary@example.com --from 18:00 --for 14h`
    """
    if (duration is None) == (until is None):
        raise UsageWrong("say until when: give --for or --until")
    client = connected(context)
    begin = times.moment_to_come(start)
    end = times.moment_to_come(until) if duration is None else times.later(begin or "", duration)
    body = {"user": monitor_fields.whole_or_text(user), "start": begin, "end": end}
    reply = client.post(f"{rotation_path(client, rotation)}/overrides", body)
    if as_json:
        output.print_json(reply.content)
        return
    made = reply.read(Override)
    output.print_line(
        f"{made.user.shown} is on call from {output.minute(made.start)} to {output.minute(made.end)} "
        f"(override {made.id})"
    )


def list_overrides(context: typer.Context, rotation: RotationName, as_json: AsJson = False) -> None:
    """Overrides that are not over, the one that ends first being first."""
    client = connected(context)
    items = client.items(f"{rotation_path(client, rotation)}/overrides", {}, None)
    if as_json:
        output.print_json(items)
        return
    found = [read(item, Override) for item in items]
    rows = [(one.id, one.user.shown, output.minute(one.start), output.minute(one.end), one.created_by) for one in found]
    output.print_table((">id", "who", "|from", "|to", "by"), rows, empty="Nobody covers for anybody.")


def delete_override(
    context: typer.Context,
    rotation: RotationName,
    override_id: Annotated[int, typer.Argument(metavar="OVERRIDE", min=1, help="The override's id.")],
) -> None:
    """Take an override back: the turns are as if there had been none."""
    client = connected(context)
    client.send("DELETE", f"{rotation_path(client, rotation)}/overrides/{override_id}")
    output.print_line(f"Override {override_id} is taken back")


def calendar(context: typer.Context, rotation: RotationName) -> None:
    """Print the shifts as a calendar file (RFC 5545): the last 30 days, and 180 days ahead."""
    client = connected(context)
    for chunk in client.chunks(f"{rotation_path(client, rotation)}/calendar.ics", {}):
        sys.stdout.buffer.write(chunk)


def share(context: typer.Context, rotation: RotationName) -> None:
    """Give its calendar a secret address to subscribe to. One before it stops working at once."""
    client = connected(context)
    path = client.post(f"{rotation_path(client, rotation)}/calendar").read(Rotation).calendar_path
    print(address(client.url, path or ""))


def unshare(context: typer.Context, rotation: RotationName) -> None:
    """Take the secret address of its calendar away."""
    client = connected(context)
    client.send("DELETE", f"{rotation_path(client, rotation)}/calendar")
    output.print_line("Its calendar has no address any more")
