"""Ping keys: the secret part of the address that a job requests. Made at random, or brought along from elsewhere.

They are found by their hash and kept sealed, because whoever may edit a monitor may read its address again.
"""

from __future__ import annotations

import re
import uuid

from tocsin.auth.keys import hash_of

__all__ = ["GIVEN_KEY", "hash_of", "new_ping_key", "normal"]

GIVEN_KEY = r"^[A-Za-z0-9_-]{16,100}$"
"""What a key may be that somebody brings along: a UUID, or another system's token."""

_GIVEN = re.compile(GIVEN_KEY[:-1] + r"\Z", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def new_ping_key() -> str:
    """A random UUID (RFC 9562, version 4): 122 bits that nobody can guess."""
    return str(uuid.uuid4())


def normal(key: str) -> str | None:
    """The key as it is hashed: a UUID in lower case, for it is the same in either. None for what cannot be a key."""
    if not _GIVEN.match(key):
        return None
    return key.lower() if _UUID.fullmatch(key) else key
