"""`tocsin rule`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import match_options, output, rule_output
from tocsin.cli.client import Client, connected, read
from tocsin.cli.failures import UsageWrong
from tocsin.cli.given_document import escaped, sent_from
from tocsin.cli.lookup import id_of
from tocsin.cli.match_options import AnyTags, Kinds, Monitors, Names, Tags, WithoutTags
from tocsin.cli.monitor_fields import Fields
from tocsin.cli.options import AsJson, AsYaml, Limit, Yes
from tocsin.cli.recipients import Recipients
from tocsin.cli.rule_options import (
    Above,
    Below,
    Confirmations,
    File,
    LeastResults,
    Metric,
    NewName,
    Objective,
    OptionalName,
    Percentile,
    Recoveries,
    RuleName,
    RuleSeverity,
    ShortWindow,
    Window,
    fields_of,
    over,
    rule_fields,
)
from tocsin.cli.rule_replies import Rule, RuleTrial, RuleValue
from tocsin.cli.terminal import clean
from tocsin.cli.yaml_writer import to_yaml

RULES = "/api/v1/rules"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Rules: thresholds on what monitors measure.",
)


@app.command("list")
def list_rules(context: typer.Context, as_json: AsJson = False) -> None:
    """Rules, and when each of them is broken."""
    client = connected(context)
    items = client.items(RULES, {}, None)
    if as_json:
        output.print_json(items)
        return
    names = Recipients(client)
    rows = [rule_output.row(read(item, Rule), names) for item in items]
    columns = (">id", "name", "enabled", "severity", "broken", "~about")
    output.print_table(columns, rows, empty="There are no rules.")


@app.command("show")
def show(context: typer.Context, rule: RuleName, as_json: AsJson = False, as_yaml: AsYaml = False) -> None:
    """One rule. `tocsin rule states` says what it sees."""
    client = connected(context)
    reply = client.get(_path(client, rule))
    if as_json:
        output.print_json(reply.content)
        return
    found, names = reply.read(Rule), Recipients(client)
    if as_yaml:
        print(to_yaml(escaped(rule_fields(found, names))), end="")
    else:
        rule_output.print_rule(found, names)


@app.command("states")
def states(
    context: typer.Context,
    rule: RuleName,
    broken: Annotated[bool, typer.Option("--broken", help="Only monitors that break it.")] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """What a rule sees now of each monitor that it is about, and what it has concluded."""
    client = connected(context)
    path = _path(client, rule)
    items = client.items(f"{path}/states", {"broken": broken or None}, limit)
    if as_json:
        output.print_json(items)
    else:
        rule_output.print_states(client.get(path).read(Rule), [read(item, RuleValue) for item in items])


@app.command("create")
def create(
    context: typer.Context,
    name: OptionalName = None,
    file: File = None,
    metric: Metric = None,
    above: Above = None,
    below: Below = None,
    window: Window = None,
    short_window: ShortWindow = None,
    percentile: Percentile = None,
    objective: Objective = None,
    least_results: LeastResults = None,
    severity: RuleSeverity = None,
    confirmations: Confirmations = None,
    recoveries: Recoveries = None,
    monitors: Monitors = None,
    tags: Tags = None,
    any_tags: AnyTags = None,
    without_tags: WithoutTags = None,
    names: Names = None,
    kinds: Kinds = None,
    as_json: AsJson = False,
) -> None:
    """Create a rule, from options or from a file. Without --monitor, --tag and the like it is about every monitor.

    `tocsin rule create 'Slow shop' --metric latency --above 800ms --window 10m --tag shop`
    """
    if file is None and (name is None or metric is None):
        raise UsageWrong("a rule needs a name and --metric, or a file")
    given = fields_of(
        name=name,
        metric=metric,
        above=above,
        below=below,
        window=window,
        short_window=short_window,
        percentile=percentile,
        objective=objective,
        least_results=least_results,
        severity=severity,
        confirmations=confirmations,
        recoveries=recoveries,
        match=_match(monitors, tags, any_tags, without_tags, names, kinds),
    )
    with sent_from(file) as fields:
        reply = connected(context).post(RULES, fields | given)
    made = reply.read(Rule)
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"{made.name} ({made.id}) created")


@app.command("edit")
def edit(
    context: typer.Context,
    rule: RuleName,
    file: File = None,
    rename: NewName = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="Evaluate it, or not.")] = None,
    metric: Metric = None,
    above: Above = None,
    below: Below = None,
    window: Window = None,
    short_window: ShortWindow = None,
    percentile: Percentile = None,
    objective: Objective = None,
    least_results: LeastResults = None,
    severity: RuleSeverity = None,
    confirmations: Confirmations = None,
    recoveries: Recoveries = None,
    monitors: Monitors = None,
    tags: Tags = None,
    any_tags: AnyTags = None,
    without_tags: WithoutTags = None,
    names: Names = None,
    kinds: Kinds = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given and leave the rest; a file sets every field anew.

    Anything that it is about replaces all of that. With another metric or severity its incidents end.
    """
    given = fields_of(
        name=rename,
        metric=metric,
        above=above,
        below=below,
        window=window,
        short_window=short_window,
        percentile=percentile,
        objective=objective,
        least_results=least_results,
        severity=severity,
        confirmations=confirmations,
        recoveries=recoveries,
        match=_match(monitors, tags, any_tags, without_tags, names, kinds),
    )
    if enabled is not None:
        given["enabled"] = enabled
    client = connected(context)
    found = client.get(_path(client, rule))
    before = found.read(Rule)
    with sent_from(file, rule_fields(before, Recipients(client)) if file is None else None) as fields:
        headers = {"If-Match": found.etag or "*"}
        reply = client.send("PUT", f"{RULES}/{before.id}", body=over(fields, given), headers=headers)
    if as_json:
        output.print_json(reply.content)
    else:
        output.print_line(f"{reply.read(Rule).name} ({before.id}) changed")


