"""Sends alerts to Prometheus Alertmanager, whose routes then decide who is told.

Give its address, or those of all members of a cluster: every one is sent everything, and they agree among themselves
on who tells it. A delivery has succeeded when at least one member has taken it. Mimir and Cortex are reached too: by
the address with its prefix, such as `https://mimir.example.com/alertmanager`, and their `X-Scope-OrgID` as a header.

Servers in your own network can be reached where the operator of Tocsin allows private addresses.

## What arrives
An alert for each incident, with these labels:

| label | value |
| --- | --- |
| `alertname` | `TocsinIncident`, or what you set |
| `severity` | `critical` or `warning` |
| `monitor`, `monitor_id`, `kind` | the monitor's name, id and kind |
| `instance` | what is looked at: a host, an address |
| `workspace` | the workspace's name |
| `tag_env` | of the tag `env:prod` the value `prod`; of a tag without a colon `true` |

and those that you add. Its annotations are `summary`, `description` (what differs from the last good result),
`concern`, `state` and `runbook_url`; its source is the incident's page. A warning that becomes critical ends as one
alert and begins as another, for their labels differ.

An alert that goes on is sent again every minute, because Alertmanager forgets what it is not told again: should
Tocsin fall silent, its alerts end after Alertmanager's `resolve_timeout`, five minutes by default. It has to be longer
than a minute.

Notices, tests and canaries are the alerts `TocsinNotice`, `TocsinTest` and `TocsinCanary`, which end by themselves.
Templates of the channel have no effect here.

## Limits
Of a group of more than 50 incidents the first 50 are sent, and one alert, with the label `group`, that stands for the
others.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from tocsin.core.notifier import DeliveryFailed, Message, Notifier, NotifierConfig, Receipt
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.alertmanager_alerts import LONGEST, OUR_LABELS, Alert, alerts_of
from tocsin.net.base_urls import BaseUrl
from tocsin.net.channel_fields import SecretHeaders, Verify, header_secrets, in_clear
from tocsin.net.web_delivery import Headers, basic, post_json, require_success

ENDPOINT = "/api/v2/alerts"
RESEND_SECONDS = 60.0
_SHARE = 0.8
"""Of the time there is, for each member: one that hangs must not make what the others took a failure."""
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


class AlertmanagerConfig(NotifierConfig):
    urls: tuple[BaseUrl, ...] = Field(
        min_length=1,
        max_length=10,
        title="Addresses",
        description="Of Alertmanager, or of every member of a cluster, with their path prefix if they have one.",
        examples=[["http://alertmanager.example.com:9093"]],
    )
    alert_name: str = Field(
        "TocsinIncident",
        min_length=1,
        max_length=100,
        title="Alert name",
        description="The label `alertname` of incidents.",
    )
    labels: Mapping[str, str] = Field(
        default_factory=dict,
        max_length=20,
        title="Labels",
        description="More labels for every alert, to route by.",
        examples=[{"team": "shop"}],
    )
    username: str = Field(
        "",
        max_length=256,
        pattern=r"^[^:\x00-\x1f\x7f]*$",
        title="User name",
        description="For HTTP basic authentication.",
    )
    password: SecretStr = Field(SecretStr(""), max_length=1024, title="Password", description="The user's.")
    headers: SecretHeaders = Field(default_factory=dict)
    verify: Verify = True

    @field_validator("urls")
    @classmethod
    def _check_urls(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        bases = tuple(url.removesuffix(ENDPOINT) for url in urls)
        if len(set(bases)) < len(bases):
            raise ValueError("one address stands there twice")
        return bases

    @field_validator("labels")
    @classmethod
    def _check_labels(cls, labels: Mapping[str, str]) -> Mapping[str, str]:
        for name, value in labels.items():
            if not _LABEL.fullmatch(name) or len(name) > 100:
                raise ValueError(f"{name[:100]!r} is no label: letters, digits and _, and no digit first")
            if name in OUR_LABELS:
                raise ValueError(f"{name} is set by Tocsin")
            if not 0 < len(value) <= LONGEST:
                raise ValueError(f"the value of {name} must have 1 to {LONGEST} characters")
        return labels

    @model_validator(mode="after")
    def _check_together(self) -> AlertmanagerConfig:
        if bool(self.username) != bool(self.password.get_secret_value()):
            raise ValueError("user name and password belong together: set both or neither")
        if self.username and "authorization" in (name.lower() for name in self.headers):
            raise ValueError("user name and an Authorization header exclude one another: set one of them")
        return self

    @property
    def all_headers(self) -> Headers:
        given = in_clear(self.headers)
        return [*given, basic(self.username, self.password.get_secret_value())] if self.username else given

    @property
    def secrets(self) -> list[str]:
        return [*header_secrets(self.all_headers), self.password.get_secret_value()]


class AlertmanagerNotifier(Notifier[AlertmanagerConfig]):
    kind = "alertmanager"
    title = "Prometheus Alertmanager"
    config_type = AlertmanagerConfig
    example: ClassVar[dict[str, Json]] = {"urls": ["http://alertmanager.example.com:9093"], "labels": {"team": "shop"}}
    resend_seconds = RESEND_SECONDS

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        return config.get("urls"), config.get("verify", True)

    async def send(self, config: AlertmanagerConfig, message: Message, deadline: Deadline) -> Receipt:
        alerts = list(alerts_of(message, config.alert_name, config.labels))
        share = Deadline.after(deadline.remaining() * (_SHARE if len(config.urls) > 1 else 1))
        outcomes = await asyncio.gather(*(self._tell(url, config, alerts, share) for url in config.urls))
        failures = [one for one in outcomes if isinstance(one, DeliveryFailed)]
        receipts = [one for one in outcomes if isinstance(one, Receipt)]
        if not receipts:
            raise _summed_up(failures)
        told = "; ".join(failure.answer for failure in failures)
        return Receipt(f"{len(receipts)} of {len(outcomes)} took it. {told}" if failures else "", receipts[0].status)

    async def _tell(
        self, url: str, config: AlertmanagerConfig, alerts: Sequence[Alert], deadline: Deadline
    ) -> Receipt | DeliveryFailed:
        try:
            answer = await post_json(
                self.tools.web,
                f"{url}{ENDPOINT}",
                list(alerts),
                deadline,
                headers=config.all_headers,
                verify=config.verify,
            )
            return require_success(answer, secrets=config.secrets)
        except DeliveryFailed as failure:
            if len(config.urls) == 1:
                return failure
            return DeliveryFailed(
                f"{urlsplit(url).netloc}: {failure.answer}",
                is_permanent=failure.is_permanent,
                status=failure.status,
                retry_after=failure.retry_after,
            )


def _summed_up(failures: Sequence[DeliveryFailed]) -> DeliveryFailed:
    """Of members that all failed: worth another attempt as soon as one of them is."""
    pauses = [failure.retry_after for failure in failures if failure.retry_after is not None]
    return DeliveryFailed(
        "; ".join(failure.answer for failure in failures),
        is_permanent=all(failure.is_permanent for failure in failures),
        status=failures[0].status,
        retry_after=min(pauses, default=None),
    )
