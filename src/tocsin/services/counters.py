"""Counts of hits in this process's memory.

`limits` has such a storage too, which goes over all that it holds at every hit: 49 ms with 100,000 keys.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from limits.aio.storage import Storage

MOST = 50_000
"""Counts of one window: with more at once, those that would end first are forgotten."""


class Counters(Storage):
    """For one limit. All counts of a window last as long, so that their order of birth is that of their end.

    What has ended is removed as others come: there is no timer, and no hit looks at more than a few.
    """

    STORAGE_SCHEME = None

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._windows: dict[int, OrderedDict[str, tuple[int, float]]] = {}

    def __len__(self) -> int:
        return sum(len(window) for window in self._windows.values())

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = self._now()
        window = self._windows.setdefault(expiry, OrderedDict())
        count, until = window.get(key, (0, 0.0))
        if until > now:
            count = max(0, count + amount)
            window[key] = count, until
            return count
        if amount <= 0:
            return 0
        window.pop(key, None)
        self._make_room(window, now)
        window[key] = amount, now + expiry
        return amount

    async def get(self, key: str) -> int:
        return self._found(key)[0]

    async def get_expiry(self, key: str) -> float:
        # `limits` speaks of the wall clock, which somebody may set meanwhile: what counts is not told by it.
        return time.time() + max(0.0, self._found(key)[1] - self._now())

    async def clear(self, key: str) -> None:
        for window in self._windows.values():
            window.pop(key, None)

    async def check(self) -> bool:
        return True

    async def reset(self) -> int:
        held = len(self)
        self._windows.clear()
        return held

    def _found(self, key: str) -> tuple[int, float]:
        now = self._now()
        for window in self._windows.values():
            count, until = window.get(key, (0, 0.0))
            if until > now:
                return count, until
        return 0, 0.0

    def _make_room(self, window: OrderedDict[str, tuple[int, float]], now: float) -> None:
        """Two out for one in: what has ended shrinks, whatever comes."""
        for _ in range(2):
            oldest = next(iter(window.values()), None)
            if oldest is None or (oldest[1] > now and len(window) < MOST):
                return
            window.popitem(last=False)
