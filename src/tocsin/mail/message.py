"""One mail to one person, and its form on the wire (RFC 5322)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from tocsin.core.errors import ValidationFailed

SENDER_NAME = "Tocsin"
LONGEST_ADDRESS = 320
LONGEST_SUBJECT = 200
LONGEST_LINE = 998
"""Octets that a line may have on the wire (RFC 5321 §4.5.3.1.6)."""

_ENCODED = "=?"
"""How an encoded word begins (RFC 2047). The library decodes those that it finds in a header while it composes it, line
breaks included: what follows one would be a header of somebody else's (CVE-2024-6923)."""
_HARMLESS = "=\u200b?"
_ADDRESS = re.compile(r'[^\s<>()\[\]\\,:;"@]+@[^\s<>()\[\]\\,:;"@]+')


@dataclass(frozen=True, slots=True)
class Message:
    """Raise ValidationFailed for an address or a subject that could become more than one line, or another header.

    Both bodies say the same; they may hold codes and links that let in whoever reads them, so no repr shows them.
    Mails of one `thread` stand together in mail programs. Those of one `dedup_key` to one address are the same mail:
    many mailboxes keep one of them.
    """

    to: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    thread: str = ""
    dedup_key: str = ""

    def __post_init__(self) -> None:
        if not is_address(self.to):
            raise ValidationFailed("A mail needs one address such as ada@example.com.")
        if not self.subject.isprintable() or not 0 < len(self.subject) <= LONGEST_SUBJECT:
            raise ValidationFailed(f"A mail's subject is one line of at most {LONGEST_SUBJECT} characters.")

    @property
    def domain(self) -> str:
        """Where it goes, without whom it goes to."""
        return domain_of(self.to)


def is_address(text: str) -> bool:
    """Whether it is one bare address: no name beside it, no quotes, nothing invisible or encoded."""
    is_readable = len(text) <= LONGEST_ADDRESS and text.isprintable() and _ENCODED not in text
    return is_readable and _ADDRESS.fullmatch(text) is not None


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def compose(message: Message, sender: str, now: datetime) -> EmailMessage:
    """Ready to be sent, as often as it takes: its Message-ID stays the same, so that a receiver knows it again."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(sender, SENDER_NAME)
    mail["To"] = _address(message.to)
    mail["Subject"] = message.subject.replace(_ENCODED, _HARMLESS)
    mail["Date"] = now
    mail["Message-ID"] = _message_id(message, domain_of(sender))
    if message.thread:
        # The thread's beginning is a mail that nobody sent: so each of its mails may be the first to arrive.
        mail["References"] = mail["In-Reply-To"] = _derived_id(f"thread\n{message.thread}", domain_of(sender))
    # No "I am on holiday" in return: RFC 3834 §5, and the word that Exchange goes by.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.text, cte=_encoding(message.text))
    html = message.html.encode("ascii", "xmlcharrefreplace").decode("ascii")
    mail.add_alternative(html, subtype="html", cte=_encoding(html))
    return mail


def _message_id(message: Message, domain: str) -> str:
    if not message.dedup_key:
        return make_msgid(domain=domain)
    return _derived_id(f"mail\n{message.dedup_key}\n{message.to}", domain)


def _derived_id(of: str, domain: str) -> str:
    """A hash, since keys may hold anything, and the name of this machine is nobody's business."""
    return f"<{hashlib.sha256(of.encode()).hexdigest()[:40]}@{domain}>"


def _address(text: str, name: str = "") -> Address:
    local, _, domain = text.rpartition("@")
    return Address(name, local, domain)


def _encoding(body: str) -> str:
    """As it stands where that is possible: somebody who reads a mail's source can copy a long link."""
    is_plain = body.isascii() and all(len(line) <= LONGEST_LINE for line in body.splitlines())
    return "7bit" if is_plain else "quoted-printable"
