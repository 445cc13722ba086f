"""Writes to a channel in Discord.

## How to get the address
Open the channel's settings, *Integrations*, *Webhooks*, *New Webhook*, and press *Copy Webhook URL*:
`https://discord.com/api/webhooks/…/…`. Whoever knows it may write to the channel, so Tocsin keeps it encrypted and
shows it to nobody. To write into a thread, or a post of a forum, set its id too: turn on the developer mode in Discord
and choose *Copy Thread ID*.

## What arrives
The title, as the notification of a phone shows it, and below it a box in the colour of the severity with what Tocsin
has to say and links to open and to acknowledge the incident. A body template of your own may use Discord's Markdown.
Nobody is ever mentioned, whatever the words are.

## Limits
Discord shows 4,096 characters in a box; the rest is cut off. It allows some thirty messages a minute for each channel:
when it asks for patience, Tocsin waits as long as it says. A webhook that was deleted (`Unknown Webhook`) is a failure
for good.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, TextFormat, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.core.times import rfc3339
from tocsin.net.fitting import fitted_utf16
from tocsin.net.hook_addresses import check_hook
from tocsin.net.links import in_markdown, links_of
from tocsin.net.markdown import unmarked
from tocsin.net.tone import COLOURS, tone_of
from tocsin.net.web_delivery import bounded_pause, json_of, post_json, require_success, retry_after, url_secrets

LONGEST_CONTENT = 2000
"""https://discord.com/developers/docs/resources/webhook#execute-webhook"""
LONGEST_DESCRIPTION = 4096
"""Of an embed; all that is in them together may have 6,000 characters:
https://discord.com/developers/docs/resources/message#embed-object-embed-limits"""
LONGEST_TITLE = 256
LONGEST_LINK = 700
_PATH = re.compile(r"^/api(/v\d+)?/webhooks/\d+/[\w-]+/?$")


class DiscordConfig(NotifierConfig):
    webhook_url: SecretStr = Field(
        min_length=1,
        max_length=2048,
        title="Webhook URL",
        description="Of the channel: https://discord.com/api/webhooks/…/…",
    )
    thread_id: str = Field(
        "",
        max_length=20,
        pattern=r"^[0-9]*$",
        title="Thread",
        description="The id of a thread or forum post to write into. The channel itself when left out.",
        examples=["1217485462361018368"],
    )

    @field_validator("webhook_url")
    @classmethod
    def _check_webhook_url(cls, address: SecretStr) -> SecretStr:
        return check_hook(address, _PATH, "https://discord.com/api/webhooks/…/…")

    @property
    def url(self) -> str:
        """Discord says what it has made of the message when it is asked to wait for it."""
        address = urlsplit(self.webhook_url.get_secret_value())
        thread = f"&thread_id={self.thread_id}" if self.thread_id else ""
        return address._replace(path=address.path.rstrip("/"), query=f"wait=true{thread}", fragment="").geturl()


class DiscordNotifier(Notifier[DiscordConfig]):
    kind = "discord"
    title = "Discord"
    config_type = DiscordConfig
    example: ClassVar[dict[str, Json]] = {
        "webhook_url": "https://discord.com/api/webhooks/1217485462361018368/xxxxxxxx-xxxxxxxx_xxxxxxxx-xxxxxxxx"
    }
    format = TextFormat.MARKDOWN

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """The only secret is the address itself: it is shown to nobody else."""
        return None

    async def send(self, config: DiscordConfig, message: Message, deadline: Deadline) -> Receipt:
        answer = await post_json(self.tools.web, config.url, _payload(message), deadline)
        secrets = url_secrets(config.webhook_url.get_secret_value())
        return require_success(answer, secrets=secrets, pause=_pause)


def _payload(message: Message) -> dict[str, Json]:
    title = fitted_utf16(unmarked(message.title), LONGEST_TITLE)
    embed: dict[str, Json] = {
        "description": _description(message),
        "color": int(COLOURS[tone_of(message.announcement)].removeprefix("#"), 16),
        "timestamp": rfc3339(message.announcement.at),
    }
    embeds: list[Json] = [embed] if embed["description"] else []
    return {"content": title or "Tocsin", "embeds": embeds, "allowed_mentions": {"parse": []}}


def _description(message: Message) -> str:
    links = links_of(message, longest=LONGEST_LINK)
    body = fitted_utf16(message.body.strip(), LONGEST_DESCRIPTION - len(in_markdown(links, "")) - 2)
    return "\n\n".join(part for part in (body, in_markdown(links, body)) if part)


def _pause(answer: WebAnswer) -> float | None:
    """To the millisecond in the body: https://discord.com/developers/docs/topics/rate-limits"""
    asked = bounded_pause(json_of(answer).get("retry_after"))
    return retry_after(answer) if asked is None else asked
