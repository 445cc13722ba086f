"""Which silences hold, as time goes on."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.core.alerting.silence import Occurrence


class Calendar:
    """To be asked with times that never go back."""

    def __init__(self, occurrences: Iterable[Occurrence]) -> None:
        self._ahead = sorted(occurrences, key=lambda one: (one.start, one.silence_id), reverse=True)
        self._holding: list[Occurrence] = []

    @property
    def next_start(self) -> int | None:
        """When the next one begins."""
        return self._ahead[-1].start if self._ahead else None

    def at(self, now: int) -> list[Occurrence]:
        while self._ahead and self._ahead[-1].start <= now:
            self._holding.append(self._ahead.pop())
        self._holding = [one for one in self._holding if now < one.end]
        return self._holding
