"""Options and arguments that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class StateWord(StrEnum):
    """What a result saw, and what is concluded of a monitor."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    UNKNOWN = "unknown"


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON in place of a table.")]
AsYaml = Annotated[bool, typer.Option("--yaml", help="Print the file that `create -f` and `edit -f` take.")]
MonitorName = Annotated[str, typer.Argument(metavar="MONITOR", help="The monitor's name or id.")]
MonitorNames = Annotated[list[str], typer.Argument(metavar="MONITOR", help="The monitors' names or ids.")]
States = Annotated[list[StateWord] | None, typer.Option("--state", help="In this state; in any of several.")]
Verdicts = Annotated[list[StateWord] | None, typer.Option("--verdict", help="Which saw this; any of several.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="How many to show at most.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Since = Annotated[
    str | None,
    typer.Option("--since", help="From here on: a time such as 2026-01-31T08:00, or how long ago, such as 24h or 7d."),
]
Until = Annotated[str | None, typer.Option("--until", help="Up to here, written as for --since. Now when left out.")]
Files = Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="YAML files of monitors.")]
FileOptions = Annotated[
    list[Path] | None, typer.Option("--file", "-f", help="A YAML file of monitors, or a folder of them.")
]
