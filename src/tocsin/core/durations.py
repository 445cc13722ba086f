"""Durations as people write them: `30s`, `5m`, `1h30m`, or a number whose unit the field's name tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d)", re.ASCII)
_PATTERN = r"^([0-9]{1,9}(\.[0-9]{1,6})?(ms|s|m|h|d))+$"
_WHOLE = re.compile(_PATTERN)
LONGEST_TEXT = 40
_LONGEST_IN_WORDS = 1e12
"""Seconds. Past it a float holds no milliseconds any more, and infinity has no days."""


def parse_seconds(value: object) -> float:
    """Seconds of a number or of text such as `1h30m`. Raise ValueError with a sentence's end for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _as_float(value)
    if isinstance(value, str) and len(value) <= LONGEST_TEXT and _WHOLE.fullmatch(value):
        return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(value))
    raise ValueError(f"must be a number of seconds, or text such as 30s, 5m, 1h or 1d, got {_shown(value)}")


def parse_milliseconds(value: object) -> int:
    """Whole milliseconds of a number of them or of text such as `500ms`. Raise ValueError."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= LONGEST_TEXT and _WHOLE.fullmatch(value):
        return round(parse_seconds(value) * 1000)
    raise ValueError(f"must be a whole number of milliseconds, or text such as 500ms or 2s, got {_shown(value)}")


def in_words(seconds: float) -> str:
    """The shortest text that `parse_seconds` reads back: `90s` becomes `1m30s`."""
    if not 0 <= seconds < _LONGEST_IN_WORDS or seconds != round(seconds, 3):
        return f"{seconds:g}s"
    rest, words = round(seconds * 1000), ""
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, rest = divmod(rest, size)
        words += f"{count}{unit}" if count else ""
    return words or "0s"


@dataclass(frozen=True, slots=True)
class Bounded:
    """Put beside a field's type, `Annotated[float, bounded_seconds(1, 60)]`: reads, bounds, and tells the schema."""

    read: Callable[[object], float]
    number: str
    least: float
    most: float

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return BeforeValidator(self.read).__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, _schema: Any, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        number = {"type": self.number, "minimum": self.least, "maximum": self.most}
        return {"anyOf": [number, {"type": "string", "pattern": _PATTERN, "maxLength": LONGEST_TEXT}]}


def bounded_seconds(least: float, most: float) -> Bounded:
    """For a field in seconds that also takes text such as `5m`; whatever lies outside is refused, bounds in words."""
    return Bounded(partial(_seconds_between, least, most), "number", least, most)


def bounded_milliseconds(least: int, most: int) -> Bounded:
    """The same for a field in whole milliseconds."""
    return Bounded(partial(_milliseconds_between, least, most), "integer", least, most)


def _seconds_between(least: float, most: float, value: object) -> float:
    seconds = parse_seconds(value)
    if not least <= seconds <= most:
        raise ValueError(f"must be between {in_words(least)} and {in_words(most)}, got {in_words(seconds)}")
    return seconds


def _milliseconds_between(least: int, most: int, value: object) -> int:
    milliseconds = parse_milliseconds(value)
    if not least <= milliseconds <= most:
        bounds = f"{in_words(least / 1000)} and {in_words(most / 1000)}"
        raise ValueError(f"must be between {bounds}, got {_digits(milliseconds)}ms")
    return milliseconds


def _as_float(value: float) -> float:
    """Infinite for a whole number that no float holds, which JSON may bring, so that a bound refuses it."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _digits(number: int) -> str:
    return str(number) if abs(number) < 10**18 else f"{_as_float(number):g}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
