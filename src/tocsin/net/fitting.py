"""Texts made to fit into what far sides take: they refuse what is too long, and a shortened alarm is one."""

from __future__ import annotations

import hashlib
import re

_ELLIPSIS = "…"
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def fitted(text: str, longest: int) -> str:
    """At most so many characters, the last an ellipsis where something was cut off."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + _ELLIPSIS


def fitted_utf16(text: str, longest: int) -> str:
    """As `fitted`, where a character beyond the Basic Multilingual Plane, such as an emoji, counts for two."""
    if len(text) + sum(one > "\uffff" for one in text[: longest + 1]) <= longest:
        return text
    room, end = longest - 1, 0
    for one in text:
        room -= 2 if one > "\uffff" else 1
        if room < 0:
            break
        end += 1
    return text[:end].rstrip() + _ELLIPSIS


def fitted_bytes(text: str, longest: int) -> str:
    """As `fitted`, in bytes of UTF-8."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= longest:
        return text
    return encoded[: longest - len(_ELLIPSIS.encode())].decode("utf-8", "ignore").rstrip() + _ELLIPSIS


def fitted_key(key: str, longest: int) -> str:
    """The key, or, where it is too long, a hash of it: two keys do not become one by being cut."""
    return key if len(key) <= longest else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:longest]


def in_one_line(text: str) -> str:
    """Without line breaks and control characters."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def readable(text: str) -> str:
    """With signs for missing characters in place of control characters, but for line breaks and tabs, and of halves."""
    return _UNREADABLE.sub("\ufffd", text.replace("\r\n", "\n"))
