"""A pushed monitor on the bench: its pings, and the passing of time in which none come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count

import msgspec

from tests.integration.ingest.bench import Bench
from tests.polling import until
from tocsin.core.messages import PINGS_QUEUE, Broadcast, PingsStored, Topic
from tocsin.core.monitor import PUSHED_INTERVAL_S, Rules
from tocsin.core.ping import Ping, Signal, StoredPing
from tocsin.storage.monitors import MonitorFields, MonitorRepository
from tocsin.storage.pings import PingRepository

MINUTE = 60_000
HOURLY = {"period": 3600, "grace": 600}
RULES = Rules(interval=PUSHED_INTERVAL_S, failure_threshold=1, recovery_threshold=1)
_ids = count(1)


async def pushed(
    bench: Bench,
    config: Mapping[str, object] = HOURLY,
    *,
    kind: str = "heartbeat",
    name: str = "job",
    rules: Rules = RULES,
) -> int:
    """A monitor whose state is pushed."""
    fields = MonitorFields(name=name, kind=kind, config=msgspec.json.encode(config), target="x", rules=rules)
    async with bench.database.write() as connection:
        stored = await MonitorRepository(connection).create(bench.workspace_id, fields, bench.clock.now_ms())
    await bench.changed(stored.id)
    await until(lambda: bench.ingest._ledger.memory.pushes.get(stored.id))
    return stored.id


def ping(bench: Bench, monitor_id: int, signal: Signal = Signal.SUCCESS, **more: object) -> Ping:
    """One that comes now."""
    return Ping(next(_ids), monitor_id, bench.clock.now_ms(), signal, **more)  # type: ignore[arg-type]


async def say(bench: Bench, *pings: Ping) -> None:
    """Hand over one batch, and wait for the receipt of every one."""
    async with receipts(bench) as messages:
        await bench.bus.publish(PINGS_QUEUE, pings)
        waiting = {one.id for one in pings}
        async for message in messages:
            assert isinstance(message, PingsStored)
            waiting -= set(message.ids)
            if not waiting:
                return


@asynccontextmanager
async def receipts(bench: Bench) -> AsyncIterator[AsyncIterator[Broadcast]]:
    async with bench.bus.subscribe(Topic.RECEIPTS) as messages:
        yield messages


async def stored(bench: Bench, monitor_id: int) -> list[StoredPing]:
    """Oldest first."""
    async with bench.database.read() as connection:
        page = await PingRepository(connection).page(bench.workspace_id, monitor_id, limit=500)
    return page.items[::-1]
