"""`tocsin monitor evidence`: what one result saw, beside what the last good one saw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
import typer

from tocsin.cli import output, times
from tocsin.cli.client import Client, connected, read
from tocsin.cli.failures import CommandFailed
from tocsin.cli.lookup import monitor_path
from tocsin.cli.options import AsJson, MonitorName
from tocsin.cli.output import Cell
from tocsin.cli.replies import ExplainedResult, Result
from tocsin.cli.yaml_writer import to_yaml
from tocsin.core.result import Json

NOT_UP = ["degraded", "down", "unknown"]


def evidence(
    context: typer.Context,
    monitor: MonitorName,
    at: Annotated[
        str | None, typer.Option(help="Of the newest result up to this time, whatever it saw.", show_default="now")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Seen from this region.")] = None,
    as_json: AsJson = False,
) -> None:
    """What the newest result that was not up saw, and in what the last good one differs."""
    client = connected(context)
    path = monitor_path(client, monitor)
    found = _result(client, path, at, region)
    assert found.scheduled_at is not None
    moment = quote(times.rfc3339(found.scheduled_at), safe="")
    reply = client.get(f"{path}/results/{quote(found.region, safe='')}/{moment}")
    if as_json:
        output.print_json(reply.content)
        return
    _print(reply.read(ExplainedResult))


def _result(client: Client, path: str, at: str | None, region: str | None) -> Result:
    """The newest bad result; the newest of all when there is none, or when a time is asked for."""
    where = {"region": region, "end": times.moment(at)}
    items = [] if at else client.items(f"{path}/results", {**where, "verdict": NOT_UP}, 1)
    items = items or client.items(f"{path}/results", where, 1)
    if not items:
        raise CommandFailed("there is no such result, or not any more")
    return read(items[0], Result)


def _print(found: ExplainedResult) -> None:
    result, now, good = found.result, found.evidence, found.last_good
    output.print_facts(
        [
            ("when", output.moment(result.scheduled_at)),
            ("region", result.region),
            ("verdict", output.state(result.verdict)),
            ("latency", output.milliseconds(result.latency_ms)),
            ("code", result.code),
            ("error", result.error),
            ("message", result.message),
            ("last good", output.moment(good.scheduled_at) if good else None),
        ]
    )
    seen = now.facts if now and now.facts else {}
    before = good.facts if good and good.facts else {}
    output.print_line()
    if not seen:
        output.print_line("No evidence of this result is kept, or not any more.")
        return
    rows = list(_differences(seen, before)) if before else [(name, _shown(value)) for name, value in seen.items()]
    output.print_table(("fact", "seen", "last good") if before else ("fact", "seen"), rows)


def _differences(seen: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """Every fact that was seen, with the last good one's where it is another."""
    for name in dict.fromkeys((*seen, *before)):
        now, good = seen.get(name), before.get(name)
        yield name, _shown(now), "the same" if now == good else _shown(good)


def _shown(value: Json) -> Cell:
    """Text as it is; names with values, such as headers, a line each; the rest as YAML."""
    if value is None or isinstance(value, str):
        return value
    try:
        pairs = msgspec.convert(value, list[tuple[str, str]])
    except msgspec.ValidationError:
        return to_yaml(value).strip()
    return "\n".join(f"{name}: {said}" for name, said in pairs)
