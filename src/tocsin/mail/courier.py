"""The operator's mail server, as notifiers know it: what fails is told in words that are fit for a workspace."""

from __future__ import annotations

import structlog

from tocsin.core.errors import ValidationFailed
from tocsin.core.notifier import DeliveryFailed
from tocsin.mail.errors import Hindrance, MailFailed, MailNotConfigured
from tocsin.mail.message import LONGEST_SUBJECT, Message
from tocsin.mail.postman import Postman
from tocsin.net.fitting import fitted, in_one_line, readable

log = structlog.get_logger()

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
            line = fitted(in_one_line(subject), LONGEST_SUBJECT) or _NO_SUBJECT
            # Controls and halves of characters may stand in no mail (RFC 5322 §2.2, §3.5).
            return await self._postman.deliver(Message(to, line, readable(text), readable(html), thread, dedup_key))
        except (ValidationFailed, MailNotConfigured) as error:
            raise DeliveryFailed(error.message, is_permanent=True) from None
        except MailFailed as failure:
            # A server's words about an address repeat it, and the log is to know no reader.
            reason = None if failure.answer else str(failure)
            log.warning("mail_undelivered", hindrance=failure.hindrance, status=failure.status, reason=reason)
            raise _told(failure) from None


def _told(failure: MailFailed) -> DeliveryFailed:
    said = failure.answer or _OURS.format(what=_WORDS.get(failure.hindrance, "did not take the mail"))
    return DeliveryFailed(said, is_permanent=failure.is_permanent, status=failure.status)
