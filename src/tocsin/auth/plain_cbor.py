"""Whether CBOR (RFC 8949) is as plain as an authenticator writes it.

CTAP2's canonical form (CTAP 2.1 §8) has no tags and no indefinite lengths. In the hands of a general decoder tags are
a danger: with shared references (tag 28, 29) two hundred bytes unfold to gigabytes when they are written out again.
"""

from __future__ import annotations

DEEPEST = 16
"""CTAP2 allows four levels."""
_TEXT_OR_BYTES = (2, 3)
_ARRAY, _MAP, _TAG = 4, 5, 6
_FLAG_ATTESTED = 0x40
_ID_LENGTH_AT = 53
"""After the hash of the party's id (32), flags (1), the count (4) and the model's id (16): WebAuthn §6.1, §6.5.1."""


def require_plain(data: bytes, at: int = 0, depth: int = 0) -> int:
    """Where the item that begins `at` ends. Raise ValueError for what is cut off or not plain."""
    if at >= len(data) or depth > DEEPEST:
        raise ValueError("CBOR is cut off or too deep")
    kind, count, at = _head(data, at)
    if kind in _TEXT_OR_BYTES:
        at += count
    elif kind in (_ARRAY, _MAP):
        for _ in range(count if kind == _ARRAY else 2 * count):
            at = require_plain(data, at, depth + 1)
    if at > len(data):
        raise ValueError("CBOR is cut off")
    return at


def require_plain_authenticator_data(data: bytes) -> None:
    """The same for all CBOR in authenticator data (WebAuthn §6.1): the public key, the extensions."""
    at = 37
    if len(data) > at and data[32] & _FLAG_ATTESTED:
        at = _ID_LENGTH_AT + 2 + int.from_bytes(data[_ID_LENGTH_AT : _ID_LENGTH_AT + 2], "big")
    while at < len(data):
        at = require_plain(data, at)


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """An item's kind, its value or length, and where what follows begins."""
    kind, count = data[at] >> 5, data[at] & 0x1F
    if kind == _TAG or count > 27:
        raise ValueError("CBOR has a tag or an indefinite length")
    if count < 24:
        return kind, count, at + 1
    size = 1 << (count - 24)
    return kind, int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size
