"""One subscription for many who want to know, from when it is first needed until it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tocsin.bus import Bus
from tocsin.core.errors import Unavailable
from tocsin.core.messages import Broadcast, Topic


class Follower:
    """Calls `hear` with every broadcast of a topic. Use it from one event loop."""

    def __init__(self, bus: Bus, topic: Topic, hear: Callable[[Broadcast], None]) -> None:
        self._bus = bus
        self._topic = topic
        self._hear = hear
        self._task: asyncio.Task[None] | None = None
        self._subscribed: asyncio.Future[None] | None = None

    @property
    def is_following(self) -> bool:
        """Nothing was missed since `start` returned."""
        return self._task is not None and not self._task.done()

    async def start(self) -> None:
        """Return once whatever is broadcast from here on is heard. Raise Unavailable when the bus is away."""
        if not self.is_following or self._subscribed is None:
            self._subscribed = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._follow(self._subscribed))
        await asyncio.shield(self._subscribed)

    async def aclose(self) -> None:
        """It may be started again."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _follow(self, subscribed: asyncio.Future[None]) -> None:
        try:
            async with self._bus.subscribe(self._topic) as messages:
                subscribed.set_result(None)
                async for message in messages:
                    self._hear(message)
        finally:
            if not subscribed.done():
                subscribed.set_exception(Unavailable("The bus cannot be listened to."))
                subscribed.exception()  # whoever waits is told; that nobody does is no trouble
