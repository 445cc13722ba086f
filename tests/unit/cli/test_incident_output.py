"""Why an incident paged, in a sentence."""

from datetime import UTC, datetime

import pytest

from tocsin.cli.alert_replies import IncidentWhy, Said
from tocsin.cli.incident_output import answer, trouble

AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def _said(destination: str, status: str, purpose: str = "problem") -> Said:
    return Said(1, destination, purpose, status, AT)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (IncidentWhy(1), "Alerting has not looked at it yet."),
        (IncidentWhy(1, status="unrouted"), "Nobody was told: no policy takes it."),
        (IncidentWhy(1, status="told"), "Nobody has been told yet."),
        (IncidentWhy(1, status="ended"), "Nobody was told."),
        (IncidentWhy(1, status="held", held_by="silence:7"), "Nobody was told. It is held by silence 7."),
        (IncidentWhy(1, status="told", notifications=[_said("ops", "sent")]), "Told: ops."),
        (IncidentWhy(1, status="told", notifications=[_said("ops", "pending")]), "Still to be told: ops."),
        (IncidentWhy(1, status="ended", notifications=[_said("ops", "sent", "recovery")]), "Nobody was told."),
    ],
)
def test_the_answer_is_a_sentence(why: IncidentWhy, said: str) -> None:
    assert answer(why) == said


def test_those_who_were_told_come_in_order_each_once() -> None:
    said = [_said("rosa", "failed"), _said("ops", "sent", "reminder"), _said("sms", "sent"), _said("ops", "sent")]
    assert answer(IncidentWhy(1, status="told", notifications=said)) == "Told: ops, sms. Not reached: rosa."


def test_a_long_trouble_is_cut_and_in_one_line() -> None:
    assert trouble("a\n b") == "a b"
    assert len(trouble("x" * 1000)) == 161
    assert trouble(None) == ""
