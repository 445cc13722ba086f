"""Pushes messages to phones and desktops by Pushover.

## How to get the keys
Sign in at pushover.net: the *user key* stands on the front page. Create an application there for the *application
token*. A delivery group has a key as well, which is used like a user's.

## What arrives
Title and text, with a link to the incident. What is critical has the priority `1` (high: it is heard in quiet hours
too) unless set otherwise, everything else `0`.

With the priority `2` for what is critical, Pushover rings again every so many seconds until somebody confirms, at most
until the end that you set. Tocsin stops that ringing when the incident is acknowledged or over.

## Limits
Pushover takes 250 characters of title and 1,024 of text: what is longer is cut. It takes a number of messages a month;
once they are used up, a delivery fails for good until the month is over, and the channel's fallback is told.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import ClassVar, Literal
from urllib.parse import urlencode

from pydantic import Field, SecretStr, field_validator, model_validator

from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.base_urls import BaseUrl
from tocsin.net.fitting import fitted, in_one_line, readable
from tocsin.net.web_delivery import body_text, is_permanent, json_of, refused, require_success

DEFAULT_URL = "https://api.pushover.net"
LONGEST_TITLE, LONGEST_TEXT, LONGEST_LINK = 250, 1024, 512
EMERGENCY = 2
_KEY = re.compile(r"[A-Za-z0-9]{30}")
_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
_ALARMS = frozenset({Purpose.PROBLEM, Purpose.REMINDER, Purpose.WORSE, Purpose.MORE, Purpose.REFRESH})


class PushoverConfig(NotifierConfig):
    token: SecretStr = Field(
        min_length=30, max_length=30, title="Application token", description="30 letters and digits."
    )
    user_key: SecretStr = Field(
        min_length=30, max_length=30, title="User key", description="Of a user, or of a delivery group."
    )
    device: str = Field(
        "", max_length=25, pattern=r"^[A-Za-z0-9_-]*$", title="Device", description="One device; empty for all of them."
    )
    critical_priority: Literal[-2, -1, 0, 1, 2] = Field(
        1, title="Priority when critical", description="2 rings until somebody confirms; 1 is heard in quiet hours too."
    )
    priority: Literal[-2, -1, 0, 1] = Field(
        0, title="Priority of the rest", description="Of warnings, recoveries and all else. -1 makes no sound."
    )
    retry: int = Field(
        60, ge=30, le=10_800, title="Ring every", description="Seconds between two rings, with the priority 2."
    )
    expire: int = Field(
        3600, ge=30, le=10_800, title="Ring until", description="Seconds after which it stops ringing unconfirmed."
    )
    sound: str = Field(
        "",
        max_length=50,
        pattern=r"^[a-z0-9_]*$",
        title="Sound",
        description="A sound's name, such as siren; empty for the one that the user has chosen.",
    )
    api_url: BaseUrl = Field(DEFAULT_URL, title="API address", description="Another only for a proxy of your own.")

    @field_validator("token", "user_key")
    @classmethod
    def _check_key(cls, key: SecretStr) -> SecretStr:
        if not _KEY.fullmatch(key.get_secret_value()):
            raise ValueError("must be 30 letters and digits")
        return key

    @model_validator(mode="after")
    def _check_ringing(self) -> PushoverConfig:
        if self.expire < self.retry:
            raise ValueError("expire must not be less than retry: it would ring once")
        return self


class PushoverNotifier(Notifier[PushoverConfig]):
    kind = "pushover"
    title = "Pushover"
    config_type = PushoverConfig
    example: ClassVar[dict[str, Json]] = {
        "token": "azGDORePK8gMaC0QOYAMyEEuzJnyUi",
        "user_key": "uQiRzpo4DXghDmr9QzzfQu27cmVRsG",
    }
    follows_acknowledgement = True

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        return config.get("api_url", DEFAULT_URL)

    async def send(self, config: PushoverConfig, message: Message, deadline: Deadline) -> Receipt:
        purpose = message.announcement.purpose
        if purpose in {Purpose.ACKNOWLEDGED, Purpose.RECOVERY} and config.critical_priority == EMERGENCY:
            silenced = await self._ask(config, f"receipts/cancel_by_tag/{_tag(message)}.json", {}, deadline)
            if purpose is Purpose.ACKNOWLEDGED:
                return silenced
        if purpose is Purpose.ACKNOWLEDGED:
            return Receipt("nothing rings over there that could be stopped")
        return await self._ask(config, "messages.json", _form(config, message), deadline)

    async def _ask(self, config: PushoverConfig, path: str, form: dict[str, str | int], deadline: Deadline) -> Receipt:
        token, user = config.token.get_secret_value(), config.user_key.get_secret_value()
        whom = {"user": user} if form else {}
        body = urlencode({"token": token, **whom, **form}).encode()
        url = f"{config.api_url}/1/{path}"
        answer = await self.tools.web.request("POST", url, deadline, headers=_FORM, body=body)
        receipt = require_success(answer, secrets=[token, user], permanent=_is_final, describe=_complaint)
        if json_of(answer).get("status") != 1:
            raise refused(answer, "this is not Pushover's answer", is_permanent=False)
        return receipt


def _form(config: PushoverConfig, message: Message) -> dict[str, str | int]:
    told = message.announcement
    is_critical = told.purpose in _ALARMS and told.severity is Severity.CRITICAL
    priority = config.critical_priority if is_critical else config.priority
    form: dict[str, str | int] = {
        "title": fitted(in_one_line(message.title), LONGEST_TITLE) or "Tocsin",
        "message": fitted(readable(message.body).strip() or in_one_line(message.title) or "Tocsin", LONGEST_TEXT),
        "priority": priority,
        "timestamp": told.at // 1000,
    }
    if message.url and len(message.url) <= LONGEST_LINK:
        form |= {"url": message.url, "url_title": "Incident in Tocsin"}
    if priority == EMERGENCY:
        form |= {"retry": config.retry, "expire": config.expire, "tags": _tag(message)}
    return form | {name: text for name, text in (("device", config.device), ("sound", config.sound)) if text}


def _tag(message: Message) -> str:
    """By which ringing is stopped. A hash: a thread may hold what a tag may not."""
    return hashlib.sha256(message.announcement.thread.encode("utf-8", "replace")).hexdigest()[:32]


def _is_final(answer: WebAnswer) -> bool:
    """Unlike haste, a month's quota is not over in minutes."""
    return is_permanent(answer) or (answer.status == 429 and answer.headers.get("x-limit-app-remaining") == "0")


def _complaint(answer: WebAnswer) -> str:
    errors = json_of(answer).get("errors")
    return "; ".join(str(one) for one in errors) if isinstance(errors, list) else body_text(answer)
