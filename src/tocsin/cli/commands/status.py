"""`tocsin status`."""

from __future__ import annotations

import msgspec
import typer

from tocsin.cli import output
from tocsin.cli.client import connected, read
from tocsin.cli.failures import ExitCode
from tocsin.cli.options import AsJson
from tocsin.cli.replies import MonitorCounts, Readiness, Region
from tocsin.cli.terminal import note

UNAVAILABLE = 503


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say whether the server is well, and where it looks.

    Ends with 1 when a part of the server is not well. How the monitors are makes no difference.
    """
    client = connected(context)
    ready = client.send("GET", "/readyz", expected=(UNAVAILABLE,))
    if as_json and not client.has_key:
        output.print_json(ready.content)
    elif as_json:
        counts = client.get("/api/v1/monitors/counts").content
        regions = client.items("/api/v1/regions", {}, None)
        parts = {"server": msgspec.Raw(ready.content), "monitors": msgspec.Raw(counts), "regions": regions}
        output.print_json(msgspec.json.encode(parts))
    else:
        output.print_facts([("server", client.url), *read(ready.content, Readiness).facts()])
        if client.has_key:
            print_counts(client.get("/api/v1/monitors/counts").read(MonitorCounts))
            print_regions([read(item, Region) for item in client.items("/api/v1/regions", {}, None)])
        else:
            note("With an API key, this shows monitors and regions too: 'tocsin login'.")
    if ready.status == UNAVAILABLE:
        raise SystemExit(ExitCode.FAILED)


def print_counts(found: MonitorCounts) -> None:
    words = ("up", "degraded", "down", "unknown", "paused", "maintenance")
    output.print_table([f">{word}" for word in words], [[getattr(found, word) for word in words]], title="\nMonitors")


def print_regions(found: list[Region]) -> None:
    columns = ("region", "|last result", "|in doubt since", "~why")
    rows = [
        (one.name, output.moment(one.last_seen_at), output.moment(one.suspect_since), one.suspect_reason)
        for one in found
    ]
    output.print_table(columns, rows, title="\nRegions", empty="None has reported yet.")
