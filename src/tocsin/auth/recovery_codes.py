"""Recovery codes: ten ways back in for whoever has lost the authenticator app, each good once.

A code has 80 random bits, written in Crockford's base32 (https://www.crockford.com/base32.html), which has no letter
that looks like a digit. With so many bits one round of SHA-256 is enough.
"""

from __future__ import annotations

import hashlib
import re
import secrets

CODES = 10
GROUPS = 4
GROUP_CHARACTERS = 4
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_CODE = re.compile(rf"[{ALPHABET}]{{{GROUPS * GROUP_CHARACTERS}}}")
_BETWEEN = re.compile(r"[\s‐‑‒–—−-]+")  # what a printer or a text editor makes of a dash
_MISREAD = str.maketrans("OIL", "011")
_LONGEST_TYPED = 64


def new_codes(count: int = CODES) -> list[str]:
    """Fresh codes such as `7F3K-9QWX-0M2T-HB5Z`, to be shown once."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(count)]


def hash_of(code: str) -> bytes | None:
    """What is stored instead of a code, however it is typed. None for what cannot be one."""
    if len(code) > _LONGEST_TYPED:
        return None
    plain = _BETWEEN.sub("", code)
    if not plain.isascii():
        return None
    plain = plain.upper().translate(_MISREAD)
    return hashlib.sha256(plain.encode()).digest() if _CODE.fullmatch(plain) else None


def _group() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(GROUP_CHARACTERS))
