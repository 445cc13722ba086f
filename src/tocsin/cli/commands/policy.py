"""`tocsin policy`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli import output, policy_output, times
from tocsin.cli.client import Client, connected, read
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.given_document import escaped, sent_from
from tocsin.cli.lookup import id_of, monitor_id
from tocsin.cli.monitor_fields import given
from tocsin.cli.options import AsJson, AsYaml, MonitorName, Yes
from tocsin.cli.policy_file import policy_fields
from tocsin.cli.policy_replies import Foresight, Policy
from tocsin.cli.recipients import Recipients
from tocsin.cli.terminal import clean
from tocsin.cli.yaml_writer import to_yaml
from tocsin.core.alerting.concern import Severity

POLICIES = "/api/v1/policies"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Policies: who is told what, when, in which steps.",
)
PolicyName = Annotated[str, typer.Argument(metavar="POLICY", help="The policy's name or id.")]
PolicyNames = Annotated[list[str], typer.Argument(metavar="POLICY", help="The policies' names or ids.")]
File = Annotated[
    str, typer.Option("--file", "-f", metavar="FILE", help="A YAML or JSON file of its fields; - for standard input.")
]
OptionalFile = Annotated[
    str | None,
    typer.Option("--file", "-f", metavar="FILE", help="A YAML or JSON file that sets every field anew; - for stdin."),
]


class Concern(StrEnum):
    """What an incident of a monitor can be about."""

    DOWN = "down"
    DEGRADED = "degraded"
    CERTIFICATE = "certificate"
    LATE = "late"
    THRESHOLD = "threshold"


@app.command("list")
def list_policies(context: typer.Context, as_json: AsJson = False) -> None:
    """Policies in the order in which they are asked: the first that fits takes the incident."""
    client = connected(context)
    items = client.items(POLICIES, {}, None)
    if as_json:
        output.print_json(items)
        return
    names = Recipients(client)
    rows = [policy_output.row(position, read(item, Policy), names) for position, item in enumerate(items, 1)]
    columns = (">asked", ">id", "name", "enabled", "takes", "~steps")
    output.print_table(columns, rows, empty="There are no policies: nobody is told of anything.")


@app.command("show")
def show(context: typer.Context, policy: PolicyName, as_json: AsJson = False, as_yaml: AsYaml = False) -> None:
    """One policy, with its steps."""
    client = connected(context)
    reply = client.get(f"{POLICIES}/{_id_of(client, policy)}")
    if as_json:
        output.print_json(reply.content)
        return
    found, names = reply.read(Policy), Recipients(client)
    if as_yaml:
        print(to_yaml(escaped(policy_fields(found, names))), end="")
    else:
        policy_output.print_policy(found, names)


@app.command("create")
def create(context: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Create a policy from a file, as `show --yaml` prints it. It is asked before all others."""
    client = connected(context)
    with sent_from(file) as fields:
        reply = client.post(POLICIES, fields)
    made = reply.read(Policy)
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(
            f"{made.name} ({made.id}) created: it is asked first, `tocsin policy reorder` puts it elsewhere"
        )


@app.command("edit")
def edit(
    context: typer.Context,
    policy: PolicyName,
    file: OptionalFile = None,
    name: Annotated[str | None, typer.Option(help="A new name.")] = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="Ask it, or pass it over.")] = None,
    as_json: AsJson = False,
) -> None:
    """Set every field anew from a file, or change single ones by options. Its place in the order stays."""
    given_fields = given(name=name, enabled=enabled)
    if file is None and not given_fields:
        raise UsageWrong("give --file, --name, --enable or --disable")
    client = connected(context)
    found = client.get(f"{POLICIES}/{_id_of(client, policy)}")
    before = found.read(Policy)
    with sent_from(file, policy_fields(before, Recipients(client)) if file is None else None) as fields:
        headers = {"If-Match": found.etag or "*"}
        reply = client.send("PUT", f"{POLICIES}/{before.id}", body=fields | given_fields, headers=headers)
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"{reply.read(Policy).name} ({before.id}) changed")


@app.command("delete")
def delete(context: typer.Context, policy: PolicyName, yes: Yes = False) -> None:
    """Delete a policy. What it has begun to tell is not told any further."""
    client = connected(context)
    found = client.get(f"{POLICIES}/{_id_of(client, policy)}").read(Policy)
    if not yes:
        typer.confirm(clean(f"Delete the policy {found.name!r}?"), abort=True, err=True)
    client.send("DELETE", f"{POLICIES}/{found.id}")
    output.print_line(f"{found.name} ({found.id}) deleted")


@app.command("reorder")
def reorder(context: typer.Context, policies: PolicyNames) -> None:
    """Have these asked first, in this order; the others follow as they do now.

    `tocsin policy reorder Production Staging`
    """
    client = connected(context)
    all_of_them = [read(item, Policy) for item in client.each(POLICIES, {})]
    first = [_id_of(client, typed) for typed in policies]
    ids = [*first, *(one.id for one in all_of_them if one.id not in first)]
    client.send("PUT", f"{POLICIES}/order", body={"ids": ids})
    names = {one.id: one.name for one in all_of_them}
    output.print_line(f"Asked in this order: {', '.join(names.get(one, str(one)) for one in ids)}")


@app.command("route")
def route(
    context: typer.Context,
    monitor: MonitorName,
    concern: Annotated[Concern, typer.Option(help="What it would be about.")] = Concern.DOWN,
    severity: Annotated[
        Severity | None, typer.Option(help="How bad.", show_default="critical for what is down, else warning")
    ] = None,
    at: Annotated[str | None, typer.Option(help="When: 03:00, 2026-01-31T08:00, or in 2h. Now when left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say which policies would take an incident of a monitor, and who would be told when, if nobody took it on.

    Nothing is sent. Silences, and what the monitor depends on, are left aside. Ends with 1 when no policy takes it.
    """
    client = connected(context)
    body = given(monitor_id=monitor_id(client, monitor), concern=concern, severity=severity)
    reply = client.post(f"{POLICIES}/route", body | given(at=times.moment_to_come(at)))
    foresight = reply.read(Foresight)
    if as_json:
        output.print_json(reply.content)
    else:
        policy_output.print_foresight(foresight)
    if not foresight.policies:
        raise CommandFailed("no policy takes it: nobody would be told")


def _id_of(client: Client, typed: str) -> int:
    return id_of(client, POLICIES, "policy", typed)
