"""Durations as people write them: `30s`, `5m`, `1h30m`, or a number whose unit the field's name tells."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d)")
_PATTERN = r"^([0-9]{1,9}(\.[0-9]{1,6})?(ms|s|m|h|d))+$"
_WHOLE = re.compile(_PATTERN)
LONGEST_TEXT = 40

SHORTEST_INTERVAL = 1.0
LONGEST_INTERVAL = 86_400.0


def parse_seconds(value: object) -> float:
    """Seconds of a number or of text such as `1h30m`. Raise ValueError with a sentence's end for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and len(value) <= LONGEST_TEXT and _WHOLE.match(value):
        return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(value))
    raise ValueError(f"must be a number of seconds, or text such as 30s, 5m, 1h or 1d, got {_shown(value)}")


def parse_milliseconds(value: object) -> int:
    """Whole milliseconds of a number of them or of text such as `500ms`. Raise ValueError."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= LONGEST_TEXT and _WHOLE.match(value):
        return round(parse_seconds(value) * 1000)
    raise ValueError(f"must be a whole number of milliseconds, or text such as 500ms or 2s, got {_shown(value)}")


def in_words(seconds: float) -> str:
    """The shortest text that `parse_seconds` reads back: `90s` becomes `1m30s`."""
    if seconds != round(seconds, 3) or seconds < 0:
        return f"{seconds:g}s"
    rest, words = round(seconds * 1000), ""
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, rest = divmod(rest, size)
        words += f"{count}{unit}" if count else ""
    return words or "0s"


def _bounded_seconds(value: object) -> float:
    seconds = parse_seconds(value)
    if not SHORTEST_INTERVAL <= seconds <= LONGEST_INTERVAL:
        raise ValueError(f"must be between 1s and 1d, got {in_words(seconds)}")
    return seconds


def _short_seconds(value: object) -> float:
    seconds = parse_seconds(value)
    if not 0.1 <= seconds <= LONGEST_INTERVAL:
        raise ValueError(f"must be between 100ms and 1d, got {in_words(seconds)}")
    return seconds


def _bounded_milliseconds(value: object) -> int:
    milliseconds = parse_milliseconds(value)
    if not 1 <= milliseconds <= 86_400_000:
        raise ValueError(f"must be between 1ms and 1d, got {milliseconds}ms")
    return milliseconds


def _schema(kind: str, least: float, most: float) -> WithJsonSchema:
    number = {"type": kind, "minimum": least, "maximum": most}
    return WithJsonSchema({"anyOf": [number, {"type": "string", "pattern": _PATTERN, "maxLength": LONGEST_TEXT}]})


IntervalSeconds = Annotated[float, BeforeValidator(_bounded_seconds), _schema("number", 1, 86_400)]
"""How often: 1 second to 1 day."""
ShortSeconds = Annotated[float, BeforeValidator(_short_seconds), _schema("number", 0.1, 86_400)]
"""How long to wait: 100 ms to 1 day."""
Milliseconds = Annotated[int, BeforeValidator(_bounded_milliseconds), _schema("integer", 1, 86_400_000)]
"""A latency: 1 ms to 1 day."""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
