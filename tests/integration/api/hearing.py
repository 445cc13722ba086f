"""Somebody who hears what is posted, and says that it is stored: what ingest would say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from tests.integration.api.tower import Tower
from tocsin.core.messages import PINGS_QUEUE, PingsStored, Topic
from tocsin.core.ping import Ping


@asynccontextmanager
async def hearing(tower: Tower) -> AsyncIterator[list[Ping]]:
    """The pings that were heard."""
    heard: list[Ping] = []

    async def hear() -> None:
        bus = tower.parts.bus
        async with bus.consume(PINGS_QUEUE, most=100) as deliveries:
            async for delivery in deliveries:
                pings = [cast("Ping", message) for message in delivery.messages]
                heard.extend(pings)
                await bus.broadcast(Topic.RECEIPTS, PingsStored(tuple(ping.id for ping in pings)))
                await delivery.ack()

    task = asyncio.create_task(hear())
    yield heard
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
