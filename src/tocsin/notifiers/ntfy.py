"""Sends a push message to phones and desktops by ntfy.

## How to set it up
Install the ntfy app, subscribe to a topic of a name that nobody guesses, such as `tocsin-x7Kq2vLm`, and set the same
topic here. On the public server `https://ntfy.sh` whoever knows the topic can read along, so Tocsin keeps it encrypted
and shows it to nobody. A server of your own, or a reserved topic, asks for an access token (*Account*, *Access tokens*)
or a user name and password; the user needs the right to write to the topic.

A server in your own network can be reached where the operator of Tocsin allows private addresses.

## What arrives
A message with the title, what Tocsin has to say, and buttons that open and acknowledge the incident; pressing the
message opens the incident. What is down has the priority `max`, which sounds through *do not disturb* on most phones;
what is degraded `high`; all else the default.

## Limits
ntfy shows 4,096 bytes of a message; the rest is cut off. The public server takes 250 messages a day: when that is used
up it answers 429, and Tocsin tries again later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, SecretStr, field_validator, model_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.base_urls import BaseUrl
from tocsin.net.channel_fields import Verify, header_secrets
from tocsin.net.fitting import fitted_bytes, in_one_line
from tocsin.net.links import beside, links_of
from tocsin.net.tone import Tone, tone_of
from tocsin.net.web_delivery import Headers, basic, bearer, json_bytes, json_text, post_json, require_success

DEFAULT_SERVER = "https://ntfy.sh"
LONGEST_MESSAGE = 4096
"""Bytes: https://docs.ntfy.sh/publish/#limitations"""
LARGEST = 2 * LONGEST_MESSAGE
"""Of the JSON around it, with all that is escaped in there: what is larger is refused."""
LONGEST_LINK = 1000
LONGEST_TITLE = 250
PRIORITIES = {Tone.ALARM: 5, Tone.WARNING: 4, Tone.WELL: 3, Tone.NEWS: 3}
TAGS = {Tone.ALARM: "rotating_light", Tone.WARNING: "warning", Tone.WELL: "white_check_mark", Tone.NEWS: "bell"}
"""Shown as symbols: https://docs.ntfy.sh/emojis"""
_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
_HEADER_TEXT = re.compile(r"[^\x00-\x1f\x7f]*")


class NtfyConfig(NotifierConfig):
    server: BaseUrl = Field(DEFAULT_SERVER, title="Server", description="The public one, or one of your own.")
    topic: SecretStr = Field(
        min_length=1,
        max_length=64,
        title="Topic",
        description="Letters, digits, _ and -. On the public server it is all the secret there is.",
    )
    token: SecretStr = Field(
        SecretStr(""), max_length=200, title="Access token", description="Of a user who may write to the topic: tk_…"
    )
    username: str = Field(
        "", max_length=200, pattern=r"^[^:\x00-\x1f\x7f]*$", title="User name", description="In place of a token."
    )
    password: SecretStr = Field(SecretStr(""), max_length=200, title="Password", description="The user's.")
    verify: Verify = True

    @field_validator("topic")
    @classmethod
    def _check_topic(cls, topic: SecretStr) -> SecretStr:
        if not _TOPIC.fullmatch(topic.get_secret_value()):
            raise ValueError("a topic has up to 64 letters, digits, _ and -: without the server's address")
        return topic

    @field_validator("token", "password")
    @classmethod
    def _check_credential(cls, secret: SecretStr) -> SecretStr:
        if not _HEADER_TEXT.fullmatch(secret.get_secret_value()):
            raise ValueError("contains a line break or another control character")
        return secret

    @model_validator(mode="after")
    def _check_together(self) -> NtfyConfig:
        if self.token.get_secret_value() and self.username:
            raise ValueError("token and user name exclude one another: set one of them")
        if bool(self.username) != bool(self.password.get_secret_value()):
            raise ValueError("user name and password belong together: set both or neither")
        return self

    @property
    def headers(self) -> Headers:
        if token := self.token.get_secret_value():
            return (bearer(token),)
        return (basic(self.username, self.password.get_secret_value()),) if self.username else ()

    @property
    def secrets(self) -> list[str]:
        return [self.topic.get_secret_value(), self.password.get_secret_value(), *header_secrets(self.headers)]


class NtfyNotifier(Notifier[NtfyConfig]):
    kind = "ntfy"
    title = "ntfy"
    config_type = NtfyConfig
    example: ClassVar[dict[str, Json]] = {"topic": "tocsin-x7Kq2vLm"}

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        return config.get("server", DEFAULT_SERVER), config.get("verify", True)

    async def send(self, config: NtfyConfig, message: Message, deadline: Deadline) -> Receipt:
        payload = _payload(config.topic.get_secret_value(), message)
        # JSON goes to the root: https://docs.ntfy.sh/publish/#publish-as-json
        url = f"{config.server}/"
        answer = await post_json(self.tools.web, url, payload, deadline, headers=config.headers, verify=config.verify)
        return require_success(answer, secrets=config.secrets, describe=json_text("error"))


def _payload(topic: str, message: Message) -> dict[str, Json]:
    tone = tone_of(message.announcement)
    links = links_of(message, longest=LONGEST_LINK)
    title = fitted_bytes(in_one_line(message.title), LONGEST_TITLE)
    payload: dict[str, Json] = {
        "topic": topic,
        "title": title,
        "priority": PRIORITIES[tone],
        "tags": [TAGS[tone]],
        "actions": [{"action": "view", "label": link.label, "url": link.url} for link in links],
    }
    payload |= {"click": links[0].url} if links else {}
    body = _fitted(beside(links, message.body), LARGEST - len(json_bytes(payload)) - len(',"message":'))
    return payload | {"message": body or title or "Tocsin"}


def _fitted(text: str, largest: int) -> str:
    """Escaping makes it longer: how much there is room for is found by trying."""
    room = LONGEST_MESSAGE
    while len(json_bytes(fitted_bytes(text, room))) > largest:
        room = room * 9 // 10
    return fitted_bytes(text, room)
