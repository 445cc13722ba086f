"""API keys: made once, shown once, kept as a hash.

A key carries more than 256 random bits, so one round of SHA-256 is enough: there is nothing to guess and no need
for the slow hashes that passwords want.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

KEY_PREFIX = "toc_"
RANDOM_BYTES = 40
SHOWN_CHARACTERS = 12
SHORTEST_GIVEN_KEY = 16


def new_key() -> str:
    """A fresh key. 320 random bits, of which the shown prefix reveals 48."""
    return KEY_PREFIX + secrets.token_urlsafe(RANDOM_BYTES)


def hash_of(key: str) -> bytes:
    """What is stored instead of the key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def prefix_of(key: str) -> str:
    """What a key is found by and shown as. A key that somebody made up reveals nothing of itself but its hash."""
    if key.startswith(KEY_PREFIX) and len(key) >= len(KEY_PREFIX) + RANDOM_BYTES:
        return key[:SHOWN_CHARACTERS]
    return "sha256:" + hash_of(key).hex()[:8]


def matches(key: str, stored_hash: bytes) -> bool:
    """Compare in a time that tells nothing about where the difference is."""
    return hmac.compare_digest(hash_of(key), stored_hash)


def weakness_of(key: str) -> str | None:
    """Why a key that somebody made up cannot be used, as the end of a sentence; None when it can."""
    if len(key) < SHORTEST_GIVEN_KEY:
        return f"must have at least {SHORTEST_GIVEN_KEY} characters; `openssl rand -base64 32` makes a good one"
    if not key.isascii() or not key.isprintable() or " " in key:
        return "must consist of printable ASCII characters without spaces: it travels in an HTTP header"
    return None
