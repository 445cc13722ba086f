import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

import pytest
from prometheus_client import CollectorRegistry

from tests.clocks import T0, FakeClock
from tests.polling import until
from tests.specs import spec
from tocsin.bus.memory import MemoryBus
from tocsin.core.errors import Unavailable
from tocsin.core.messages import Cause, CheckDue, CheckRequested, MonitorsChanged, RecheckRequested, Topic
from tocsin.core.monitor import MonitorSpec
from tocsin.core.schedule import phase_ms
from tocsin.scheduler.metrics import SchedulerMetrics
from tocsin.scheduler.scheduler import AHEAD_MS, Scheduler
from tocsin.scheduler.timetable import START_MS

SECONDS = 10.0
HOUR_MS = 3_600_000
QUIET = next(number for number in count(1) if phase_ms(number, "local", START_MS) > START_MS // 2)
"""A monitor that is not looked at within half a minute of the start."""


class Monitors:
    """What the scheduler reads in place of a database."""

    def __init__(self, *specs: MonitorSpec) -> None:
        self.specs = {one.id: one for one in specs}
        self.failures = 0
        self.reads = 0

    async def load(self, monitor_ids: Sequence[int] | None) -> Sequence[MonitorSpec]:
        self.reads += 1
        if self.failures:
            self.failures -= 1
            raise Unavailable("the database is away")
        return [one for one in self.specs.values() if monitor_ids is None or one.id in monitor_ids]


class Bench:
    """A scheduler at work, and what it emits."""

    def __init__(self, *specs: MonitorSpec) -> None:
        self.bus = MemoryBus()
        self.clock = FakeClock()
        self.monitors = Monitors(*specs)
        self.registry = CollectorRegistry()
        self.scheduler = Scheduler(self.bus, self.monitors.load, self.clock, SchedulerMetrics(self.registry))

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.scheduler.run())
        await until(lambda: self.monitors.reads and not self.monitors.failures)
        yield
        task.cancel()
        await asyncio.wait([task])

    async def emitted(self, region: str = "local") -> list[CheckDue]:
        """The next batch for one region."""
        async with asyncio.timeout(SECONDS), self.bus.consume(f"checks.{region}", most=1_000) as deliveries:
            delivery = await anext(deliveries)
            await delivery.ack()
            return [message for message in delivery.messages if isinstance(message, CheckDue)]

    def value(self, name: str) -> float | None:
        return self.registry.get_sample_value(name)


async def test_what_is_in_the_database_at_the_start_becomes_due() -> None:
    bench = Bench(spec())
    async with bench.at_work():
        bench.clock.advance(60_000)
        (check,) = await bench.emitted()
    assert (check.spec.id, check.cause) == (1, Cause.SCHEDULED)


async def test_checks_are_emitted_a_moment_ahead_of_their_time() -> None:
    bench = Bench(spec(1, interval=86_400))
    async with bench.at_work():
        await bench.bus.broadcast(Topic.REQUESTS, RecheckRequested(1, "local", T0 + AHEAD_MS))
        (check,) = await bench.emitted()
    assert check.scheduled_at - bench.clock.now_ms() == AHEAD_MS


async def test_a_monitor_that_is_created_is_looked_at_at_once() -> None:
    bench = Bench()
    async with bench.at_work():
        bench.monitors.specs[7] = spec(7, interval=86_400)
        await bench.bus.broadcast(Topic.MONITORS, MonitorsChanged((7,)))
        (check,) = await bench.emitted()
    assert (check.spec.id, check.scheduled_at, check.cause) == (7, T0, Cause.REQUESTED)


async def test_a_monitor_that_is_edited_is_looked_at_as_it_is_now() -> None:
    bench = Bench(spec(1, interval=86_400))
    async with bench.at_work():
        bench.monitors.specs[1] = spec(1, interval=86_400, revision=2)
        await bench.bus.broadcast(Topic.MONITORS, MonitorsChanged((1,)))
        (check,) = await bench.emitted()
    assert check.spec.revision == 2


