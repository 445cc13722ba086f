"""`tocsin monitor test` and `check`: they end with 1 when what they see is not up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tocsin.cli import monitor_fields, output
from tocsin.cli.client import Client, Reply, connected
from tocsin.cli.commands.monitor_edits import ConfigJson, DegradedDays, DegradedLatency, Set, Timeout
from tocsin.cli.commands.monitor_lists import print_results
from tocsin.cli.failures import CommandFailed, ExitCode, UsageWrong
from tocsin.cli.lookup import MONITORS, monitor_path
from tocsin.cli.monitor_fields import Fields
from tocsin.cli.options import AsJson, MonitorName
from tocsin.cli.output import Cell
from tocsin.cli.replies import Result, Trial
from tocsin.cli.terminal import note

ACCEPTED = 202


def try_out(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option(help="The kind of check; `tocsin kind list` lists them.")] = None,
    timeout: Timeout = None,
    degraded_latency: DegradedLatency = None,
    degraded_certificate_days: DegradedDays = None,
    settings: Set = None,
    config_json: ConfigJson = None,
    file: Annotated[list[Path] | None, typer.Option("--file", "-f", help="Every monitor of a YAML file.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show all that was seen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look once, without saving anything. Ends with 1 when it is not up.

    `tocsin monitor test --kind http --url https://example.com/`
    """
    client = connected(context)
    if (kind is None) == (not file):
        raise UsageWrong("give either --kind with its settings, or --file")
    if kind is None:
        trials = [_trial(client, monitor) for monitor in _monitors_of(file)]
    else:
        config = monitor_fields.given_config(context, client, kind, config_json, settings or ())
        fields = monitor_fields.given(
            name=kind,
            kind=kind,
            timeout=monitor_fields.duration(timeout),
            degraded_latency_ms=monitor_fields.whole_or_text(degraded_latency),
            degraded_certificate_days=degraded_certificate_days,
            config=config,
        )
        trials = [_trial(client, fields)]
    _print_trials(trials, with_evidence=evidence, as_json=as_json)


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


def _monitors_of(files: list[Path] | None) -> list[Fields]:
    # Reading files needs the validation and every kind, which the other commands start without.
    from tocsin.cli.declaration_files import required
    from tocsin.probes import pushed_kind

    monitors = [monitor for declaration in required(files, None) for monitor in declaration.monitors]
    looked_at = [monitor for monitor in monitors if pushed_kind(str(monitor.get("kind"))) is None]
    if not looked_at:
        raise CommandFailed("there is nothing to look at: every monitor is pushed to, or there is none")
    if len(looked_at) < len(monitors):
        note(f"Left out, because they are pushed to: {output.counted(len(monitors) - len(looked_at), 'monitor')}.")
    return looked_at


def _trial(client: Client, fields: Fields) -> tuple[str, Reply]:
    return str(fields["name"]), client.post(f"{MONITORS}/test", fields)


def _print_trials(trials: list[tuple[str, Reply]], *, with_evidence: bool, as_json: bool) -> None:
    found = [(name, reply.read(Trial)) for name, reply in trials]
    if as_json:
        documents = [msgspec.Raw(reply.content) for _, reply in trials]
        output.print_json(documents if len(documents) > 1 else documents[0])
    elif len(found) == 1:
        _print_trial(found[0][1], with_evidence=with_evidence)
    else:
        columns = ("monitor", "verdict", ">latency", ">code", "error", "~message")
        output.print_table(columns, [_trial_row(name, trial) for name, trial in found])
    _end(next((trial.verdict for _, trial in found if trial.verdict != "up"), "up"))


def _trial_row(name: str, found: Trial) -> tuple[Cell, ...]:
    latency = output.milliseconds(found.latency_ms)
    return name, output.state(found.verdict), latency, found.code, found.error, found.message


def _print_trial(found: Trial, *, with_evidence: bool) -> None:
    phases = msgspec.structs.asdict(found.phases_ms) if found.phases_ms else {}
    output.print_facts(
        [
            ("verdict", output.state(found.verdict)),
            ("latency", output.milliseconds(found.latency_ms)),
            *((name.replace("_", " "), output.milliseconds(value)) for name, value in phases.items()),
            ("code", found.code),
            ("error", found.error),
            ("message", found.message),
            ("certificate until", output.moment(found.certificate_expires_at)),
        ]
    )
    if with_evidence and found.evidence:
        output.print_line("\n", json.dumps(found.evidence, indent=2, ensure_ascii=False))


def _end(verdict: str) -> None:
    if verdict != "up":
        raise SystemExit(ExitCode.FAILED)
