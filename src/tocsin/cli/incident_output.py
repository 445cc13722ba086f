"""Incidents, and why they paged whom, as a person reads them: at three in the morning, the answer first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from tocsin.cli import output
from tocsin.cli.alert_replies import Decision, IncidentWhy, Said
from tocsin.cli.output import Cell
from tocsin.cli.replies import Incident
from tocsin.cli.terminal import clean

OUTCOMES = {"pass": "dim", "hold": "yellow", "stop": "bold red", "tell": "bold green"}
OF_A_PROBLEM = ("problem", "reminder", "worse", "more", "refresh")
LONGEST_TROUBLE = 160
STATUSES = {"sent": "green", "failed": "bold red", "dropped": "dim"}


def print_incident(found: Incident) -> None:
    """With its timeline."""
    output.print_facts(
        [
            ("incident", found.id),
            ("monitor", f"{found.monitor_name or ''} ({found.monitor_id})"),
            ("severity", output.state(found.severity)),
            ("began", output.moment(found.started_at)),
            ("ended", output.moment(found.ended_at)),
            ("lasted", lasted(found)),
            ("summary", found.summary),
            ("caused by monitor", found.cause_monitor_id),
            ("rule", found.rule_id),
            ("acknowledged by", found.acknowledged_by),
            ("snoozed until", output.moment(found.snoozed_until)),
            ("resolved by", found.resolved_by),
        ]
    )
    output.print_line()
    rows = [(output.moment(event.at), event.type, event.actor, event.summary) for event in found.timeline]
    output.print_table(("|when", "what", "who", "~"), rows)


def lasted(found: Incident) -> str | None:
    if found.ended_at is None:
        return f"{output.since(found.started_at)} so far"
    return output.span((found.ended_at - found.started_at).total_seconds())


def print_why(incident: Incident, why: IncidentWhy) -> None:
    """Whom it has told, then every decision in order of time, then what was said to each."""
    name = incident.monitor_name or f"monitor {incident.monitor_id}"
    began = output.moment(incident.started_at)
    output.print_line(f"Incident {incident.id}: {name} is ", output.state(incident.severity), f" since {began}.")
    output.print_line(Text(clean(" ".join([answer(why), *_taken_on(incident)])), "bold"))
    if why.decisions:
        print_decisions(why.decisions)
    if why.notifications:
        _print_said(why.notifications)


def answer(why: IncidentWhy) -> str:
    """In a few words whether somebody was told, and if not, what stands in the way."""
    of_problem = [one for one in reversed(why.notifications) if one.purpose in OF_A_PROBLEM]
    found = []
    for word, wanted in (("Told", "sent"), ("Not reached", "failed"), ("Still to be told", "pending")):
        if names := dict.fromkeys(one.destination for one in of_problem if one.status == wanted):
            found.append(f"{word}: {', '.join(names)}.")
    return " ".join(found or [_nobody(why)]) + _still_held(why)


def _nobody(why: IncidentWhy) -> str:
    if why.status is None:
        return "Alerting has not looked at it yet."
    if why.status == "unrouted":
        return "Nobody was told: no policy takes it."
    return "Nobody has been told yet." if why.status == "told" else "Nobody was told."


def _taken_on(incident: Incident) -> list[str]:
    """What people have said of it."""
    said = [
        ("Acknowledged by", incident.acknowledged_by),
        ("Snoozed until", output.moment(incident.snoozed_until)),
        ("Resolved by", incident.resolved_by),
        ("Over since", output.moment(incident.ended_at)),
    ]
    return [f"{word} {value}." for word, value in said if value is not None]


def _still_held(why: IncidentWhy) -> str:
    if why.held_by is None:
        return ""
    until = f", to be decided anew at {output.moment(why.decided_again_at)}" if why.decided_again_at else ""
    return f" It is held by {why.held_by.replace(':', ' ')}{until}."


def print_decisions(decisions: Sequence[Decision]) -> None:
    """A row each; what happens at the same moment has its time once."""
    rows: list[tuple[Cell, ...]] = []
    before = None
    for one in decisions:
        when = output.moment(one.at)
        outcome = Text(one.outcome, OUTCOMES.get(one.outcome, ""))
        rows.append((when if when != before else "", one.stage, outcome, one.summary))
        before = when
    output.print_table(("|when", "|stage", "|says", "~why"), rows, title="\nDecided")


def _print_said(said: Sequence[Said]) -> None:
    rows = [
        (
            output.moment(one.finished_at or one.created_at),
            one.notification_id,
            one.purpose,
            one.destination,
            status(one.status),
            one.attempts,
            trouble(one.last_error),
        )
        for one in reversed(said)
    ]
    columns = ("|when", ">notification", "|purpose", "to", "|status", ">attempts", "~trouble")
    output.print_table(columns, rows, title="\nSaid")


def status(word: str) -> Text:
    """Of a notification."""
    return Text(output.cell(word).plain, STATUSES.get(word, "yellow"))


def trouble(error: str | None) -> str:
    """As much of what went wrong as a table bears; `tocsin notification show` gives all of it."""
    text = " ".join((error or "").split())
    return text if len(text) <= LONGEST_TROUBLE else text[:LONGEST_TROUBLE] + "…"
