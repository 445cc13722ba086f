"""`tocsin monitor results`, `history`, `availability` and `series`: looking back."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from tocsin.cli import output, times
from tocsin.cli.client import connected, read
from tocsin.cli.commands.monitor_lists import print_results
from tocsin.cli.lookup import monitor_path
from tocsin.cli.options import AsJson, Limit, MonitorName, Since, Until, Verdicts
from tocsin.cli.output import Cell
from tocsin.cli.replies import Availability, Result, Series, SeriesBucket, Transition, Why


def results(
    context: typer.Context,
    monitor: MonitorName,
    verdict: Verdicts = None,
    region: Annotated[str | None, typer.Option(help="Seen from this region.")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """What the checks saw, the newest first."""
    client = connected(context)
    where = {"verdict": verdict, "region": region, "start": times.moment(since), "end": times.moment(until)}
    items = client.items(monitor_path(client, monitor, "results"), where, limit)
    if as_json:
        output.print_json(items)
    else:
        print_results([read(item, Result) for item in items])


def history(
    context: typer.Context,
    monitor: MonitorName,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Changes of state with their reasons, the newest first."""
    client = connected(context)
    where = {"start": times.moment(since), "end": times.moment(until)}
    items = client.items(monitor_path(client, monitor, "transitions"), where, limit)
    if as_json:
        output.print_json(items)
        return
    columns = ("|since", "|change", "|reason", ">incident", "regions", "~summary")
    rows = [_transition_row(read(item, Transition)) for item in items]
    output.print_table(columns, rows, empty="No changes in this time.")


def availability(
    context: typer.Context, monitor: MonitorName, since: Since = None, until: Until = None, as_json: AsJson = False
) -> None:
    """Availability by time, of the usual periods or of one range.

    Time in which Tocsin could not tell, and time that was planned, does not count; it is shown beside it.
    """
    client = connected(context)
    where = {"start": times.moment(since), "end": times.moment(until)}
    reply = client.get(monitor_path(client, monitor, "availability"), where)
    if as_json:
        output.print_json(reply.content)
        return
    columns = ("period", ">availability", ">up", ">degraded", ">down", ">unknown", ">excluded")
    output.print_table(columns, [_availability_row(one) for one in reply.read(list[Availability])])


def series(
    context: typer.Context,
    monitor: MonitorName,
    since: Since = "24h",
    until: Until = None,
    bucket: Annotated[
        str | None, typer.Option(help="Width of a row: 5m, 1h, 1d. Chosen by the range otherwise.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Latency and verdicts over time."""
    client = connected(context)
    where = {"start": times.moment(since), "end": times.moment(until), "bucket": bucket}
    reply = client.get(monitor_path(client, monitor, "series"), where)
    if as_json:
        output.print_json(reply.content)
        return
    found = reply.read(Series)
    columns = ("|from", ">up", ">degraded", ">down", ">unknown", ">p50", ">p95", ">p99", ">max")
    rows = [_bucket_row(output.minute(one.start), one) for one in found.buckets]
    output.print_table(columns, [*rows, _bucket_row("all", found.total)])


def _transition_row(found: Transition) -> tuple[Cell, ...]:
    return (
        output.moment(found.at),
        Text.assemble(output.state(found.from_state), " → ", output.state(found.to_state)),
        found.reason,
        found.incident_id,
        _regions(found.why),
        found.summary,
    )


def _regions(why: Why | None) -> str:
    if why is None:
        return ""
    said = (f"{one.region}: {one.level}" + (" (in doubt)" if one.is_suspect else "") for one in why.regions)
    return ", ".join(said)


def _availability_row(found: Availability) -> tuple[Cell, ...]:
    return (
        found.period,
        output.percent(found.ratio),
        output.span(found.up_seconds),
        output.span(found.degraded_seconds),
        output.span(found.down_seconds),
        output.span(found.unknown_seconds),
        output.span(found.excluded_seconds),
    )


def _bucket_row(label: str | None, found: SeriesBucket) -> tuple[Cell, ...]:
    latencies = (found.p50_ms, found.p95_ms, found.p99_ms, found.max_ms)
    return (label, found.up, found.degraded, found.down, found.unknown, *map(output.milliseconds, latencies))
