"""Sends text messages (SMS) by Twilio.

## How to get the credentials
In the Twilio console, copy the *Account SID* (`AC…`) and the *Auth Token*. Better: make an API key under *Account →
API keys*, set its SID (`SK…`) here, and its secret in the place of the auth token. The sender is a number of yours, a
messaging service (`MG…`), or a name of up to 11 letters where the country allows that.

## What arrives
At most 306 characters, which are two parts of an SMS: the title, how many monitors it is about, why, and the link, if
it fits. Letters that phones would charge double for are replaced by ones that they do not (`ß` stays, `ő` becomes `o`,
an emoji disappears). A title template of your own is used, a body template is not.

Every number gets a message of its own. Numbers that have theirs are not written to again when another has to be tried
again; a number that Twilio refuses for good makes the delivery fail, and the channel's fallback is told.

## Limits
Twilio takes messages on trust, and tries for up to four hours: whether one arrived stands in its own log. Every message
costs; let a policy's first steps use cheaper channels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from pydantic import Field, SecretStr, StringConstraints, field_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.addressees import Addressees
from tocsin.net.base_urls import BaseUrl
from tocsin.net.fitting import in_one_line
from tocsin.net.web_delivery import basic, json_of, json_text, refused, require_success

DEFAULT_URL = "https://api.twilio.com"
LONGEST_TEXT = 306
"""Two parts of 153 characters: what is longer than 160 is sent in parts, each with a mark that costs seven of them."""
LONGEST_TITLE = 120
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Of one place each (3GPP TS 23.038 §6.2.1). One character beyond halves the room of the whole message."""
_OTHERWISE = {
    **dict.fromkeys("‘’‚‛`´", "'"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
    "…": "...",
    "€": "EUR",
    "·": "-",
    "•": "-",
    "→": "->",
    "\\": "/",
    "|": "/",
    "^": "",
    "~": "-",
}

Number = Annotated[str, StringConstraints(max_length=16, pattern=r"^\+[1-9][0-9]{6,14}$")]


class TwilioConfig(NotifierConfig):
    account_sid: str = Field(
        max_length=34,
        pattern=r"^AC[0-9a-fA-F]{32}$",
        title="Account SID",
        description="Of the account that pays: AC and 32 hexadecimal digits.",
    )
    api_key_sid: str = Field(
        "",
        max_length=34,
        pattern=r"^(SK[0-9a-fA-F]{32})?$",
        title="API key SID",
        description="SK and 32 hexadecimal digits; empty where the auth token is the account's own.",
    )
    auth_token: SecretStr = Field(
        min_length=8, max_length=128, title="Auth token", description="Of the account, or the secret of the API key."
    )
    sender: str = Field(
        max_length=34,
        pattern=r"^(\+[1-9][0-9]{6,14}|[0-9]{3,8}|MG[0-9a-fA-F]{32}|[A-Za-z0-9][A-Za-z0-9 ]{0,10})$",
        title="Sender",
        description="A number of yours such as +15005550006, a messaging service (MG…), or a name.",
        examples=["+15005550006"],
    )
    to: tuple[Number, ...] = Field(
        min_length=1,
        max_length=20,
        title="To",
        description="The numbers that are written to, each with its country's code: +4915112345678.",
        examples=[["+4915112345678"]],
    )
    api_url: BaseUrl = Field(
        DEFAULT_URL, title="API address", description="Another only for a region of Twilio's, or a proxy of your own."
    )

    @field_validator("to")
    @classmethod
    def _check_numbers(cls, numbers: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(numbers)) < len(numbers):
            raise ValueError("one number stands there twice")
        return numbers


class TwilioNotifier(Notifier[TwilioConfig]):
    kind = "twilio"
    title = "SMS (Twilio)"
    config_type = TwilioConfig
    example: ClassVar[dict[str, Json]] = {
        "account_sid": "AC00000000000000000000000000000000",
        "auth_token": "12345678901234567890123456789012",
        "sender": "+15005550006",
        "to": ["+4915112345678"],
    }

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._addressees = Addressees()

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        return config.get("api_url", DEFAULT_URL)

    async def send(self, config: TwilioConfig, message: Message, deadline: Deadline) -> Receipt:
        text = sms(message)

        async def write(number: str) -> Receipt:
            return await self._write(config, number, text, deadline)

        return await self._addressees.tell(message.dedup_key, config.to, deadline, write)

    async def _write(self, config: TwilioConfig, number: str, text: str, deadline: Deadline) -> Receipt:
        token = config.auth_token.get_secret_value()
        url = f"{config.api_url}/2010-04-01/Accounts/{config.account_sid}/Messages.json"
        sender = "MessagingServiceSid" if config.sender.startswith("MG") and len(config.sender) > 11 else "From"
        answer = await self.tools.web.request(
            "POST",
            url,
            deadline,
            headers=(basic(config.api_key_sid or config.account_sid, token), _FORM),
            body=urlencode({"To": number, sender: config.sender, "Body": text}).encode(),
        )
        require_success(answer, secrets=[token], describe=json_text("message"))
        sid = json_of(answer).get("sid")
        if not isinstance(sid, str):
            raise refused(answer, "this is not Twilio's answer", is_permanent=False)
        return Receipt(f"message {sid[:64]}", answer.status)


def sms(message: Message) -> str:
    """The most important first: whatever is cut off stands at the end."""
    told = message.announcement
    title = _cut(gsm(in_one_line(message.title)), LONGEST_TITLE) or "Tocsin"
    is_counted = str(told.total) in title or f"{told.total - 1:,} more" in title
    number = f" ({told.total} monitors)" if told.total > 1 and not is_counted else ""
    why = gsm(in_one_line(told.cause or told.note or (told.incidents[0].summary if told.incidents else "")))
    head = title + number
    # A link of which a part is replaced leads elsewhere.
    fits = message.url and gsm(message.url) == message.url and len(message.url) + len(head) < LONGEST_TEXT
    link = f" {message.url}" if fits else ""
    room = LONGEST_TEXT - len(head) - len(link) - len(". ")
    return f"{head}. {_cut(why, room)}{link}" if why and room > len("...") else head + link


def gsm(text: str) -> str:
    """In the letters that a phone has by itself."""
    spelled = "".join(one if one in _GSM else _OTHERWISE.get(one, _plain(one)) for one in text)
    return re.sub(" {2,}", " ", spelled).strip()


def _plain(character: str) -> str:
    """Without its accents; nothing, where nothing of it is left then."""
    return "".join(one for one in unicodedata.normalize("NFKD", character) if one in _GSM)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3].rstrip() + "..."
