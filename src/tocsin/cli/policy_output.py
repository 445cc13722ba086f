"""Policies, and what they would do, as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.text import Text

from tocsin.cli import match_output, output
from tocsin.cli.output import Cell
from tocsin.cli.policy_replies import ForeseenEntry, ForeseenPolicy, ForeseenTarget, Foresight, Policy, Step
from tocsin.cli.recipients import Recipients
from tocsin.core.durations import in_words


def row(position: int, policy: Policy, names: Recipients) -> tuple[Cell, ...]:
    """Of the list of policies, in the order in which they are asked."""
    state = Text("yes", "green") if policy.enabled else Text("no", "dim")
    steps = "; ".join(f"{in_words(step.after)}: {_targets(step, names)}" for step in policy.steps)
    return position, policy.id, policy.name, state, _about(policy, names), steps


def print_policy(policy: Policy, names: Recipients) -> None:
    """With its steps."""
    output.print_facts(
        [
            ("id", policy.id),
            ("name", policy.name),
            ("enabled", "yes" if policy.enabled else "no: it is not asked"),
            ("takes", _about(policy, names)),
            ("then", "the policies after it are asked too" if policy.continues else None),
            ("reminders", _reminders(policy.repeat)),
            ("quiet hours", _hours(policy.quiet_hours)),
            ("business hours", _hours(policy.business_hours)),
            ("waits for others", None if policy.group_wait is None else in_words(policy.group_wait)),
            ("groups", None if policy.groups else "no: each incident is told by itself"),
            ("tells recovery", None if policy.tells_recovery else "no"),
        ]
    )
    rows = [
        (number, in_words(step.after), step.when.replace("_", " "), _targets(step, names))
        for number, step in enumerate(policy.steps, 1)
    ]
    output.print_line()
    output.print_table((">step", "|after", "|when", "~tells"), rows)


def print_foresight(foresight: Foresight) -> None:
    """Why which policies, then the timetable of each."""
    about = f"{foresight.concern}, {foresight.severity}"
    output.print_line(Text(f"If it were {about} at {output.moment(foresight.at)}:", "bold"))
    for ruling in foresight.rulings:
        output.print_line(f"  {ruling.summary}")
    for policy in foresight.policies:
        _print_timetable(policy, foresight.at)


def _print_timetable(policy: ForeseenPolicy, began: datetime) -> None:
    rows: list[tuple[Cell, ...]] = []
    for entry in policy.entries:
        after = in_words(round((entry.at - began).total_seconds()))
        when = (output.moment(entry.at), f"+{after}")
        rows += [(*when, what, who) for what, who in _happenings(entry)]
    columns = ("|at", "|after", "what", "~to")
    output.print_table(columns, rows, title=f"\n{policy.name} ({policy.id})", empty="It tells nobody.")
    if policy.goes_on:
        output.print_line("and so on")


def _happenings(entry: ForeseenEntry) -> list[tuple[str, str]]:
    """What is told to whom; where nothing is, why."""
    told = []
    for telling in entry.tellings:
        word = "step" if telling.purpose == "problem" else telling.purpose
        targets = telling.targets
        who = "everybody who was told before" if targets is None else "; ".join(map(_who, targets))
        told.append((f"{word} {telling.number}", who))
    return told or [(ruling.outcome, ruling.summary) for ruling in entry.rulings]


def _who(target: ForeseenTarget) -> str:
    """`Ops (rosa@example.com)`: what is named, and who is behind it where that is not the same."""
    told = [one.name for one in target.told]
    behind = "" if told == [target.name] else f" ({', '.join(told) or 'nobody'})"
    return f"{target.name}{behind}{': ' + target.note if target.note else ''}"


def _about(policy: Policy, names: Recipients) -> str:
    return match_output.in_a_line(policy.match, names.monitors(policy.match.get("monitors") or ()))


def _targets(step: Step, names: Recipients) -> str:
    return ", ".join(f"{word} {names.name(word, value)}" for target in step.targets for word, value in target.items())


def _reminders(repeat: Mapping[str, Any] | None) -> str | None:
    return None if repeat is None else f"every {in_words(repeat['every'])}, at most {repeat['at_most']}"


def _hours(hours: Mapping[str, Any] | None) -> str | None:
    if hours is None:
        return None
    spans = [f"{' '.join(one['days'])} {one['from']} to {one['to']}" for one in hours["hours"]]
    through = f"; {', '.join(hours['let_through'])} let through" if hours.get("let_through") else ""
    return f"{'; '.join(spans)} ({hours['time_zone']}){through}"
