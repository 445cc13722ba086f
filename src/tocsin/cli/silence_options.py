"""A silence's fields, or a maintenance window's, from a command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli import monitor_fields, times
from tocsin.cli.failures import UsageWrong
from tocsin.cli.monitor_fields import Fields
from tocsin.core.alerting.concern import Concern as AnyConcern
from tocsin.core.alerting.concern import Severity as AnySeverity


class StatusWord(StrEnum):
    """What there is of it now."""

    ACTIVE = "active"
    UPCOMING = "upcoming"
    ENDED = "ended"


Comment = Annotated[str, typer.Option("--comment", "-c", help="Why; shown wherever it holds something.")]
NewComment = Annotated[str | None, typer.Option("--comment", "-c", help="Why.")]
Monitors = Annotated[
    list[str] | None, typer.Option("--monitor", "-m", help="About this monitor, by name or id; any of several.")
]
Names = Annotated[
    list[str] | None, typer.Option("--name", metavar="PATTERN", help="About monitors named so: `shop*`, `db-?`.")
]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="About monitors of this kind.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", "-t", help="About monitors with this tag; with all of them.")]
AnyTags = Annotated[list[str] | None, typer.Option("--any-tag", help="With at least one of these tags.")]
WithoutTags = Annotated[list[str] | None, typer.Option("--without-tag", help="With none of these tags.")]
Concerns = Annotated[list[AnyConcern] | None, typer.Option("--concern", help="About this alone, such as certificate.")]
Severities = Annotated[list[AnySeverity] | None, typer.Option("--severity", help="Of this severity alone.")]
Everything = Annotated[bool, typer.Option("--everything", help="About every monitor of the workspace, new ones too.")]
Start = Annotated[
    str | None,
    typer.Option("--start", help="When it begins: 18:00, 2026-01-31T08:00, or in 2h. At once when left out."),
]
For = Annotated[str | None, typer.Option("--for", help="How long it holds, such as 2h; each time, if it recurs.")]
Until = Annotated[str | None, typer.Option("--until", help="Until when it holds, in place of --for.")]
Rrule = Annotated[
    str | None,
    typer.Option(help="Recurs by this rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=SU, from the start on; '' for once."),
]
Timezone = Annotated[
    str | None, typer.Option(help="Whose clock the rule counts on, such as Europe/Berlin.", show_default="UTC")
]
Statuses = Annotated[
    StatusWord | None,
    typer.Option(help="Only those that hold now (active), will (upcoming), or are over (ended)."),
]


def match(
    *,
    monitors: list[str] | None,
    names: list[str] | None,
    kinds: list[str] | None,
    tags: list[str] | None,
    any_tags: list[str] | None,
    without_tags: list[str] | None,
    everything: bool,
    concerns: list[AnyConcern] | None = None,
    severities: list[AnySeverity] | None = None,
) -> Fields:
    """Those that were given."""
    given = monitor_fields.given(
        names=names, kinds=kinds, tags=tags, any_tags=any_tags, without_tags=without_tags, everything=everything or None
    )
    if monitors:
        given["monitors"] = monitor_fields.ids_or_names(monitors)
    if concerns:
        given["concerns"] = [one.value for one in concerns]
    if severities:
        given["severities"] = [one.value for one in severities]
    return given


def required(given: Fields) -> Fields:
    """Raise UsageWrong when it says nothing."""
    if not given:
        raise UsageWrong("say what it is about: --monitor, --tag, --name, or --everything")
    return given


def period(start: str | None, duration: str | None, until: str | None) -> Fields:
    """Those that were given. Raise UsageWrong for two ends, and for what is no time."""
    if duration is not None and until is not None:
        raise UsageWrong("give --for or --until, not both")
    given: Fields = {}
    if start is not None:
        given["start"] = times.moment_to_come(start)
    if duration is not None:
        given["duration"] = monitor_fields.duration(duration)
    if until is not None:
        given["end"] = times.moment_to_come(until)
    return given
