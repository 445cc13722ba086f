"""What is due next, in the order of its moments: started a few at a time, so that answers are read in between."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Sequence

from tocsin.core.clock import Clock
from tocsin.core.messages import CheckDue, RunnerMessage

LONGEST_WAIT_MS = 1_000
AT_ONCE = 8
"""Started between two looks at the network. After a hold-up many are due together: started all at once, they would
count one another's start as their targets' latency."""


class Agenda:
    """Hands messages to `start` at their moments, and never more than `LONGEST_WAIT_MS` after they were added.

    One timer for all of them, in the loop's monotonic time: a jump of the wall clock delays nothing for long.
    """

    def __init__(self, clock: Clock, start: Callable[[Sequence[RunnerMessage]], None]) -> None:
        self._clock = clock
        self._start = start
        self._heap: list[tuple[float, int, RunnerMessage]] = []
        self._serial = 0
        self._timer: asyncio.Handle | None = None
        self._timer_at = 0.0

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, messages: Sequence[RunnerMessage]) -> None:
        loop = asyncio.get_running_loop()
        now, now_ms = loop.time(), self._clock.now_ms()
        for message in messages:
            wait_ms = message.scheduled_at - now_ms if isinstance(message, CheckDue) else 0
            self._serial += 1
            heapq.heappush(self._heap, (now + min(wait_ms, LONGEST_WAIT_MS) / 1000, self._serial, message))
        self._arm(loop, now)

    def clear(self) -> None:
        """Forget everything."""
        self._heap.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self, loop: asyncio.AbstractEventLoop, now: float) -> None:
        if not self._heap:
            return
        at = self._heap[0][0]
        if self._timer is not None:
            if self._timer_at <= at:
                return
            self._timer.cancel()
        self._timer_at = at
        self._timer = loop.call_later(at - now, self._pump) if at > now else loop.call_soon(self._pump)

    def _pump(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        now = loop.time()
        # Timers fire on whole milliseconds, a little early sometimes.
        limit = now + 0.0005
        due: list[RunnerMessage] = []
        while self._heap and self._heap[0][0] <= limit and len(due) < AT_ONCE:
            due.append(heapq.heappop(self._heap)[2])
        if due:
            self._start(due)
        self._arm(loop, now)
