"""What Tocsin writes to people about their accounts: calm, short, and the same in both forms.

Names, addresses and programs are as strangers gave them, and stand in a letter as `names.shown` has them.
"""

from __future__ import annotations

import ipaddress
import re
from datetime import UTC, datetime
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from tocsin.core.errors import ValidationFailed
from tocsin.mail.message import Message
from tocsin.mail.names import shown

LONGEST_LINK = 2000
LONGEST_AGENT = 160
UNKNOWN = "unknown"

_LINK = re.compile(r"https?://[^\s\"'<>\\^`{|}]+")
_TEMPLATES = Environment(
    loader=PackageLoader("tocsin.mail"),
    autoescape=select_autoescape(("html",), default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    auto_reload=False,
)


def sign_up_code(to: str, code: str, minutes: int) -> Message:
    """For an address with which nobody has an account."""
    return _letter("sign_up_code", to, "Your code to sign up with Tocsin", code=code, time=_counted(minutes, "minute"))


def account_exists(to: str, sign_in_url: str, reset_url: str) -> Message:
    """In place of `sign_up_code`, where somebody has an account with that address already."""
    links = {"sign_in": _link(sign_in_url), "reset": _link(reset_url)}
    return _letter("account_exists", to, "You have a Tocsin account already", **links)


def password_reset(to: str, name: str, url: str, token: str, minutes: int) -> Message:
    """The link is `<url>#token=<token>`: what stands behind `#` gets into no server's log and no Referer."""
    link = _link(f"{url}#token={quote(token, safe='')}")
    facts = {"name": shown(name), "link": link, "time": _counted(minutes, "minute")}
    return _letter("password_reset", to, "Set a new password for Tocsin", **facts)


def password_changed(to: str, name: str, at: datetime, address: str | None, agent: str | None) -> Message:
    """To whom it belongs, who may not have done it."""
    subject = "Your Tocsin password was changed"
    return _letter("password_changed", to, subject, name=shown(name), **_circumstances(at, address, agent))


def email_code(to: str, code: str, minutes: int) -> Message:
    """To the new address of somebody who has an account."""
    subject = "Your code to confirm this address for Tocsin"
    return _letter("email_code", to, subject, code=code, time=_counted(minutes, "minute"))


def email_changed(to: str, name: str, new_address: str, at: datetime) -> Message:
    """To the old address: whoever reads it there can still object."""
    facts = {"name": shown(name), "new_address": shown(new_address), "at": _moment(at)}
    return _letter("email_changed", to, "The address of your Tocsin account was changed", **facts)


def invitation(to: str, workspace: str, role: str, inviter: str, url: str, until: datetime) -> Message:
    """`url` holds the invitation's token. The subject names nobody: strangers could write it."""
    names = {"workspace": shown(workspace), "role": shown(role), "inviter": shown(inviter)}
    return _letter("invitation", to, "You are invited to Tocsin", **names, link=_link(url), until=_moment(until))


def second_factor_changed(to: str, what: str) -> Message:
    """`what` is a sentence, such as "A passkey was added."."""
    subject = "How you sign in to Tocsin has changed"
    return _letter("second_factor_changed", to, subject, what=shown(what, LONGEST_AGENT))


def new_device(to: str, name: str, at: datetime, address: str | None, agent: str | None) -> Message:
    """After a sign-in from where this user had not been before."""
    subject = "A new sign-in to your Tocsin account"
    return _letter("new_device", to, subject, name=shown(name), **_circumstances(at, address, agent))


def test_message(to: str) -> Message:
    """For an operator who wants to see whether mail arrives."""
    return _letter("test_message", to, "A test of mail from Tocsin")


def _letter(template: str, to: str, subject: str, **facts: str) -> Message:
    text, html = (
        _TEMPLATES.get_template(f"{template}.{form}").render(subject=subject, **facts) for form in ("txt", "html")
    )
    return Message(to, subject, text, html)


def _circumstances(at: datetime, address: str | None, agent: str | None) -> dict[str, str]:
    return {
        "at": _moment(at),
        "address": _address(address) if address else UNKNOWN,
        "agent": shown(agent, LONGEST_AGENT) if agent else UNKNOWN,
    }


def _address(text: str) -> str:
    """An IP address as it is, so that it can be copied."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return shown(text)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _link(url: str) -> str:
    """Raise ValidationFailed for what is no link, or ends before its end."""
    if len(url) > LONGEST_LINK or not url.isprintable() or not _LINK.fullmatch(url):
        raise ValidationFailed("A link in a mail must be an address such as https://tocsin.example.com/invitation.")
    return url
