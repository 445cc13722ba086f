"""`tocsin monitor test` and `check`: they end with 1 when what they see is not up."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from tocsin.cli import monitor_fields, output
from tocsin.cli.client import Reply, connected
from tocsin.cli.commands.monitor_edits import ConfigJson, DegradedDays, DegradedLatency, Kind, Set, Timeout
from tocsin.cli.commands.monitor_lists import print_results
from tocsin.cli.failures import CommandFailed, ExitCode
from tocsin.cli.lookup import MONITORS, monitor_path
from tocsin.cli.options import AsJson, MonitorName
from tocsin.cli.replies import Result, Trial

ACCEPTED = 202


def try_out(
    context: typer.Context,
    kind: Kind,
    timeout: Timeout = None,
    degraded_latency: DegradedLatency = None,
    degraded_certificate_days: DegradedDays = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show all that was seen.")] = False,
    settings: Set = None,
    config_json: ConfigJson = None,
    as_json: AsJson = False,
) -> None:
    """Look once, without saving anything. Ends with 1 when it is not up.

    tocsin monitor test --kind http --url https://example.com/
    """
    client = connected(context)
    fields = monitor_fields.given(
        name="test",
        kind=kind,
        timeout=timeout,
        degraded_latency_ms=degraded_latency,
        degraded_certificate_days=degraded_certificate_days,
        config=monitor_fields.config(monitor_fields.kind_of(client, kind), config_json, settings or (), context.args),
    )
    reply = client.post(f"{MONITORS}/test", fields)
    found = reply.read(Trial)
    if as_json:
        output.print_json(reply.content)
    else:
        _print_trial(found, with_evidence=evidence)
    _end(found.verdict)


def check(context: typer.Context, monitor: MonitorName, as_json: AsJson = False) -> None:
    """Check a monitor now and wait for the result. Ends with 1 when it is not up."""
    client = connected(context)
    reply = client.post(monitor_path(client, monitor, "check"))
    if reply.status == ACCEPTED:
        raise CommandFailed("the check was asked for, and no result has come in time")
    _print_result(reply, as_json)


def _print_result(reply: Reply, as_json: bool) -> None:
    found = reply.read(Result)
    if as_json:
        output.print_json(reply.content)
    else:
        print_results([found])
    _end(found.verdict)


def _print_trial(found: Trial, *, with_evidence: bool) -> None:
    phases = found.phases_ms
    output.print_facts(
        [
            ("verdict", output.state(found.verdict)),
            ("latency", output.milliseconds(found.latency_ms)),
            ("code", found.code),
            ("error", found.error),
            ("message", found.message),
            ("certificate until", output.moment(found.certificate_expires_at)),
            *(
                (name, output.milliseconds(getattr(phases, name)))
                for name in (phases.__struct_fields__ if phases else ())
            ),
        ]
    )
    if with_evidence and found.evidence:
        output.print_line("\n", json.dumps(found.evidence, indent=2, ensure_ascii=False))


def _end(verdict: str) -> None:
    if verdict != "up":
        raise SystemExit(ExitCode.FAILED)
