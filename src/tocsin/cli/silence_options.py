"""A silence's fields, or a maintenance window's, from a command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli import monitor_fields, times
from tocsin.cli.failures import UsageWrong
from tocsin.cli.monitor_fields import Fields


class StatusWord(StrEnum):
    """What there is of it now."""

    ACTIVE = "active"
    UPCOMING = "upcoming"
    ENDED = "ended"


Comment = Annotated[str, typer.Option("--comment", "-c", help="Why; shown wherever it holds something.")]
NewComment = Annotated[str | None, typer.Option("--comment", "-c", help="Why.")]
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
