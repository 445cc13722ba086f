"""Channels, and what became of messages, as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from rich.text import Text

from tocsin.cli import output
from tocsin.cli.alert_replies import Delivery
from tocsin.cli.channel_replies import Channel, ChannelTrial
from tocsin.cli.incident_output import trouble
from tocsin.cli.output import Cell
from tocsin.core.durations import in_words

OUTCOMES = {"sent": "green", "temporary": "yellow", "permanent": "bold red"}


def print_channel(channel: Channel, names: Mapping[int, str]) -> None:
    """`names` of channels, for the one that stands in for it."""
    health = channel.health
    output.print_facts(
        [
            ("id", channel.id),
            ("name", channel.name),
            ("kind", channel.kind),
            ("enabled", "yes" if channel.enabled else "no"),
            ("settings", msgspec.json.encode(channel.config).decode()),
            ("in its place", None if channel.fallback is None else names.get(channel.fallback, channel.fallback)),
            ("titles", channel.title_template),
            ("bodies", channel.body_template),
            ("proves itself", None if channel.canary_every is None else f"every {in_words(channel.canary_every)}"),
            ("next proof", output.moment(health.next_canary_at)),
            ("health", state(channel)),
            ("last success", output.moment(health.last_success_at)),
            ("last failure", output.moment(health.last_failure_at)),
            ("last error", health.last_error),
        ]
    )


def row(channel: Channel) -> tuple[Cell, ...]:
    """Of the list of channels."""
    since = output.since(channel.health.last_success_at)
    success = f"{since} ago" if since else "never"
    error = trouble(channel.health.last_error if channel.health.failures else None)
    return channel.id, channel.name, channel.kind, state(channel), success, error


def state(channel: Channel) -> Text:
    """In a few words whether anybody is told by it."""
    health = channel.health
    if not channel.enabled:
        return Text("disabled", "dim")
    if health.unhealthy_since is not None:
        return Text(f"does not deliver, for {output.since(health.unhealthy_since)}", "bold red")
    if health.failures:
        return Text(f"{output.counted(health.failures, 'failure')} in a row", "yellow")
    return Text("delivers", "green") if health.last_success_at else Text("not tried yet", "dim")


def print_trial(trial: ChannelTrial) -> None:
    """What the far side answered."""
    status = f" {trial.status}" if trial.status is not None else ""
    took = output.milliseconds(trial.took_ms)
    output.print_line(Text(trial.outcome, OUTCOMES.get(trial.outcome, "")), f"{status} in {took}: {trial.answer}")


def print_deliveries(deliveries: Sequence[Delivery], *, title: str | None = None) -> None:
    """The newest first, as they come."""
    rows = [
        (
            output.moment(one.at),
            one.notification_id,
            Text(output.cell(one.outcome).plain, OUTCOMES.get(one.outcome, "")),
            one.status,
            output.milliseconds(one.took_ms),
            one.answer,
        )
        for one in deliveries
    ]
    columns = ("|when", ">notification", "|outcome", ">status", ">took", "~answer")
    output.print_table(columns, rows, title=title, empty="Nothing has gone out yet; tests are not kept.")
