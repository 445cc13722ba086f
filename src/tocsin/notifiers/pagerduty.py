"""Opens, acknowledges and resolves incidents in PagerDuty.

## How to get the integration key
In PagerDuty, open the service (or, better, the event orchestration) that is to be alerted, go to *Integrations*, add
*Events API V2*, and copy its *Integration Key*: 32 letters and digits.
Accounts in the EU service region set the API's address to `https://events.eu.pagerduty.com`.

## What arrives
Everything that is told of one group of incidents is one alert over there: the first message triggers it, reminders and
new members of the group update it, an acknowledgement in Tocsin acknowledges it, and the recovery resolves it. What is
down is `critical`, what is degraded a `warning`; the alert lists up to 50 incidents with monitor, target, reason and
tags, and links to the incident and to runbooks.

Notices (of a region that looks offline, of a channel that fails) are alerts of the severity `info`, and so are tests:
resolve them in PagerDuty. A canary resolves an alert that does not exist, which PagerDuty accepts and tells nobody.

## Limits
PagerDuty takes summaries of 1,024 characters and events of 512 KB; what is longer is shortened. When it asks for
patience (429), or fails (5xx), Tocsin tries again; what it finds wrong with an event (400) is final.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar

from pydantic import Field, SecretStr

from tocsin.core.alerting.announcement import Announcement, Purpose, ToldIncident
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.base_urls import BaseUrl
from tocsin.net.fitting import fitted, fitted_bytes, fitted_key, in_one_line
from tocsin.net.web_delivery import json_of, json_text, post_json, refused, require_success

DEFAULT_URL = "https://events.pagerduty.com"
LONGEST_KEY = 255
LONGEST_SUMMARY = 1024
LONGEST_DETAIL = 300
"""Bytes: fifty incidents with all their facts stay far below the 512 KB that an event may have."""
LONGEST_BODY = 20_000
MOST_LINKS = 10
_ACTIONS = {Purpose.ACKNOWLEDGED: "acknowledge", Purpose.RECOVERY: "resolve", Purpose.CANARY: "resolve"}
_INFORMATIVE = frozenset({Purpose.NOTICE, Purpose.TEST})


class PagerDutyConfig(NotifierConfig):
    integration_key: SecretStr = Field(
        min_length=32,
        max_length=32,
        title="Integration key",
        description="Of an integration of the type Events API V2: 32 letters and digits.",
    )
    api_url: BaseUrl = Field(
        DEFAULT_URL,
        title="API address",
        description="https://events.eu.pagerduty.com for accounts in the EU service region.",
    )


class PagerDutyNotifier(Notifier[PagerDutyConfig]):
    kind = "pagerduty"
    title = "PagerDuty"
    config_type = PagerDutyConfig
    example: ClassVar[dict[str, Json]] = {"integration_key": "e93facc04764012d7bfb002500d5d1a6"}
    follows_acknowledgement = True

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        return config.get("api_url", DEFAULT_URL)

    async def send(self, config: PagerDutyConfig, message: Message, deadline: Deadline) -> Receipt:
        key = config.integration_key.get_secret_value()
        event = {"routing_key": key, **_event(message)}
        answer = await post_json(self.tools.web, f"{config.api_url}/v2/enqueue", event, deadline)
        receipt = require_success(answer, secrets=[key], describe=_complaint)
        if json_of(answer).get("status") != "success":
            raise refused(answer, "this is not PagerDuty's answer", is_permanent=False)
        return receipt


def _event(message: Message) -> dict[str, Json]:
    told = message.announcement
    action = _ACTIONS.get(told.purpose, "trigger")
    event: dict[str, Json] = {"event_action": action, "dedup_key": fitted_key(told.thread, LONGEST_KEY)}
    if action == "trigger":
        event |= {"payload": _payload(message), "client": "Tocsin", "links": _links(message)}
        if message.url:
            event["client_url"] = message.url
    return event


def _payload(message: Message) -> dict[str, Json]:
    told = message.announcement
    first = told.incidents[0] if told.incidents else None
    payload: dict[str, Json] = {
        "summary": fitted(in_one_line(message.title), LONGEST_SUMMARY) or "Tocsin",
        "severity": _severity(told),
        "source": _source(told),
        "timestamp": _moment(first.started_at if first else told.at),
        "custom_details": _details(message),
    }
    if first is not None:
        payload |= {"component": fitted(first.monitor, LONGEST_DETAIL), "class": first.concern.value}
    return payload


def _severity(told: Announcement) -> str:
    if told.purpose in _INFORMATIVE:
        return "info"
    return "critical" if told.severity is Severity.CRITICAL else "warning"


def _source(told: Announcement) -> str:
    targets = [incident.target for incident in told.incidents if incident.target]
    return fitted(targets[0], LONGEST_DETAIL) if targets else "Tocsin"


def _details(message: Message) -> dict[str, Json]:
    told = message.announcement
    facts: dict[str, Json] = {
        "message": fitted_bytes(message.text, LONGEST_BODY),
        "workspace": told.workspace,
        "policy": told.policy,
        "cause": told.cause,
        "note": told.note,
        "flapping": told.is_flapping or None,
        "incidents": [_incident(incident) for incident in told.incidents],
        "incidents_in_total": told.total,
    }
    return {name: fact for name, fact in facts.items() if fact not in (None, "", [], 0)}


def _incident(incident: ToldIncident) -> dict[str, Json]:
    facts = {
        "monitor": incident.monitor,
        "target": incident.target,
        "state": incident.state,
        "summary": incident.summary,
        "tags": ", ".join(incident.tags),
        "since": _moment(incident.started_at),
        "runbook": incident.runbook_url or "",
    }
    return {name: fitted_bytes(in_one_line(fact), LONGEST_DETAIL) for name, fact in facts.items() if fact}


def _links(message: Message) -> list[Json]:
    runbooks = {one.runbook_url: f"Runbook of {one.monitor}" for one in message.announcement.incidents}
    named = {message.url: "Incident in Tocsin", message.acknowledge_url: "Acknowledge in Tocsin", **runbooks}
    links: list[Json] = [{"href": url, "text": fitted(text, LONGEST_DETAIL)} for url, text in named.items() if url]
    return links[:MOST_LINKS]


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")


def _complaint(answer: WebAnswer) -> str:
    """What is wrong with the event, which stands beside a sentence that only says that something is."""
    errors = json_of(answer).get("errors")
    words = [one for one in errors if isinstance(one, str)] if isinstance(errors, list) else []
    return "; ".join([json_text("message")(answer), *words])
