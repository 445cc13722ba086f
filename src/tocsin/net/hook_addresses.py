"""Addresses that are credentials, as chat services hand them out: whoever knows one may write to the room behind it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import SecretStr

from tocsin.net.urls import parse_http_url


def check_hook(address: SecretStr, path: re.Pattern[str], looks: str, *, needs_tls: bool = True) -> SecretStr:
    """Raise ValueError, without the address in it. `looks` shows what it should look like."""
    text = address.get_secret_value()
    try:
        url = parse_http_url(text)
    except ValueError as error:
        raise ValueError(f"the address {error}") from None
    if needs_tls and url.scheme != "https":
        raise ValueError("the address must begin with https://")
    if not path.search(urlsplit(url.url).path):
        raise ValueError(f"this is not the address of a webhook, which looks like {looks}")
    return address
