"""How values are compared, and how they are shown in a sentence."""

import re
from collections.abc import Callable

import msgspec
from pydantic import JsonValue

from tocsin.net.patterns import found

_RANGE = re.compile(r"(\d{3})-(\d{3})")
_LONGEST_SHOWN = 120


def status_range(value: int | str) -> tuple[int, int]:
    if isinstance(value, int) or value.isdecimal():
        low = high = int(value)
    else:
        match = _RANGE.fullmatch(value.replace(" ", ""))
        if match is None:
            raise ValueError(f"{value!r} is neither a status code nor a range such as 200-299")
        low, high = int(match[1]), int(match[2])
    if not (100 <= low <= 599 and 100 <= high <= 599):
        raise ValueError(f"{value} is outside of 100-599")
    return low, high


def compare_json(comparison: str, actual: object, value: JsonValue) -> bool:
    if comparison == "exists":
        return actual is not None
    if comparison in {"eq", "ne"}:
        # In JSON true is not 1, though in Python it is.
        is_equal = actual == value and isinstance(actual, bool) == isinstance(value, bool)
        return is_equal == (comparison == "eq")
    if comparison == "contains":
        if isinstance(actual, str):
            return isinstance(value, str) and value in actual
        return isinstance(actual, list | dict) and value in actual
    if comparison == "matches":
        return isinstance(actual, str) and isinstance(value, str) and found(value, actual)
    return is_number(actual) and ORDER[comparison](actual, value)


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(text: str, *, quoted: bool = True) -> str:
    """Short enough for a message."""
    shortened = text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
    return f"“{shortened}”" if quoted else shortened


def shown_json(value: object) -> str:
    return shown(msgspec.json.encode(value).decode(errors="replace"), quoted=False)


COMPARE_TEXT: dict[str, Callable[[str, str], bool]] = {
    "exists": lambda _actual, _value: True,
    "equals": lambda actual, value: actual == value,
    "contains": lambda actual, value: value in actual,
    "matches": lambda actual, pattern: found(pattern, actual),
}
ORDER: dict[str, Callable[..., bool]] = {
    "lt": lambda actual, value: actual < value,
    "le": lambda actual, value: actual <= value,
    "gt": lambda actual, value: actual > value,
    "ge": lambda actual, value: actual >= value,
}
