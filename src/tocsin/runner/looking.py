"""Runs one probe: whatever it does, there is an outcome, and what fails on our side is `unknown`, with a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog
from pydantic import ValidationError

from tocsin.core.clock import Clock
from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import MonitorSpec
from tocsin.core.plugins import Deadline
from tocsin.core.result import Outcome
from tocsin.core.thresholds import apply_thresholds
from tocsin.core.verdict import Verdict
from tocsin.runner.configs import AnyProbe, Configs, UnknownKind
from tocsin.runner.metrics import RunnerMetrics
from tocsin.runner.pulse import Pulse

log = structlog.get_logger()

OVERRUN = "the probe did not end by its deadline and was stopped"
TOLD_BY_TIME = frozenset({ErrorCode.DNS_TIMEOUT, ErrorCode.CONNECT_TIMEOUT, ErrorCode.TIMEOUT, ErrorCode.LATENCY_HIGH})


class Looking:
    """What it takes to look: the probes by kind, their configurations, and the pulse that vouches for the times."""

    def __init__(
        self, probes: Mapping[str, AnyProbe], clock: Clock, metrics: RunnerMetrics, pulse: Pulse, region: str
    ) -> None:
        self._configs = Configs(probes)
        self._clock = clock
        self._metrics = metrics
        self._pulse = pulse
        self._region = region

    async def look(self, spec: MonitorSpec, ends_by: float, *, with_evidence: bool) -> Outcome:
        """Look once. `ends_by` (the loop's time) is when the caller cancels; only other cancellations are passed on."""
        try:
            probe, config = self._configs.prepare(spec)
        except UnknownKind:
            return unknown(ErrorCode.CONFIG_INVALID, f"this runner has no kind {spec.kind!r}: install its plug-in here")
        except ValidationError as error:
            return unknown(ErrorCode.CONFIG_INVALID, _misfit(error))
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            outcome = await probe.run(config, Deadline.after(spec.rules.timeout), with_evidence=with_evidence)
            outcome = apply_thresholds(outcome, spec, self._clock.now_ms())
        except asyncio.CancelledError:
            if _is_cancelled() and loop.time() < ends_by:
                raise
            return self.crashed(spec, OVERRUN if loop.time() >= ends_by else "the probe cancelled itself")
        except Exception as error:
            log.exception("a probe raised", kind=spec.kind, monitor_id=spec.id)
            return self.crashed(spec, f"the probe failed on our side: {type(error).__name__}")
        if loop.time() >= ends_by:
            return self.crashed(spec, OVERRUN)
        return self._vouched(outcome, started)

    def crashed(self, spec: MonitorSpec, message: str) -> Outcome:
        """Count a probe's misbehaviour, and say what it was."""
        self._metrics.crashed.labels(self._region, spec.kind).inc()
        return unknown(ErrorCode.PROBE_CRASHED, message)

    def _vouched(self, outcome: Outcome, started: float) -> Outcome:
        if outcome.error not in TOLD_BY_TIME:
            return outcome
        late = self._pulse.longest_since(started)
        if not late:
            return outcome
        return unknown(
            ErrorCode.RUNNER_OVERLOADED,
            f"{outcome.message} (but this runner was itself held up for {late:.1f} s meanwhile: give it more room)",
        )


def unknown(error: ErrorCode, message: str) -> Outcome:
    return Outcome(Verdict.UNKNOWN, error=error, message=message)


def _misfit(error: ValidationError) -> str:
    """Names the fields and never their values, which may be secrets."""
    where = ", ".join("/".join(map(str, fault["loc"])) or "its top" for fault in error.errors()[:3])
    return f"the configuration does not fit the kind at {where}: edit it"


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
