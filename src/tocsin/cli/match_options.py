"""What a silence or a rule is about, from a command line."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import monitor_fields
from tocsin.cli.failures import UsageWrong
from tocsin.cli.monitor_fields import Fields
from tocsin.core.alerting.concern import Concern as AnyConcern
from tocsin.core.alerting.concern import Severity as AnySeverity

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
