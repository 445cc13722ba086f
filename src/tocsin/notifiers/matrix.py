"""Writes into a Matrix room.

## How to get the access token and the room
1. Make an account for Tocsin on your homeserver, and sign in as it.
2. In Element: *All settings → Help & About → Access Token*. Signing out there ends the token.
3. Invite the account into the room, and accept as it. The room's id (`!…:example.org`) stands in the room's settings
   under *Advanced*.

Rooms must not be encrypted: Tocsin cannot encrypt, and most programs then show its messages with a warning.

## What arrives
The title in bold and the text below it. Nobody is ever mentioned, whatever the words are. A message that has to be sent
again carries the same transaction id, so that the homeserver does not show it twice.

## Limits
An event may have 64 KB, so texts are cut to 7,000 bytes. When the homeserver asks for patience (`M_LIMIT_EXCEEDED`),
Tocsin waits for as long as it says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from html import escape
from typing import ClassVar
from urllib.parse import quote

from pydantic import Field, SecretStr, field_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.base_urls import BaseUrl
from tocsin.net.fitting import fitted, fitted_bytes, in_one_line, readable
from tocsin.net.web_delivery import bearer, bounded_pause, json_bytes, json_of, refused, require_success, retry_after

LONGEST_TITLE = 300
LONGEST_BODY = 7000
"""Bytes. Twice over, once with marks escaped, it stays below the 64 KB of an event (Matrix 1.13, size limits)."""


class MatrixConfig(NotifierConfig):
    homeserver: BaseUrl = Field(
        title="Homeserver",
        description="The address under which its client API answers.",
        examples=["https://matrix.example.org"],
    )
    access_token: SecretStr = Field(
        min_length=1, max_length=2000, title="Access token", description="Of the account that writes."
    )
    room_id: str = Field(
        max_length=255,
        pattern=r"^![^\s/?#\x00-\x1f\x7f]+$",
        title="Room",
        description="The room's id, which begins with an exclamation mark; not its alias.",
        examples=["!qporfwt:example.org"],
    )

    @field_validator("access_token")
    @classmethod
    def _check_token(cls, token: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[!-~]+", token.get_secret_value()):
            raise ValueError("must have no spaces or line breaks in it")
        return token


class MatrixNotifier(Notifier[MatrixConfig]):
    kind = "matrix"
    title = "Matrix"
    config_type = MatrixConfig
    example: ClassVar[dict[str, Json]] = {
        "homeserver": "https://matrix.example.org",
        "access_token": "syt_dG9jc2lu_exampleExampleExample_0",
        "room_id": "!qporfwt:example.org",
    }

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        return config.get("homeserver")

    async def send(self, config: MatrixConfig, message: Message, deadline: Deadline) -> Receipt:
        token = config.access_token.get_secret_value()
        room = quote(config.room_id, safe="")
        url = f"{config.homeserver}/_matrix/client/v3/rooms/{room}/send/m.room.message/{_transaction(message)}"
        headers = (bearer(token), ("Content-Type", "application/json"))
        answer = await self.tools.web.request("PUT", url, deadline, headers=headers, body=json_bytes(_event(message)))
        require_success(answer, secrets=[token], describe=_complaint, pause=_pause)
        event_id = json_of(answer).get("event_id")
        if not isinstance(event_id, str):
            raise refused(answer, "this is not a homeserver's answer", is_permanent=False)
        return Receipt(f"event {event_id[:255]}", answer.status)


def _transaction(message: Message) -> str:
    return hashlib.sha256(message.dedup_key.encode("utf-8", "replace")).hexdigest()


def _event(message: Message) -> dict[str, Json]:
    title = fitted(in_one_line(message.title), LONGEST_TITLE) or "Tocsin"
    body = fitted_bytes(readable(message.body).strip(), LONGEST_BODY)
    html = escape(body, quote=False).replace("\n", "<br>")
    return {
        "msgtype": "m.text",  # m.notice, which is for programs, makes no sound by default
        "m.mentions": {},  # without it, @room and names in the text would call people (Matrix 1.7)
        "body": f"{title}\n\n{body}",
        "format": "org.matrix.custom.html",
        "formatted_body": f"<strong>{escape(title, quote=False)}</strong><br><br>{html}",
    }


def _complaint(answer: WebAnswer) -> str:
    said = json_of(answer)
    return " ".join(text for name in ("errcode", "error") if isinstance(text := said.get(name), str))


def _pause(answer: WebAnswer) -> float | None:
    """Retry-After in newer servers, a member of the body in older ones."""
    asked = bounded_pause(json_of(answer).get("retry_after_ms"), 1000)
    return retry_after(answer) if asked is None else asked
