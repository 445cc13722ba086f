"""`tocsin monitor bulk`: one action upon all monitors that a filter finds."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli import monitor_fields, output
from tocsin.cli.client import connected
from tocsin.cli.failures import CommandFailed
from tocsin.cli.lookup import MONITORS
from tocsin.cli.options import AsJson, States, Yes
from tocsin.cli.replies import Bulk


class Action(StrEnum):
    """What can be done to many monitors at once."""

    PAUSE = "pause"
    RESUME = "resume"
    DELETE = "delete"
    TAG = "tag"
    UNTAG = "untag"
    SET_INTERVAL = "set_interval"


def bulk(
    context: typer.Context,
    action: Annotated[Action, typer.Argument(metavar="ACTION", help="What to do.")],
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help="The tag to add or take, or the interval to set.")
    ] = None,
    state: States = None,
    kind: Annotated[list[str] | None, typer.Option(help="Of this kind; any of several.")] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", "-t", help="With this tag; with all of several.")] = None,
    search: Annotated[
        str | None, typer.Option("--search", "-q", help="Text in name, target, description or tags.")
    ] = None,
    paused: Annotated[
        bool | None, typer.Option("--paused/--active", help="Only those that are paused, or are not.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Managed by this source.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many it would be about.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Pause, resume, delete, tag, untag or set the interval of all monitors that a filter finds.

    `tocsin monitor bulk pause --tag team:shop --dry-run`
    """
    client = connected(context)
    enabled = None if paused is None else not paused
    where = monitor_fields.given(state=state, kind=kind, tag=tag, q=search, enabled=enabled, managed_by=source)
    body = monitor_fields.given(
        action=action.value,
        tag=value if action in (Action.TAG, Action.UNTAG) else None,
        interval=monitor_fields.duration(value) if action == Action.SET_INTERVAL else None,
    )
    body["filter"] = where
    if not (dry_run or yes):
        matched = client.post(f"{MONITORS}/bulk", {**body, "dry_run": True}).read(Bulk).matched
        if not typer.confirm(f"{action.value.replace('_', ' ')}: {output.counted(len(matched), 'monitor')}?", err=True):
            raise CommandFailed("nothing was changed")
    reply = client.post(f"{MONITORS}/bulk", {**body, "dry_run": dry_run})
    if as_json:
        output.print_json(reply.content)
        return
    found = reply.read(Bulk)
    output.print_line(f"{output.counted(len(found.matched), 'monitor')} found, {len(found.changed)} changed")
