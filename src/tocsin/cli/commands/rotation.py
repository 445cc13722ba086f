"""`tocsin rotation`."""

from __future__ import annotations

import typer

from tocsin.cli import output, rotation_output
from tocsin.cli.client import connected, read
from tocsin.cli.commands import rotation_shifts
from tocsin.cli.failures import UsageWrong
from tocsin.cli.given_document import escaped, sent_from
from tocsin.cli.options import AsJson, AsYaml, Yes
from tocsin.cli.policy_file import rotation_fields
from tocsin.cli.policy_replies import Rotation, Shift
from tocsin.cli.recipients import Recipients
from tocsin.cli.rotation_options import (
    ROTATIONS,
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
    rotation_path,
)
from tocsin.cli.terminal import clean
from tocsin.cli.yaml_writer import to_yaml

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
    path = rotation_path(client, rotation)
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
    found = client.get(rotation_path(client, rotation))
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
    found = client.get(rotation_path(client, rotation)).read(Rotation)
    if not yes:
        typer.confirm(clean(f"Delete the rotation {found.name!r}?"), abort=True, err=True)
    client.send("DELETE", f"{ROTATIONS}/{found.id}")
    output.print_line(f"{found.name} ({found.id}) deleted")


app.command("shifts")(rotation_shifts.shifts)
app.command("override")(rotation_shifts.override)
app.command("overrides")(rotation_shifts.list_overrides)
app.command("delete-override")(rotation_shifts.delete_override)
app.command("calendar")(rotation_shifts.calendar)
app.command("share")(rotation_shifts.share)
app.command("unshare")(rotation_shifts.unshare)
