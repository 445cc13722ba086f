"""Writes a mail to each of up to 50 addresses.

Mail goes out through the mail server that Tocsin's operator has set up (`TOCSIN_SMTP_HOST`); there is nothing to
configure here but the addresses.

## What arrives
Every address gets a mail of its own and does not see the others. It has an HTML and a plain form, which say the same.
The mails about one problem stand together in mail programs, from the first alarm to the recovery. Gmail also wants
equal subjects for that: set a title template that does not change, if you like.

Mails are marked as written by a program (`Auto-Submitted`), so that holiday replies stay away.

## When some are refused
The addresses that have their mail are not written to again; the others are tried again. An address that the server
refuses for good makes the delivery fail: the log of deliveries names it, and the channel's fallback is told.
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints, field_validator

from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt, TextFormat, Tools
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.addressees import Addressees

_ADDRESS = re.compile(r'[^\s<>()\[\]\\,:;"@]+@[^\s<>()\[\]\\,:;"@]+')


class EmailConfig(NotifierConfig):
    to: tuple[Annotated[str, StringConstraints(max_length=320)], ...] = Field(
        min_length=1,
        max_length=50,
        title="To",
        description="The addresses that are written to, without names beside them.",
        examples=[["ada@example.com", "on-call@example.com"]],
    )

    @field_validator("to")
    @classmethod
    def _check_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for number, address in enumerate(addresses, start=1):
            if not address.isprintable() or not _ADDRESS.fullmatch(address) or "=?" in address:
                raise ValueError(f"number {number} is not one address such as ada@example.com")
        if len({address.lower() for address in addresses}) < len(addresses):
            raise ValueError("one address stands there twice")
        return addresses


class EmailNotifier(Notifier[EmailConfig]):
    kind = "email"
    title = "E-mail"
    config_type = EmailConfig
    example: ClassVar[dict[str, Json]] = {"to": ["ada@example.com"]}
    format = TextFormat.HTML

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._addressees = Addressees()

    async def send(self, config: EmailConfig, message: Message, deadline: Deadline) -> Receipt:
        async def write(address: str) -> Receipt:
            thread, key = message.announcement.thread, message.dedup_key
            mailer = self.tools.mailer
            answer = await mailer.deliver(
                address, message.title, message.text, message.body, thread=thread, dedup_key=key
            )
            return Receipt(answer)

        return await self._addressees.tell(message.dedup_key, config.to, deadline, write)
