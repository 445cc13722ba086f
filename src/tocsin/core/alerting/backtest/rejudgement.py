"""Judges what was seen once more, by other thresholds than those that held then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.core.result import Outcome, Result
from tocsin.core.state import MonitorState, Step, advance, expire, initial, is_silent
from tocsin.core.thresholds import DAY_MS, apply_thresholds
from tocsin.core.transition import Change
from tocsin.core.verdict import Verdict

UP, DEGRADED = Verdict.UP, Verdict.DEGRADED
_BY_THRESHOLD = frozenset({ErrorCode.LATENCY_HIGH, ErrorCode.CERTIFICATE_EXPIRES})
_CODES = {code.value: code for code in ErrorCode}


class Thresholds(NamedTuple):
    """None: as the monitor has it now."""

    failure_threshold: int | None = None
    recovery_threshold: int | None = None
    degraded_latency_ms: int | None = None
    degraded_certificate_days: int | None = None

    def applied(self, spec: MonitorSpec) -> MonitorSpec:
        """The monitor, if it had these."""
        rules = replace(
            spec.rules,
            failure_threshold=self.failure_threshold or spec.rules.failure_threshold,
            recovery_threshold=self.recovery_threshold or spec.rules.recovery_threshold,
        )
        latency = spec.degraded_latency_ms if self.degraded_latency_ms is None else self.degraded_latency_ms
        days = spec.degraded_certificate_days
        days = days if self.degraded_certificate_days is None else self.degraded_certificate_days
        return replace(spec, rules=rules, degraded_latency_ms=latency, degraded_certificate_days=days)


class SeenResult(msgspec.Struct, frozen=True, gc=False):
    """What is kept of a result. Times are Unix ms, latency is in µs."""

    region: str
    at: int
    verdict: Verdict
    latency_us: int | None
    error: str | None


class Rejudgement:
    """One monitor. `certificate_expires_at`: of the certificate that it has now.

    That of an earlier one is known only as far as results say that it was about to expire. What is silent of a region
    that was in doubt is not known any more: its results count.
    """

    def __init__(
        self, spec: MonitorSpec, thresholds: Thresholds, *, is_pushed: bool, certificate_expires_at: int | None = None
    ) -> None:
        self._before = spec
        self._spec = thresholds.applied(spec)
        self._rules: Rules = self._spec.rules
        self._is_pushed = is_pushed
        self._expires_at = certificate_expires_at
        self._run_began: dict[str, int] = {}
        """By region, since when each result says that the certificate is about to expire."""
        self._last: dict[str, int] = {}
        self._calm: frozenset[str] = frozenset()
        """Regions that say up, as the state is: another good result changes nothing."""
        self._state: MonitorState | None = None
        latency = None if is_pushed else self._spec.degraded_latency_ms
        self._slow_us = None if latency is None else latency * 1000
        days = None if is_pushed else self._spec.degraded_certificate_days
        has_end = days is not None and certificate_expires_at is not None
        self._late_from = (certificate_expires_at or 0) - (days or 0) * DAY_MS if has_end else None

    def take(self, results: Iterable[SeenResult]) -> list[Change]:
        """In order of time. Return what changes of state they lead to."""
        changes: list[Change] = []
        patience, slow, late_from, last = self._rules.patience_ms, self._slow_us, self._late_from, self._last
        for seen in results:
            region, at, verdict, latency = seen.region, seen.at, seen.verdict, seen.latency_us
            if (
                verdict == UP
                and region in self._calm
                and at - last[region] <= patience
                and (slow is None or latency is None or latency <= slow)
                and (late_from is None or at <= late_from)
            ):
                last[region] = at
                continue
            changes += self._judge(seen)
        return changes

    def _judge(self, seen: SeenResult) -> list[Change]:
        before = self._state or initial(seen.at)
        steps = [self._after_a_gap(before, seen)]
        before = before if steps[0] is None else steps[0].state
        outcome = self._outcome(seen)
        now = seen.at + (seen.latency_us or 0) // 1000
        result = Result(self._spec.id, seen.region, seen.at, seen.at, 0, outcome)
        steps.append(advance(before, self._rules, result, now=now))
        self._state = before if steps[1] is None else steps[1].state
        self._last[seen.region] = seen.at
        self._calm = _calm(self._state) - self._run_began.keys()
        return [step.change for step in steps if step is not None and step.change is not None]

    def _after_a_gap(self, before: MonitorState, seen: SeenResult) -> Step | None:
        """Time in which nobody looked counts as unknown."""
        last = self._last.get(seen.region)
        if self._is_pushed or last is None or not is_silent(last, self._rules, seen.at):
            return None
        heard = {**dict.fromkeys(self._rules.regions, seen.at), seen.region: last}
        return expire(before, self._rules, heard, now=seen.at)

    def _outcome(self, seen: SeenResult) -> Outcome:
        """What the runner would have made of it."""
        error = None if seen.error is None else _CODES.get(seen.error)
        is_by_threshold = not self._is_pushed and seen.verdict == DEGRADED and error in _BY_THRESHOLD
        expires_at = self._certificate_at(seen, is_about_to_expire=error == ErrorCode.CERTIFICATE_EXPIRES)
        if self._is_pushed or (seen.verdict != UP and not is_by_threshold):
            return Outcome(seen.verdict, seen.latency_us, error=error, message=seen.error or "")
        bare = Outcome(UP, seen.latency_us, certificate_expires_at=expires_at)
        return apply_thresholds(bare, self._spec, seen.at)

    def _certificate_at(self, seen: SeenResult, *, is_about_to_expire: bool) -> int | None:
        """When the certificate that was seen then expires, as far as that can be told.

        The first result that said so came when as many days were left as the monitor asks for.
        """
        if not is_about_to_expire:
            self._run_began.pop(seen.region, None)
            return self._expires_at
        began = self._run_began.setdefault(seen.region, seen.at)
        told = began + (self._before.degraded_certificate_days or 0) * DAY_MS
        return told if self._expires_at is None else min(told, self._expires_at)


def _calm(state: MonitorState) -> frozenset[str]:
    if state.state != UP:
        return frozenset()
    return frozenset(
        one.region
        for one in state.views
        if one.level == UP and one.streaks is None and one.level_since and not one.error
    )
