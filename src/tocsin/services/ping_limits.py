"""How often one monitor may be pinged: a bucket of tokens for its signals, and another one for its chatter.

Two, so that a job that logs too much cannot lose the ping that ends it.
"""

from __future__ import annotations

from tocsin.core.ping import Signal

MOST_BUCKETS = 100_000
BURST_SECONDS = 5.0
"""How long at the highest rate the tokens of a full bucket last at once."""


class PingLimits:
    """`rate`: pings a second of one monitor. A bucket that is forgotten is full again."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._burst = max(1.0, rate * BURST_SECONDS)
        self._buckets: dict[tuple[int, bool], tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, monitor_id: int, signal: Signal, now: float) -> float:
        """0 when the ping may pass; else after how many seconds one may. `now` is monotonic."""
        name = (monitor_id, signal == Signal.LOG)
        tokens, since = self._buckets.get(name, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        if tokens < 1.0:
            return (1.0 - tokens) / self._rate
        if len(self._buckets) >= MOST_BUCKETS and name not in self._buckets:
            self._buckets.clear()
        self._buckets[name] = (tokens - 1.0, now)
        return 0.0
