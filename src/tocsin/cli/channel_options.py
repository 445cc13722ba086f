"""A channel's fields from a command line: options, `--set field=value`, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from urllib.parse import quote

import typer

from tocsin.cli import given_secrets, monitor_fields
from tocsin.cli.channel_replies import Channel
from tocsin.cli.client import Client, Refused, Reply, read
from tocsin.cli.lookup import id_of
from tocsin.cli.monitor_fields import Fields
from tocsin.cli.replies import Kind as KnownKind
from tocsin.core.durations import in_words

CHANNELS = "/api/v1/channels"
KINDS = "/api/v1/channel-kinds"


class Attempt(StrEnum):
    """How an attempt has ended."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"


ChannelName = Annotated[str, typer.Argument(metavar="CHANNEL", help="The channel's name or id.")]
OptionalName = Annotated[
    str | None, typer.Argument(metavar="NAME", help="The new channel's name; that in the file when left out.")
]
NewName = Annotated[str | None, typer.Option("--name", help="A new name.")]
File = Annotated[
    str | None,
    typer.Option(
        "--file", "-f", metavar="FILE", help="A YAML or JSON file of its fields, - for standard input; options go over."
    ),
]
Kind = Annotated[str | None, typer.Option(help="How it is reached; `tocsin channel kinds` lists the kinds.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="A setting of the kind, by its dotted path. A secret stays out of the shell's history as FIELD=@file, or "
        "FIELD=- for standard input.",
    ),
]
Unset = Annotated[list[str] | None, typer.Option(metavar="FIELD", help="Give a setting its default back.")]
ConfigJson = Annotated[
    str | None, typer.Option(metavar="JSON", help="The kind's settings as JSON, as @file, or - for standard input.")
]
Fallback = Annotated[
    str | None, typer.Option(metavar="CHANNEL", help="Which channel stands in for it, by name or id; '' for none.")
]
CanaryEvery = Annotated[
    str | None, typer.Option(help="How often it is to prove that it works, by a message: 7d; '' for never.")
]
TitleTemplate = Annotated[
    str | None, typer.Option(help="What titles read like: a template, or @file; '' for Tocsin's own.")
]
BodyTemplate = Annotated[str | None, typer.Option(help="The same for what stands below the title.")]
DeliveryOutcome = Annotated[Attempt | None, typer.Option(help="Only those that have ended so.")]


def channel_id(client: Client, typed: str) -> int:
    return id_of(client, CHANNELS, "channel", typed)


def names_of(client: Client) -> dict[int, str]:
    """All channels' names by id."""
    return {one.id: one.name for one in (read(item, Channel) for item in client.each(CHANNELS, {}))}


def options(
    name: str | None,
    kind: str | None,
    fallback: str | None,
    canary_every: str | None,
    title_template: str | None,
    body_template: str | None,
) -> Fields:
    """Those that were given. An empty one stands for none at all."""
    given: Fields = {} if name is None else {"name": name}
    if kind is not None:
        given["kind"] = kind
    if fallback is not None:
        given["fallback"] = monitor_fields.whole_or_text(fallback) if fallback else None
    if canary_every is not None:
        given["canary_every"] = monitor_fields.duration(canary_every) if canary_every else None
    for option, template in (("title_template", title_template), ("body_template", body_template)):
        if template is not None:
            given[option] = given_secrets.text_of(template, f"--{option.replace('_', '-')}") or None
    return given


def with_config(
    client: Client, fields: Fields, text: str | None, settings: Sequence[str] | None, unset: Sequence[str] | None = None
) -> None:
    """Put the kind's settings into `fields`: JSON replaces those that are there, single ones go over them."""
    if not (text is not None or settings or unset):
        return
    kind, there = str(fields.get("kind", "")), fields.get("config")
    config: Fields = dict(there) if isinstance(there, dict) and text is None else {}
    for field in unset or ():
        config.pop(field, None)
    assignments = given_secrets.assignments(settings or ())
    fields["config"] = monitor_fields.merged(config, monitor_fields.config(_kind(client, kind), text, assignments, ()))


def written(channel: Channel, names: dict[int, str]) -> Fields:
    """As somebody would write it: what is as it would be anyway is left out."""
    fields: Fields = {"name": channel.name, "kind": channel.kind, "config": channel.config}
    if not channel.enabled:
        fields["enabled"] = False
    if channel.fallback is not None:
        fields["fallback"] = names.get(channel.fallback, channel.fallback)
    if channel.canary_every is not None:
        fields["canary_every"] = in_words(channel.canary_every)
    if channel.title_template is not None:
        fields["title_template"] = channel.title_template
    if channel.body_template is not None:
        fields["body_template"] = channel.body_template
    return fields


def kind_reply(client: Client, name: str) -> Reply:
    """A kind of channel, as the server describes it."""
    return client.get(f"{KINDS}/{quote(name, safe='')}")


def _kind(client: Client, name: str) -> KnownKind:
    """What is known of a kind; of an unknown one only the name, for the server to refuse."""
    try:
        return kind_reply(client, name).read(KnownKind) if name else KnownKind(name)
    except Refused as refusal:
        if refusal.status != 404:
            raise
        return KnownKind(name)
