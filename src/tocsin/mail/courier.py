"""The operator's mail server, as notifiers know it: what fails is told in words that are fit for a workspace."""

from __future__ import annotations

import re

import structlog

from tocsin.core.errors import ValidationFailed
from tocsin.core.notifier import DeliveryFailed
from tocsin.mail.errors import Hindrance, MailFailed, MailNotConfigured
from tocsin.mail.message import LONGEST_SUBJECT, Message
from tocsin.mail.postman import Postman

log = structlog.get_logger()

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NO_SUBJECT = "Tocsin"
_OURS = "Tocsin's mail server {what}: its operator finds the reason in the log"
_WORDS = {
    Hindrance.UNREACHABLE: "could not be reached",
    Hindrance.TIMEOUT: "did not answer in time",
    Hindrance.REFUSED: "refused the mail",
    Hindrance.NOT_WRITTEN: "could not keep the mail",
}
"""Of the others an operator alone can make something."""


class Courier:
    """A `core.notifier.Mailer` on a postman."""

    def __init__(self, postman: Postman) -> None:
        self._postman = postman

    async def deliver(
        self, to: str, subject: str, text: str, html: str, *, thread: str = "", dedup_key: str = ""
    ) -> str:
        """Now, and once: give what the server answered. Raise DeliveryFailed."""
        try:
            mail = Message(to, one_line(subject), readable(text), readable(html), thread, dedup_key)
            return await self._postman.deliver(mail)
        except (ValidationFailed, MailNotConfigured) as error:
            raise DeliveryFailed(error.message, is_permanent=True) from None
        except MailFailed as failure:
            # A server's words about an address repeat it, and the log is to know no reader.
            reason = None if failure.answer else str(failure)
            log.warning("mail_undelivered", hindrance=failure.hindrance, status=failure.status, reason=reason)
            raise _told(failure) from None


def one_line(subject: str) -> str:
    """Whatever stands in it, as long as a subject may be."""
    printable = "".join(character if character.isprintable() else " " for character in subject)
    line = " ".join(printable.split()) or _NO_SUBJECT
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def readable(body: str) -> str:
    """Without what no mail may hold (RFC 5322 §2.2, §3.5): control characters, and halves of characters."""
    return _CONTROLS.sub("\ufffd", body)


def _told(failure: MailFailed) -> DeliveryFailed:
    said = failure.answer or _OURS.format(what=_WORDS.get(failure.hindrance, "did not take the mail"))
    return DeliveryFailed(said, is_permanent=failure.is_permanent, status=failure.status)
