"""One subscription for many."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.polling import until
from tocsin.bus.follower import Follower
from tocsin.bus.memory import MemoryBus
from tocsin.core.errors import Unavailable
from tocsin.core.messages import Broadcast, MonitorsChanged, Topic


async def test_whatever_is_broadcast_after_the_start_is_heard() -> None:
    bus, heard = MemoryBus(), list[Broadcast]()
    follower = Follower(bus, Topic.MONITORS, heard.append)
    await asyncio.gather(follower.start(), follower.start())
    await bus.broadcast(Topic.MONITORS, MonitorsChanged((1,)))
    await until(lambda: heard)
    assert heard == [MonitorsChanged((1,))]
    await follower.aclose()


async def test_nobody_is_told_that_it_listens_before_it_does() -> None:
    bus, slow = MemoryBus(), asyncio.Event()
    subscribe = bus.subscribe

    @asynccontextmanager
    async def slowly(topic: Topic) -> AsyncIterator[AsyncIterator[Broadcast]]:
        await slow.wait()
        async with subscribe(topic) as messages:
            yield messages

    bus.subscribe = slowly  # type: ignore[method-assign]
    follower = Follower(bus, Topic.MONITORS, lambda _: None)
    starts = [asyncio.create_task(follower.start()) for _ in range(2)]
    await asyncio.sleep(0.01)
    assert not any(start.done() for start in starts)
    slow.set()
    await asyncio.gather(*starts)
    await follower.aclose()


async def test_a_bus_that_is_away_is_said_and_tried_again() -> None:
    bus = MemoryBus()
    subscribe = bus.subscribe

    @asynccontextmanager
    async def broken(_: Topic) -> AsyncIterator[AsyncIterator[Broadcast]]:
        raise ConnectionError
        yield

    bus.subscribe = broken  # type: ignore[method-assign, assignment]
    follower = Follower(bus, Topic.MONITORS, lambda _: None)
    with pytest.raises(Unavailable):
        await follower.start()
    bus.subscribe = subscribe  # type: ignore[method-assign]
    await until(lambda: not follower.is_following)
    await follower.start()
    assert follower.is_following
    await follower.aclose()


async def test_it_hears_nothing_once_it_is_closed() -> None:
    bus = MemoryBus()
    follower = Follower(bus, Topic.MONITORS, lambda _: None)
    await follower.start()
    await follower.aclose()
    assert not bus.has_subscribers(Topic.MONITORS)
