"""What a postman sends mail by."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol


class Way(Protocol):
    """SMTP, or a folder."""

    @property
    def place(self) -> str:
        """Where mail goes, in words for a log."""

    async def send(self, mail: EmailMessage, to: str) -> str:
        """Give what the other side answered. Raise MailFailed. The caller brings the deadline."""
