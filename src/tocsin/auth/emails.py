"""E-mail addresses in the one spelling in which they are stored, looked up and written to."""

from __future__ import annotations

import unicodedata
from typing import Annotated

import idna
from pydantic import AfterValidator, StringConstraints, WithJsonSchema

from tocsin.mail.message import LONGEST_ADDRESS, is_address

LONGEST_LOCAL = 64
LONGEST_DOMAIN = 253
"""Octets on both sides of the @ (RFC 5321 §4.5.3.1)."""
_WANTED = "must be an e-mail address such as ada@example.com"


def normal_email(text: str) -> str:
    """Lower case, the domain as the DNS knows it. Raise ValueError, with the end of a sentence, for no address.

    Servers that tell upper from lower case before the @ are unheard of, and two accounts of one mailbox are not.
    """
    address = unicodedata.normalize("NFC", text.strip()).lower()
    if not is_address(address):
        raise ValueError(_WANTED)
    local, _, domain = address.rpartition("@")
    try:
        host = idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise ValueError(_WANTED) from None
    if len(local.encode()) > LONGEST_LOCAL or len(host) > LONGEST_DOMAIN:
        raise ValueError(_WANTED)
    return f"{local}@{host}"


Email = Annotated[
    str,
    StringConstraints(max_length=LONGEST_ADDRESS),
    AfterValidator(normal_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": LONGEST_ADDRESS}),
]
"""A field in which somebody gives an e-mail address."""
