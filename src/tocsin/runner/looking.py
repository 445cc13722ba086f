"""Runs one probe: whatever it does, there is an outcome, and what fails on our side is `unknown`, with a sentence."""

from __future__ import annotations

import asyncio
import os
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
from tocsin.net.failures import EXHAUSTED
from tocsin.runner.configs import AnyProbe, Configs, UnknownKind
from tocsin.runner.metrics import RunnerMetrics
from tocsin.runner.pulse import HELD_UP_S, Pulse

log = structlog.get_logger()

OVERRUN = "the probe did not end by its deadline and was stopped"
TOLD_BY_TIME = frozenset({ErrorCode.DNS_TIMEOUT, ErrorCode.CONNECT_TIMEOUT, ErrorCode.TIMEOUT})
GIVEN_UP = frozenset(
    {
        ErrorCode.DNS_FAILED,
        ErrorCode.CONNECTION_RESET,
        ErrorCode.CONNECTION_CLOSED,
        ErrorCode.TLS_FAILED,
        ErrorCode.PROXY_FAILED,
    }
)
"""What the far side does when we say nothing for long."""
TOLERATED_SHARE = 0.1
COMPLAIN_EVERY_S = 10.0


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
        self._complain_after = 0.0

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
            if isinstance(error, OSError) and error.errno in EXHAUSTED:
                return self._exhausted(error)
            log.exception("a probe raised", kind=spec.kind, monitor_id=spec.id)
            return self.crashed(spec, f"the probe failed on our side: {type(error).__name__}")
        if loop.time() >= ends_by:
            return self.crashed(spec, OVERRUN)
        return self._vouched(outcome, started, spec.rules.timeout)

    def crashed(self, spec: MonitorSpec, message: str) -> Outcome:
        """Count a probe's misbehaviour, and say what it was."""
        self._metrics.crashed.labels(self._region, spec.kind).inc()
        return unknown(ErrorCode.PROBE_CRASHED, message)

    def _exhausted(self, error: OSError) -> Outcome:
        """This machine has run out of something: one line now and then, for every check will fail alike."""
        reason = os.strerror(error.errno or 0)
        now = asyncio.get_running_loop().time()
        if now >= self._complain_after:
            self._complain_after = now + COMPLAIN_EVERY_S
            log.error("this machine cannot look: it has run out of something", reason=reason)
        self._metrics.exhausted.inc()
        return unknown(ErrorCode.RUNNER_OVERLOADED, f"this machine could not look ({reason}): raise its limits")

    def _vouched(self, outcome: Outcome, started: float, timeout: float) -> Outcome:
        """The outcome, unless the time that we lost ourselves may have made it."""
        if outcome.verdict == Verdict.UP:
            return outcome
        longest, all_of_them = self._pulse.since(started)
        if not longest or not _is_spoilt(outcome.error, longest, all_of_them, timeout):
            return outcome
        return unknown(
            ErrorCode.RUNNER_OVERLOADED,
            f"{outcome.message} (but this runner was itself held up for {longest:.1f} s meanwhile: give it more room)",
        )


def _is_spoilt(error: ErrorCode | None, longest: float, all_of_them: float, timeout: float) -> bool:
    """Any time that we lost is part of the latency; a timeout, and the far side's patience, take more to blame us."""
    if error is ErrorCode.LATENCY_HIGH:
        return True
    if error in GIVEN_UP:
        return longest >= HELD_UP_S
    is_much = longest >= min(HELD_UP_S, TOLERATED_SHARE * timeout) or all_of_them >= timeout / 4
    return error in TOLD_BY_TIME and is_much


def unknown(error: ErrorCode, message: str) -> Outcome:
    return Outcome(Verdict.UNKNOWN, error=error, message=message)


def _misfit(error: ValidationError) -> str:
    """Names the fields and never their values, which may be secrets."""
    where = ", ".join("/".join(map(str, fault["loc"])) or "its top" for fault in error.errors()[:3])
    return f"the configuration does not fit the kind at {where}: edit it"


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
