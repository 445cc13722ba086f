"""Which expressions are refused because they never occur, or so seldom that looking for the next time takes long."""

from __future__ import annotations

from collections.abc import Callable

_YEAR_MS = 31_556_952_000
_LONGEST_MS = 12 * _YEAR_MS
_START_MS = 31 * _YEAR_MS
"""Early 2001, with no 29 February for three years."""


def is_too_seldom(next_after: Callable[[int], int | None]) -> bool:
    """Whether some twelve years go by without an occurrence.

    29 February comes after eight years at most, a Sunday 1 January after twelve. Only a 29 February on one weekday is
    left, once in 28 years: it is missing from the first three years, and from one of three windows of twelve.
    """
    first = next_after(_START_MS)
    if first is not None and first <= _START_MS + 3 * _YEAR_MS:
        return False
    return not all(_occurs(next_after, _START_MS + window * _LONGEST_MS) for window in range(3))


def _occurs(next_after: Callable[[int], int | None], start: int) -> bool:
    found = next_after(start)
    return found is not None and found <= start + _LONGEST_MS
