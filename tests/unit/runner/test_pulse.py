import asyncio
import time

from prometheus_client import CollectorRegistry

from tocsin.runner.metrics import RunnerMetrics
from tocsin.runner.pulse import BEAT_S, Pulse


async def test_a_beat_that_is_overdue_counts_before_it_is_beaten() -> None:
    pulse = Pulse(RunnerMetrics(CollectorRegistry(), "local"))
    beating = asyncio.create_task(pulse.beat())
    await asyncio.sleep(0)
    started = asyncio.get_running_loop().time()
    time.sleep(BEAT_S + 0.3)  # noqa: ASYNC251 -- a hold-up
    longest, _ = pulse.since(started)
    beating.cancel()
    assert longest >= 0.3


async def test_hold_ups_add_up_until_they_are_history() -> None:
    pulse = Pulse(RunnerMetrics(CollectorRegistry(), "local"))
    beating = asyncio.create_task(pulse.beat())
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0)
    started = loop.time()
    for _ in range(2):
        time.sleep(BEAT_S + 0.3)  # noqa: ASYNC251 -- a hold-up
        await asyncio.sleep(BEAT_S / 2)  # the beat is beaten, and the next one is not due yet
    longest, all_of_them = pulse.since(started)
    beating.cancel()
    assert 0.3 <= longest < all_of_them
    assert pulse.since(loop.time() + 1)[1] < 0.3
