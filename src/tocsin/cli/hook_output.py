"""Hooks, and what they would make of a body, as a person reads them."""

from __future__ import annotations

import msgspec

from tocsin.cli import output
from tocsin.cli.hook_replies import Hook, HookTrial
from tocsin.cli.output import Cell


def address(url: str, path: str) -> str:
    """Where the other system has to post."""
    return url.rstrip("/") + path


def print_hook(url: str, hook: Hook) -> None:
    """With its whole address, when it is shown to this caller."""
    output.print_facts(
        [
            ("id", hook.id),
            ("name", hook.name),
            ("kind", hook.kind),
            ("enabled", "yes" if hook.enabled else "no"),
            ("address", None if hook.path is None else address(url, hook.path)),
            ("settings", msgspec.json.encode(hook.config).decode()),
            ("monitors made", hook.made_monitors),
            ("problems", hook.problems),
            ("last request", output.moment(hook.last_received_at)),
            ("trouble", hook.last_error),
        ]
    )


def row(hook: Hook) -> tuple[Cell, ...]:
    """Of the list of hooks."""
    since = output.since(hook.last_received_at)
    received = f"{since} ago" if since else "never"
    enabled = "yes" if hook.enabled else "no"
    return hook.id, hook.name, hook.kind, enabled, hook.made_monitors, hook.problems, received, hook.last_error or ""


def print_trial(trial: HookTrial) -> None:
    """What was understood, what would be told, what would be refused."""
    items = [
        (one.pointer or "/", one.monitor, output.state(one.state), one.problem, ", ".join(one.missed), one.message)
        for one in trial.items
    ]
    columns = ("item", "monitor", "state", "problem", "not found", "~message")
    output.print_table(columns, items, title="Understood", empty="No item was understood.")
    monitors = [
        (one.name, "new" if one.id is None else one.id, output.state(one.state), one.message) for one in trial.monitors
    ]
    output.print_table(
        ("monitor", ">id", "state", "~message"), monitors, title="\nTold", empty="Nothing would be told to a monitor."
    )
    if trial.refused:
        refused = [(one.pointer or "/", one.message) for one in trial.refused]
        output.print_table(("item", "~why"), refused, title="\nRefused")
    if trial.note:
        output.print_line(f"\n{trial.note}")
