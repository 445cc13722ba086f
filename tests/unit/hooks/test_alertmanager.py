"""Alertmanager's webhook: which monitor an alert is about, in which state, and what is wrong with what it sends."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.unit.hooks.making import NEVER, alert, alerts, read_alerts
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.hooks.alertmanager import Alertmanager, AlertmanagerConfig
from tocsin.hooks.kind import MOST_ITEMS


@pytest.mark.parametrize(
    ("labels", "monitor"),
    [
        ({}, "Disk"),
        ({"instance": "db1:9100"}, "Disk db1:9100"),
        ({"instance": "db1", "tocsin_monitor": "Shop"}, "Shop"),
        ({"tocsin_monitor": "id:17"}, "id:17"),
        ({"tocsin_monitor": ""}, "Disk"),
        ({"instance": "a\nb"}, "Disk a b"),
    ],
)
def test_the_monitor_is_named_by_its_label_or_by_the_alert(labels: dict[str, str], monitor: str) -> None:
    assert read_alerts(alert(**labels)).reports[0].monitor == monitor


def test_other_labels_may_name_the_monitor() -> None:
    settings = {"monitor_label": "service", "name_labels": ["job", "zone"]}
    assert read_alerts(alert(job="api", zone="eu"), **settings).reports[0].monitor == "api eu"
    assert read_alerts(alert(job="api", service="Shop"), **settings).reports[0].monitor == "Shop"


def test_a_name_that_is_too_long_is_cut() -> None:
    name = read_alerts(alert(instance="x" * 500)).reports[0].monitor
    assert len(name) == 200
    assert name.endswith("…")


@pytest.mark.parametrize(
    ("severity", "verdict"),
    [
        ("critical", Verdict.DOWN),
        ("PAGE", Verdict.DOWN),
        ("error", Verdict.DOWN),
        ("warning", Verdict.DEGRADED),
        ("info", Verdict.DEGRADED),
        ("nonsense", Verdict.DOWN),
    ],
)
def test_the_severity_tells_the_state(severity: str, verdict: Verdict) -> None:
    assert read_alerts(alert(severity=severity)).reports[0].verdict == verdict


def test_an_alert_without_a_severity_is_down() -> None:
    assert read_alerts(alert()).reports[0].verdict == Verdict.DOWN


def test_words_for_severities_can_be_chosen() -> None:
    settings = {"severity_label": "prio", "severities": {"P3": "degraded"}, "default_state": "down"}
    read = read_alerts(alert(prio="p3"), alert(prio="p1"), **settings)
    assert [report.verdict for report in read.reports] == [Verdict.DEGRADED, Verdict.DOWN]


def test_an_alert_that_is_resolved_only_ends_its_problem() -> None:
    report = read_alerts(alert("resolved")).reports[0]
    assert (report.verdict, report.ends_only) == (Verdict.UP, True)
    assert report.message == "Resolved: The disk is full"


def test_an_alert_that_fires_is_believed_whatever_its_end_says() -> None:
    ended = {**alert(), "endsAt": "2020-01-01T00:00:00Z"}
    assert read_alerts(ended).reports[0].verdict == Verdict.DOWN


def test_a_problem_is_told_from_others_by_its_fingerprint() -> None:
    assert read_alerts(alert(fingerprint="abc")).reports[0].problem == "abc"


def test_without_a_fingerprint_the_labels_tell_a_problem_from_others() -> None:
    read = read_alerts(
        alert(fingerprint=None, a="1"), alert("resolved", fingerprint=None, a="1"), alert(fingerprint=None, a="2")
    )
    first, again, other = (report.problem for report in read.reports)
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ({"summary": "short", "description": "long"}, "short"),
        ({"description": "long"}, "long"),
        ({"message": "old"}, "old"),
        ({}, "Disk"),
        ({"summary": 7}, "Disk"),
        ({"summary": "x" * 2000}, "x" * 999 + "…"),
    ],
)
def test_the_message_is_the_best_of_the_annotations(annotations: dict[str, Json], message: str) -> None:
    assert read_alerts({**alert(), "annotations": annotations}).reports[0].message == message


def test_the_link_stands_first_in_what_is_kept_of_an_alert() -> None:
    item = read_alerts(alert()).reports[0].item
    assert isinstance(item, dict)
    assert next(iter(item.items())) == ("generatorURL", "http://prometheus.example/graph")


def test_a_monitor_that_is_made_gets_tags_and_texts_of_the_alert() -> None:
    annotations: Json = {"description": "All of it", "runbook_url": "https://wiki.example/disk"}
    report = read_alerts({**alert(team="db"), "annotations": annotations}, tag_labels=["team", "zone"]).reports[0]
    assert report.tags == ("team:db",)
    assert (report.description, report.runbook_url) == ("All of it", "https://wiki.example/disk")


@pytest.mark.parametrize(
    ("bad", "pointer"),
    [
        ("text", "/alerts/1"),
        ({"labels": {"alertname": "x"}}, "/alerts/1/status"),
        ({"status": "pending", "labels": {"alertname": "x"}}, "/alerts/1/status"),
        ({"status": "firing", "labels": {}}, "/alerts/1/labels"),
        ({"status": "firing", "labels": "x"}, "/alerts/1/labels"),
        ({"status": "firing", "labels": {"alertname": " "}}, "/alerts/1/labels"),
    ],
)
def test_a_bad_alert_is_refused_and_those_beside_it_are_taken(bad: Json, pointer: str) -> None:
    read = read_alerts(alert(), bad, alert(fingerprint="f2"))
    assert [error.pointer for error in read.refusals] == [pointer]
    assert [report.problem for report in read.reports] == ["f1", "f2"]


@pytest.mark.parametrize("document", [None, [], "x", {}, {"alerts": {}}, {"alerts": None}])
def test_what_is_no_webhook_of_alertmanager_is_refused(document: Json) -> None:
    read = Alertmanager.read(AlertmanagerConfig(), document, NEVER)
    assert [error.pointer for error in read.refusals] == ["/alerts"]
    assert read.reports == ()


def test_of_very_many_alerts_the_first_are_taken() -> None:
    read = read_alerts(*[alert(fingerprint=str(number)) for number in range(MOST_ITEMS + 5)])
    assert len(read.reports) == MOST_ITEMS
    assert [error.pointer for error in read.refusals] == [f"/alerts/{MOST_ITEMS}"]


@pytest.mark.parametrize(("given", "truncated"), [(3, 3), (0, 0), (-1, 0), (True, 0), ("3", 0), (None, 0)])
def test_alerts_that_the_sender_left_out_are_counted(given: Json, truncated: int) -> None:
    read = Alertmanager.read(AlertmanagerConfig(), alerts(alert(), truncatedAlerts=given), NEVER)
    assert read.truncated == truncated


def test_the_operator_is_told_of_alerts_that_the_sender_left_out() -> None:
    read = Alertmanager.read(AlertmanagerConfig(), alerts(alert(), truncatedAlerts=2), NEVER)
    assert read.note.startswith("Alerts that the sender left out of its request: 2. Raise max_alerts there, to 1000")
    assert read_alerts(alert()).note == ""


@pytest.mark.parametrize(
    "config",
    [{"name_labels": []}, {"severities": {"x": "up"}}, {"monitor_label": "a b"}, {"most_monitors": 0}, {"other": 1}],
)
def test_settings_that_make_no_sense_are_refused(config: dict[str, Json]) -> None:
    with pytest.raises(ValidationError):
        AlertmanagerConfig.model_validate(config)
