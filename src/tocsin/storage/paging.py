"""Keyset pages: a cursor holds the sort key of the last row seen, so that deep pages cost what the first one does."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from tocsin.core.errors import FieldError, ValidationFailed

MAX_LIMIT = 500
T = TypeVar("T")
KeyT = TypeVar("KeyT")
SourceT = TypeVar("SourceT")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page; `next_cursor` is None on the last."""

    items: list[T]
    next_cursor: str | None = None


def clamp(limit: int) -> int:
    """A limit that a list may have: 1 to `MAX_LIMIT`."""
    return max(1, min(limit, MAX_LIMIT))


def encode_cursor(key: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


def decode_cursor(cursor: str, key_type: type[KeyT]) -> KeyT:
    """Raise ValidationFailed for a cursor that no page can have given."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        key = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=key_type)
        if not all(_is_storable(part) for part in (key if isinstance(key, tuple) else (key,))):
            raise ValueError("no column holds such a value")
        return key
    except (binascii.Error, msgspec.MsgspecError, ValueError) as error:
        problem = FieldError("/cursor", "is not a cursor of this list: start again without one")
        raise ValidationFailed("The cursor is not valid.", errors=[problem]) from error


def _is_storable(part: object) -> bool:
    """Neither database takes a larger integer as a parameter, and PostgreSQL takes no NUL in a text."""
    return abs(part) < 2**63 if isinstance(part, int) else "\x00" not in str(part)


def page_of(rows: Sequence[SourceT], limit: int, read: Callable[[SourceT], T], key: Callable[[T], object]) -> Page[T]:
    """Cut a page from `rows`, which were fetched with a limit of `limit + 1`: the extra row tells that more follow."""
    items = [read(row) for row in rows[:limit]]
    return Page(items, encode_cursor(key(items[-1])) if len(rows) > limit else None)
