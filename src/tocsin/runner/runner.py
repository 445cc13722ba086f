"""The runner's loop: every check starts at its moment, within its bounds, and ends by its deadline."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping

import structlog
from pydantic import ValidationError

from tocsin.bus import Bus
from tocsin.core.clock import Clock
from tocsin.core.errors import ErrorCode
from tocsin.core.messages import RESULTS_QUEUE, CheckDue, RunnerMessage, Topic, TrialDue, TrialFinished, checks_queue
from tocsin.core.monitor import MonitorSpec
from tocsin.core.plugins import Deadline
from tocsin.core.result import Outcome, Result
from tocsin.core.thresholds import apply_thresholds
from tocsin.core.verdict import Verdict
from tocsin.runner.configs import AnyProbe, Configs, UnknownKind
from tocsin.runner.metrics import RunnerMetrics

log = structlog.get_logger()

LONGEST_WAIT_MS = 1_000
LINGER_S = 0.02
OVERRUN_S = 2.0
TAKEN_AT_ONCE = 500
UNPUBLISHED_LIMIT = 20_000


class Runner:
    """Runs at most `concurrency` checks at once; the others wait their turn until they expire."""

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
        self._configs = Configs(probes)
        self._clock = clock
        self._metrics = metrics
        self._region = region
        self._concurrency = concurrency
        self._waiting: deque[CheckDue | TrialDue] = deque()
        self._running: dict[asyncio.Task[None], float] = {}
        self._results: list[Result] = []
        self._flush_timer: asyncio.TimerHandle | None = None
        self._has_results = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()

    @property
    def running(self) -> int:
        """Checks in flight."""
        return len(self._running)

    async def run(self) -> None:
        """Take checks until cancelled. Then checks in flight are cancelled, and what was seen is published."""
        async with asyncio.TaskGroup() as group:
            for part in (self._publish_results(), self._end_overruns(), self._take_checks()):
                group.create_task(part)

    async def close(self) -> None:
        """Cancel what is in flight, publish what was seen, and let the probes release what they hold."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._results:
            results, self._results = self._results, []
            await self._bus.publish(RESULTS_QUEUE, results)
        for probe in self._probes.values():
            await probe.aclose()

    async def _take_checks(self) -> None:
        async with self._bus.consume(checks_queue(self._region), most=TAKEN_AT_ONCE) as deliveries:
            async for delivery in deliveries:
                for message in delivery.messages:
                    self._plan(message)  # type: ignore[arg-type]
                await delivery.ack()
                await self._has_room.wait()

    def _plan(self, message: RunnerMessage) -> None:
        """Start at the scheduled moment: checks are sent a little ahead, so that batching costs no punctuality."""
        wait_ms = message.scheduled_at - self._clock.now_ms() if isinstance(message, CheckDue) else 0
        if wait_ms <= 0:
            self._start(message)
        else:
            asyncio.get_running_loop().call_later(min(wait_ms, LONGEST_WAIT_MS) / 1000, self._start, message)

    def _start(self, message: RunnerMessage) -> None:
        if len(self._running) >= self._concurrency:
            self._waiting.append(message)
            self._drop_expired()
            return
        loop = asyncio.get_running_loop()
        run = self._check(message) if isinstance(message, CheckDue) else self._trial(message)
        task = loop.create_task(run)
        self._running[task] = loop.time() + message.spec.rules.timeout + OVERRUN_S
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        if self._waiting:
            self._drop_expired()
        if self._waiting and len(self._running) < self._concurrency:
            self._start(self._waiting.popleft())
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a check's task failed", error=repr(error))

    def _drop_expired(self) -> None:
        now = self._clock.now_ms()
        while self._waiting and self._waiting[0].expires_at <= now:
            self._waiting.popleft()
            self._metrics.expired.inc()

    async def _check(self, check: CheckDue) -> None:
        spec = check.spec
        started_at = self._clock.now_ms()
        if started_at >= check.expires_at:
            self._metrics.expired.inc()
            return
        outcome = await self._probe(spec, with_evidence=check.with_evidence)
        outcome = apply_thresholds(outcome, spec, started_at)
        result = Result(spec.id, self._region, check.scheduled_at, started_at, spec.revision, outcome)
        self._collect(result)

    async def _trial(self, trial: TrialDue) -> None:
        outcome = await self._probe(trial.spec, with_evidence=True)
        outcome = apply_thresholds(outcome, trial.spec, self._clock.now_ms())
        await self._bus.broadcast(Topic.REPLIES, TrialFinished(trial.request_id, outcome))

    async def _probe(self, spec: MonitorSpec, *, with_evidence: bool) -> Outcome:
        """What fails on our side is `unknown`, with a sentence; nothing a probe does may escape from here."""
        try:
            probe, config = self._configs.prepare(spec)
            return await probe.run(config, Deadline.after(spec.rules.timeout), with_evidence=with_evidence)
        except UnknownKind:
            return _unknown(
                ErrorCode.CONFIG_INVALID, f"this runner has no kind {spec.kind!r}: install its plug-in here"
            )
        except ValidationError as error:
            where = ", ".join("/".join(map(str, fault["loc"])) for fault in error.errors()[:3])
            return _unknown(ErrorCode.CONFIG_INVALID, f"the configuration does not fit the kind at {where}: edit it")
        except asyncio.CancelledError:
            if not self._is_overrun():
                raise
            self._metrics.crashed.labels(self._region, spec.kind).inc()
            return _unknown(ErrorCode.PROBE_CRASHED, "the probe did not end by its deadline and was stopped")
        except Exception as error:
            self._metrics.crashed.labels(self._region, spec.kind).inc()
            log.exception("a probe raised", kind=spec.kind, monitor_id=spec.id)
            return _unknown(ErrorCode.PROBE_CRASHED, f"the probe failed on our side: {type(error).__name__}")

    def _is_overrun(self) -> bool:
        task = asyncio.current_task()
        assert task is not None
        overran = self._running.get(task, 0.0) < asyncio.get_running_loop().time()
        if overran:
            task.uncancel()
        return overran

    async def _end_overruns(self) -> None:
        """One look a second at everything in flight is cheaper than a timer for each."""
        while True:
            await asyncio.sleep(1.0)
            now = asyncio.get_running_loop().time()
            for task, ends_by in list(self._running.items()):
                if ends_by < now:
                    task.cancel()
            self._metrics.running.set(len(self._running))
            self._drop_expired()

    def _collect(self, result: Result) -> None:
        """Good results wait a moment for company; anything else leaves at once."""
        self._results.append(result)
        if len(self._results) >= UNPUBLISHED_LIMIT:
            self._has_room.clear()
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
        self._has_room.set()
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


def _unknown(error: ErrorCode, message: str) -> Outcome:
    return Outcome(Verdict.UNKNOWN, error=error, message=message)
