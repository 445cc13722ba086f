"""`tocsin monitor create`, `edit`, `clone`, `delete`, `pause`, `resume`, `tag` and `untag`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from tocsin.cli import monitor_fields, output
from tocsin.cli.client import Client, Reply, connected
from tocsin.cli.failures import UsageWrong
from tocsin.cli.lookup import MONITORS, monitor, monitor_path
from tocsin.cli.monitor_fields import Fields
from tocsin.cli.options import AsJson, MonitorName, MonitorNames, Yes
from tocsin.cli.replies import Monitor, PingKey
from tocsin.cli.terminal import clean

Kind = Annotated[
    str, typer.Option(help="The kind; `tocsin kind list` lists them, `tocsin kind show` has each one's settings.")
]
Interval = Annotated[str | None, typer.Option(help="How often: 30s, 5m, 1h.")]
Timeout = Annotated[str | None, typer.Option(help="How long a check may take.")]
RetryInterval = Annotated[str | None, typer.Option(help="How soon to look again at the first sign of trouble.")]
FailureThreshold = Annotated[int | None, typer.Option(help="Bad results in a row until the state becomes worse.")]
RecoveryThreshold = Annotated[int | None, typer.Option(help="Good results in a row until the state becomes better.")]
DegradedLatency = Annotated[str | None, typer.Option(help="A slower result counts as degraded: 500ms.")]
DegradedDays = Annotated[
    int | None, typer.Option("--degraded-certificate-days", help="Degraded when a certificate has fewer days left.")
]
Regions = Annotated[list[str] | None, typer.Option("--region", help="Look from here; repeat it for more.")]
Quorum = Annotated[str | None, typer.Option(help="majority, any, all, or how many regions must agree.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", "-t", help="Plain or key:value; repeat it for more.")]
Parents = Annotated[list[str] | None, typer.Option("--parent", help="Depends on this monitor, by name or id.")]
Description = Annotated[str | None, typer.Option(help="For people. Markdown.")]
RunbookUrl = Annotated[str | None, typer.Option(help="Where it says what to do.")]
Public = Annotated[bool | None, typer.Option("--public/--private", help="Whether anybody may see its badges.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="A setting of the kind, by its dotted path.")
]
ConfigJson = Annotated[
    str | None, typer.Option(metavar="JSON", help="The kind's settings as JSON, as @file, or - for standard input.")
]


def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new monitor's name.")],
    kind: Kind,
    interval: Interval = None,
    timeout: Timeout = None,
    retry_interval: RetryInterval = None,
    failure_threshold: FailureThreshold = None,
    recovery_threshold: RecoveryThreshold = None,
    degraded_latency: DegradedLatency = None,
    degraded_certificate_days: DegradedDays = None,
    region: Regions = None,
    quorum: Quorum = None,
    tag: Tags = None,
    parent: Parents = None,
    description: Description = None,
    runbook_url: RunbookUrl = None,
    public: Public = None,
    paused: Annotated[bool, typer.Option("--paused", help="Do not check it yet.")] = False,
    settings: Set = None,
    config_json: ConfigJson = None,
    as_json: AsJson = False,
) -> None:
    """Create a monitor. The kind's own settings are options too.

    `tocsin monitor create Shop --kind http --url https://shop.example.com/ --interval 30s`

    `tocsin monitor create Backup --kind heartbeat --cron '0 3 * * *' --timezone Europe/Berlin --grace 30m`

    What is left out gets its default: every 60 s, a timeout of 10 s, another look 5 s after a first failure, and two
    results in a row before the state changes, either way. What is pushed to is believed at once, and has none of these
    but the thresholds; its ping address is printed.
    """
    client = connected(context)
    _require_name(name)
    fields = monitor_fields.given(
        name=name,
        kind=kind,
        interval=monitor_fields.duration(interval),
        timeout=monitor_fields.duration(timeout),
        retry_interval=monitor_fields.duration(retry_interval),
        failure_threshold=failure_threshold,
        recovery_threshold=recovery_threshold,
        degraded_latency_ms=monitor_fields.whole_or_text(degraded_latency),
        degraded_certificate_days=degraded_certificate_days,
        regions=region,
        quorum=monitor_fields.whole_or_text(quorum),
        tags=tag,
        parents=monitor_fields.ids_or_names(parent or ()),
        description=description,
        runbook_url=runbook_url,
        public=public,
        enabled=False if paused else None,
        config=monitor_fields.given_config(context, client, kind, config_json, settings or ()),
    )
    reply = client.post(MONITORS, fields)
    _print_changed(reply, "created", as_json)
    created = reply.read(Monitor)
    if created.interval is None and not as_json:
        address = client.get(f"{MONITORS}/{created.id}/ping-key").read(PingKey).url
        output.print_line(f"ping address: {address}")


def edit(
    context: typer.Context,
    monitor_name: MonitorName,
    name: Annotated[str | None, typer.Option(help="A new name.")] = None,
    interval: Interval = None,
    timeout: Timeout = None,
    retry_interval: RetryInterval = None,
    failure_threshold: FailureThreshold = None,
    recovery_threshold: RecoveryThreshold = None,
    degraded_latency: DegradedLatency = None,
    degraded_certificate_days: DegradedDays = None,
    region: Regions = None,
    quorum: Quorum = None,
    tag: Tags = None,
    parent: Parents = None,
    description: Description = None,
    runbook_url: RunbookUrl = None,
    public: Public = None,
    unset: Annotated[list[str] | None, typer.Option(metavar="FIELD", help="Give a field its default back.")] = None,
    settings: Set = None,
    config_json: ConfigJson = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given and leave the rest. The kind's own settings are options too.

    A list, such as that of --tag, replaces the one before; --tag '' empties it.
    """
    client = connected(context)
    _require_name(monitor_name)
    fields = monitor_fields.given(
        name=name,
        interval=monitor_fields.duration(interval),
        timeout=monitor_fields.duration(timeout),
        retry_interval=monitor_fields.duration(retry_interval),
        failure_threshold=failure_threshold,
        recovery_threshold=recovery_threshold,
        degraded_latency_ms=monitor_fields.whole_or_text(degraded_latency),
        degraded_certificate_days=degraded_certificate_days,
        regions=region,
        quorum=monitor_fields.whole_or_text(quorum),
        tags=tag,
        parents=monitor_fields.ids_or_names(parent or ()),
        description=description,
        runbook_url=runbook_url,
        public=public,
    )
    before = monitor(client, monitor_name)
    if config_json is not None or settings or context.args:
        fields["config"] = monitor_fields.given_config(context, client, before.kind, config_json, settings or ())
    _add_nulls(fields, unset or ())
    _print_changed(_patch(client, before.id, fields), "changed", as_json)


