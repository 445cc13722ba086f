"""`tocsin maintenance`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import match_options, silence_options
from tocsin.cli.client import connected
from tocsin.cli.match_options import (
    AnyTags,
    Everything,
    Kinds,
    Monitors,
    Names,
    Tags,
    WithoutTags,
)
from tocsin.cli.monitor_fields import given
from tocsin.cli.options import AsJson, Limit, Yes
from tocsin.cli.silence_options import Comment, For, NewComment, Rrule, Start, Statuses, Timezone, Until
from tocsin.cli.silences import Silences

WINDOWS = Silences("/api/v1/maintenance-windows", "Maintenance window", "No maintenance is planned.")
WindowId = Annotated[int, typer.Argument(metavar="WINDOW", min=1, help="The maintenance window's id.")]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Maintenance windows: nobody is told, and the time is left out of availability.",
)


@app.command("list")
def list_windows(context: typer.Context, status: Statuses = None, limit: Limit = 50, as_json: AsJson = False) -> None:
    """Maintenance windows, the newest first."""
    WINDOWS.print_list(connected(context), status, limit, as_json=as_json)


@app.command("show")
def show(context: typer.Context, window: WindowId, as_json: AsJson = False) -> None:
    """One maintenance window, how many monitors it is about, and when it holds next."""
    WINDOWS.print_one(connected(context), window, as_json=as_json)


@app.command("create")
def create(
    context: typer.Context,
    comment: Comment,
    monitors: Monitors = None,
    tags: Tags = None,
    any_tags: AnyTags = None,
    without_tags: WithoutTags = None,
    names: Names = None,
    kinds: Kinds = None,
    everything: Everything = False,
    duration: For = None,
    until: Until = None,
    start: Start = None,
    rrule: Rrule = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Plan maintenance: nobody is told of what it matches, and the time is left out of availability.

    `tocsin maintenance create --tag db --start 2026-03-01T03:00+01:00 --for 1h --rrule 'FREQ=WEEKLY' --timezone
    Europe/Berlin --comment 'Weekly upgrade'`
    """
    match = match_options.match(
        monitors=monitors,
        names=names,
        kinds=kinds,
        tags=tags,
        any_tags=any_tags,
        without_tags=without_tags,
        everything=everything,
    )
    fields = silence_options.period(start, duration, until) | given(comment=comment, rrule=rrule, time_zone=timezone)
    WINDOWS.create(connected(context), {**fields, "match": match_options.required(match)}, as_json=as_json)


@app.command("edit")
def edit(
    context: typer.Context,
    window: WindowId,
    comment: NewComment = None,
    monitors: Monitors = None,
    tags: Tags = None,
    any_tags: AnyTags = None,
    without_tags: WithoutTags = None,
    names: Names = None,
    kinds: Kinds = None,
    everything: Everything = False,
    duration: For = None,
    until: Until = None,
    start: Start = None,
    rrule: Rrule = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given and leave the rest; anything that it is about replaces all of that."""
    match = match_options.match(
        monitors=monitors,
        names=names,
        kinds=kinds,
        tags=tags,
        any_tags=any_tags,
        without_tags=without_tags,
        everything=everything,
    )
    fields = silence_options.period(start, duration, until) | given(comment=comment, rrule=rrule, time_zone=timezone)
    WINDOWS.edit(connected(context), window, fields, match, as_json=as_json)


@app.command("end")
def end(
    context: typer.Context,
    window: WindowId,
    only_occurrence: Annotated[bool, typer.Option("--only-occurrence", help="It holds again when it recurs.")] = False,
    as_json: AsJson = False,
) -> None:
    """End it now: from here on time counts again, and people are told."""
    WINDOWS.end(connected(context), window, only_occurrence=only_occurrence, as_json=as_json)


@app.command("delete")
def delete(context: typer.Context, window: WindowId, yes: Yes = False) -> None:
    """Delete one that has not begun. One that has is ended instead."""
    WINDOWS.delete(connected(context), window, is_sure=yes)
