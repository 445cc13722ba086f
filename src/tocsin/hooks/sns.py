"""The envelopes of Amazon SNS, in which CloudWatch's alarms come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tocsin.core.result import Json
from tocsin.hooks import bodies

LONGEST_LINK = 2000
_HOST = re.compile(r"sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")


@dataclass(frozen=True, slots=True)
class Opened:
    """What was inside; or, in `note`, what the operator has to know of an envelope that holds no notification."""

    document: Json = None
    note: str = ""


def opened(envelope: Json) -> Opened:
    """Raise `bodies.Unreadable` for what is no envelope."""
    kind = envelope.get("Type") if isinstance(envelope, dict) else None
    if not isinstance(envelope, dict) or not isinstance(kind, str):
        raise bodies.Unreadable("has no field Type: it is no message of Amazon SNS, which `unwrap: sns` expects")
    if kind == "SubscriptionConfirmation":
        return Opened(note=_confirmation(envelope.get("SubscribeURL"), envelope.get("TopicArn")))
    if kind == "UnsubscribeConfirmation":
        return Opened(note="Amazon SNS says that this subscription has ended: nothing more will come.")
    message = envelope.get("Message")
    if kind != "Notification" or not isinstance(message, str):
        raise bodies.Unreadable("is no Notification of Amazon SNS with a text in its field Message")
    try:
        return Opened(bodies.parse_text(message))
    except bodies.Unreadable as error:
        raise bodies.Unreadable(f"has a field Message that {error}") from None


def _confirmation(link: Json, topic: Json) -> str:
    """The address is never requested from here: whoever can post to a hook could name any address at all."""
    which = f" to {topic[:200]}" if isinstance(topic, str) else ""
    if isinstance(link, str) and len(link) <= LONGEST_LINK and _is_amazon(link):
        return f"Amazon SNS wants its subscription{which} confirmed: open {link} in a browser."
    return f"Amazon SNS wants its subscription{which} confirmed, but the address it gave is not Amazon's: ignore it."


def _is_amazon(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host, is_plain = parts.hostname or "", parts.username is None and parts.port in (None, 443)
    except ValueError:
        return False
    return parts.scheme == "https" and is_plain and _HOST.fullmatch(host) is not None and link.isprintable()
