"""Rules: thresholds on metrics, confirmed and recovered from as states are."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.match import Match


class Metric(StrEnum):
    """What a rule looks at, of one monitor. Latencies are ms, ratios 0 to 1, durations seconds."""

    LATENCY = "latency"
    """A percentile of the latency of results that were up or degraded, over a window."""
    ERROR_RATIO = "error_ratio"
    """Results that were down among those that could tell, over a window."""
    AVAILABILITY = "availability"
    """Time-weighted, over a window."""
    BURN_RATE = "burn_rate"
    """How many times faster than the objective allows the error budget is spent, over a long and a short window: time
    that was down among time that could be told. That is what "Alerting on SLOs" in Google's SRE Workbook does (ch. 5).
    """
    CERTIFICATE_DAYS = "certificate_days"
    """Until the certificate expires."""
    HEARTBEAT_DURATION = "heartbeat_duration"
    """How long the last run took."""


class Comparison(StrEnum):
    ABOVE = "above"
    BELOW = "below"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Broken when the metric lies beyond `threshold` in `confirmations` evaluations in a row; kept again after
    `recoveries` that lie within.

    `window` and `short_window` are ms, 0 where the metric has none; a burn rate must be beyond the threshold in both.
    `objective` is the availability promised, such as 0.999. `percentile` is 50 to 99.9. With fewer than `least_results`
    in the window nothing is concluded from them.
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
    least_results: int = 3


class RuleState(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule has concluded of one monitor. `streak` counts evaluations in a row that contradict it: the first of
    them was at `first_at`, the newest at `last_at`.
    """

    is_broken: bool = False
    since: int = 0
    streak: int = 0
    first_at: int = 0
    last_at: int = 0