def clone(
    context: typer.Context,
    monitor_name: MonitorName,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The copy's name; one is made up when left out.")
    ] = None,
    paused: Annotated[bool, typer.Option("--paused", help="Do not check the copy yet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy a monitor with its secrets and without its history."""
    client = connected(context)
    changes = monitor_fields.given(name=name, enabled=False if paused else None)
    _print_changed(client.post(monitor_path(client, monitor_name, "clone"), changes), "created", as_json)


def delete(context: typer.Context, monitors: MonitorNames, yes: Yes = False) -> None:
    """Delete monitors with all of their history."""
    client = connected(context)
    found = [monitor(client, name) for name in monitors]
    names = ", ".join(repr(one.name) for one in found)
    if not yes:
        typer.confirm(clean(f"Delete {names} with all history?"), abort=True, err=True)
    for one in found:
        client.send("DELETE", f"{MONITORS}/{one.id}")
        output.print_line(f"{one.name} ({one.id}) deleted")


def pause(context: typer.Context, monitors: MonitorNames, as_json: AsJson = False) -> None:
    """Stop checking; the time until they are resumed is left out of the availability."""
    _each(context, monitors, "pause", None, "paused", as_json)


def resume(context: typer.Context, monitors: MonitorNames, as_json: AsJson = False) -> None:
    """Check again from now on."""
    _each(context, monitors, "resume", None, "resumed", as_json)


def tag(
    context: typer.Context,
    monitor_name: MonitorName,
    tags: Annotated[list[str], typer.Argument(metavar="TAG", help="Plain or key:value.")],
    as_json: AsJson = False,
) -> None:
    """Add tags to a monitor."""
    _each(context, [monitor_name], "tags", {"add": [*tags]}, "tagged", as_json)


def untag(
    context: typer.Context,
    monitor_name: MonitorName,
    tags: Annotated[list[str], typer.Argument(metavar="TAG", help="Plain or key:value.")],
    as_json: AsJson = False,
) -> None:
    """Take tags from a monitor."""
    _each(context, [monitor_name], "tags", {"remove": [*tags]}, "untagged", as_json)


def _each(
    context: typer.Context, monitors: list[str], action: str, body: Fields | None, word: str, as_json: bool
) -> None:
    client = connected(context)
    for path in [monitor_path(client, name, action) for name in monitors]:
        _print_changed(client.post(path, body), word, as_json)


def _patch(client: Client, monitor_id: int, fields: Fields) -> Reply:
    if not fields:
        raise UsageWrong("nothing to change: give an option, such as --interval 30s")
    headers = {"Content-Type": "application/merge-patch+json"}
    return client.send("PATCH", f"{MONITORS}/{monitor_id}", body=fields, headers=headers)


def _add_nulls(fields: Fields, paths: Sequence[str]) -> None:
    """Null brings a default back (RFC 7396). Settings of the kind are written `config.field`."""
    for path in paths:
        name, _, setting = path.replace("-", "_").partition(".")
        inner = fields.setdefault(name, {} if setting else None)
        if setting and isinstance(inner, dict):
            inner[setting] = None


def _require_name(name: str) -> None:
    if name.startswith("--"):
        raise UsageWrong(f"give the monitor's name before {name}")


def _print_changed(reply: Reply, word: str, as_json: bool) -> None:
    if as_json:
        output.print_json(reply.content)
        return
    found = reply.read(Monitor)
    output.print_line(f"{found.name} ({found.id}) {word}")
