"""Sends a push message by Gotify.

## How to set it up
In Gotify, open *Apps*, *Create Application*, and copy its token, which begins with `A`. Set it here with the address of
your server, as it stands in the browser without `#` and what follows. Tokens of clients, which begin with `C`, may not
send.

A server in your own network can be reached where the operator of Tocsin allows private addresses.

## What arrives
A message with the title and what Tocsin has to say, in Markdown; pressing it opens the incident. What is down has the
priority 8, what is degraded 5, all else 4: on Android, 8 and more sound and show up on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, SecretStr, field_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, TextFormat
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.base_urls import BaseUrl
from tocsin.net.channel_fields import Verify
from tocsin.net.fitting import fitted_utf16, in_one_line
from tocsin.net.links import in_markdown, links_of
from tocsin.net.tone import Tone, tone_of
from tocsin.net.web_delivery import json_text, post_json, require_success

LONGEST_MESSAGE = 16_000
"""Gotify sets no limit; phones do."""
LONGEST_TITLE = 250
PRIORITIES = {Tone.ALARM: 8, Tone.WARNING: 5, Tone.WELL: 4, Tone.NEWS: 4}
"""https://gotify.net/docs/msgextras: from 4 on they sound, from 8 on they appear on the screen."""


class GotifyConfig(NotifierConfig):
    server: BaseUrl = Field(title="Server", description="Its address.", examples=["https://gotify.example.com"])
    token: SecretStr = Field(
        min_length=1, max_length=200, title="Token", description="Of an application: it begins with A."
    )
    verify: Verify = True

    @field_validator("token")
    @classmethod
    def _check_token(cls, token: SecretStr) -> SecretStr:
        text = token.get_secret_value()
        if not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError("a token is one word of letters, digits and signs")
        if text.startswith("C"):
            raise ValueError("this is a client's token: make an application in Gotify, and take its token")
        return token


class GotifyNotifier(Notifier[GotifyConfig]):
    kind = "gotify"
    title = "Gotify"
    config_type = GotifyConfig
    example: ClassVar[dict[str, Json]] = {"server": "https://gotify.example.com", "token": "AxxxxxxxxxxxxxX"}
    format = TextFormat.MARKDOWN

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        return config.get("server"), config.get("verify", True)

    async def send(self, config: GotifyConfig, message: Message, deadline: Deadline) -> Receipt:
        token = config.token.get_secret_value()
        answer = await post_json(
            self.tools.web,
            f"{config.server}/message",
            _payload(message),
            deadline,
            headers=[("X-Gotify-Key", token)],
            verify=config.verify,
        )
        return require_success(answer, secrets=[token], describe=json_text("errorDescription", "error"))


def _payload(message: Message) -> dict[str, Json]:
    title = fitted_utf16(in_one_line(message.title), LONGEST_TITLE) or "Tocsin"
    links = links_of(message)
    body = fitted_utf16(message.body.strip(), LONGEST_MESSAGE)
    extras: dict[str, Json] = {"client::display": {"contentType": "text/markdown"}}
    if message.url:
        extras["client::notification"] = {"click": {"url": message.url}}
    return {
        "title": title,
        "message": "\n\n".join(part for part in (body, in_markdown(links, body)) if part) or title,
        "priority": PRIORITIES[tone_of(message.announcement)],
        "extras": extras,
    }
