"""JSON objects as they are kept in columns."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import msgspec

from tocsin.core.result import Json


def from_json(data: str | bytes) -> dict[str, Json]:
    """Raise msgspec.DecodeError for what is not a JSON object."""
    return msgspec.json.decode(data, type=dict)


def deflated(document: Mapping[str, Json]) -> bytes:
    """Headers and certificates shrink to a third."""
    return zlib.compress(msgspec.json.encode(document), 1)


def inflated(data: bytes) -> dict[str, Json]:
    """What `deflated` was given."""
    return from_json(zlib.decompress(data))
