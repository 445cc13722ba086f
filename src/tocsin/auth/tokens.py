"""One-time secrets: tokens that travel in a link or a handle, and the six digits that a person types.

Both are kept as hashes only. A token has 256 random bits, so one round of SHA-256 is enough.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

TOKEN_BYTES = 32
CODE_DIGITS = 6


def new_token() -> str:
    """256 random bits that can stand in an address as they are."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> bytes:
    """What is stored instead of the token, and what it is found by."""
    return hashlib.sha256(_bytes_of(token)).digest()


def new_code() -> str:
    """Six digits, each of the million as likely as any other."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def code_hash(code: str, handle: str) -> bytes:
    """What is stored instead of the code.

    A million codes are soon hashed, so the handle goes in: who reads the database finds only the handle's hash.
    """
    spoken = _bytes_of(handle)
    return hashlib.sha256(len(spoken).to_bytes(8, "big") + spoken + _bytes_of(code)).digest()


def same(a: bytes, b: bytes) -> bool:
    """Compare in a time that tells nothing about where the difference is."""
    return hmac.compare_digest(a, b)


def _bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
