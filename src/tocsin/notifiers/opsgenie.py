"""Creates, acknowledges and closes alerts in Opsgenie.

## How to get the API key
In Opsgenie, open the team that is to be alerted, go to *Integrations*, add one of the type *API*, allow it to create
and to update, turn it on and copy its *API Key*. Keys of *API key management* cannot create alerts.
Accounts in the EU set the API's address to `https://api.eu.opsgenie.com`. Atlassian ends Opsgenie in April 2027.

## What arrives
Everything that is told of one group of incidents is one alert over there: its alias is the group's. Reminders count it
up, an acknowledgement in Tocsin acknowledges it, the recovery closes it, and what was a warning and is critical now
gets the priority of what is critical. The monitors' tags are the alert's tags.

Notices and tests are alerts of the priority P5: close them in Opsgenie. A canary closes an alert that does not exist:
that proves that the key is good, and tells nobody.

## Limits
Titles are cut to 130 characters and descriptions to 15,000, which is what Opsgenie takes; the first 20 tags count.
When it asks for patience (429), or fails (5xx), Tocsin tries again; every other refusal is final. Opsgenie takes
everything on trust first and processes it later: what it then makes of it stands in its own log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr, field_validator

from tocsin.core.actor_names import spoken
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, Web, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.base_urls import BaseUrl
from tocsin.net.fitting import fitted, fitted_key, in_one_line, readable
from tocsin.net.web_delivery import json_bytes, json_of, json_text, pause_of, refused, require_success, retry_after

DEFAULT_URL = "https://api.opsgenie.com"
LONGEST_MESSAGE = 130
LONGEST_ALIAS = 512
LONGEST_DESCRIPTION = 15_000
LONGEST_ENTITY = 512
MOST_TAGS, LONGEST_TAG = 20, 50
_ACTIONS = {Purpose.ACKNOWLEDGED: "acknowledge", Purpose.RECOVERY: "close", Purpose.CANARY: "close"}
_INFORMATIVE = frozenset({Purpose.NOTICE, Purpose.TEST})

Priority = Literal["P1", "P2", "P3", "P4", "P5"]


class OpsgenieConfig(NotifierConfig):
    api_key: SecretStr = Field(
        min_length=8, max_length=200, title="API key", description="Of an integration of the type API."
    )
    api_url: BaseUrl = Field(
        DEFAULT_URL, title="API address", description="https://api.eu.opsgenie.com for accounts in the EU."
    )
    critical_priority: Priority = Field("P1", title="Critical", description="The priority of what is critical.")
    warning_priority: Priority = Field("P3", title="Warning", description="The priority of what is a warning.")

    @field_validator("api_key")
    @classmethod
    def _check_key(cls, key: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[!-~]+", key.get_secret_value()):
            raise ValueError("must have no spaces or line breaks in it")
        return key


class OpsgenieNotifier(Notifier[OpsgenieConfig]):
    kind = "opsgenie"
    title = "Opsgenie"
    config_type = OpsgenieConfig
    example: ClassVar[dict[str, Json]] = {"api_key": "eb243592-faa2-4ba2-a551-1afdf565c889"}
    follows_acknowledgement = True

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        return config.get("api_url", DEFAULT_URL)

    async def send(self, config: OpsgenieConfig, message: Message, deadline: Deadline) -> Receipt:
        alerts = f"{config.api_url}/v2/alerts"
        alias = fitted_key(message.announcement.thread, LONGEST_ALIAS)
        known = f"{alerts}/{quote(alias, safe='')}"
        if action := _ACTIONS.get(message.announcement.purpose):
            return await _ask(self.tools.web, config, "POST", f"{known}/{action}{_BY_ALIAS}", _done(message), deadline)
        receipt = await _ask(self.tools.web, config, "POST", alerts, _alert(config, message, alias), deadline)
        if message.announcement.purpose is Purpose.WORSE:
            # An alert that exists keeps the priority that it was created with.
            priority: dict[str, Json] = {"priority": config.critical_priority}
            await _ask(self.tools.web, config, "PUT", f"{known}/priority{_BY_ALIAS}", priority, deadline)
        return receipt


_BY_ALIAS = "?identifierType=alias"


async def _ask(
    web: Web, config: OpsgenieConfig, method: str, url: str, payload: dict[str, Json], deadline: Deadline
) -> Receipt:
    key = config.api_key.get_secret_value()
    headers = (("Authorization", f"GenieKey {key}"), ("Content-Type", "application/json"))
    answer = await web.request(method, url, deadline, headers=headers, body=json_bytes(payload))
    receipt = require_success(answer, secrets=[key], describe=_complaint, pause=_pause)
    if "requestId" not in json_of(answer):
        raise refused(answer, "this is not Opsgenie's answer", is_permanent=False)
    return receipt


def _alert(config: OpsgenieConfig, message: Message, alias: str) -> dict[str, Json]:
    told = message.announcement
    tags: list[Json] = []
    tags += dict.fromkeys(fitted(tag, LONGEST_TAG) for incident in told.incidents for tag in incident.tags)
    targets = dict.fromkeys(incident.target for incident in told.incidents if incident.target)
    alert: dict[str, Json] = {
        "message": fitted(in_one_line(message.title), LONGEST_MESSAGE) or "Tocsin",
        "alias": alias,
        "description": fitted(readable(message.text), LONGEST_DESCRIPTION),
        "priority": _priority(config, message),
        "entity": fitted(next(iter(targets), ""), LONGEST_ENTITY),
        "source": "Tocsin",
        "tags": tags[:MOST_TAGS],
        "details": _details(message),
    }
    return {name: value for name, value in alert.items() if value not in ("", [], {})}


def _priority(config: OpsgenieConfig, message: Message) -> Priority:
    if message.announcement.purpose in _INFORMATIVE:
        return "P5"
    is_critical = message.announcement.severity is Severity.CRITICAL
    return config.critical_priority if is_critical else config.warning_priority


def _details(message: Message) -> dict[str, Json]:
    """At most 8,000 characters in all may stand here."""
    told = message.announcement
    details = {
        "url": message.url,
        "acknowledge": message.acknowledge_url,
        "runbook": next((one.runbook_url for one in told.incidents if one.runbook_url), ""),
        "workspace": told.workspace,
        "policy": told.policy,
        "cause": told.cause,
        "incidents": str(told.total) if told.total else "",
    }
    return {name: fitted(in_one_line(text), 1000) for name, text in details.items() if text}


def _done(message: Message) -> dict[str, Json]:
    who = message.announcement.acknowledged_by
    note = f"Acknowledged in Tocsin by {spoken(who)}." if who else message.title
    return {"source": "Tocsin", "note": fitted(in_one_line(note), 1000)}


def _complaint(answer: WebAnswer) -> str:
    """What is wrong with the request, field by field, stands beside a sentence that only says that something is."""
    errors = json_of(answer).get("errors")
    fields = [f"{name}: {text}" for name, text in errors.items()] if isinstance(errors, dict) else []
    return "; ".join([json_text("message")(answer), *fields])


def _pause(answer: WebAnswer) -> float | None:
    asked = retry_after(answer)
    return asked if asked is not None else pause_of(answer.headers.get("x-ratelimit-period-in-sec", ""))
