"""Which addresses of a provider are spoken to: encrypted ones, and those that never leave this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

LONGEST_ADDRESS = 2000
WHAT_IS_TRUSTED = "must begin with https://, or with http:// and a loopback address"


def is_loopback_address(url: str) -> bool:
    """False also for what is no address at all."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_trusted_address(url: str) -> bool:
    """Whether it is https, or http on this machine; and plain visible ASCII with a host and without credentials."""
    if len(url) > LONGEST_ADDRESS or not url.isascii() or not url.isprintable() or {" ", "\\"} & set(url):
        return False
    try:
        parts = urlsplit(url)
        has_good_port = parts.port != 0
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc or "#" in url or not has_good_port:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback_address(url))
