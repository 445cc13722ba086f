"""`tocsin channel`: kinds of channels, whether one delivers, and what has gone out by it."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import channel_output, kind_output, output
from tocsin.cli.alert_replies import Delivery
from tocsin.cli.channel_options import CHANNELS, KINDS, ChannelName, DeliveryOutcome, channel_id, kind_reply
from tocsin.cli.channel_replies import ChannelTrial
from tocsin.cli.client import Client, connected, read
from tocsin.cli.failures import CommandFailed
from tocsin.cli.options import AsJson, Limit
from tocsin.cli.replies import Kind


def list_kinds(
    context: typer.Context,
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="Only this one, with its settings.")] = None,
    as_json: AsJson = False,
) -> None:
    """The kinds of channels that the server knows; of one of them what it does, and its settings."""
    client = connected(context)
    if kind is not None:
        _show_kind(client, kind, as_json)
        return
    items = client.items(KINDS, {}, None)
    if as_json:
        output.print_json(items)
        return
    kinds = [read(item, Kind) for item in items]
    output.print_table(("kind", "title", "~what it does"), [(one.kind, one.title, one.summary) for one in kinds])


def try_out(context: typer.Context, channel: ChannelName, as_json: AsJson = False) -> None:
    """Send a test, and say what the far side answered. Ends with 1 when it did not take it."""
    client = connected(context)
    reply = client.post(f"{CHANNELS}/{channel_id(client, channel)}/test")
    trial = reply.read(ChannelTrial)
    if as_json:
        output.print_json(reply.content)
    else:
        channel_output.print_trial(trial)
    if trial.outcome != "sent":
        raise CommandFailed("the test did not arrive")


def deliveries(
    context: typer.Context,
    channel: ChannelName,
    outcome: DeliveryOutcome = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Every attempt at saying something by a channel, the newest first, with what the far side answered."""
    client = connected(context)
    where = {"channel_id": channel_id(client, channel), "outcome": outcome}
    items = client.items("/api/v1/deliveries", where, limit)
    if as_json:
        output.print_json(items)
    else:
        channel_output.print_deliveries([read(item, Delivery) for item in items])


def _show_kind(client: Client, kind: str, as_json: bool) -> None:
    reply = kind_reply(client, kind)
    if as_json:
        output.print_json(reply.content)
    else:
        kind_output.print_kind(reply.read(Kind))
