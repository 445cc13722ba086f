"""Closes connections to the API that do not say what they want: each holds a descriptor, which the checks need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

SECONDS_FOR_A_HEAD = 30.0


class Patience:
    """Who has not sent the head of a request for so long, since connecting or since the last answer, is cut off.

    uvicorn itself ends what is silent after an answer, but not what dribbles, nor what never began.
    """

    def __init__(self, seconds: float = SECONDS_FOR_A_HEAD) -> None:
        self._seconds = seconds
        self._waiting: dict[Any, tuple[Any, float]] = {}

    def look(self, connections: Iterable[Any], now: float) -> None:
        """`connections` are uvicorn's protocols: `cycle` is the newest request and its answer. `now` in seconds."""
        waiting: dict[Any, tuple[Any, float]] = {}
        for connection in connections:
            cycle = connection.cycle
            if cycle is not None and not cycle.response_complete:
                continue
            known_cycle, since = self._waiting.get(connection, (cycle, now))
            if known_cycle is not cycle:
                since = now
            if now - since >= self._seconds:
                connection.transport.close()
            else:
                waiting[connection] = (cycle, since)
        self._waiting = waiting
