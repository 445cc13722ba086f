"""Rules, and what they see, as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from tocsin.cli import match_output, output
from tocsin.cli.output import Cell
from tocsin.cli.recipients import Recipients
from tocsin.cli.rule_replies import Rule, RuleTrial, RuleValue
from tocsin.core.durations import in_words

RATIOS = ("error_ratio", "availability")


def row(rule: Rule, names: Recipients) -> tuple[Cell, ...]:
    """Of the list of rules."""
    state = Text("yes", "green") if rule.enabled else Text("no", "dim")
    return rule.id, rule.name, state, rule.severity, _broken_when(rule), _about(rule, names)


def print_rule(rule: Rule, names: Recipients) -> None:
    """Without what it sees."""
    output.print_facts(
        [
            ("id", rule.id),
            ("name", rule.name),
            ("enabled", "yes" if rule.enabled else "no: it is not evaluated"),
            ("about", _about(rule, names)),
            ("broken", _broken_when(rule)),
            ("severity", rule.severity),
            ("confirmed by", output.counted(rule.confirmations, "evaluation")),
            ("kept again after", output.counted(rule.recoveries, "evaluation")),
            ("needs", None if rule.least_results is None else output.counted(rule.least_results, "result")),
        ]
    )


def print_states(rule: Rule, values: Sequence[RuleValue]) -> None:
    """What a stored rule sees of each monitor, and what it has concluded."""
    rows = [
        (
            one.monitor_name,
            Text("broken", "bold red") if one.is_broken else Text("kept", "green"),
            output.moment(one.since) or "",
            _seen(rule.metric, one),
            one.incident_id or "",
            one.summary,
        )
        for one in values
    ]
    columns = ("monitor", "|it is", "|since", ">value", ">incident", "~why")
    output.print_table(columns, rows, empty="It is about no monitor.")


def print_trial(metric: str, trial: RuleTrial) -> None:
    """The worst first."""
    rows = [(one.monitor_name, _seen(metric, one), one.summary) for one in trial.items]
    output.print_table(("monitor", ">value", "~why"), rows, empty="It would be about no monitor.")
    counts = f"{trial.beyond:,} beyond the threshold, {trial.untold:,} of which nothing can be told"
    output.print_line(f"\n{output.counted(trial.looked_at, 'monitor')} looked at: {counts}")


def measured(metric: str, value: float) -> str:
    """In the metric's own unit."""
    if metric in RATIOS:
        return f"{value * 100:.6g} %"
    if metric == "latency":
        return str(output.milliseconds(value))
    if metric == "certificate_days":
        return f"{value:.4g} days"
    return in_words(round(value, 3)) if metric == "heartbeat_duration" else f"{value:.4g}"


def _seen(metric: str, one: RuleValue) -> Text:
    if one.value is None:
        return Text("unknown", "magenta")
    return Text(measured(metric, one.value), "bold red" if one.is_beyond else "")


def _broken_when(rule: Rule) -> str:
    """`p95 of latency over 5m above 800 ms`."""
    percentile = f"p{rule.percentile:g} of " if rule.percentile is not None else ""
    windows = [in_words(one) for one in (rule.window, rule.short_window) if one is not None]
    over = f" over {' and '.join(windows)}" if windows else ""
    promised = f", {measured('availability', rule.objective)} being promised" if rule.objective is not None else ""
    sides = [("above", rule.above), ("below", rule.below)]
    beyond = " ".join(f" {side} {measured(rule.metric, value)}" for side, value in sides if value is not None)
    return f"{percentile}{rule.metric.replace('_', ' ')}{over}{beyond}{promised}"


def _about(rule: Rule, names: Recipients) -> str:
    return match_output.in_a_line(rule.match, names.monitors(rule.match.get("monitors") or ()))
