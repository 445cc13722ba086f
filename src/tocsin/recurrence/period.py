"""Due again so long after the last time, whatever the clock on the wall says."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.core.durations import in_words
from tocsin.recurrence.recurrence import Recurrence

SHORTEST_SECONDS = 1
LONGEST_SECONDS = 3650 * 86_400


@dataclass(frozen=True, slots=True)
class Period(Recurrence):
    """Due a period after whatever is asked about: it has no grid of its own."""

    milliseconds: int

    def next_after(self, at: int) -> int:
        return at + self.milliseconds

    def gap_after(self, at: int) -> int:
        return self.milliseconds

    def describe(self) -> str:
        return f"every {in_words(self.milliseconds / 1000)}"


def every(seconds: float) -> Period:
    """Due `seconds` after the last time, to the millisecond. Raise ValueError with the end of a sentence."""
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        bounds = f"{in_words(SHORTEST_SECONDS)} and {in_words(LONGEST_SECONDS)}"
        raise ValueError(f"must be between {bounds}, got {in_words(seconds)}")
    return Period(round(seconds * 1000))
