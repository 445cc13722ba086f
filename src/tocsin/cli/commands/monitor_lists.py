"""`tocsin monitor list` and `show`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from tocsin.cli import heartbeat_words, output
from tocsin.cli.client import connected, read
from tocsin.cli.lookup import MONITORS, monitor_path
from tocsin.cli.options import AsJson, Limit, MonitorName, States
from tocsin.cli.output import Cell
from tocsin.cli.replies import Monitor, Result
from tocsin.cli.terminal import note
from tocsin.cli.yaml_writer import to_yaml

COLUMNS = (">id", "state", "name", "kind", "target", "for", ">latency", "~why")


def list_monitors(
    context: typer.Context,
    state: States = None,
    kind: Annotated[list[str] | None, typer.Option(help="Of this kind; any of several.")] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", "-t", help="With this tag; with all of several.")] = None,
    search: Annotated[
        str | None, typer.Option("--search", "-q", help="Text in name, target, description or tags.")
    ] = None,
    paused: Annotated[
        bool | None, typer.Option("--paused/--active", help="Only those that are paused, or are not.")
    ] = None,
    maintenance: Annotated[
        bool | None, typer.Option("--maintenance/--no-maintenance", help="Only those in maintenance, or not.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Managed by this source.")] = None,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """Monitors with their state, by name."""
    enabled = None if paused is None else not paused
    where = {"state": state, "kind": kind, "tag": tag, "q": search, "enabled": enabled, "managed_by": source}
    where["maintenance"] = maintenance
    items = connected(context).items(MONITORS, where, limit + 1)
    if as_json:
        output.print_json(items[:limit])
        return
    output.print_table(COLUMNS, [_row(read(item, Monitor)) for item in items[:limit]], empty="No monitors.")
    if len(items) > limit:
        note(f"Only the first {limit} are shown: --limit shows more.")


def show(context: typer.Context, monitor: MonitorName, as_json: AsJson = False) -> None:
    """One monitor: what it is, how it is, and why."""
    client = connected(context)
    reply = client.get(monitor_path(client, monitor))
    if as_json:
        output.print_json(reply.content)
        return
    print_monitor(reply.read(Monitor))


def print_monitor(found: Monitor) -> None:
    output.print_facts(_facts(found))
    if found.last_results:
        output.print_line()
        print_results(found.last_results)


def print_results(results: list[Result]) -> None:
    """A table with the newest first, as the server gives them."""
    columns = ("|when", "region", "verdict", ">latency", ">code", "error", "~message")
    output.print_table(columns, [_result_row(result) for result in results], empty="No results.")


def _result_row(result: Result) -> tuple[Cell, ...]:
    return (
        output.moment(result.scheduled_at),
        result.region,
        output.state(result.verdict),
        output.milliseconds(result.latency_ms),
        result.code,
        result.error,
        result.message,
    )


def _row(found: Monitor) -> tuple[Cell, ...]:
    latency = found.last_results[0].latency_ms if found.last_results else None
    return (
        found.id,
        output.state(found.state, is_paused=not found.enabled, is_in_maintenance=found.maintenance is not None),
        found.name,
        found.kind,
        found.target,
        output.since(found.since),
        output.milliseconds(latency),
        _why(found),
    )


def _why(found: Monitor) -> str:
    """Nothing where all is well."""
    summary = "" if found.state == "up" else found.summary
    if summary or not found.enabled:
        return summary
    return heartbeat_words.remark(found.heartbeat, datetime.now(UTC))


def _maintenance(found: Monitor) -> str | None:
    if found.maintenance is None:
        return None
    return f"until {output.moment(found.maintenance.end)}: {found.maintenance.comment} ({found.maintenance.id})"


def _facts(found: Monitor) -> list[tuple[str, Cell]]:
    degraded = [
        f"slower than {found.degraded_latency_ms} ms" if found.degraded_latency_ms else "",
        f"fewer than {found.degraded_certificate_days} days left" if found.degraded_certificate_days else "",
    ]
    return [
        ("monitor", f"{found.name} ({found.id})"),
        ("state", output.state(found.state)),
        ("paused", None if found.enabled else "yes"),
        ("maintenance", _maintenance(found)),
        ("public", "yes: anybody may see its badges" if found.public else None),
        ("since", f"{output.moment(found.since)} ({output.since(found.since)})"),
        ("why", f"{found.summary} [{found.reason}]".lstrip()),
        ("incident", found.incident_id),
        *heartbeat_words.facts(found.kind, found.heartbeat, datetime.now(UTC)),
        ("kind", found.kind),
        ("target", found.target),
        ("config", to_yaml(found.config).strip()),
        (
            "interval",
            f"{output.span(found.interval)}, timeout {found.timeout:g} s, retry after {found.retry_interval:g} s"
            if found.interval is not None
            else None,
        ),
        ("thresholds", f"{found.failure_threshold} to fail, {found.recovery_threshold} to recover"),
        ("degraded when", " or ".join(filter(None, degraded))),
        (
            "regions",
            f"{', '.join(found.regions)}; quorum {found.quorum}" if len(found.regions) > 1 else found.regions[0],
        ),
        ("tags", ", ".join(found.tags)),
        ("parents", ", ".join(map(str, found.parents))),
        ("description", found.description),
        ("runbook", found.runbook_url),
        ("managed by", found.managed_by),
        ("certificate until", output.moment(found.certificate_expires_at)),
    ]
