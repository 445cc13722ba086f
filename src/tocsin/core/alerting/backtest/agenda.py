"""What is to be looked at when: incidents that are held, and groups that are to be escalated."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count

from tocsin.core.alerting.backtest.groups import Told
from tocsin.core.alerting.backtest.incidents import Incident


class Agenda:
    """Who was put off to another moment is not found at the earlier one any more."""

    def __init__(self) -> None:
        self._looks: list[tuple[int, int, int, Incident]] = []
        self._moves: list[tuple[int, int, int, Told]] = []
        self._count = count()
        """Two entries may be for the same, at the same moment."""

    def look_at(self, incident: Incident, at: int | None) -> None:
        """At that moment; never, for None."""
        incident.look_at = at
        if at is not None:
            heapq.heappush(self._looks, (at, incident.id, next(self._count), incident))

    def move(self, told: Told) -> None:
        """When the group itself says."""
        if told.group.next_at is not None:
            heapq.heappush(self._moves, (told.group.next_at, told.group.id, next(self._count), told))

    def next_moment(self) -> int | None:
        """When there may be something; never later than there is."""
        moments = [heap[0][0] for heap in (self._looks, self._moves) if heap]
        return min(moments, default=None)

    def due_incidents(self, now: int) -> dict[int, Incident]:
        """By id."""
        found: dict[int, Incident] = {}
        while self._looks and self._looks[0][0] <= now:
            at, number, _, incident = heapq.heappop(self._looks)
            if incident.look_at == at:
                found[number] = incident
        return found

    def due_groups(self, now: int) -> Iterator[Told]:
        """Those that are put on it meanwhile too, if they are due."""
        while self._moves and self._moves[0][0] <= now:
            at, _, _, told = heapq.heappop(self._moves)
            if told.group.next_at == at:
                yield told
