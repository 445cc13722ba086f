"""A rule's fields from a command line, and as they are written down."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from tocsin.cli import monitor_fields
from tocsin.cli.monitor_fields import Fields
from tocsin.cli.policy_file import match_fields
from tocsin.cli.recipients import Recipients
from tocsin.cli.rule_replies import Rule
from tocsin.core.alerting.concern import Severity as AnySeverity
from tocsin.core.alerting.rule import Metric as AnyMetric
from tocsin.core.durations import in_words

OF_METRICS = ("above", "below", "window", "short_window", "percentile", "objective", "least_results")
OTHERWISE_DEFAULT = ("confirmations", "recoveries")

RuleName = Annotated[str, typer.Argument(metavar="RULE", help="The rule's name or id.")]
OptionalName = Annotated[
    str | None, typer.Argument(metavar="NAME", help="The new rule's name; that in the file when left out.")
]
NewName = Annotated[str | None, typer.Option("--rename", help="A new name.")]
File = Annotated[
    str | None,
    typer.Option(
        "--file", "-f", metavar="FILE", help="A YAML or JSON file of its fields, - for standard input; options go over."
    ),
]
Metric = Annotated[AnyMetric | None, typer.Option(help="What is looked at.")]
Above = Annotated[
    str | None, typer.Option(help="Broken above this: 800ms of a latency, 5% of errors, 14.4 of a burn rate, 2h.")
]
Below = Annotated[str | None, typer.Option(help="Broken below this: 99.9% of availability, 14d of a certificate, 2h.")]
Window = Annotated[str | None, typer.Option(help="How far it looks back, such as 5m.")]
ShortWindow = Annotated[str | None, typer.Option(help="Of a burn rate: the short window beside it.")]
Percentile = Annotated[float | None, typer.Option(help="Of a latency: 50 to 99.9.", show_default="95")]
Objective = Annotated[
    str | None, typer.Option(help="Of a burn rate: the availability that is promised, such as 99.9%.")
]
LeastResults = Annotated[int | None, typer.Option(help="With fewer in the window nothing is concluded.")]
RuleSeverity = Annotated[
    AnySeverity | None, typer.Option("--severity", help="Of its incidents.", show_default="warning")
]
Confirmations = Annotated[int | None, typer.Option(help="So many evaluations in a row must say that it is broken.")]
Recoveries = Annotated[int | None, typer.Option(help="So many in a row, that it is kept again.")]


def fields_of(
    *,
    name: str | None = None,
    metric: AnyMetric | None,
    above: str | None,
    below: str | None,
    window: str | None,
    short_window: str | None,
    percentile: float | None,
    objective: str | None,
    least_results: int | None,
    severity: AnySeverity | None,
    confirmations: int | None,
    recoveries: int | None,
    match: Fields,
) -> Fields:
    """Those that were given."""
    fields = monitor_fields.given(
        name=name,
        metric=metric,
        above=monitor_fields.duration(above),
        below=monitor_fields.duration(below),
        window=monitor_fields.duration(window),
        short_window=monitor_fields.duration(short_window),
        percentile=percentile,
        objective=monitor_fields.duration(objective),
        least_results=least_results,
        severity=severity,
        confirmations=confirmations,
        recoveries=recoveries,
    )
    return fields | ({"match": match} if match else {})


def over(fields: Fields, given: Fields) -> Fields:
    """What was given over what there was: of another metric, or of the other side, what there was is left out."""
    dropped: set[str] = set()
    if given.get("metric", fields.get("metric")) != fields.get("metric"):
        dropped |= {*OF_METRICS, *OTHERWISE_DEFAULT}
    if "above" in given or "below" in given:
        dropped |= {"above", "below"}
    return {name: value for name, value in fields.items() if name not in dropped} | given


def rule_fields(rule: Rule, names: Recipients) -> Fields:
    """As `tocsin rule create -f` takes them."""
    fields: Fields = {**msgspec.structs.asdict(rule), "match": match_fields(rule.match, names)}
    del fields["id"]
    for name in ("window", "short_window"):
        seconds = fields[name]
        fields[name] = in_words(seconds) if isinstance(seconds, float | int) else None
    order = ("name", "enabled", "match", "metric", *OF_METRICS, "severity", *OTHERWISE_DEFAULT)
    usual: Fields = {"enabled": True, "match": {}}
    written = {name: fields[name] for name in order}
    return {name: one for name, one in written.items() if one is not None and one != usual.get(name, ...)}