@app.command("delete")
def delete(context: typer.Context, rule: RuleName, yes: Yes = False) -> None:
    """Delete a rule. The incidents that it has opened end."""
    client = connected(context)
    found = client.get(_path(client, rule)).read(Rule)
    if not yes:
        typer.confirm(clean(f"Delete the rule {found.name!r}? Its incidents end."), abort=True, err=True)
    client.send("DELETE", f"{RULES}/{found.id}")
    output.print_line(f"{found.name} ({found.id}) deleted")


@app.command("try")
def try_out(
    context: typer.Context,
    file: File = None,
    metric: Metric = None,
    above: Above = None,
    below: Below = None,
    window: Window = None,
    short_window: ShortWindow = None,
    percentile: Percentile = None,
    objective: Objective = None,
    least_results: LeastResults = None,
    monitors: Monitors = None,
    tags: Tags = None,
    any_tags: AnyTags = None,
    without_tags: WithoutTags = None,
    names: Names = None,
    kinds: Kinds = None,
    as_json: AsJson = False,
) -> None:
    """Say what a rule would see now of each monitor, the worst first. Nothing is stored.

    `tocsin rule try --metric availability --below 99.9% --window 30d --tag prod`
    """
    if file is None and metric is None:
        raise UsageWrong("give --metric, or a file")
    given = fields_of(
        metric=metric,
        above=above,
        below=below,
        window=window,
        short_window=short_window,
        percentile=percentile,
        objective=objective,
        least_results=least_results,
        severity=None,
        confirmations=None,
        recoveries=None,
        match=_match(monitors, tags, any_tags, without_tags, names, kinds),
    )
    with sent_from(file) as fields:
        sent = over(fields, given)
        reply = connected(context).post(f"{RULES}/try", sent)
    if as_json:
        output.print_json(reply.content)
    else:
        rule_output.print_trial(str(sent.get("metric")), reply.read(RuleTrial))


def _match(
    monitors: list[str] | None,
    tags: list[str] | None,
    any_tags: list[str] | None,
    without_tags: list[str] | None,
    names: list[str] | None,
    kinds: list[str] | None,
) -> Fields:
    return match_options.match(
        monitors=monitors,
        names=names,
        kinds=kinds,
        tags=tags,
        any_tags=any_tags,
        without_tags=without_tags,
        everything=False,
    )


def _path(client: Client, typed: str) -> str:
    return f"{RULES}/{id_of(client, RULES, 'rule', typed)}"
