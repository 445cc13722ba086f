"""`tocsin channel`."""

from __future__ import annotations

import typer

from tocsin.cli import channel_output, output
from tocsin.cli.channel_options import (
    CHANNELS,
    BodyTemplate,
    CanaryEvery,
    ChannelName,
    ConfigJson,
    Fallback,
    File,
    Kind,
    NewName,
    OptionalName,
    Set,
    TitleTemplate,
    Unset,
    channel_id,
    names_of,
    options,
    with_config,
    written,
)
from tocsin.cli.channel_replies import Channel
from tocsin.cli.client import connected, read
from tocsin.cli.commands import channel_trials
from tocsin.cli.failures import UsageWrong
from tocsin.cli.given_document import escaped, sent_from
from tocsin.cli.options import AsJson, AsYaml, Yes
from tocsin.cli.terminal import clean
from tocsin.cli.yaml_writer import to_yaml

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Channels: where messages go, and whether they arrive.",
)


@app.command("list")
def list_channels(context: typer.Context, as_json: AsJson = False) -> None:
    """Channels, and how each of them does."""
    items = connected(context).items(CHANNELS, {}, None)
    if as_json:
        output.print_json(items)
        return
    rows = [channel_output.row(read(item, Channel)) for item in items]
    columns = (">id", "name", "kind", "state", "last success", "~trouble")
    output.print_table(columns, rows, empty="There are no channels.")


@app.command("show")
def show(context: typer.Context, channel: ChannelName, as_json: AsJson = False, as_yaml: AsYaml = False) -> None:
    """One channel, with its settings and its health. Secrets show as `********`.

    With --yaml as a file: `edit -f` keeps the secrets that show so, `create -f` wants them filled in.
    """
    client = connected(context)
    reply = client.get(f"{CHANNELS}/{channel_id(client, channel)}")
    if as_json:
        output.print_json(reply.content)
        return
    found = reply.read(Channel)
    names = {} if found.fallback is None else names_of(client)
    if as_yaml:
        print(to_yaml(escaped(written(found, names))), end="")
    else:
        channel_output.print_channel(found, names)


@app.command("create")
def create(
    context: typer.Context,
    name: OptionalName = None,
    file: File = None,
    kind: Kind = None,
    settings: Set = None,
    config_json: ConfigJson = None,
    fallback: Fallback = None,
    canary_every: CanaryEvery = None,
    title_template: TitleTemplate = None,
    body_template: BodyTemplate = None,
    as_json: AsJson = False,
) -> None:
    """Create a channel, from options or from a file. Nobody is told by it until a policy names it.

    `tocsin channel create alerts --kind ntfy --set topic=our-alerts --set token=@token.txt`
    """
    client = connected(context)
    if file is None and (name is None or kind is None):
        raise UsageWrong("a channel needs a name and --kind, or a file: `tocsin channel kinds` lists the kinds")
    with sent_from(file) as fields:
        fields |= options(name, kind, fallback, canary_every, title_template, body_template)
        with_config(client, fields, config_json, settings)
        reply = client.post(CHANNELS, fields)
    made = reply.read(Channel)
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"{made.name} ({made.id}) created: try it with `tocsin channel test {made.id}`")


@app.command("edit")
def edit(
    context: typer.Context,
    channel: ChannelName,
    file: File = None,
    name: NewName = None,
    settings: Set = None,
    unset: Unset = None,
    config_json: ConfigJson = None,
    fallback: Fallback = None,
    canary_every: CanaryEvery = None,
    title_template: TitleTemplate = None,
    body_template: BodyTemplate = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given and leave the rest; a file sets every field anew.

    A secret stays as it is, as long as what it is sent to does.
    """
    client = connected(context)
    found = client.get(f"{CHANNELS}/{channel_id(client, channel)}")
    before = found.read(Channel)
    with sent_from(file, written(before, {})) as fields:
        fields |= options(name, None, fallback, canary_every, title_template, body_template)
        with_config(client, fields, config_json, settings, unset)
        headers = {"If-Match": found.etag or "*"}
        reply = client.send("PUT", f"{CHANNELS}/{before.id}", body=fields, headers=headers)
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"{reply.read(Channel).name} ({before.id}) changed")


@app.command("enable")
def enable(context: typer.Context, channel: ChannelName) -> None:
    """Tell by it from now on."""
    client = connected(context)
    found = client.post(f"{CHANNELS}/{channel_id(client, channel)}/enable").read(Channel)
    output.print_line(f"{found.name} ({found.id}): messages go out by it")


@app.command("disable")
def disable(context: typer.Context, channel: ChannelName) -> None:
    """Tell nobody by it any more, and by nothing in its place."""
    client = connected(context)
    found = client.post(f"{CHANNELS}/{channel_id(client, channel)}/disable").read(Channel)
    output.print_line(f"{found.name} ({found.id}): nobody is told by it")


@app.command("delete")
def delete(context: typer.Context, channel: ChannelName, yes: Yes = False) -> None:
    """Delete a channel that no policy, rotation or other channel names."""
    client = connected(context)
    found = client.get(f"{CHANNELS}/{channel_id(client, channel)}").read(Channel)
    if not yes:
        typer.confirm(clean(f"Delete the channel {found.name!r}?"), abort=True, err=True)
    client.send("DELETE", f"{CHANNELS}/{found.id}")
    output.print_line(f"{found.name} ({found.id}) deleted")


app.command("kinds")(channel_trials.list_kinds)
app.command("test")(channel_trials.try_out)
app.command("deliveries")(channel_trials.deliveries)
