"""Our probe alone (`--part probe`), or scheduler, bus and runner without storage (`--part runner`), in one process."""

from __future__ import annotations

import asyncio
import heapq
import json
import random
import sys
import time
from argparse import Namespace

import uvloop
from prometheus_client import CollectorRegistry

from bench.rig.bare import arguments
from bench.rig.window import Window
from tocsin.bus.memory import MemoryBus
from tocsin.core.clock import SystemClock
from tocsin.core.messages import RESULTS_QUEUE, CheckDue, checks_queue
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.core.result import Result
from tocsin.core.verdict import Verdict
from tocsin.probes.http import HttpConfig, HttpProbe
from tocsin.runner.metrics import RunnerMetrics
from tocsin.runner.runner import Runner
from tocsin.runner.thread import RunnerThread
from tocsin.scheduler.metrics import SchedulerMetrics
from tocsin.scheduler.scheduler import Scheduler

REGION = "local"
TIMEOUT_S = 10.0


class ProbeLoop:
    """The probe in tasks, paced like the bare loop."""

    def __init__(self, url: str, window: Window) -> None:
        self._probe = HttpProbe(NetworkPolicy())
        self._config = HttpConfig(url=url)
        self._window = window
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, given: Namespace) -> None:
        await (self._pace(given.rate, given.interval) if given.rate else self._flat_out(given.in_flight))
        await asyncio.gather(*self._tasks)
        await self._probe.aclose()

    async def _pace(self, rate: int, interval_s: float) -> None:
        begin = time.monotonic() + 0.1
        heap = [begin + random.random() * interval_s for _ in range(round(rate * interval_s))]
        heapq.heapify(heap)
        while not self._window.is_over:
            now = time.monotonic()
            while heap[0] <= now:
                self._start(heapq.heapreplace(heap, heap[0] + interval_s))
            await asyncio.sleep(max(0.0, min(heap[0] - time.monotonic(), 0.2)))

    async def _flat_out(self, in_flight: int) -> None:
        while not self._window.is_over:
            while len(self._tasks) < in_flight:
                self._start(time.monotonic())
            await asyncio.sleep(0)

    def _start(self, due: float) -> None:
        task = asyncio.get_running_loop().create_task(self._check(due))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _check(self, due: float) -> None:
        late_ms = max(0.0, (time.monotonic() - due) * 1000)
        outcome = await self._probe.run(self._config, Deadline.after(TIMEOUT_S), with_evidence=False)
        self._window.seen(late_ms, outcome.latency_us or 0, is_good=outcome.verdict == Verdict.UP)


async def feed(bus: MemoryBus, specs: list[MonitorSpec], window: Window, in_flight: int) -> None:
    """Keep the runner's queue from running dry."""
    clock, number = SystemClock(), 0
    queue = bus.queue(checks_queue(REGION))
    while not window.is_over:
        while len(queue) < in_flight:
            now = clock.now_ms()
            number += 100
            some = [specs[one % len(specs)] for one in range(number, number + 100)]
            await bus.publish(checks_queue(REGION), [CheckDue(spec, now, now + 10_000) for spec in some])
        await asyncio.sleep(0.002)


async def listen(bus: MemoryBus, window: Window) -> None:
    """Take results as ingest would, and count them."""
    async with bus.consume(RESULTS_QUEUE, most=2_000) as deliveries:
        async for delivery in deliveries:
            for result in delivery.messages:
                assert isinstance(result, Result)
                late_ms = result.started_at - result.scheduled_at
                is_good = result.outcome.verdict == Verdict.UP
                window.seen(late_ms, result.outcome.latency_us or 0, is_good=is_good)
            await delivery.ack()
            await asyncio.sleep(0.05)


async def through_runner(given: Namespace, window: Window) -> None:
    bus, clock, registry = MemoryBus(), SystemClock(), CollectorRegistry()
    metrics = RunnerMetrics(registry, REGION)
    concurrency = 2_000 if given.rate else given.in_flight
    thread = RunnerThread(
        lambda: Runner(
            bus, {"http": HttpProbe(NetworkPolicy())}, clock, metrics, region=REGION, concurrency=concurrency
        ),
        uvloop.new_event_loop,
        lambda error: print(repr(error), file=sys.stderr),
    )
    specs = [_spec(number, given) for number in range(1, round((given.rate or 200) * given.interval) + 1)]
    thread.start()

    async def load(_ids: object) -> list[MonitorSpec]:
        return specs

    emit = (
        Scheduler(bus, load, clock, SchedulerMetrics(registry)).run()
        if given.rate
        else feed(bus, specs, window, given.in_flight)
    )
    work = [asyncio.create_task(emit), asyncio.create_task(listen(bus, window))]
    await window.over.wait()
    for task in work:
        task.cancel()
    await asyncio.wait(work)
    await thread.stop()


def _spec(number: int, given: Namespace) -> MonitorSpec:
    config = json.dumps({"url": f"{given.url}?{number}"}).encode()
    rules = Rules(interval=given.interval, timeout=min(TIMEOUT_S, given.interval))
    return MonitorSpec(number, 1, 1, "http", "127.0.0.1", config, rules)


async def tick(window: Window) -> None:
    while not window.is_over:
        window.tick()
        await asyncio.sleep(0.1)


async def run(given: Namespace) -> None:
    window = Window(given.warm_up, given.seconds)
    ticking = asyncio.create_task(tick(window))
    if given.part == "probe":
        await ProbeLoop(given.url, window).run(given)
    else:
        await through_runner(given, window)
    await ticking
    window.tell()


if __name__ == "__main__":
    parser = arguments()
    parser.add_argument("--part", choices=("probe", "runner"), required=True)
    sys.setswitchinterval(0.0005)
    uvloop.run(run(parser.parse_args()))
