"""Answers that are kept for a moment."""

from __future__ import annotations

import asyncio

import pytest

from tests.clocks import FakeClock
from tocsin.services.short_memory import ShortMemory


class Source:
    """Counts how often it is asked; with a gate it answers when that is opened."""

    def __init__(self, gate: asyncio.Event | None = None) -> None:
        self.asked = 0
        self._gate = gate

    async def load(self) -> int:
        self.asked += 1
        if self._gate is not None:
            await self._gate.wait()
        return self.asked


def memory(clock: FakeClock, most: int = 10) -> ShortMemory[str, int]:
    return ShortMemory(clock, seconds=5, most=most)


async def test_what_is_asked_again_soon_is_looked_up_once() -> None:
    source, kept = Source(), memory(FakeClock())
    assert [await kept.get("a", source.load), await kept.get("a", source.load)] == [1, 1]


async def test_after_a_while_it_is_looked_up_again() -> None:
    source, clock = Source(), FakeClock()
    kept = memory(clock)
    await kept.get("a", source.load)
    clock.advance(5_000)
    assert await kept.get("a", source.load) == 2


async def test_who_asks_at_the_same_time_waits_for_the_same_answer() -> None:
    gate = asyncio.Event()
    source, kept = Source(gate), memory(FakeClock())
    asking = [asyncio.ensure_future(kept.get("a", source.load)) for _ in range(3)]
    gate.set()
    assert await asyncio.gather(*asking) == [1, 1, 1]


async def test_who_goes_away_does_not_take_the_answer_along() -> None:
    gate = asyncio.Event()
    source, kept = Source(gate), memory(FakeClock())
    first, second = (asyncio.ensure_future(kept.get("a", source.load)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    gate.set()
    assert await second == 1


async def test_a_failure_is_not_kept() -> None:
    source, kept = Source(), memory(FakeClock())

    async def fail() -> int:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await kept.get("a", fail)
    assert await kept.get("a", source.load) == 1


async def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    source, kept = Source(), memory(FakeClock(), most=2)
    for key in ("a", "b", "a", "c"):
        await kept.get(key, source.load)
    assert [await kept.get("a", source.load), await kept.get("b", source.load)] == [1, 4]
