"""Writes to a channel in Mattermost.

## How to get the address
In Mattermost, open *Integrations*, *Incoming Webhooks*, *Add Incoming Webhook*, choose the channel, save, and copy the
address: `https://mattermost.example.com/hooks/…`. Where the menu is missing, an administrator has to allow incoming
webhooks. Whoever knows the address may write to the channel, so Tocsin keeps it encrypted and shows it to nobody.

A server in your own network can be reached where the operator of Tocsin allows private addresses.

## What arrives
The title, which leads to the incident, and what Tocsin has to say, with a bar in the colour of the severity and a link
that acknowledges. A body template of your own may use Mattermost's Markdown; what monitored sites say is shown as it
is, and calls nobody.

## Limits
Tocsin cuts texts off after 16,000 characters, which is what Mattermost takes of a post. A webhook that was deleted is a
failure for good.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, SecretStr, field_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, TextFormat
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.channel_fields import Verify
from tocsin.net.fitting import fitted_utf16, in_one_line
from tocsin.net.hook_addresses import check_hook
from tocsin.net.links import in_markdown, links_of
from tocsin.net.markdown import unmarked
from tocsin.net.tone import COLOURS, tone_of
from tocsin.net.web_delivery import json_text, post_json, require_success, url_secrets

LONGEST_TEXT = 16_000
LONGEST_TITLE = 300
_PATH = re.compile(r"/hooks/[^/]+/?$")


class MattermostConfig(NotifierConfig):
    webhook_url: SecretStr = Field(
        min_length=1,
        max_length=2048,
        title="Webhook URL",
        description="Of an incoming webhook: https://mattermost.example.com/hooks/…",
    )
    channel: str = Field(
        "",
        max_length=64,
        pattern=r"^(@?[a-z0-9._-]*)$",
        title="Channel",
        description="The channel's name as its address shows it, or @ and a user's name, where the webhook is not "
        "locked to one channel. The webhook's own channel when left out.",
        examples=["town-square", "@ada"],
    )
    username: str = Field(
        "",
        max_length=64,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        title="Name",
        description="Who writes, where the server allows to say it. The webhook's owner when left out.",
        examples=["Tocsin"],
    )
    verify: Verify = True

    @field_validator("webhook_url")
    @classmethod
    def _check_webhook_url(cls, address: SecretStr) -> SecretStr:
        return check_hook(address, _PATH, "https://mattermost.example.com/hooks/…", needs_tls=False)


class MattermostNotifier(Notifier[MattermostConfig]):
    kind = "mattermost"
    title = "Mattermost"
    config_type = MattermostConfig
    example: ClassVar[dict[str, Json]] = {
        "webhook_url": "https://mattermost.example.com/hooks/xxxxxxxxxx7xxxxxxxxxx1xxxx",
        "username": "Tocsin",
    }
    format = TextFormat.MARKDOWN

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """The only secret is the address itself; who may pass for the server is what counts."""
        return config.get("verify", True)

    async def send(self, config: MattermostConfig, message: Message, deadline: Deadline) -> Receipt:
        url = config.webhook_url.get_secret_value()
        payload: dict[str, Json] = {"attachments": [_attachment(message)], **_optional(config)}
        answer = await post_json(self.tools.web, url, payload, deadline, verify=config.verify)
        return require_success(answer, secrets=url_secrets(url), describe=json_text("message", "detailed_error"))


def _attachment(message: Message) -> dict[str, Json]:
    title = unmarked(fitted_utf16(in_one_line(message.title), LONGEST_TITLE)) or "Tocsin"
    links = links_of(message)
    body = fitted_utf16(message.body.strip(), LONGEST_TEXT - len(in_markdown(links, "")) - 2)
    attachment: dict[str, Json] = {
        "fallback": title,
        "title": title,
        "text": "\n\n".join(part for part in (body, in_markdown(links, body)) if part),
        "color": COLOURS[tone_of(message.announcement)],
    }
    return attachment | ({"title_link": message.url} if message.url else {})


def _optional(config: MattermostConfig) -> dict[str, Json]:
    given = {"channel": config.channel, "username": config.username}
    return {name: value for name, value in given.items() if value}