async def test_a_monitor_that_is_deleted_is_looked_at_no_more() -> None:
    bench = Bench(spec(1), spec(2))
    async with bench.at_work():
        del bench.monitors.specs[1]
        await bench.bus.broadcast(Topic.MONITORS, MonitorsChanged((1,)))
        await until(lambda: bench.value("tocsin_monitors_scheduled") == 1)
        bench.clock.advance(60_000)
        assert {check.spec.id for check in await bench.emitted()} == {2}


async def test_an_empty_list_of_changes_means_all() -> None:
    bench = Bench(spec(1))
    async with bench.at_work():
        bench.monitors.specs = {2: spec(2)}
        await bench.bus.broadcast(Topic.MONITORS, MonitorsChanged(()))
        await until(lambda: bench.monitors.reads == 2)
        bench.clock.advance(60_000)
        assert {check.spec.id for check in await bench.emitted()} == {2}


async def test_a_database_that_is_away_is_asked_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.scheduler.scheduler.RETRY_S", 0.001)
    bench = Bench(spec())
    bench.monitors.failures = 3
    async with bench.at_work():
        await until(lambda: bench.monitors.reads == 4)
        bench.clock.advance(60_000)
        assert len(await bench.emitted()) == 1
    assert bench.monitors.reads == 4


async def test_while_the_database_is_away_what_is_known_stays_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.scheduler.scheduler.RETRY_S", 0.001)
    bench = Bench(spec())
    async with bench.at_work():
        bench.monitors.failures = 10**9
        await bench.bus.broadcast(Topic.MONITORS, MonitorsChanged((1,)))
        await until(lambda: bench.monitors.reads > 3)
        bench.clock.advance(60_000)
        assert len(await bench.emitted()) == 1


async def test_a_check_that_somebody_asks_for_is_emitted_at_once() -> None:
    bench = Bench(spec(1, interval=86_400))
    async with bench.at_work():
        await bench.bus.broadcast(Topic.REQUESTS, CheckRequested(1))
        (check,) = await bench.emitted()
    assert (check.cause, check.scheduled_at) == (Cause.REQUESTED, T0)


async def test_a_recheck_waits_for_its_moment() -> None:
    bench = Bench(spec(QUIET, interval=86_400))
    async with bench.at_work():
        await bench.bus.broadcast(Topic.REQUESTS, RecheckRequested(QUIET, "local", T0 + 5_000))
        bench.clock.advance(5_000 - AHEAD_MS)
        (check,) = await bench.emitted()
    assert (check.cause, check.scheduled_at) == (Cause.RECHECK, T0 + 5_000)


async def test_a_recheck_of_the_past_is_due_now() -> None:
    bench = Bench(spec(1, interval=86_400))
    async with bench.at_work():
        await bench.bus.broadcast(Topic.REQUESTS, RecheckRequested(1, "local", T0 - 5_000))
        (check,) = await bench.emitted()
    assert check.scheduled_at == T0


async def test_a_check_goes_to_the_queue_of_its_region() -> None:
    bench = Bench(spec(1, regions=("eu", "us")))
    async with bench.at_work():
        bench.clock.advance(60_000)
        assert len(await bench.emitted("eu")) == len(await bench.emitted("us")) == 1


@pytest.mark.parametrize("by_ms", [-HOUR_MS, HOUR_MS])
async def test_a_clock_that_is_set_is_followed_and_counted(by_ms: int) -> None:
    bench = Bench(spec(1, interval=30))
    async with bench.at_work():
        bench.clock.step(by_ms)
        await until(lambda: bench.value("tocsin_clock_steps_total") == 1)
        bench.clock.advance(30_000)
        (check,) = await bench.emitted()
    assert T0 + by_ms < check.scheduled_at <= T0 + by_ms + 30_000 + AHEAD_MS


async def test_slots_that_passed_while_it_was_held_up_are_counted() -> None:
    bench = Bench(spec(1, interval=1))
    async with bench.at_work():
        bench.clock.advance(10_000)
        await bench.emitted()
        await until(lambda: bench.value("tocsin_slots_skipped_total"))
    assert bench.value("tocsin_slots_skipped_total") in (8, 9, 10)
