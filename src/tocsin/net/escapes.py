"""Bytes written by a person: text with escapes, or hexadecimal digits."""

import re
from typing import Literal

Encoding = Literal["text", "hex"]
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.?))", re.DOTALL)
_ESCAPED = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}


def to_bytes(text: str, encoding: Encoding) -> bytes:
    """Raise ValueError, with a sentence that says what is wrong."""
    if encoding == "hex":
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise ValueError(f"{text[:40]!r} is not pairs of hexadecimal digits") from None
    parts: list[bytes] = []
    position = 0
    for escape in _ESCAPE.finditer(text):
        parts.append(text[position : escape.start()].encode())
        parts.append(_unescaped(escape))
        position = escape.end()
    return b"".join((*parts, text[position:].encode()))


def _unescaped(escape: re.Match[str]) -> bytes:
    if escape[1]:
        return bytes.fromhex(escape[1])
    if escape[2] not in _ESCAPED:
        raise ValueError(f"{escape[0]!r} is not an escape: there are \\r \\n \\t \\0 \\\\ and \\xNN")
    return _ESCAPED[escape[2]]
