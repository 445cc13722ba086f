"""`tocsin silence`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import match_options, silence_options
from tocsin.cli.client import connected
from tocsin.cli.match_options import (
    AnyTags,
    Concerns,
    Everything,
    Kinds,
    Monitors,
    Names,
    Severities,
    Tags,
    WithoutTags,
)
from tocsin.cli.monitor_fields import given
from tocsin.cli.options import AsJson, Limit, Yes
from tocsin.cli.silence_options import Comment, For, NewComment, Rrule, Start, Statuses, Timezone, Until
from tocsin.cli.silences import Silences

SILENCES = Silences("/api/v1/silences", "Silence", "Nothing is silenced.")
SilenceId = Annotated[int, typer.Argument(metavar="SILENCE", min=1, help="The silence's id.")]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Silences: what they match is checked, and nobody is told.",
)


@app.command("list")
def list_silences(context: typer.Context, status: Statuses = None, limit: Limit = 50, as_json: AsJson = False) -> None:
    """Silences, the newest first."""
    SILENCES.print_list(connected(context), status, limit, as_json=as_json)


@app.command("show")
def show(context: typer.Context, silence: SilenceId, as_json: AsJson = False) -> None:
    """One silence, how many monitors it is about, and when it holds next."""
    SILENCES.print_one(connected(context), silence, as_json=as_json)


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
    concerns: Concerns = None,
    severities: Severities = None,
    everything: Everything = False,
    duration: For = None,
    until: Until = None,
    start: Start = None,
    rrule: Rrule = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Tell nobody of what it matches: from now on or later, once or again and again.

    `tocsin silence create --tag staging --for 2h --comment 'Load test'`
    """
    match = match_options.match(
        monitors=monitors,
        names=names,
        kinds=kinds,
        tags=tags,
        any_tags=any_tags,
        without_tags=without_tags,
        everything=everything,
        concerns=concerns,
        severities=severities,
    )
    fields = silence_options.period(start, duration, until) | given(comment=comment, rrule=rrule, time_zone=timezone)
    SILENCES.create(connected(context), {**fields, "match": match_options.required(match)}, as_json=as_json)


@app.command("edit")
def edit(
    context: typer.Context,
    silence: SilenceId,
    comment: NewComment = None,
    monitors: Monitors = None,
    tags: Tags = None,
    any_tags: AnyTags = None,
    without_tags: WithoutTags = None,
    names: Names = None,
    kinds: Kinds = None,
    concerns: Concerns = None,
    severities: Severities = None,
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
        concerns=concerns,
        severities=severities,
    )
    fields = silence_options.period(start, duration, until) | given(comment=comment, rrule=rrule, time_zone=timezone)
    SILENCES.edit(connected(context), silence, fields, match, as_json=as_json)


@app.command("end")
def end(
    context: typer.Context,
    silence: SilenceId,
    only_occurrence: Annotated[bool, typer.Option("--only-occurrence", help="It holds again when it recurs.")] = False,
    as_json: AsJson = False,
) -> None:
    """End it now: what it held is told, if it is still so."""
    SILENCES.end(connected(context), silence, only_occurrence=only_occurrence, as_json=as_json)


@app.command("delete")
def delete(context: typer.Context, silence: SilenceId, yes: Yes = False) -> None:
    """Delete one that has not begun. One that has is ended instead."""
    SILENCES.delete(connected(context), silence, is_sure=yes)
