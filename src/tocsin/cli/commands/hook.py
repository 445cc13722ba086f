"""`tocsin hook`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tocsin.cli import hook_output, monitor_fields, output
from tocsin.cli.client import Client, connected, read
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.hook_replies import Hook, HookKind, HookTrial
from tocsin.cli.lookup import id_of
from tocsin.cli.monitor_fields import Fields, merged
from tocsin.cli.options import AsJson, Yes
from tocsin.cli.replies import Kind
from tocsin.cli.terminal import clean

HOOKS = "/api/v1/hooks"
KINDS = "/api/v1/hook-kinds"
HookName = Annotated[str, typer.Argument(metavar="HOOK", help="The hook's name or id.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="A setting of the kind, by its dotted path.")
]
ConfigJson = Annotated[
    str | None, typer.Option(metavar="JSON", help="The kind's settings as JSON, as @file, or - for standard input.")
]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Hooks: addresses to which other systems post what they know.",
)


@app.command("kinds")
def list_kinds(context: typer.Context, as_json: AsJson = False) -> None:
    """The kinds of hooks that the server knows."""
    items = connected(context).items(KINDS, {}, None)
    if as_json:
        output.print_json(items)
        return
    kinds = [read(item, HookKind) for item in items]
    rows = [(kind.kind, kind.title, kind.docs.partition("\n")[0]) for kind in kinds]
    output.print_table(("kind", "title", "~what it does"), rows)


@app.command("list")
def list_hooks(context: typer.Context, as_json: AsJson = False) -> None:
    """Hooks, and what was wrong with the newest request of each."""
    items = connected(context).items(HOOKS, {}, None)
    if as_json:
        output.print_json(items)
        return
    columns = (">id", "name", "kind", "enabled", ">made", ">problems", "last request", "~trouble")
    output.print_table(columns, [hook_output.row(read(item, Hook)) for item in items], empty="There are no hooks.")


@app.command("show")
def show(context: typer.Context, hook: HookName, as_json: AsJson = False) -> None:
    """One hook, with its address and its settings."""
    client = connected(context)
    reply = client.get(f"{HOOKS}/{_id_of(client, hook)}")
    if as_json:
        output.print_json(reply.content)
    else:
        hook_output.print_hook(client.url, reply.read(Hook))


@app.command("url")
def url(context: typer.Context, hook: HookName) -> None:
    """The address alone, to be entered in the other system."""
    client = connected(context)
    found = client.get(f"{HOOKS}/{_id_of(client, hook)}").read(Hook)
    if found.path is None:
        raise CommandFailed("a key that may only read is not shown the address")
    print(hook_output.address(client.url, found.path))


@app.command("create")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new hook's name.")],
    kind: Annotated[str, typer.Option(help="What is sent; `tocsin hook kinds` lists the kinds.")],
    settings: Set = None,
    config_json: ConfigJson = None,
    as_json: AsJson = False,
) -> None:
    """Create a hook. Its address is printed: enter it in the other system.

    `tocsin hook create alerts --kind alertmanager --set create=true`
    """
    client = connected(context)
    config = monitor_fields.config(_kind(client, kind), config_json, settings or (), ())
    reply = client.post(HOOKS, {"name": name, "kind": kind, "config": config})
    if as_json:
        output.print_json(reply.content)
    else:
        hook_output.print_hook(client.url, reply.read(Hook))


@app.command("edit")
def edit(
    context: typer.Context,
    hook: HookName,
    name: Annotated[str | None, typer.Option(help="A new name.")] = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="Take requests in, or none.")] = None,
    settings: Set = None,
    unset: Annotated[list[str] | None, typer.Option(metavar="FIELD", help="Give a setting its default back.")] = None,
    config_json: ConfigJson = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given and leave the rest; --config-json replaces all settings. The address stays."""
    client = connected(context)
    found = client.get(f"{HOOKS}/{_id_of(client, hook)}")
    before = found.read(Hook)
    config: Fields = {} if config_json is not None else dict(before.config)
    for field in unset or ():
        config.pop(field, None)
    given = monitor_fields.config(_kind(client, before.kind), config_json, settings or (), ())
    body: Fields = {
        "name": name or before.name,
        "kind": before.kind,
        "config": merged(config, given),
        "enabled": before.enabled if enabled is None else enabled,
    }
    reply = client.send("PUT", f"{HOOKS}/{before.id}", body=body, headers={"If-Match": found.etag or "*"})
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"{reply.read(Hook).name} ({before.id}) changed")


@app.command("rotate-key")
def rotate_key(context: typer.Context, hook: HookName, as_json: AsJson = False) -> None:
    """Give a hook another address. The one before stops working at once."""
    client = connected(context)
    reply = client.post(f"{HOOKS}/{_id_of(client, hook)}/rotate-key")
    if as_json:
        output.print_json(reply.content)
    else:
        hook_output.print_hook(client.url, reply.read(Hook))


@app.command("delete")
def delete(context: typer.Context, hook: HookName, yes: Yes = False) -> None:
    """Delete a hook. The monitors that it has made stay, in the state that they are in."""
    client = connected(context)
    found = client.get(f"{HOOKS}/{_id_of(client, hook)}").read(Hook)
    if not yes:
        typer.confirm(clean(f"Delete the hook {found.name!r}? Its monitors stay as they are."), abort=True, err=True)
    client.send("DELETE", f"{HOOKS}/{found.id}")
    output.print_line(f"{found.name} ({found.id}) deleted; its monitors stay as they are")


@app.command("test")
def try_out(
    context: typer.Context,
    hook: HookName,
    body: Annotated[str, typer.Argument(metavar="FILE", help="A body as the other system posts it; - for stdin.")],
    as_json: AsJson = False,
) -> None:
    """Say what a hook would make of a body, and store nothing. Ends with 1 when some of it would be refused."""
    client = connected(context)
    document = _document(body)
    reply = client.post(f"{HOOKS}/{_id_of(client, hook)}/test", document)
    trial = reply.read(HookTrial)
    if as_json:
        output.print_json(reply.content)
    else:
        hook_output.print_trial(trial)
    if trial.refused:
        raise CommandFailed(f"{output.counted(len(trial.refused), 'item')} would be refused")


def _id_of(client: Client, typed: str) -> int:
    return id_of(client, HOOKS, "hook", typed)


def _kind(client: Client, name: str) -> Kind:
    """What is known of a kind; of an unknown one only the name, for the server to refuse."""
    found = [read(item, HookKind) for item in client.items(KINDS, {}, None)]
    return next((Kind(one.kind, schema=one.schema) for one in found if one.kind == name), Kind(name))


def _document(path: str) -> object:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        return msgspec.json.decode(text)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise UsageWrong(f"{path} cannot be read as JSON: {error}") from None
