"""A good result that is too slow, or whose certificate ends soon, is `degraded`: for every kind of monitor alike."""

from __future__ import annotations

import math

import msgspec

from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import MonitorSpec
from tocsin.core.result import Outcome
from tocsin.core.verdict import Verdict

DAY_MS = 86_400_000


def apply_thresholds(outcome: Outcome, spec: MonitorSpec, now: int) -> Outcome:
    """The outcome itself, or a degraded copy that says what was expected and what was seen."""
    if outcome.verdict != Verdict.UP:
        return outcome
    limit = spec.degraded_latency_ms
    if limit is not None and outcome.latency_us is not None and outcome.latency_us > limit * 1000:
        took = math.ceil(outcome.latency_us / 1000)
        return _degraded(outcome, ErrorCode.LATENCY_HIGH, f"took {took} ms; expected at most {limit} ms")
    days, expires = spec.degraded_certificate_days, outcome.certificate_expires_at
    if days is not None and expires is not None and expires - now < days * DAY_MS:
        left = math.floor((expires - now) / DAY_MS * 10) / 10
        when = f"expires in {left:.1f} days" if left >= 0 else f"expired {-left:.1f} days ago"
        message = f"the certificate {when}; expected at least {days} days left: renew it"
        return _degraded(outcome, ErrorCode.CERTIFICATE_EXPIRES, message)
    return outcome


def _degraded(outcome: Outcome, error: ErrorCode, message: str) -> Outcome:
    return msgspec.structs.replace(outcome, verdict=Verdict.DEGRADED, error=error, message=message)
