"""Rules: thresholds on metrics, confirmed and recovered from as states are."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.match import Match


class Metric(StrEnum):
    """What a rule looks at, of one monitor over a window. Latencies are ms, ratios 0 to 1, durations seconds."""

    LATENCY = "latency"
    """A percentile of the latency of good results."""
    ERROR_RATIO = "error_ratio"
    """Bad results among those that could tell."""
    AVAILABILITY = "availability"
    """Time-weighted."""
    BURN_RATE = "burn_rate"
    """How many times faster than the objective allows the error budget is spent, over a long and a short window."""
    CERTIFICATE_DAYS = "certificate_days"
    HEARTBEAT_DURATION = "heartbeat_duration"


class Comparison(StrEnum):
    ABOVE = "above"
    BELOW = "below"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Broken when the metric lies beyond `threshold` in `confirmations` evaluations in a row, a minute apart; kept
    again after `recoveries` that lie within.

    `window` and `short_window` are ms; a burn rate must be beyond the threshold in both. `objective` is the
    availability promised, such as 0.999. `percentile` is 50 to 99.9. `least_results`: with fewer in the window nothing
    is concluded.
    """

    match: Match
    metric: Metric
    comparison: Comparison
    threshold: float
    severity: Severity = Severity.WARNING
    window: int = 300_000
    short_window: int = 0
    percentile: float = 95
    objective: float = 0.999
    confirmations: int = 2
    recoveries: int = 2
    least_results: int = 5


class RuleState(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule has concluded of one monitor. `streak` counts evaluations in a row that contradict it."""

    is_broken: bool = False
    since: int = 0
    streak: int = 0
    value: float | None = None
    first_at: int | None = None
