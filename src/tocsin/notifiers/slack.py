"""Writes to a channel in Slack.

## How to get the address
Create an app at <https://api.slack.com/apps> (*From scratch*), turn on *Incoming Webhooks*, press *Add New Webhook to
Workspace*, choose the channel, and copy the *Webhook URL*: `https://hooks.slack.com/services/T…/B…/…`. Whoever knows it
may write to the channel, so Tocsin keeps it encrypted and shows it to nobody.

## What arrives
The title, and below it, with a bar in the colour of the severity, what Tocsin has to say, with a link that opens the
incident and one that acknowledges it. Addresses in the text are links, too.

A body template of your own may use what Slack calls *mrkdwn*: `*bold*`, `_italic_`, `` `code` ``. The signs `&`, `<`
and `>` are shown as they are: nothing that a monitored site says can call `@channel`, or hide where a link leads.

## Limits
Slack shows 3,000 characters of a body; the rest is cut off. It takes one message a second for each webhook: when it
asks for patience, Tocsin waits as long as it says. A webhook that was deleted (`no_service`), or whose channel is
archived (`channel_is_archived`), is a failure for good.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import Field, SecretStr, field_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.fitting import fitted_utf16, in_one_line
from tocsin.net.hook_addresses import check_hook
from tocsin.net.links import Link, beside, links_of
from tocsin.net.tone import COLOURS, tone_of
from tocsin.net.web_delivery import post_json, require_success, url_secrets

LONGEST_TEXT = 3000
"""Of a section: https://docs.slack.dev/reference/block-kit/blocks/section-block"""
LONGEST_TITLE = 300
LONGEST_LINK = 1200
_PATH = re.compile(r"^/services/[^/]+/[^/]+/[^/]+$")
_ADDRESS = re.compile(r"https?://[^\s<>|\"]*[^\s<>|\".,:;!?'()\[\]]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
"""https://docs.slack.dev/messaging/formatting-message-text: these three, and no others."""


class SlackConfig(NotifierConfig):
    webhook_url: SecretStr = Field(
        min_length=1,
        max_length=2048,
        title="Webhook URL",
        description="Of an incoming webhook: https://hooks.slack.com/services/…",
    )

    @field_validator("webhook_url")
    @classmethod
    def _check_webhook_url(cls, address: SecretStr) -> SecretStr:
        return check_hook(address, _PATH, "https://hooks.slack.com/services/T…/B…/…")


class SlackNotifier(Notifier[SlackConfig]):
    kind = "slack"
    title = "Slack"
    config_type = SlackConfig
    example: ClassVar[dict[str, Json]] = {
        "webhook_url": "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"
    }

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """The only secret is the address itself: it is shown to nobody else."""
        return None

    async def send(self, config: SlackConfig, message: Message, deadline: Deadline) -> Receipt:
        url = config.webhook_url.get_secret_value()
        answer = await post_json(self.tools.web, url, _payload(message), deadline)
        return require_success(answer, secrets=[url, *url_secrets(url)])


def _payload(message: Message) -> dict[str, Json]:
    title = _escaped(fitted_utf16(in_one_line(message.title), LONGEST_TITLE)) or "Tocsin"
    links = links_of(message, longest=LONGEST_LINK)
    texts = _body(beside(links, message.body)), _last_line(links)
    blocks: list[Json] = [_section(text) for text in texts if text]
    bar: dict[str, Json] = {"color": COLOURS[tone_of(message.announcement)], "fallback": title, "blocks": blocks}
    return {"text": title, "attachments": [bar] if blocks else [], "unfurl_links": False, "unfurl_media": False}


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _body(text: str) -> str:
    """Escaping makes it longer: how much there is room for is found by trying."""
    room = LONGEST_TEXT
    while _length(body := _linked(fitted_utf16(text, room))) > LONGEST_TEXT:
        room = room * 9 // 10
    return body


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _linked(text: str) -> str:
    """Escaped, with addresses as links: Slack is told to make nothing by itself, mentions included."""
    told, last = [], 0
    for found in _ADDRESS.finditer(text):
        told += [_escaped(text[last : found.start()]), f"<{_escaped(found[0])}>"]
        last = found.end()
    return "".join((*told, _escaped(text[last:])))


def _escaped(text: str) -> str:
    return "".join(_MARKUP.get(one, one) for one in text)


def _last_line(links: Sequence[Link]) -> str:
    """Links, not buttons: Slack warns who presses the button of a webhook that nobody listens to the answer."""
    return "   ".join(f"<{_escaped(link.url)}|{link.label}>" for link in links)
