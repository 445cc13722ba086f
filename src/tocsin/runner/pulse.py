"""Notices when the runner's event loop was held up: times that were measured meanwhile are ours, not the target's."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque

import structlog

from tocsin.runner.metrics import RunnerMetrics

log = structlog.get_logger()

BEAT_S = 0.1
NOTED_S = 0.1
HELD_UP_S = 0.5
"""What is noted can spoil a check with a short timeout; what is this long is worth a line in the log."""
REMEMBERED = 1_000


class Pulse:
    """Beats ten times a second, and remembers the last hold-ups by the loop's time."""

    def __init__(self, metrics: RunnerMetrics) -> None:
        self._metrics = metrics
        self._held_up: deque[tuple[float, float]] = deque(maxlen=REMEMBERED)
        self._due = math.inf

    async def beat(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            self._due = loop.time() + BEAT_S
            await asyncio.sleep(BEAT_S)
            late = loop.time() - self._due
            if late >= NOTED_S:
                self._held_up.append((loop.time(), late))
            if late >= HELD_UP_S:
                self._metrics.held_up.inc(late)
                log.warning("the runner's event loop was held up", seconds=round(late, 3))

    def since(self, moment: float) -> tuple[float, float]:
        """Seconds of the longest hold-up that ended after `moment` (the loop's time), and of all of them together.

        A beat that is overdue counts already: what was held up with it may be heard of before it.
        """
        lates = [late for ended, late in self._held_up if ended > moment]
        overdue = time.monotonic() - self._due  # the loop's own time stands still within a turn
        if overdue >= NOTED_S:
            lates.append(overdue)
        return max(lates, default=0.0), sum(lates)
