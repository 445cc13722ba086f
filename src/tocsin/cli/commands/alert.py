"""`tocsin alert`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from tocsin.cli import backtest_output, output, times
from tocsin.cli.backtest_replies import Line, Page, Summary
from tocsin.cli.client import Client, Refused, connected, read
from tocsin.cli.failures import CommandFailed
from tocsin.cli.given_document import sent_from
from tocsin.cli.lookup import id_of
from tocsin.cli.monitor_fields import Fields, duration, given, ids_or_names
from tocsin.cli.options import AsJson, Until
from tocsin.cli.replies import FieldProblem

POLICIES = "/api/v1/policies"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Alerting: what policies would have done.",
)
Since = Annotated[str, typer.Option("--since", help="From here on: a time such as 2026-01-31T08:00, or how long ago.")]


@app.callback()
def alert() -> None:
    """Alerting: what policies would have done."""


@app.command("backtest")
def backtest(
    context: typer.Context,
    since: Since = "30d",
    until: Until = None,
    policy: Annotated[
        str | None,
        typer.Option(metavar="FILE|NAME", help="A file, as `tocsin policy show --yaml` prints it, or a stored policy."),
    ] = None,
    among_others: Annotated[
        bool, typer.Option("--among-others", help="The file's policy stands among the stored ones.")
    ] = False,
    monitor: Annotated[
        list[str] | None, typer.Option("--monitor", "-m", help="Of this monitor; any of several.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", "-t", help="Of monitors with this tag; with all.")] = None,
    failure_threshold: Annotated[int | None, typer.Option(help="Bad results in a row until it is worse.")] = None,
    recovery_threshold: Annotated[int | None, typer.Option(help="Good results in a row until it is better.")] = None,
    degraded_latency: Annotated[str | None, typer.Option(help="A slower result counts as degraded: 500ms.")] = None,
    degraded_certificate_days: Annotated[
        int | None, typer.Option(help="Degraded when a certificate has fewer days left.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="In whose hours pages are counted.", show_default="UTC")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, max=10_000, help="How many pages to show.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Play what has happened to policies: who would have been paged when, and what was over within five minutes.

    `tocsin alert backtest --since 30d --policy night.yaml`

    `tocsin alert backtest --since 7d --tag prod --failure-threshold 3`

    Without --policy the present policies are played. With other thresholds the results that are kept are judged once
    more. It is as if nobody had acknowledged anything. Nothing is written, and nobody is told.
    """
    client = connected(context)
    thresholds = given(
        failure_threshold=failure_threshold,
        recovery_threshold=recovery_threshold,
        degraded_latency_ms=duration(degraded_latency),
        degraded_certificate_days=degraded_certificate_days,
    )
    wanted = given(
        since=times.moment(since),
        until=times.moment(until),
        monitors=given(monitors=ids_or_names(monitor or []), tags=tag or []),
        thresholds=thresholds,
        pages=limit,
        time_zone=timezone,
        among_others=among_others or None,
    )
    is_file = policy is not None and _is_file(policy)
    if policy is not None and not is_file:
        wanted["policy_id"] = id_of(client, POLICIES, "policy", policy)
    with sent_from(policy if is_file else None) as fields, _told_of_the_policy():
        pages, summary = _played(client, wanted | ({"policy": fields} if is_file else {}))
    if as_json:
        output.print_json(msgspec.json.encode({"pages": pages, "summary": summary}))
        return
    found = read(summary, Summary)
    backtest_output.print_pages([read(one, Page) for one in pages], found.pages)
    backtest_output.print_summary(found)


def _played(client: Client, wanted: Fields) -> tuple[list[msgspec.Raw], msgspec.Raw]:
    """The pages, and the summary. Raise CommandFailed when it breaks off."""
    pages: list[msgspec.Raw] = []
    with _bar() as bar:
        task = bar.add_task("Playing", total=1.0)
        for text in client.lines(f"{POLICIES}/backtest", wanted):
            line = read(text.encode(), Line)
            match line.type:
                case "progress":
                    bar.update(task, completed=line.share)
                case "page":
                    pages.append(line.page)
                case "summary":
                    return pages, line.summary
                case "problem":
                    raise CommandFailed(line.detail)
    raise CommandFailed("the server's answer ends before it is whole: try again")


def _bar() -> Progress:
    """On a terminal, and gone when all is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    screen = Console(stderr=True)
    return Progress(*columns, console=screen, transient=True, disable=not sys.stderr.isatty())


def _is_file(policy: str) -> bool:
    return policy == "-" or policy.endswith((".yaml", ".yml", ".json")) or Path(policy).is_file()


@contextmanager
def _told_of_the_policy() -> Iterator[None]:
    """Faults of the policy are told as those of its file, all others as they are."""
    try:
        yield
    except Refused as refusal:
        errors = refusal.problem.errors
        if not all(one.pointer.startswith("/policy/") for one in errors):
            raise CommandFailed(str(refusal)) from None
        stripped = [FieldProblem(one.pointer.removeprefix("/policy"), one.message) for one in errors]
        problem = msgspec.structs.replace(refusal.problem, errors=stripped)
        raise Refused(str(refusal), refusal.status, problem) from None
