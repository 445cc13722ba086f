"""Writes to a channel or chat in Microsoft Teams, by a workflow.

## How to get the address
In Teams, open the channel's menu (*…*), *Workflows*, and choose the template *Send webhook alerts to a channel* (or *to
a chat*). At its end it shows an address at `….logic.azure.com` or `….api.powerplatform.com`: copy it whole, with all
that follows the question mark. Whoever knows it may write to the channel, so Tocsin keeps it encrypted and shows it to
nobody.

The connectors of former years, whose addresses are at `webhook.office.com`, no longer exist; Tocsin refuses them.

## What arrives
An Adaptive Card: the title in the colour of the severity, what Tocsin has to say, and buttons that open and acknowledge
the incident. Texts are shown as they are, without Markdown: nothing that a monitored site says becomes a link, or
mentions somebody. The same holds for a body template of your own.

## Limits
Teams refuses messages of more than 28 KB: what is longer is cut off. A workflow that is turned off or deleted is a
failure for good. Note that a workflow belongs to a person: give it a second owner, or it ends with the first one's
account. Teams acknowledges a message before the workflow has run: what fails there is seen in the workflow's history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import Field, SecretStr, field_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.fitting import fitted_bytes, in_one_line
from tocsin.net.hook_addresses import check_hook
from tocsin.net.links import beside, links_of
from tocsin.net.tone import Tone, tone_of
from tocsin.net.urls import parse_http_url
from tocsin.net.web_delivery import body_text, json_bytes, json_of, post_json, require_success, url_secrets

LARGEST = 28 * 1024
"""https://learn.microsoft.com/microsoftteams/limits-specifications-teams: a whole message."""
LARGEST_BODY = 20 * 1024
LONGEST_LINE = 2000
LONGEST_TITLE = 300
STYLES = {Tone.ALARM: "attention", Tone.WARNING: "warning", Tone.WELL: "good", Tone.NEWS: "accent"}
_PATH = re.compile(r"/workflows/[^/]+/.*/invoke$")


class TeamsConfig(NotifierConfig):
    webhook_url: SecretStr = Field(
        min_length=1,
        max_length=2048,
        title="Webhook URL",
        description="Of a workflow that posts what it is sent to a channel or chat.",
    )

    @field_validator("webhook_url")
    @classmethod
    def _check_webhook_url(cls, address: SecretStr) -> SecretStr:
        text = address.get_secret_value()
        if ".webhook.office.com/" in text or "//outlook.office.com/webhook" in text:
            raise ValueError(
                "this is a connector, which Teams no longer has: make a workflow, as the documentation says"
            )
        check_hook(address, _PATH, "https://….api.powerplatform.com:443/powerautomate/…/workflows/…/invoke?…")
        if "sig=" not in parse_http_url(text).url.partition("?")[2]:
            raise ValueError("this is only the beginning of the address: copy it whole, with the signature after sig=")
        return address


class TeamsNotifier(Notifier[TeamsConfig]):
    kind = "teams"
    title = "Microsoft Teams"
    config_type = TeamsConfig
    example: ClassVar[dict[str, Json]] = {
        "webhook_url": "https://prod-00.westeurope.logic.azure.com:443/workflows/0123456789abcdef0123456789abcdef"
        "/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0"
        "&sig=xxxxxxxx-xxxxxxxx_xxxxxxxx-xxxxxxxx_xxxxxxx"
    }

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """The only secret is the address itself: it is shown to nobody else."""
        return None

    async def send(self, config: TeamsConfig, message: Message, deadline: Deadline) -> Receipt:
        url = config.webhook_url.get_secret_value()
        answer = await post_json(self.tools.web, url, _payload(message), deadline)
        return require_success(answer, secrets=url_secrets(url), describe=_complaint)


def _payload(message: Message) -> dict[str, Json]:
    title = fitted_bytes(in_one_line(message.title), LONGEST_TITLE) or "Tocsin"
    links = links_of(message, longest=LONGEST_LINE)
    card: dict[str, Json] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": title,
        "body": [_heading(title, tone_of(message.announcement)), *_paragraphs(beside(links, message.body))],
        "actions": [{"type": "Action.OpenUrl", "title": link.label, "url": link.url} for link in links],
        "msteams": {"width": "Full"},
    }
    attachment: dict[str, Json] = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "summary": title, "attachments": [attachment]}


def _heading(title: str, tone: Tone) -> Json:
    words = _line(title) | {"inlines": [{"type": "TextRun", "text": title, "weight": "Bolder", "size": "Medium"}]}
    return {"type": "Container", "style": STYLES[tone], "bleed": True, "items": [words]}


def _paragraphs(body: str) -> Iterator[Json]:
    """A block for each line, as long as they fit. Runs of text know no Markdown, unlike blocks of text."""
    room, has_gap = LARGEST_BODY, False
    for line in body.splitlines():
        text = fitted_bytes(in_one_line(line), LONGEST_LINE)
        if not text:
            has_gap = True
            continue
        block = _line(text, spacing="Medium" if has_gap else "None")
        room, has_gap = room - len(json_bytes(block)), False
        if room < 0:
            yield _line("…")
            return
        yield block


def _line(text: str, spacing: str = "None") -> dict[str, Json]:
    return {"type": "RichTextBlock", "spacing": spacing, "inlines": [{"type": "TextRun", "text": text}]}


def _complaint(answer: WebAnswer) -> str:
    """`{"error": {"code": …, "message": …}}`, as Azure says it."""
    error = json_of(answer).get("error")
    if not isinstance(error, dict):
        return body_text(answer)
    return ": ".join(str(error[name]) for name in ("code", "message") if error.get(name))
