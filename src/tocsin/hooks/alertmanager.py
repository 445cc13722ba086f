"""Takes in what Prometheus Alertmanager sends to a webhook receiver, version 4, and what speaks the same way.

Each alert is a **problem** of a monitor. While one of its problems is firing the monitor is in the worst of their
states; when the last one is resolved it is up. An alert that fires again, as Alertmanager repeats it, changes nothing
and counts for the monitor's time limit.

**Which monitor.** The label `tocsin_monitor` names it, or gives its id as `id:17`. Without that label the name is made
of the labels `alertname` and `instance`, with a blank in between. Other labels can be chosen in the hook's settings.

**Which state.** The label `severity` says it: `critical`, `page` and `error` are `down`, `warning` and `info` are
`degraded`. Without the label, or with another word in it, the state is `down`.

A monitor that does not exist is created when the hook may do that, by an alert that fires and never by one that is
resolved. Its description and its runbook are taken from the alert's annotations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from tocsin.core.errors import FieldError
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.hooks import wording
from tocsin.hooks.kind import MOST_ITEMS, HookConfig, HookKind, Label, Reading, Report

FIRING, RESOLVED = "firing", "resolved"
LEFT_OUT = (
    f"Alerts that the sender left out of its request: {{}}. Raise max_alerts there, to {MOST_ITEMS} at most, "
    "or group by more labels."
)
MESSAGE_ANNOTATIONS = ("summary", "description", "message")
DEFAULT_SEVERITIES: Mapping[str, Literal["down", "degraded"]] = {
    "critical": "down",
    "page": "down",
    "error": "down",
    "warning": "degraded",
    "info": "degraded",
}
Bad = Literal["down", "degraded"]


class AlertmanagerConfig(HookConfig):
    """Nothing is required."""

    monitor_label: Label = Field(
        default="tocsin_monitor",
        title="Monitor label",
        description="The label that names the monitor, or gives its id as `id:17`.",
    )
    name_labels: tuple[Label, ...] = Field(
        default=("alertname", "instance"),
        min_length=1,
        max_length=10,
        title="Name labels",
        description="Without the monitor label, the values of these make the name, with a blank in between.",
    )
    severity_label: Label = Field(
        default="severity", title="Severity label", description="The label that tells how bad it is."
    )
    severities: dict[str, Bad] = Field(
        default=dict(DEFAULT_SEVERITIES),
        max_length=50,
        title="Severities",
        description="What the words in the severity label mean, without regard to case.",
    )
    default_state: Bad = Field(
        default="down", title="Default state", description="What an alert of no known severity means."
    )
    tag_labels: tuple[Label, ...] = Field(
        default=(),
        max_length=20,
        title="Tag labels",
        description="Labels that become tags, as `label:value`, of the monitors that this hook creates.",
    )


class Alertmanager(HookKind[AlertmanagerConfig]):
    """See the module's docstring, which is the documentation."""

    kind: ClassVar[str] = "alertmanager"
    title: ClassVar[str] = "Prometheus Alertmanager"
    config_type: ClassVar[type[HookConfig]] = AlertmanagerConfig
    example: ClassVar[Mapping[str, Json]] = {"create": True, "create_tags": ["prometheus"], "tag_labels": ["team"]}
    comes_again_after_429: ClassVar[bool] = False

    @classmethod
    def read(cls, config: AlertmanagerConfig, document: Json, until: float) -> Reading:
        if not isinstance(document, dict) or not isinstance(document.get("alerts"), list):
            return Reading(refusals=(FieldError("/alerts", "must be a list: this is no webhook of Alertmanager"),))
        alerts = document["alerts"]
        assert isinstance(alerts, list)
        reports, refusals = [], []
        for index, alert in enumerate(alerts[:MOST_ITEMS]):
            try:
                reports.append(_report(config, alert, f"/alerts/{index}"))
            except _Refused as refused:
                refusals.append(refused.error)
        if len(alerts) > MOST_ITEMS:
            words = f"is one of {len(alerts)}, of which the first {MOST_ITEMS} are taken: set max_alerts in the sender"
            refusals.append(FieldError(f"/alerts/{MOST_ITEMS}", words))
        truncated = _truncated(document)
        note = LEFT_OUT.format(truncated) if truncated else ""
        return Reading(tuple(reports), tuple(refusals), truncated=truncated, note=note)


class _Refused(Exception):
    """An alert that cannot be taken."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.error = FieldError(pointer, message)


def _report(config: AlertmanagerConfig, alert: Json, pointer: str) -> Report:
    if not isinstance(alert, dict):
        raise _Refused(pointer, "must be an object")
    labels, annotations = _texts(alert.get("labels")), _texts(alert.get("annotations"))
    status = alert.get("status")
    if status not in (FIRING, RESOLVED):
        raise _Refused(f"{pointer}/status", "must be firing or resolved")
    monitor = wording.monitor_name(labels.get(config.monitor_label) or _name(config, labels))
    if not monitor:
        wanted = ", ".join((config.monitor_label, *config.name_labels))
        raise _Refused(f"{pointer}/labels", f"must have one of the labels {wanted}, to tell the monitor")
    is_over = status == RESOLVED
    words = next((annotations[name] for name in MESSAGE_ANNOTATIONS if annotations.get(name)), monitor)
    return Report(
        pointer=pointer,
        monitor=monitor,
        verdict=Verdict.UP if is_over else _verdict(config, labels),
        problem=_problem(alert, labels),
        message=wording.message(f"Resolved: {words}" if is_over else words),
        item=_with_link_first(alert),
        ends_only=is_over,
        tags=tuple(f"{name}:{labels[name]}" for name in config.tag_labels if labels.get(name)),
        description=annotations.get("description", ""),
        runbook_url=annotations.get("runbook_url", ""),
    )


def _texts(value: Json) -> dict[str, str]:
    return {name: inner for name, inner in value.items() if isinstance(inner, str)} if isinstance(value, dict) else {}


def _name(config: AlertmanagerConfig, labels: Mapping[str, str]) -> str:
    return " ".join(labels[name] for name in config.name_labels if labels.get(name))


def _verdict(config: AlertmanagerConfig, labels: Mapping[str, str]) -> Verdict:
    severity = labels.get(config.severity_label, "").casefold()
    by_word = {word.casefold(): state for word, state in config.severities.items()}
    return Verdict.from_word(by_word.get(severity, config.default_state))


def _problem(alert: Mapping[str, Json], labels: Mapping[str, str]) -> str:
    fingerprint = alert.get("fingerprint")
    given = wording.identity(fingerprint) if isinstance(fingerprint, str) else ""
    return given or wording.identity_of(labels)


def _with_link_first(alert: Mapping[str, Json]) -> Json:
    """Only the beginning is kept of a long alert: the link is what helps."""
    link = alert.get("generatorURL")
    return {"generatorURL": link, **alert} if isinstance(link, str) else dict(alert)


def _truncated(document: Mapping[str, Json]) -> int:
    given = document.get("truncatedAlerts")
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 < given < 2**31 else 0
