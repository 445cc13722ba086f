"""What every way of recurring answers: when it is due again, and how far apart that is."""

from __future__ import annotations

from abc import ABC, abstractmethod


class Recurrence(ABC):
    """Moments at which something is due, told one after another. Immutable, and the same answer at any time of asking.

    Times are Unix time in ms, from 1970 on. Expressions end with the year 2199.
    """

    __slots__ = ()

    @abstractmethod
    def next_after(self, at: int) -> int | None:
        """The first moment strictly later than `at`; None when there is none any more."""

    @abstractmethod
    def describe(self) -> str:
        """One short phrase for a person: `every 5m`, `cron 0 3 * * * (Europe/Berlin)`."""

    def gap_after(self, at: int) -> int | None:
        """Milliseconds between the next two moments later than `at`; None when there are no two."""
        first = self.next_after(at)
        second = None if first is None else self.next_after(first)
        return None if first is None or second is None else second - first
