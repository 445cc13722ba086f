"""How often a hook may be used, and by how many requests at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tocsin.services.hook_requests import HookBusy

RATE = 20.0
"""Requests a second of one hook, over a longer time."""
BURST = 100.0
MOST_AT_ONCE = 50
"""Requests of one hook that are under way, each with its body in memory."""


class HookLimits:
    """Times are monotonic seconds."""

    def __init__(self) -> None:
        self._present: Counter[int] = Counter()
        self._tokens: dict[int, tuple[float, float]] = {}

    @contextmanager
    def admitted(self, hook_id: int, now: float) -> Iterator[None]:
        """Raise HookBusy."""
        tokens, since = self._tokens.get(hook_id, (BURST, now))
        tokens = min(BURST, tokens + (now - since) * RATE)
        if tokens < 1:
            raise HookBusy((1 - tokens) / RATE)
        if self._present[hook_id] >= MOST_AT_ONCE:
            raise HookBusy(1.0)
        self._tokens[hook_id] = (tokens - 1, now)
        self._present[hook_id] += 1
        try:
            yield
        finally:
            self._present[hook_id] -= 1
            if not self._present[hook_id]:
                del self._present[hook_id]
