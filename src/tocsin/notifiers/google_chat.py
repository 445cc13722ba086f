"""Writes to a space in Google Chat.

## How to get the address
In the space, open *Apps & integrations*, *Webhooks*, *Add a webhook*, give it a name, and copy the link:
`https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…`. Whoever knows it may write to the space, so Tocsin
keeps it encrypted and shows it to nobody. Webhooks exist in accounts of Google Workspace.

## What arrives
The title, what Tocsin has to say, and links that open and acknowledge the incident. All that is told of one group of
incidents stands in one thread, from the first alarm to the recovery.

A body template of your own may use Google's marks: `*bold*`, `_italic_`, `` `code` ``. Links and mentions (`<…>`) are
shown as they are: nothing that a monitored site says can call somebody, or hide where a link leads.

## Limits
Tocsin cuts texts off after 4,000 characters. A space takes one message a second from its webhooks: when Google asks for
patience, Tocsin tries again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import Field, SecretStr, field_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.fitting import fitted_key, fitted_utf16, in_one_line
from tocsin.net.hook_addresses import check_hook
from tocsin.net.links import beside, links_of
from tocsin.net.web_delivery import body_text, json_of, post_json, require_success, url_secrets

LONGEST_TEXT = 4000
LONGEST_TITLE = 300
LONGEST_KEY = 4000
"""Of a thread: https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages#thread"""
_PATH = re.compile(r"^/v1/spaces/[^/]+/messages$")
_THREADING = ("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD")
_BREAK = "\u200b"


class GoogleChatConfig(NotifierConfig):
    webhook_url: SecretStr = Field(
        min_length=1,
        max_length=2048,
        title="Webhook URL",
        description="Of the space: https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…",
    )

    @field_validator("webhook_url")
    @classmethod
    def _check_webhook_url(cls, address: SecretStr) -> SecretStr:
        looks = "https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…"
        check_hook(address, _PATH, looks)
        if not {"key", "token"} <= dict(parse_qsl(urlsplit(address.get_secret_value()).query)).keys():
            raise ValueError(f"this is only the beginning of the address, which looks like {looks}")
        return address

    @property
    def url(self) -> str:
        """An answer to a thread that does not exist begins one."""
        address = urlsplit(self.webhook_url.get_secret_value())
        query = [*(pair for pair in parse_qsl(address.query) if pair[0] != _THREADING[0]), _THREADING]
        return address._replace(query=urlencode(query), fragment="").geturl()


class GoogleChatNotifier(Notifier[GoogleChatConfig]):
    kind = "google_chat"
    title = "Google Chat"
    config_type = GoogleChatConfig
    example: ClassVar[dict[str, Json]] = {
        "webhook_url": "https://chat.googleapis.com/v1/spaces/AAAAxxxxxx0/messages"
        "?key=AIzaSyxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0&token=xxxxxxxx-xxxxxxxx_xxxxxxxx-xxxxxxxx_xxxxxx0"
    }

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """The only secret is the address itself: it is shown to nobody else."""
        return None

    async def send(self, config: GoogleChatConfig, message: Message, deadline: Deadline) -> Receipt:
        answer = await post_json(self.tools.web, config.url, _payload(message), deadline)
        return require_success(answer, secrets=url_secrets(config.url), describe=_complaint)


def _payload(message: Message) -> dict[str, Json]:
    title = fitted_utf16(in_one_line(message.title), LONGEST_TITLE) or "Tocsin"
    links = links_of(message, longest=LONGEST_TITLE * 2)
    last = "   ".join(f"<{link.url}|{link.label}>" for link in links)
    room = LONGEST_TEXT - 2 * LONGEST_TITLE - len(last)
    body = fitted_utf16(_unlinked(beside(links, message.body)), room)
    text = "\n\n".join(part for part in (_unlinked(title), body, last) if part)
    return {"text": text, "thread": {"threadKey": fitted_key(message.announcement.thread, LONGEST_KEY)}}


def _unlinked(text: str) -> str:
    """There is no escape for the sign with which links and mentions begin: what follows it must not follow at once."""
    return text.replace("<", f"<{_BREAK}")


def _complaint(answer: WebAnswer) -> str:
    """`{"error": {"message": …, "status": …}}`, as Google's services say it."""
    error = json_of(answer).get("error")
    said = error.get("message") if isinstance(error, dict) else None
    return said if isinstance(said, str) and said else body_text(answer)
