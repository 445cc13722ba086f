"""Writes to a person, group or channel on Telegram, by a bot.

## How to get the token and the chat
1. Write `/newbot` to @BotFather, and copy the bot's token: `123456789:AA…`.
2. Write to the bot, or add it to the group or (as an administrator) to the channel.
3. The chat is `@name` for a public channel. For all else open `https://api.telegram.org/bot<token>/getUpdates` in a
   browser after somebody has written there, and copy `chat.id`; those of groups are negative.
4. In a group with topics, a message's link holds the topic's number: `t.me/c/1234567890/<topic>/<number>`.

## What arrives
The title in bold and the text below it, with buttons that open the incident and acknowledge it, where Tocsin has a
public address. Nothing that stands in a monitor's name or answer can change how the message is set.

## Limits
Telegram takes 4,096 characters: what is longer is cut. It takes about one message a second for a chat, and 20 a minute
for a group; when it asks for patience, Tocsin waits for as long as it says. When a group becomes a supergroup its id
changes: the log of deliveries then names the new one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from ipaddress import ip_address
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.base_urls import BaseUrl
from tocsin.net.fitting import fitted, fitted_utf16, in_one_line, readable
from tocsin.net.web_delivery import (
    bounded_pause,
    json_of,
    json_text,
    post_json,
    refused,
    require_success,
    retry_after,
)

DEFAULT_URL = "https://api.telegram.org"
LONGEST_MESSAGE = 4096
LONGEST_TITLE = 300
_BETWEEN = "\n\n"
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")
_NOT_PUBLIC = (".local", ".localhost", ".internal", ".lan", ".home", ".test", ".invalid")


class TelegramConfig(NotifierConfig):
    bot_token: SecretStr = Field(max_length=150, title="Bot token", description="As @BotFather gave it: 123456789:AA…")
    chat_id: str = Field(
        max_length=64,
        pattern=r"^(-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31})$",
        title="Chat",
        description="The number of a person, group or channel, or @name of a public channel.",
        examples=["-1001234567890"],
    )
    message_thread_id: int | None = Field(
        None, ge=1, le=2**53, title="Topic", description="The number of a topic, in a group that has topics."
    )
    silent_warnings: bool = Field(
        False, title="Silent warnings", description="Warnings, and recoveries from them, arrive without a sound."
    )
    api_url: BaseUrl = Field(
        DEFAULT_URL, title="API address", description="Another only for a Bot API server or a proxy of your own."
    )

    @field_validator("bot_token")
    @classmethod
    def _check_token(cls, token: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("must be a bot's token such as 123456789:AAExampleExampleExampleExample")
        return token


class TelegramNotifier(Notifier[TelegramConfig]):
    kind = "telegram"
    title = "Telegram"
    config_type = TelegramConfig
    example: ClassVar[dict[str, Json]] = {
        "bot_token": "123456789:AAExampleExampleExampleExampleExampl",
        "chat_id": "-1001234567890",
    }

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        return config.get("api_url", DEFAULT_URL)

    async def send(self, config: TelegramConfig, message: Message, deadline: Deadline) -> Receipt:
        token = config.bot_token.get_secret_value()
        url = f"{config.api_url}/bot{token}/sendMessage"
        answer = await post_json(self.tools.web, url, _payload(config, message), deadline)
        secrets = [token, token.partition(":")[2]]
        require_success(answer, secrets=secrets, describe=_complaint, pause=_pause)
        said = json_of(answer)
        if said.get("ok") is not True:
            raise refused(answer, "this is not Telegram's answer", is_permanent=False)
        result = said.get("result")
        number = result.get("message_id") if isinstance(result, dict) else None
        return Receipt(f"message {number}", answer.status)


def _payload(config: TelegramConfig, message: Message) -> dict[str, Json]:
    payload: dict[str, Json] = {
        "chat_id": config.chat_id,
        "text": _text(message),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if config.message_thread_id is not None:
        payload["message_thread_id"] = config.message_thread_id
    if config.silent_warnings and message.announcement.severity is Severity.WARNING:
        payload["disable_notification"] = True
    if buttons := _buttons(message):
        payload["reply_markup"] = {"inline_keyboard": [buttons]}
    return payload


def _text(message: Message) -> str:
    """What is escaped counts as what it stands for: the limit holds after Telegram has read the marks."""
    title = fitted(in_one_line(message.title), LONGEST_TITLE) or "Tocsin"
    room = LONGEST_MESSAGE - 2 * LONGEST_TITLE - len(_BETWEEN)
    body = fitted_utf16(readable(message.body).strip(), room)
    return f"<b>{escape(title, quote=False)}</b>{_BETWEEN}{escape(body, quote=False)}".strip()


def _buttons(message: Message) -> list[Json]:
    named = (("Details", message.url), ("Acknowledge", message.acknowledge_url))
    return [{"text": text, "url": url} for text, url in named if _is_public(url)]


def _is_public(url: str) -> bool:
    """Telegram refuses the whole message for a button that leads to a name such as `localhost`."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "." not in host or host.endswith(_NOT_PUBLIC):
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return True


def _complaint(answer: WebAnswer) -> str:
    said = json_of(answer)
    parameters = said.get("parameters")
    moved = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    words = json_text("description")(answer)
    return f"{words}: set the chat to {moved}" if moved else words


def _pause(answer: WebAnswer) -> float | None:
    parameters = json_of(answer).get("parameters")
    asked = bounded_pause(parameters.get("retry_after")) if isinstance(parameters, dict) else None
    return retry_after(answer) if asked is None else asked
