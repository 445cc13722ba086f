"""A mailbox for what a tower writes to people: its postman is a real one, with nothing behind it but a list."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage

from tocsin.mail.postman import Postman

SECONDS = 10.0


class Mailbox:
    """For `Parts.postman`. What is posted arrives once somebody looks."""

    place = "a mailbox"

    def __init__(self) -> None:
        self.postman = Postman(self, "tocsin@example.com")
        self._mails: list[EmailMessage] = []

    async def send(self, mail: EmailMessage, to: str) -> str:
        self._mails.append(mail)
        return "taken"

    async def mails(self) -> list[EmailMessage]:
        """All that came, in the order in which it was posted."""
        await self.postman.drain(SECONDS)
        return self._mails

    async def told(self) -> list[tuple[str, str]]:
        """To whom, and about what."""
        return [(str(mail["To"]), str(mail["Subject"])) for mail in await self.mails()]


def text_of(mail: EmailMessage) -> str:
    """The plain form."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@asynccontextmanager
async def delivering() -> AsyncIterator[Mailbox]:
    mailbox = Mailbox()
    rounds = asyncio.create_task(mailbox.postman.run())
    yield mailbox
    rounds.cancel()
    with suppress(asyncio.CancelledError):
        await rounds
