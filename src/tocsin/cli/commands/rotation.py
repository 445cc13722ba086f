"""`tocsin rotation`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tocsin.cli import monitor_fields, output, rotation_output, times
from tocsin.cli.client import Client, connected, read
from tocsin.cli.failures import UsageWrong
from tocsin.cli.given_document import escaped, sent_from
from tocsin.cli.hook_output import address
from tocsin.cli.lookup import id_of
from tocsin.cli.options import AsJson, AsYaml, Yes
from tocsin.cli.policy_file import rotation_fields
from tocsin.cli.policy_replies import Override, Rotation, Shift
from tocsin.cli.recipients import Recipients
from tocsin.cli.rotation_options import (
    Every,
    File,
    HandOver,
    NewName,
    OptionalName,
    Participants,
    RotationName,
    StartsOn,
    Timezone,
    Turn,
    fields_of,
)
from tocsin.cli.terminal import clean
from tocsin.cli.yaml_writer import to_yaml

ROTATIONS = "/api/v1/rotations"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Rotations: people who take turns on call.",
)


@app.command("list")
def list_rotations(context: typer.Context, as_json: AsJson = False) -> None:
    """Rotations, and who takes turns in them. `tocsin on-call` says whose turn it is."""
    client = connected(context)
    items = client.items(ROTATIONS, {}, None)
    if as_json:
        output.print_json(items)
        return
    names = Recipients(client)
    rows = [rotation_output.row(read(item, Rotation), names) for item in items]
    columns = (">id", "name", "turns", "~who, in this order")
    output.print_table(columns, rows, empty="There are no rotations.")


@app.command("show")
def show(context: typer.Context, rotation: RotationName, as_json: AsJson = False, as_yaml: AsYaml = False) -> None:
    """One rotation, with its next shifts."""
    client = connected(context)
    path = _path(client, rotation)
    reply = client.get(path)
    if as_json:
        output.print_json(reply.content)
        return
    found, names = reply.read(Rotation), Recipients(client)
    if as_yaml:
        print(to_yaml(escaped(rotation_fields(found, names))), end="")
        return
    rotation_output.print_rotation(found, names, client.url)
    rotation_output.print_shifts([read(item, Shift) for item in client.items(f"{path}/shifts", {}, None)])


@app.command("create")
def create(
    context: typer.Context,
    name: OptionalName = None,
    file: File = None,
    participants: Participants = None,
    starts_on: StartsOn = None,
    turn: Turn = None,
    every: Every = None,
    hand_over: HandOver = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Create a rotation, from options or from a file. Policies tell whoever is on call in it.

    `tocsin rotation create Ops --starts-on 2026-01-05 --participant rosa@example.com --participant mary@example.com`
    """
    if file is None and (name is None or not participants or starts_on is None):
        raise UsageWrong("a rotation needs a name, --starts-on, and each --participant; or a file")
    client = connected(context)
    with sent_from(file) as fields:
        fields |= fields_of(name, participants, starts_on, turn, every, hand_over, timezone)
        reply = client.post(ROTATIONS, fields)
    made = reply.read(Rotation)
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"{made.name} ({made.id}) created")


@app.command("edit")
def edit(
    context: typer.Context,
    rotation: RotationName,
    file: File = None,
    name: NewName = None,
    participants: Participants = None,
    starts_on: StartsOn = None,
    turn: Turn = None,
    every: Every = None,
    hand_over: HandOver = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given and leave the rest; a file sets every field anew. Turns are counted from the start."""
    client = connected(context)
    found = client.get(_path(client, rotation))
    before = found.read(Rotation)
    with sent_from(file, rotation_fields(before, Recipients(client)) if file is None else None) as fields:
        fields |= fields_of(name, participants, starts_on, turn, every, hand_over, timezone)
        headers = {"If-Match": found.etag or "*"}
        reply = client.send("PUT", f"{ROTATIONS}/{before.id}", body=fields, headers=headers)
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"{reply.read(Rotation).name} ({before.id}) changed")


@app.command("delete")
def delete(context: typer.Context, rotation: RotationName, yes: Yes = False) -> None:
    """Delete a rotation that no policy names, with its overrides and its calendar."""
    client = connected(context)
    found = client.get(_path(client, rotation)).read(Rotation)
    if not yes:
        typer.confirm(clean(f"Delete the rotation {found.name!r}?"), abort=True, err=True)
    client.send("DELETE", f"{ROTATIONS}/{found.id}")
    output.print_line(f"{found.name} ({found.id}) deleted")


@app.command("shifts")
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
    items = client.items(f"{_path(client, rotation)}/shifts", where, None)
    if as_json:
        output.print_json(items)
    else:
        rotation_output.print_shifts([read(item, Shift) for item in items])


@app.command("override")
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
    reply = client.post(f"{_path(client, rotation)}/overrides", body)
    if as_json:
        output.print_json(reply.content)
        return
    made = reply.read(Override)
    output.print_line(
        f"{made.user.shown} is on call from {output.minute(made.start)} to {output.minute(made.end)} "
        f"(override {made.id})"
    )


@app.command("overrides")
def list_overrides(context: typer.Context, rotation: RotationName, as_json: AsJson = False) -> None:
    """Overrides that are not over, the one that ends first being first."""
    client = connected(context)
    items = client.items(f"{_path(client, rotation)}/overrides", {}, None)
    if as_json:
        output.print_json(items)
        return
    found = [read(item, Override) for item in items]
    rows = [(one.id, one.user.shown, output.minute(one.start), output.minute(one.end), one.created_by) for one in found]
    output.print_table((">id", "who", "|from", "|to", "by"), rows, empty="Nobody covers for anybody.")


@app.command("delete-override")
def delete_override(
    context: typer.Context,
    rotation: RotationName,
    override_id: Annotated[int, typer.Argument(metavar="OVERRIDE", min=1, help="The override's id.")],
) -> None:
    """Take an override back: the turns are as if there had been none."""
    client = connected(context)
    client.send("DELETE", f"{_path(client, rotation)}/overrides/{override_id}")
    output.print_line(f"Override {override_id} is taken back")


@app.command("calendar")
def calendar(context: typer.Context, rotation: RotationName) -> None:
    """Print the shifts as a calendar file (RFC 5545): the last 30 days, and 180 days ahead."""
    client = connected(context)
    for chunk in client.chunks(f"{_path(client, rotation)}/calendar.ics", {}):
        sys.stdout.buffer.write(chunk)


@app.command("share")
def share(context: typer.Context, rotation: RotationName) -> None:
    """Give its calendar a secret address to subscribe to. One before it stops working at once."""
    client = connected(context)
    path = client.post(f"{_path(client, rotation)}/calendar").read(Rotation).calendar_path
    print(address(client.url, path or ""))


@app.command("unshare")
def unshare(context: typer.Context, rotation: RotationName) -> None:
    """Take the secret address of its calendar away."""
    client = connected(context)
    client.send("DELETE", f"{_path(client, rotation)}/calendar")
    output.print_line("Its calendar has no address any more")


def _path(client: Client, typed: str) -> str:
    return f"{ROTATIONS}/{id_of(client, ROTATIONS, 'rotation', typed)}"
