"""`tocsin audit`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
import typer

from tocsin.cli import output, times
from tocsin.cli.access_replies import AuditEntry
from tocsin.cli.client import Params, connected, read
from tocsin.cli.failures import CommandFailed
from tocsin.cli.options import AsJson, Limit, Since, Until

AUDIT = "/api/v1/audit"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="The audit trail: list, export.",
)

ByActor = Annotated[str | None, typer.Option("--actor", help="By whom: `user:ada@example.com`, `key:ci`.")]
ByUser = Annotated[
    int | None, typer.Option("--user", min=1, help="By the user of this id, whatever their address was.")
]
OfAction = Annotated[
    str | None, typer.Option("--action", help="Such as `monitor.updated`, or `monitor.` for all that begin so.")
]
OnSubject = Annotated[str | None, typer.Option("--subject", help="Such as `monitor:17`.")]


class Format(StrEnum):
    """What an export is written as."""

    NDJSON = "ndjson"
    CSV = "csv"


@app.command("list")
def list_entries(
    context: typer.Context,
    actor: ByActor = None,
    user: ByUser = None,
    action: OfAction = None,
    subject: OnSubject = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Who did what, the newest first."""
    where = _where(actor, user, action, subject, since, until)
    items = connected(context).items(AUDIT, where, limit)
    if as_json:
        output.print_json(items)
        return
    found = [read(item, AuditEntry) for item in items]
    output.print_table(
        ("|when", "who", "from", "what", "upon", "~detail"),
        [(output.moment(one.at), one.actor, one.address, one.action, one.subject, _in_short(one)) for one in found],
        empty="Nothing of the kind has happened.",
    )


@app.command("export")
def export(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="A line of JSON for each entry, or a table.")] = (
        Format.NDJSON
    ),
    file: Annotated[
        Path | None, typer.Option("--output", "-o", help="A new file, in place of standard output.")
    ] = None,
    actor: ByActor = None,
    user: ByUser = None,
    action: OfAction = None,
    subject: OnSubject = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Write the audit trail to a file, the oldest entry first. That it was taken away is an entry as well."""
    where = {**_where(actor, user, action, subject, since, until), "format": form.value}
    chunks = connected(context).chunks(f"{AUDIT}/export", where)
    first = next(chunks, b"")  # what is refused leaves no file behind
    with _opened(file) as opened:
        opened.write(first)
        for chunk in chunks:
            opened.write(chunk)


def _where(
    actor: str | None, user: int | None, action: str | None, subject: str | None, since: str | None, until: str | None
) -> Params:
    given = {"actor": actor, "user_id": user, "action": action, "subject": subject}
    return {**given, "since": times.moment(since), "until": times.moment(until)}


def _in_short(entry: AuditEntry) -> str:
    return msgspec.json.encode(entry.detail).decode() if entry.detail else ""


@contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO]:
    """Raise CommandFailed for a file that is there already: an export is not written over another."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            yield file
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written: {error.strerror}") from None
