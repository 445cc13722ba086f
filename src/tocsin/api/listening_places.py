"""How many streams one user or key may listen to at once, in this process: each holds a connection and a buffer."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from fastapi import Request

from tocsin.api.dependencies import CurrentActor
from tocsin.auth.actor import Actor
from tocsin.core.errors import TooManyRequests

MOST = 16
AGAIN_SECONDS = 10.0
Listening = tuple[str | int, ...]


class ListeningPlaces:
    """Use it from one event loop."""

    def __init__(self) -> None:
        self._taken: Counter[Listening] = Counter()

    @contextmanager
    def held(self, actor: Actor) -> Iterator[None]:
        """Raise TooManyRequests when there is none left."""
        # The audit trail tells keys apart by name too: no two that work have the same.
        who: Listening = ("key", actor.workspace_id, actor.name) if actor.user_id is None else ("user", actor.user_id)
        if self._taken[who] >= MOST:
            told = f"You listen to {MOST} streams of events already: close one that is not needed."
            raise TooManyRequests(told, retry_after=AGAIN_SECONDS)
        self._taken[who] += 1
        try:
            yield
        finally:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]


async def listening_place(request: Request, actor: CurrentActor) -> AsyncIterator[None]:
    """For as long as the answer goes on."""
    places: ListeningPlaces = request.app.state.listening_places
    with places.held(actor):
        yield
