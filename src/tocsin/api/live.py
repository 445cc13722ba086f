"""What changes, handed on to those who listen: one subscription to the bus, a bounded buffer for each listener."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum

from tocsin.bus import Bus
from tocsin.bus.follower import Follower
from tocsin.core.messages import Broadcast, IncidentHandled, ResultsStored, StateChanged, Topic

BUFFER = 1000


class Signal(Enum):
    """What a listener is told in place of a message."""

    LOST = "lost"
    """It did not keep up: something is missing."""
    CLOSED = "closed"
    """The server is about to stop."""


class Listener:
    """One client's buffer. A client that does not keep up loses what is in it, and is told so."""

    def __init__(self, workspace_id: int, *, with_results: bool, buffer: int = BUFFER) -> None:
        self._workspace_id = workspace_id
        self._with_results = with_results
        self._buffer = buffer
        self._waiting: deque[Broadcast] = deque()
        self._arrived = asyncio.Event()
        self._has_lost = False
        self._is_closed = False

    def offer(self, message: Broadcast) -> None:
        """Take the message if it is for this listener. Results are the caller's to sift by monitor."""
        is_change = isinstance(message, StateChanged | IncidentHandled) and message.workspace_id == self._workspace_id
        if not is_change and not (self._with_results and isinstance(message, ResultsStored)):
            return
        if len(self._waiting) >= self._buffer:
            self._waiting.clear()
            self._has_lost = True
        self._waiting.append(message)
        self._arrived.set()

    def close(self) -> None:
        """Nothing will be told any more."""
        self._is_closed = True
        self._arrived.set()

    async def next(self) -> Broadcast | Signal:
        """The next message, or what there is to know in place of one."""
        while True:
            if self._is_closed:
                return Signal.CLOSED
            if self._has_lost:
                self._has_lost = False
                self._waiting.clear()
                return Signal.LOST
            if self._waiting:
                return self._waiting.popleft()
            self._arrived.clear()
            await self._arrived.wait()


class Live:
    """Listens to the bus while anybody listens to it."""

    def __init__(self, bus: Bus) -> None:
        self._listeners: set[Listener] = set()
        self._follower = Follower(bus, Topic.EVENTS, self._hand_on)

    @asynccontextmanager
    async def listen(self, workspace_id: int, *, with_results: bool) -> AsyncIterator[Listener]:
        """Whatever happens from here on reaches the listener."""
        listener = Listener(workspace_id, with_results=with_results)
        self._listeners.add(listener)
        try:
            await self._follower.start()
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                await self.aclose()

    async def aclose(self) -> None:
        await self._follower.aclose()

    def _hand_on(self, message: Broadcast) -> None:
        for listener in tuple(self._listeners):
            listener.offer(message)
