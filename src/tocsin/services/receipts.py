"""Hands pings over to be stored, and knows when they are: nobody is told of a ping that it was taken before that."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence

from tocsin.bus import Bus
from tocsin.bus.follower import Follower
from tocsin.core.errors import TooManyRequests, Unavailable
from tocsin.core.messages import PINGS_QUEUE, Broadcast, PingsStored, Topic
from tocsin.core.ping import Ping

ID_BITS = 53
"""As many as a client in JavaScript can read; a ping is told from others of its monitor and millisecond only."""
MOST_WAITING = 5_000
PATIENCE_S = 10.0


def new_id() -> int:
    """What makes a ping the one that it is."""
    return secrets.randbits(ID_BITS)


class Receipts:
    """One subscription to what is stored, for all who wait. Use it from one event loop."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._follower = Follower(bus, Topic.RECEIPTS, self._hear)

    async def submit(self, pings: Sequence[Ping], *, seconds: float = PATIENCE_S) -> None:
        """Return once all of them are committed with what they led to.

        Raise Unavailable when that takes too long: they may be stored all the same, and may be sent again, for a
        ping that is heard twice does no harm. Raise TooManyRequests when very many are waited for already.
        """
        if len(self._waiting) + len(pings) > MOST_WAITING:
            raise TooManyRequests("Very many pings are waiting to be stored: send it again in a moment.")
        await self._follower.start()
        loop = asyncio.get_running_loop()
        futures = {ping.id: loop.create_future() for ping in pings}
        self._waiting.update(futures)
        try:
            async with asyncio.timeout(seconds):
                await self._bus.publish(PINGS_QUEUE, pings)
                for future in futures.values():
                    await future
        except TimeoutError:
            raise Unavailable(f"The ping could not be stored within {seconds:g} s: send it again.") from None
        finally:
            for ping_id in futures:
                self._waiting.pop(ping_id, None)

    async def aclose(self) -> None:
        await self._follower.aclose()

    def _hear(self, message: Broadcast) -> None:
        if isinstance(message, PingsStored):
            for ping_id in message.ids:
                future = self._waiting.get(ping_id)
                if future is not None and not future.done():
                    future.set_result(None)
