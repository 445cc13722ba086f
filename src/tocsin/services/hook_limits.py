"""How often a hook may be used, and by how many requests at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tocsin.core.errors import TooManyRequests
from tocsin.services.named_limits import HOOKS
from tocsin.services.rate_limits import RateLimits

MOST_AT_ONCE = 50
"""Requests of one hook that are under way in this process, each with its body in memory."""


class HookLimits:
    """Those at once are counted here alone: what they take is this process's memory."""

    def __init__(self, limits: RateLimits) -> None:
        self._limits = limits
        self._present: Counter[int] = Counter()

    @asynccontextmanager
    async def admitted(self, hook_id: int) -> AsyncIterator[None]:
        """Raise TooManyRequests."""
        if self._present[hook_id] >= MOST_AT_ONCE:
            raise _busy(1.0)
        self._present[hook_id] += 1
        try:
            if wait := await self._limits.hit(HOOKS, hook_id):
                raise _busy(wait)
            yield
        finally:
            self._present[hook_id] -= 1
            if not self._present[hook_id]:
                del self._present[hook_id]


def _busy(wait: float) -> TooManyRequests:
    return TooManyRequests("This hook gets more requests than it may: send it again later.", retry_after=wait)
