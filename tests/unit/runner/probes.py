"""Tiny kinds of checks that behave well or badly, and a runner at work with them."""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from prometheus_client import CollectorRegistry
from pydantic import Field, SecretStr

from tests.polling import SECONDS, until
from tests.specs import spec
from tocsin.bus.memory import MemoryBus
from tocsin.core.clock import SystemClock
from tocsin.core.errors import ErrorCode
from tocsin.core.messages import RESULTS_QUEUE, CheckDue, TrialDue, checks_queue
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline, Probe, ProbeConfig
from tocsin.core.result import Json, Outcome, Result
from tocsin.core.verdict import Verdict
from tocsin.runner.metrics import RunnerMetrics
from tocsin.runner.runner import Runner

REGION = "local"


class TinyConfig(ProbeConfig):
    """Something to get wrong."""

    port: int = Field(default=80, ge=1, le=65535)
    password: SecretStr = SecretStr("")


class Tiny(Probe[TinyConfig]):
    """Says `up` at once."""

    kind = "tiny"
    title = "Tiny"
    config_type = TinyConfig
    example: ClassVar[Mapping[str, Json]] = {}

    def __init__(self) -> None:
        super().__init__(NetworkPolicy())
        self.runs = 0
        self.running = 0
        self.most = 0
        self.gate = asyncio.Event()
        self.is_closed = False

    @classmethod
    def target(cls, config: TinyConfig) -> str:
        return f"127.0.0.1:{config.port}"

    async def run(self, config: TinyConfig, deadline: Deadline, *, with_evidence: bool) -> Outcome:
        self.runs += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            return await self.look(deadline)
        finally:
            self.running -= 1

    async def look(self, deadline: Deadline) -> Outcome:
        return Outcome(Verdict.UP, latency_us=300_000, evidence={"seen": True})

    async def aclose(self) -> None:
        self.is_closed = True


class Gated(Tiny):
    """Waits until the test opens its gate."""

    kind = "gated"

    async def look(self, deadline: Deadline) -> Outcome:
        await self.gate.wait()
        return Outcome(Verdict.UP)


class Raising(Tiny):
    kind = "raising"

    async def look(self, deadline: Deadline) -> Outcome:
        raise ZeroDivisionError("a mistake of ours")


class Speechless(Tiny):
    kind = "speechless"

    async def look(self, deadline: Deadline) -> Outcome:
        return None  # type: ignore[return-value]


class Overrunning(Tiny):
    """Ignores its deadline, and goes when it is cancelled."""

    kind = "overrunning"

    async def look(self, deadline: Deadline) -> Outcome:
        await asyncio.Event().wait()
        return Outcome(Verdict.UP)


class Stubborn(Tiny):
    """Swallows every cancellation until its gate is open."""

    kind = "stubborn"

    async def look(self, deadline: Deadline) -> Outcome:
        while not self.gate.is_set():
            try:
                await self.gate.wait()
            except asyncio.CancelledError:
                continue
        return Outcome(Verdict.UP)


class Late(Tiny):
    """Swallows its cancellation and pretends that all is well."""

    kind = "late"

    async def look(self, deadline: Deadline) -> Outcome:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return Outcome(Verdict.UP)
        raise AssertionError


class SelfCancelling(Tiny):
    """Awaits something of its own that is cancelled."""

    kind = "self_cancelling"

    async def look(self, deadline: Deadline) -> Outcome:
        lost: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        lost.cancel()
        return await lost


class Blocking(Tiny):
    """Holds up the whole event loop."""

    kind = "blocking"

    async def look(self, deadline: Deadline) -> Outcome:
        await asyncio.sleep(0.05)
        time.sleep(0.8)  # noqa: ASYNC251 -- this is what it is for
        return Outcome(Verdict.UP)


class TimingOut(Tiny):
    """A target that does not answer in time."""

    kind = "timing_out"

    async def look(self, deadline: Deadline) -> Outcome:
        await asyncio.sleep(deadline.remaining())
        return Outcome(Verdict.DOWN, error=ErrorCode.TIMEOUT, message="no answer in time")


class CutOff(Tiny):
    """A target that loses patience with a silent client."""

    kind = "cut_off"

    async def look(self, deadline: Deadline) -> Outcome:
        await asyncio.sleep(deadline.remaining())
        return Outcome(Verdict.DOWN, error=ErrorCode.CONNECTION_RESET, message="reset the connection")


class Slow(Tiny):
    """A target whose answer takes longer than it should."""

    kind = "slow"

    async def look(self, deadline: Deadline) -> Outcome:
        await asyncio.sleep(deadline.remaining())
        return Outcome(Verdict.DEGRADED, latency_us=900_000, error=ErrorCode.LATENCY_HIGH, message="took 900 ms")


class Hiccuping(Tiny):
    """Holds up the event loop for a moment that nobody would notice."""

    kind = "hiccuping"

    async def look(self, deadline: Deadline) -> Outcome:
        await asyncio.sleep(0.05)
        time.sleep(0.3)  # noqa: ASYNC251 -- this is what it is for
        return Outcome(Verdict.UP)


class Exhausted(Tiny):
    """Finds no free descriptor."""

    kind = "exhausted"

    async def look(self, deadline: Deadline) -> Outcome:
        raise OSError(errno.EMFILE, "Too many open files")


class Bench:
    """A runner with every kind of this module, its bus, and what it tells of itself."""

    def __init__(self, *, concurrency: int = 10, queue_limit: int = 50_000) -> None:
        self.bus = MemoryBus(queue_limit=queue_limit)
        self.clock = SystemClock()
        self.registry = CollectorRegistry()
        kinds: tuple[type[Tiny], ...] = (Tiny, *Tiny.__subclasses__())
        self.probes = {kind.kind: kind() for kind in kinds}
        metrics = RunnerMetrics(self.registry, REGION)
        self.runner = Runner(self.bus, self.probes, self.clock, metrics, region=REGION, concurrency=concurrency)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.runner.run())
        yield
        task.cancel()
        await asyncio.wait([task])
        for probe in self.probes.values():
            probe.gate.set()
        await self.runner.close()

    def due(self, kind: str = "tiny", monitor_id: int = 1, **fields: Any) -> CheckDue:
        """A check that is due now and lives for a minute."""
        now = self.clock.now_ms()
        return CheckDue(spec(monitor_id, kind=kind, **fields), now, now + 60_000)

    async def send(self, *messages: CheckDue | TrialDue) -> None:
        await self.bus.publish(checks_queue(REGION), messages)

    async def results(self, number: int = 1) -> list[Result]:
        """The next so many results, or a few more."""
        found: list[Result] = []
        async with asyncio.timeout(SECONDS), self.bus.consume(RESULTS_QUEUE, most=1_000) as deliveries:
            while len(found) < number:
                delivery = await anext(deliveries)
                found += [message for message in delivery.messages if isinstance(message, Result)]
                await delivery.ack()
        return found

    async def check(self, kind: str, **fields: Any) -> Outcome:
        """What one check of this kind leads to."""
        async with self.at_work():
            await self.send(self.due(kind, **fields))
            (result,) = await self.results()
        return result.outcome

    async def until_running(self, number: int) -> None:
        await until(lambda: self.runner.running == number)

    def value(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, {"region": REGION, **labels}) or 0.0


def monitor_ids(results: list[Result]) -> list[int]:
    return [result.monitor_id for result in results]
