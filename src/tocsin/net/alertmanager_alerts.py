"""A message as Alertmanager's API takes it (`api/v2/openapi.yaml`): an alert for each incident.

An alert is known by its labels. One that goes on has no end here: Alertmanager ends it by its own clock when it is not
sent again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tocsin.core.alerting.announcement import Announcement, Purpose, ToldIncident
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import Message
from tocsin.core.result import Json
from tocsin.core.times import rfc3339
from tocsin.net.fitting import fitted

LONGEST = 1000
"""Characters of a label or an annotation."""
OUR_LABELS = frozenset({"alertname", "severity", "monitor", "monitor_id", "kind", "instance", "workspace", "group"})
_NAMED = {Purpose.NOTICE: "TocsinNotice", Purpose.TEST: "TocsinTest", Purpose.CANARY: "TocsinCanary"}
_NOT_IN_A_LABEL = re.compile(r"[^a-zA-Z0-9_]")

Alert = dict[str, Json]


def alerts_of(message: Message, alert_name: str, labels: Mapping[str, str]) -> Iterator[Alert]:
    """`labels` join every alert's own."""
    source: Alert = {"generatorURL": message.url} if message.url else {}
    for alert in _alerts(message, alert_name):
        own = alert["labels"]
        assert isinstance(own, dict)
        yield {**alert, "labels": {**labels, **own}, **source}


def _alerts(message: Message, alert_name: str) -> Iterator[Alert]:
    told = message.announcement
    for incident in told.incidents:
        yield _alert(alert_name, told, incident, incident.severity)
        if told.purpose is Purpose.WORSE and incident.severity is Severity.CRITICAL:
            yield _ended(_alert(alert_name, told, incident, Severity.WARNING), told.at, incident.started_at)
    if not told.incidents:
        yield _notice(alert_name, message)
    elif told.total > len(told.incidents):
        yield _others(alert_name, told)


def _alert(alert_name: str, told: Announcement, incident: ToldIncident, severity: Severity) -> Alert:
    labels = {
        **_tag_labels(incident.tags),
        "alertname": alert_name,
        "severity": severity.value,
        "monitor": incident.monitor,
        "monitor_id": str(incident.monitor_id),
        "kind": incident.kind,
        "instance": incident.target,
        "workspace": told.workspace,
    }
    annotations = {
        "summary": incident.summary,
        "description": "\n".join(incident.changes),
        "concern": incident.concern.value,
        "state": incident.state,
        "runbook_url": incident.runbook_url or "",
    }
    alert = _dressed(labels, annotations) | {"startsAt": rfc3339(incident.started_at)}
    has_ended = incident.ended_at is not None or told.purpose is Purpose.RECOVERY
    return _ended(alert, incident.ended_at or told.at, incident.started_at) if has_ended else alert


def _others(alert_name: str, told: Announcement) -> Alert:
    """One that stands for those of a large group that are not listed."""
    labels = {
        "alertname": alert_name,
        "severity": told.severity.value,
        "workspace": told.workspace,
        "group": told.thread,
    }
    number = told.total - len(told.incidents)
    alert = _dressed(labels, {"summary": f"{number} more incidents of this group are not listed."})
    return _ended(alert, told.at) if told.purpose is Purpose.RECOVERY else alert


def _notice(alert_name: str, message: Message) -> Alert:
    told = message.announcement
    is_about_something = told.purpose not in {Purpose.TEST, Purpose.CANARY}
    labels = {
        "alertname": _NAMED.get(told.purpose, alert_name),
        "severity": told.severity.value if is_about_something else "info",
        "workspace": told.workspace,
    }
    if is_about_something:
        labels["group"] = told.thread
    alert = _dressed(labels, {"summary": told.note or message.title})
    return _ended(alert, told.at) if told.purpose is Purpose.RECOVERY else alert


def _ended(alert: Alert, at: int, started_at: int = 0) -> Alert:
    """Alertmanager refuses alerts that end before they start."""
    return {**alert, "endsAt": rfc3339(max(at, started_at))}


def _dressed(labels: Mapping[str, str], annotations: Mapping[str, str]) -> Alert:
    """Without what is empty, and not too long."""
    return {
        "labels": {name: fitted(value, LONGEST) for name, value in labels.items() if value},
        "annotations": {name: fitted(value, LONGEST) for name, value in annotations.items() if value},
    }


def _tag_labels(tags: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tags:
        key, _, value = tag.partition(":")
        name = f"tag_{_NOT_IN_A_LABEL.sub('_', key)}"
        found[name] = ",".join(filter(None, (found.get(name), value or "true")))
    return found
