"""Notices when the runner's event loop was held up: times that were measured meanwhile are ours, not the target's."""

from __future__ import annotations

import asyncio
from collections import deque

import structlog

from tocsin.runner.metrics import RunnerMetrics

log = structlog.get_logger()

BEAT_S = 0.1
HELD_UP_S = 0.5
REMEMBERED = 100


class Pulse:
    """Beats ten times a second, and remembers the last hold-ups by the loop's time."""

    def __init__(self, metrics: RunnerMetrics) -> None:
        self._metrics = metrics
        self._held_up: deque[tuple[float, float]] = deque(maxlen=REMEMBERED)

    async def beat(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT_S
            await asyncio.sleep(BEAT_S)
            late = loop.time() - due
            if late >= HELD_UP_S:
                self._held_up.append((loop.time(), late))
                self._metrics.held_up.inc(late)
                log.warning("the runner's event loop was held up", seconds=round(late, 3))

    def longest_since(self, moment: float) -> float:
        """Seconds of the longest hold-up that ended after `moment` (the loop's time); 0 when there was none."""
        return max((late for ended, late in self._held_up if ended > moment), default=0.0)
