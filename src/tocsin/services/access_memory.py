"""Who may do what, remembered for some seconds, so that not every request asks the database.

A change makes this process forget at once, and others as soon as they hear of it; the seconds are for a message that
gets lost, and for the command line, which tells nobody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

import structlog

from tocsin.bus import Bus
from tocsin.bus.follower import Follower
from tocsin.core.clock import Clock
from tocsin.core.errors import Unavailable
from tocsin.core.messages import AccessChanged, Broadcast, Topic
from tocsin.services.short_memory import ShortMemory

T = TypeVar("T")
LIFETIME_S = 10.0
MOST_KNOWN = 50_000
_log = structlog.get_logger(__name__)


class AccessMemory:
    """Use it from one event loop."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._known: ShortMemory[Hashable, object] = ShortMemory(clock, seconds=LIFETIME_S, most=MOST_KNOWN)
        self._follower = Follower(bus, Topic.ACCESS, self._hear)

    async def get(self, key: Hashable, load: Callable[[], Awaitable[T]]) -> T:
        """What `load` says, or has said within the last seconds. Nothing that it raises is kept."""
        if not self._follower.is_following:
            self._known.clear()
            await self._follower.start()
        found: T = await self._known.get(key, load)  # type: ignore[assignment]
        return found

    async def changed(self) -> None:
        """Forget, here at once and elsewhere soon. Call it after the commit."""
        self._known.clear()
        try:
            await self._bus.broadcast(Topic.ACCESS, AccessChanged())
        except Unavailable as error:
            _log.warning("others_not_told_of_changed_access", reason=error.message, seconds=LIFETIME_S)

    async def aclose(self) -> None:
        await self._follower.aclose()

    def _hear(self, message: Broadcast) -> None:
        self._known.clear()
