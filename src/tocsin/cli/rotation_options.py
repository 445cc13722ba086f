"""A rotation's fields from a command line."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import monitor_fields
from tocsin.cli.client import Client
from tocsin.cli.lookup import id_of
from tocsin.cli.monitor_fields import Fields
from tocsin.core.alerting.rotation import Turn as AnyTurn

ROTATIONS = "/api/v1/rotations"
RotationName = Annotated[str, typer.Argument(metavar="ROTATION", help="The rotation's name or id.")]
OptionalName = Annotated[
    str | None, typer.Argument(metavar="NAME", help="The new rotation's name; that in the file when left out.")
]
NewName = Annotated[str | None, typer.Option("--name", help="A new name.")]
File = Annotated[
    str | None,
    typer.Option(
        "--file", "-f", metavar="FILE", help="A YAML or JSON file of its fields, - for standard input; options go over."
    ),
]
Participants = Annotated[
    list[str] | None,
    typer.Option(
        "--participant",
        metavar="MEMBER",
        help="Who takes turns, by e-mail address or id, in this order; told by mail. A file may name channels.",
    ),
]
StartsOn = Annotated[
    str | None, typer.Option(metavar="DAY", help="The day on which the first turn begins: 2026-01-05.")
]
Turn = Annotated[AnyTurn | None, typer.Option(help="Turns of days or of weeks.", show_default="weekly")]
Every = Annotated[int | None, typer.Option(help="How many days or weeks a turn has.", show_default="1")]
HandOver = Annotated[
    str | None, typer.Option(metavar="TIME", help="At this time, as the clock reads.", show_default="09:00")
]
Timezone = Annotated[str | None, typer.Option(help="Whose clock: Europe/Berlin.", show_default="UTC")]


def rotation_path(client: Client, typed: str) -> str:
    """The address of a rotation given by name or id."""
    return f"{ROTATIONS}/{id_of(client, ROTATIONS, 'rotation', typed)}"


def fields_of(
    name: str | None,
    participants: list[str] | None,
    starts_on: str | None,
    turn: AnyTurn | None,
    every: int | None,
    hand_over: str | None,
    timezone: str | None,
) -> Fields:
    """Those that were given."""
    fields = monitor_fields.given(
        name=name, starts_on=starts_on, turn=turn, every=every, hand_over=hand_over, time_zone=timezone
    )
    if participants:
        fields["participants"] = [{"user": one} for one in monitor_fields.ids_or_names(participants)]
    return fields
