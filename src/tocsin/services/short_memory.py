"""What was looked up a moment ago, for questions that many strangers may ask at once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from tocsin.core.clock import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ShortMemory(Generic[K, V]):
    """Keeps at most `most` answers for `seconds` each. Who asks while an answer is looked up waits for that one."""

    def __init__(self, clock: Clock, *, seconds: float, most: int) -> None:
        self._clock = clock
        self._seconds = seconds
        self._most = most
        self._kept: OrderedDict[K, tuple[float, asyncio.Task[V]]] = OrderedDict()

    async def get(self, key: K, load: Callable[[], Awaitable[V]]) -> V:
        """`load` is called when nothing is known, or not any more. Raises what it raises, and keeps no failure."""
        now = self._clock.monotonic()
        until, task = self._kept.get(key, (0.0, None))
        if task is None or until <= now:
            task = asyncio.ensure_future(_awaited(load))
            task.add_done_callback(lambda done: self._forget_failure(key, done))
            self._kept[key] = (now + self._seconds, task)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        # Others may wait for it too: one who goes away must not take it with him.
        return await asyncio.shield(task)

    def clear(self) -> None:
        """Forget everything; who waits for an answer that is being looked up still gets that one."""
        self._kept.clear()

    def _forget_failure(self, key: K, task: asyncio.Task[V]) -> None:
        if task.cancelled() or task.exception() is not None:
            kept = self._kept.get(key)
            if kept is not None and kept[1] is task:
                del self._kept[key]


async def _awaited(load: Callable[[], Awaitable[V]]) -> V:
    return await load()
