"""`tocsin mark`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli import output, times
from tocsin.cli.client import connected, read
from tocsin.cli.lookup import monitor_id, monitor_names
from tocsin.cli.options import AsJson, Limit, MonitorName
from tocsin.cli.replies import Mark
from tocsin.core.availability import MarkKind

MARKS = "/api/v1/marks"

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="Marked intervals: false positives and planned work."
)


class Kind(StrEnum):
    """What can be said of an interval."""

    FALSE_POSITIVE = MarkKind.FALSE_POSITIVE.value
    PLANNED = MarkKind.PLANNED.value


@app.command("add")
def add(
    context: typer.Context,
    monitor: MonitorName,
    kind: Annotated[
        Kind, typer.Option(help="false_positive: it was up. planned: the time does not count.", case_sensitive=False)
    ],
    start: Annotated[str, typer.Option("--from", help="A time such as 2026-01-31T08:00, or how long ago: 2h.")],
    end: Annotated[str, typer.Option("--to", help="A time, how long ago, or now.")] = "now",
    note: Annotated[str, typer.Option(help="Why.")] = "",
    as_json: AsJson = False,
) -> None:
    """Mark an interval: every figure that is made from it follows."""
    client = connected(context)
    interval = {"start": times.moment(start), "end": times.moment(end)}
    body = {"monitor_id": monitor_id(client, monitor), "kind": kind.value, "note": note, **interval}
    reply = client.post(MARKS, body)
    if as_json:
        output.print_json(reply.content)
        return
    made = reply.read(Mark)
    output.print_line(f"Mark {made.id}: {made.kind} from {output.moment(made.start)} to {output.moment(made.end)}")


@app.command("list")
def list_marks(
    context: typer.Context,
    monitor: Annotated[str | None, typer.Option("--monitor", "-m", help="Of this monitor, by name or id.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Marked intervals."""
    client = connected(context)
    which = None if monitor is None else monitor_id(client, monitor)
    items = client.items(MARKS, {"monitor_id": which}, limit)
    if as_json:
        output.print_json(items)
        return
    marks = [read(item, Mark) for item in items]
    names = monitor_names(client, [mark.monitor_id for mark in marks])
    columns = (">id", "monitor", "kind", "from", "to", "by", "~note")
    output.print_table(
        columns,
        [
            (
                mark.id,
                names.get(mark.monitor_id, str(mark.monitor_id)),
                mark.kind,
                output.moment(mark.start),
                output.moment(mark.end),
                mark.created_by,
                mark.note,
            )
            for mark in marks
        ],
        empty="Nothing is marked.",
    )


@app.command("delete")
def delete(
    context: typer.Context, mark: Annotated[int, typer.Argument(metavar="MARK", min=1, help="The mark's id.")]
) -> None:
    """Take a mark back: every figure that was made from it follows."""
    connected(context).send("DELETE", f"{MARKS}/{mark}")
    output.print_line(f"Mark {mark} is taken back")
