"""`tocsin apply`."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.text import Text

from tocsin.cli import output
from tocsin.cli.client import Client, Refused, Reply, connected
from tocsin.cli.declaration import Declaration
from tocsin.cli.declaration_files import FilesWrong, required
from tocsin.cli.failures import CommandFailed, ExitCode
from tocsin.cli.options import AsJson, FileOptions, Files, Yes
from tocsin.cli.output import Cell
from tocsin.cli.replies import Plan, Planned
from tocsin.cli.terminal import clean, is_interactive
from tocsin.core.errors import FieldError

APPLY = "/api/v1/apply"
CHANGES = 2
"""Exit code of --detailed-exitcode when there are changes."""
PATIENCE_S = 300.0
"""A file may hold very many monitors."""

SIGNS = {"create": ("+", "green"), "update": ("~", "yellow"), "delete": ("-", "red")}


def apply(
    context: typer.Context,
    files: Files = None,
    file: FileOptions = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    yes: Yes = False,
    detailed_exitcode: Annotated[
        bool, typer.Option("--detailed-exitcode", help="End with 2 when there were changes, 0 when there were none.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the monitors be what a YAML file says.

    Those that a file's source manages and that the file no longer lists are deleted with their history: on a terminal
    that is asked about first. Monitors of other sources and those made by hand are left alone.
    """
    client = connected(context)
    declarations = required(files, file)
    if is_interactive() and not (dry_run or yes or as_json):
        _ask_about_deletions([_applied(client, one, dry_run=True) for one in declarations])
    replies = [_applied(client, one, dry_run=dry_run) for one in declarations]
    if as_json:
        documents = [msgspec.Raw(reply.content) for reply in replies]
        output.print_json(documents if len(documents) > 1 else documents[0])
    plans = [reply.read(Plan) for reply in replies]
    for plan in [] if as_json else plans:
        _print_plan(plan, dry_run=dry_run)
    if detailed_exitcode and any(plan.changes for plan in plans):
        raise SystemExit(CHANGES)


def _applied(client: Client, declaration: Declaration, *, dry_run: bool) -> Reply:
    body = {"source": declaration.source, "monitors": declaration.monitors, "dry_run": dry_run}
    try:
        return client.send("POST", APPLY, body=body, timeout=PATIENCE_S)
    except Refused as refusal:
        faults = [FieldError(error.pointer, error.message) for error in refusal.problem.errors]
        if not any(fault.pointer.startswith("/monitors") for fault in faults):
            raise
        raise FilesWrong([declaration.problem(fault) for fault in faults]) from None


def _ask_about_deletions(replies: list[Reply]) -> None:
    doomed = [one.name for reply in replies for one in reply.read(Plan).changes if one.action == "delete"]
    if not doomed:
        return
    names = ", ".join(repr(name) for name in doomed[:10]) + (" …" if len(doomed) > 10 else "")
    if not typer.confirm(clean(f"Delete {output.counted(len(doomed), 'monitor')} with history: {names}?")):
        raise CommandFailed("nothing was changed", ExitCode.FAILED)


def _print_plan(plan: Plan, *, dry_run: bool) -> None:
    if plan.changes:
        rows = [row for one in plan.changes for row in _rows(one)]
        output.print_table(("", "monitor", "field", "before", "after"), rows)
    verb = "would be " if dry_run else ""
    words = [f"{number} {verb}{action}d" for action, number in plan.counts.items() if number and action in SIGNS]
    words.append(f"{plan.counts.get('unchanged', 0)} unchanged")
    output.print_line(f"{plan.source}: {', '.join(words)}")


def _rows(one: Planned) -> list[tuple[Cell, ...]]:
    sign, style = SIGNS[one.action]
    first: tuple[Cell, ...] = (Text(sign, style), Text(clean(one.name), style))
    if not one.changes:
        return [(*first, "", "", "")]
    rows = [(change.field, _shown(change.before), _shown(change.after)) for change in one.changes]
    return [(*(first if index == 0 else ("", "")), *row) for index, row in enumerate(rows)]


def _shown(value: object) -> Cell:
    return None if value is None else value if isinstance(value, str) else msgspec.json.encode(value).decode()
