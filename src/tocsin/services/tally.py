"""Counts hits of limits that have several windows, in one place."""

from __future__ import annotations

import time

from limits import RateLimitItem
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter

from tocsin.services.limit import Limit

SHORTEST_WAIT = 1.0


class TallyAway(Exception):
    """Where it is counted does not answer, or did not a moment ago."""


class Tally:
    """Fixed windows, each from its first hit on: what waiting brings is known exactly, and trying does not prolong it.

    Safe among many at once: what passes was counted before. Hits that race for the last places of a window may count
    in it although they are refused.
    """

    def __init__(self, storage: Storage) -> None:
        self._windows = FixedWindowRateLimiter(storage)

    async def hit(self, limit: Limit, bucket: str) -> float:
        """0 when it may pass, and was counted in every window; else the seconds to wait, and it counts in none."""
        # With one window, what is refused can count only where it changes nothing.
        if len(limit.items) > 1 and (wait := await self.peek(limit, bucket)):
            return wait
        return await self.take(limit, bucket)

    async def take(self, limit: Limit, bucket: str) -> float:
        """`hit` just after a `peek` that found room."""
        for item in limit.items:
            if not await self._windows.hit(item, bucket):
                return await self.wait(limit, bucket)
        return 0.0

    async def peek(self, limit: Limit, bucket: str) -> float:
        """What `hit` would say."""
        for item in limit.items:
            if not await self._windows.test(item, bucket):
                return await self.wait(limit, bucket)
        return 0.0

    async def wait(self, limit: Limit, bucket: str) -> float:
        """Seconds until no window is full any more, of a limit that has just refused."""
        longest = SHORTEST_WAIT
        for item in limit.items:
            reset, remaining = await self._windows.get_window_stats(item, bucket)
            if remaining <= 0:
                longest = max(longest, reset - time.time())
        return longest

    async def give_back(self, limit: Limit, bucket: str) -> None:
        """Take back one hit that has passed, where its window has not ended."""
        for item in limit.items:
            is_empty = await self._windows.test(item, bucket, cost=item.amount)
            if not is_empty:
                await self._windows.hit(item, bucket, cost=-1)

    async def clear(self, limit: Limit, bucket: str) -> None:
        for item in limit.items:
            await self._windows.clear(item, bucket)

    async def fullness(self, limit: Limit, bucket: str) -> float:
        """From 0 to 1, of the window that is filled most."""
        shares = [await self._share(item, bucket) for item in limit.items]
        return max(shares, default=0.0)

    async def _share(self, item: RateLimitItem, bucket: str) -> float:
        return 1 - (await self._windows.get_window_stats(item, bucket)).remaining / item.amount
