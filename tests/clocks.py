"""A clock that stands still until a test moves it."""

from __future__ import annotations

T0 = 1_700_000_000_000


class FakeClock:
    """Wall time from `T0`; monotonic time from a number of its own."""

    def __init__(self, wall_ms: int = T0) -> None:
        self.wall_ms = wall_ms
        self.monotonic_s = 5_000.0

    def now_ms(self) -> int:
        return self.wall_ms

    def monotonic(self) -> float:
        return self.monotonic_s

    def advance(self, ms: int) -> None:
        """Time passes."""
        self.wall_ms += ms
        self.monotonic_s += ms / 1000

    def step(self, ms: int) -> None:
        """Somebody sets the wall clock."""
        self.wall_ms += ms
