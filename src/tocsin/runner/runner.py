"""The runner's loop: every check starts at its moment, within its bounds, and ends by its deadline."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

import structlog

from tocsin.bus import Bus
from tocsin.core.clock import Clock
from tocsin.core.messages import RESULTS_QUEUE, CheckDue, RunnerMessage, Topic, TrialDue, TrialFinished, checks_queue
from tocsin.core.result import Outcome, Result
from tocsin.core.verdict import Verdict
from tocsin.runner.agenda import Agenda
from tocsin.runner.configs import AnyProbe
from tocsin.runner.looking import OVERRUN, Looking
from tocsin.runner.metrics import RunnerMetrics
from tocsin.runner.pulse import Pulse

log = structlog.get_logger()

LINGER_S = 0.1
OVERRUN_S = 2.0
ABANDON_S = 2.0
CLOSE_S = 3.0
TAKEN_AT_ONCE = 500
WAITING_LIMIT = 1_000
AGENDA_LIMIT = 5_000
UNPUBLISHED_LIMIT = 20_000


class Run(NamedTuple):
    """A check in flight; `ends_by` is the loop's time at which it is cancelled."""

    message: RunnerMessage
    ends_by: float


class Runner:
    """Runs at most `concurrency` checks at once; the others wait their turn until they expire.

    When too many wait, or nobody takes the results, no more checks are taken from the bus.
    """

    def __init__(
        self,
        bus: Bus,
        probes: Mapping[str, AnyProbe],
        clock: Clock,
        metrics: RunnerMetrics,
        *,
        region: str,
        concurrency: int,
    ) -> None:
        self._bus = bus
        self._probes = probes
        self._clock = clock
        self._metrics = metrics
        self._region = region
        self._concurrency = concurrency
        self._pulse = Pulse(metrics)
        self._looking = Looking(probes, clock, metrics, self._pulse, region)
        self._agenda = Agenda(clock, self._start_due)
        self._waiting: deque[RunnerMessage] = deque()
        self._running: dict[asyncio.Task[None], Run] = {}
        self._abandoned: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._results: list[Result] = []
        self._flush_timer: asyncio.TimerHandle | None = None
        self._has_results = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._is_closing = False

    @property
    def running(self) -> int:
        """Checks in flight."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """Checks that are due, or nearly, and not in flight yet."""
        return len(self._waiting) + len(self._agenda)

    async def run(self) -> None:
        """Take checks until cancelled; then `close`."""
        async with asyncio.TaskGroup() as group:
            for part in (self._pulse.beat(), self._publish_results(), self._end_overruns(), self._take_checks()):
                group.create_task(part)

    async def close(self) -> None:
        """Cancel what is in flight, publish what was seen, and let the probes release what they hold."""
        self._is_closing = True
        self._agenda.clear()
        self._waiting.clear()
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(list(self._running), timeout=CLOSE_S)
        results, self._results = self._results, []
        try:
            async with asyncio.timeout(CLOSE_S):
                if results:
                    await self._bus.publish(RESULTS_QUEUE, results)
                closed = await asyncio.gather(*(p.aclose() for p in self._probes.values()), return_exceptions=True)
        except TimeoutError:
            log.error("the runner stopped before all was handed over", results=len(results))
        else:
            for error in filter(None, closed):
                log.error("a probe could not be closed", error=repr(error))

    async def _take_checks(self) -> None:
        async with self._bus.consume(checks_queue(self._region), most=TAKEN_AT_ONCE) as deliveries:
            async for delivery in deliveries:
                # Checks are sent a little ahead of their moment, so that batching costs no punctuality.
                self._agenda.add(cast("Sequence[RunnerMessage]", delivery.messages))
                await delivery.ack()
                self._mind_room()
                await self._has_room.wait()

    def _start_due(self, messages: Sequence[RunnerMessage]) -> None:
        for message in messages:
            self._start(message)
        self._mind_room()

    def _start(self, message: RunnerMessage) -> None:
        if self._is_closing:
            return
        if len(self._running) >= self._concurrency:
            self._waiting.append(message)
            self._mind_room()
            return
        if message.expires_at <= self._clock.now_ms():
            self._metrics.expired.inc()
            return
        if self._abandoned and _key(message) in self._abandoned:
            self._give_up(message)
            return
        loop = asyncio.get_running_loop()
        ends_by = loop.time() + message.spec.rules.timeout + OVERRUN_S
        run = self._check(message, ends_by) if isinstance(message, CheckDue) else self._trial(message, ends_by)
        task = loop.create_task(run)
        self._running[task] = Run(message, ends_by)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        run = self._running.pop(task, None)
        if run is None:
            self._abandoned = {key: other for key, other in self._abandoned.items() if other is not task}
        if self._waiting:
            self._start_waiting()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a check's task failed", error=repr(error))

    def _start_waiting(self) -> None:
        while self._waiting and len(self._running) < self._concurrency:
            self._start(self._waiting.popleft())
        self._mind_room()

    async def _check(self, check: CheckDue, ends_by: float) -> None:
        started_at = self._clock.now_ms()
        outcome = await self._looking.look(check.spec, ends_by, with_evidence=check.with_evidence)
        if not self._abandoned or asyncio.current_task() in self._running:
            self._collect(self._result(check, started_at, outcome))

    async def _trial(self, trial: TrialDue, ends_by: float) -> None:
        outcome = await self._looking.look(trial.spec, ends_by, with_evidence=True)
        await self._bus.broadcast(Topic.REPLIES, TrialFinished(trial.request_id, outcome))

    def _result(self, check: CheckDue, started_at: int, outcome: Outcome) -> Result:
        return Result(check.spec.id, self._region, check.scheduled_at, started_at, check.spec.revision, outcome)

    async def _end_overruns(self) -> None:
        """One look a second at everything in flight is cheaper than a timer for each."""
        while True:
            await asyncio.sleep(1.0)
            now = asyncio.get_running_loop().time()
            for task, run in list(self._running.items()):
                if run.ends_by + ABANDON_S < now:
                    self._abandon(task)
                elif run.ends_by < now:
                    task.cancel()
            self._metrics.running.set(len(self._running))

    def _abandon(self, task: asyncio.Task[None]) -> None:
        """A probe that swallows its cancellation loses its place, so that it keeps nobody waiting.

        Until it ends its monitor is not looked at again: what is abandoned cannot pile up.
        """
        run = self._running.pop(task)
        self._abandoned[_key(run.message)] = task
        log.error("a probe cannot be stopped", kind=run.message.spec.kind, monitor_id=run.message.spec.id)
        self._give_up(run.message)
        self._start_waiting()

    def _give_up(self, message: RunnerMessage) -> None:
        outcome = self._looking.crashed(message.spec, OVERRUN)
        if isinstance(message, CheckDue):
            self._collect(self._result(message, message.scheduled_at, outcome))

    def _mind_room(self) -> None:
        if (
            len(self._waiting) < WAITING_LIMIT
            and len(self._agenda) < AGENDA_LIMIT
            and len(self._results) < UNPUBLISHED_LIMIT
        ):
            self._has_room.set()
        else:
            self._has_room.clear()

    def _collect(self, result: Result) -> None:
        """Good results wait a moment for company; anything else leaves at once."""
        self._results.append(result)
        if len(self._results) >= UNPUBLISHED_LIMIT:
            self._mind_room()
        if result.outcome.verdict != Verdict.UP:
            self._has_results.set()
        elif self._flush_timer is None:
            self._flush_timer = asyncio.get_running_loop().call_later(LINGER_S, self._has_results.set)

    async def _publish_results(self) -> None:
        while True:
            await self._has_results.wait()
            self._has_results.clear()
            if self._flush_timer is not None:
                self._flush_timer.cancel()
                self._flush_timer = None
            results, self._results = self._results, []
            if results:
                await self._publish(results)

    async def _publish(self, results: list[Result]) -> None:
        try:
            await self._bus.publish(RESULTS_QUEUE, results)
        except asyncio.CancelledError:
            self._results[:0] = results
            raise
        self._mind_room()
        self._count(results)

    def _count(self, results: list[Result]) -> None:
        metrics = self._metrics
        numbers = [0, 0, 0, 0]
        for result in results:
            numbers[result.outcome.verdict] += 1
            metrics.lateness.observe(max(0, result.started_at - result.scheduled_at) / 1000)
        for counter, number in zip(metrics.by_verdict, numbers, strict=True):
            if number:
                counter.inc(number)


def _key(message: RunnerMessage) -> tuple[str, int]:
    """Trials of one kind share a key."""
    return message.spec.kind, message.spec.id
