"""`tocsin monitor`: its sub-commands, put together."""

from __future__ import annotations

import typer

from tocsin.cli.commands import (
    monitor_badges,
    monitor_bulk,
    monitor_checks,
    monitor_edits,
    monitor_evidence,
    monitor_history,
    monitor_lists,
    monitor_pings,
    monitor_states,
)

KIND_OPTIONS = {"ignore_unknown_options": True, "allow_extra_args": True}
"""A kind's own settings are options too: `--url https://…`. They are read by the command, not by Typer."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Monitors: list, change, test and look back.",
)

app.command("list")(monitor_lists.list_monitors)
app.command("show")(monitor_lists.show)
app.command("create", context_settings=KIND_OPTIONS)(monitor_edits.create)
app.command("edit", context_settings=KIND_OPTIONS)(monitor_edits.edit)
app.command("clone")(monitor_edits.clone)
app.command("delete")(monitor_edits.delete)
app.command("pause")(monitor_edits.pause)
app.command("resume")(monitor_edits.resume)
app.command("tag")(monitor_edits.tag)
app.command("untag")(monitor_edits.untag)
app.command("bulk")(monitor_bulk.bulk)
app.command("set-state")(monitor_states.set_state)
app.command("test", context_settings=KIND_OPTIONS)(monitor_checks.try_out)
app.command("check")(monitor_checks.check)
app.command("results")(monitor_history.results)
app.command("evidence")(monitor_evidence.evidence)
app.command("ping-url")(monitor_pings.ping_url)
app.command("pings")(monitor_pings.pings)
app.command("badge-urls")(monitor_badges.badge_urls)
app.command("history")(monitor_history.history)
app.command("availability")(monitor_history.availability)
app.command("series")(monitor_history.series)
