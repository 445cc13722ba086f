"""Requests signed as Standard Webhooks says it (https://www.standardwebhooks.com): HMAC-SHA256, symmetric, `v1`."""

from __future__ import annotations

import binascii
import hmac
import re
from base64 import b64decode, b64encode

PREFIX = "whsec_"
_FEWEST, _MOST = 24, 64
"""Bytes that a secret may have."""
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9:_-]")


def key_of(secret: str) -> bytes:
    """Raise ValueError for a text that is no secret of the standard's."""
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not _FEWEST <= len(key) <= _MOST:
        raise ValueError(
            f"a signing secret is {_FEWEST} to {_MOST} bytes in base64: make one by openssl rand -base64 32"
        )
    return key


def message_id(dedup_key: str) -> str:
    """The key without full stops, by which the standard separates the id from what follows it."""
    return _NOT_IN_AN_ID.sub("-", dedup_key)


def headers_of(identity: str, at: int, body: bytes, key: bytes | None) -> list[tuple[str, str]]:
    """`at` in Unix seconds; without a key there is no signature."""
    headers = [("webhook-id", identity), ("webhook-timestamp", str(at))]
    if key is not None:
        digest = hmac.digest(key, f"{identity}.{at}.".encode() + body, "sha256")
        headers.append(("webhook-signature", f"v1,{b64encode(digest).decode()}"))
    return headers
