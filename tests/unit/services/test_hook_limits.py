"""How often a hook may be used."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from tests.clocks import FakeClock
from tocsin.core.errors import TooManyRequests
from tocsin.services.hook_limits import MOST_AT_ONCE, HookLimits
from tocsin.services.named_limits import HOOKS
from tocsin.services.rate_limits import RateLimits

BURST = HOOKS.items[0].amount


async def use(limits: HookLimits, times: int, hook: int = 1) -> None:
    for _ in range(times):
        async with limits.admitted(hook):
            pass


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def limits(clock: FakeClock) -> HookLimits:
    return HookLimits(RateLimits(now=clock.monotonic))


async def test_after_a_burst_a_hook_is_told_when_to_come_again(limits: HookLimits) -> None:
    await use(limits, BURST)
    with pytest.raises(TooManyRequests) as caught:
        await use(limits, 1)
    assert caught.value.retry_after == pytest.approx(5, abs=0.1)


async def test_with_time_a_hook_may_be_used_again(limits: HookLimits, clock: FakeClock) -> None:
    await use(limits, BURST)
    clock.advance(5_000)
    await use(limits, BURST)


async def test_one_hook_does_not_use_up_the_turns_of_another(limits: HookLimits) -> None:
    await use(limits, BURST)
    await use(limits, 1, hook=2)


async def test_only_so_many_requests_are_under_way_at_once(limits: HookLimits) -> None:
    async with AsyncExitStack() as under_way:
        for _ in range(MOST_AT_ONCE):
            await under_way.enter_async_context(limits.admitted(1))
        with pytest.raises(TooManyRequests):
            await use(limits, 1)
    await use(limits, 1)


async def test_what_is_too_many_at_once_is_not_counted(limits: HookLimits) -> None:
    async with AsyncExitStack() as under_way:
        for _ in range(MOST_AT_ONCE):
            await under_way.enter_async_context(limits.admitted(1))
        for _ in range(BURST):
            with pytest.raises(TooManyRequests):
                await use(limits, 1)
    await use(limits, BURST - MOST_AT_ONCE)
