"""What a rule may say, and what is said of one that does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric, Rule
from tocsin.core.errors import ValidationFailed
from tocsin.services.rule_validation import validate

ABOVE, BELOW = Comparison.ABOVE, Comparison.BELOW
BURN: dict[str, Any] = {"metric": "burn_rate", "above": 14.4, "objective": 0.999}


def rule(**fields: Any) -> Rule:
    return validate({"name": "Slow", **fields}).rule


def faults(**fields: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as refused:
        rule(**fields)
    return [(one.pointer, one.message) for one in refused.value.errors]


def test_a_latency_needs_a_threshold_alone() -> None:
    assert rule(metric="latency", above=800) == Rule(
        match=Match(),
        metric=Metric.LATENCY,
        comparison=ABOVE,
        threshold=800,
        severity=Severity.WARNING,
        window=300_000,
        percentile=95,
        confirmations=2,
        recoveries=2,
        least_results=3,
    )


def test_everything_may_be_said() -> None:
    found = rule(
        metric="latency",
        above="1.5s",
        percentile=99.9,
        window="1h",
        least_results=10,
        severity="critical",
        confirmations=1,
        recoveries=5,
    )
    assert (found.threshold, found.percentile, found.window, found.least_results) == (1500, 99.9, 3_600_000, 10)
    assert (found.severity, found.confirmations, found.recoveries) == (Severity.CRITICAL, 1, 5)


@pytest.mark.parametrize(
    ("fields", "side", "threshold"),
    [
        ({"metric": "latency", "above": "800ms"}, ABOVE, 800),
        ({"metric": "error_ratio", "above": "5%"}, ABOVE, 0.05),
        ({"metric": "error_ratio", "above": 0}, ABOVE, 0),
        ({"metric": "availability", "below": "99.9%"}, BELOW, 0.999),
        ({"metric": "availability", "below": 0.995}, BELOW, 0.995),
        ({**BURN}, ABOVE, 14.4),
        ({"metric": "certificate_days", "below": 14}, BELOW, 14),
        ({"metric": "certificate_days", "below": "14d"}, BELOW, 14),
        ({"metric": "heartbeat_duration", "above": "1h30m"}, ABOVE, 5400),
        ({"metric": "heartbeat_duration", "below": 60}, BELOW, 60),
    ],
)
def test_a_threshold_is_in_the_metrics_unit_or_says_its_own(
    fields: dict[str, Any], side: Comparison, threshold: float
) -> None:
    assert (rule(**fields).comparison, rule(**fields).threshold) == (side, threshold)


@pytest.mark.parametrize(("metric", "number"), [("latency", 2), ("certificate_days", 1), ("heartbeat_duration", 1)])
def test_what_stays_the_same_is_not_confirmed(metric: str, number: int) -> None:
    side = "below" if metric == "certificate_days" else "above"
    found = rule(metric=metric, **{side: 7})
    assert (found.confirmations, found.recoveries) == (number, number)


@pytest.mark.parametrize(("window", "short"), [("1h", 300_000), ("6h", 1_800_000), ("3d", 21_600_000), ("5m", 60_000)])
def test_the_short_window_of_a_burn_rate_is_a_twelfth(window: str, short: int) -> None:
    assert rule(**BURN, window=window).short_window == short


def test_an_objective_is_a_ratio_or_a_percentage() -> None:
    assert rule(**{**BURN, "objective": "99.95%"}).objective == 0.9995


@pytest.mark.parametrize("metric", ["certificate_days", "heartbeat_duration"])
def test_what_is_of_one_moment_has_no_window(metric: str) -> None:
    side = "below" if metric == "certificate_days" else "above"
    assert rule(metric=metric, **{side: 7}).window == 0
    assert faults(metric=metric, window="5m", **{side: 7}) == [("/window", f"must be left out: {metric} has none")]


@pytest.mark.parametrize(
    ("fields", "pointer", "words"),
    [
        ({"metric": "latency"}, "/above", "is required: from where on it is broken"),
        ({"metric": "availability"}, "/below", "is required"),
        ({"metric": "heartbeat_duration", "above": 1, "below": 2}, "/below", "must not stand beside `above`"),
        ({"metric": "latency", "above": 1, "below": 2}, "/below", "must be left out: latency has `above`"),
        ({"metric": "speed", "above": 1}, "/metric", "must be one of 'latency', 'error_ratio'"),
        ({"metric": "latency", "above": "quick"}, "/above", "must be a whole number of milliseconds, or text"),
        ({"metric": "certificate_days", "below": "soon"}, "/below", "must be a number of days, or text such as 14d"),
        ({"metric": "latency", "above": -1}, "/above", "must be between 0s and 1d"),
        ({"metric": "latency", "above": True}, "/above", "must be a number, or text with a unit"),
        ({"metric": "latency", "above": "8" * 41}, "/above", "must be a number, or text with a unit"),
        ({"metric": "latency", "above": 10**400}, "/above", "must be"),
        (
            {"metric": "error_ratio", "above": 5},
            "/above",
            "must be a ratio between 0 and 1, such as 0.05, or text such",
        ),
        ({"metric": "error_ratio", "above": float("nan")}, "/above", "must be a finite number"),
        ({"metric": "availability", "below": "101%"}, "/below", "must be a ratio between 0 and 1, such as 0.999"),
        ({**BURN, "above": "14.4"}, "/above", "must be a number, such as 14.4"),
        ({**BURN, "objective": None}, "/objective", "is required: the availability that is promised"),
        ({**BURN, "objective": 1}, "/objective", "must be a ratio between 0.5 and 0.999999"),
        ({**BURN, "short_window": "2h"}, "/short_window", "must be shorter than the window (1h)"),
        ({**BURN, "window": "1m"}, "/window", "must be between 5m and 90d for burn_rate, got 1m"),
        ({**BURN, "percentile": 95}, "/percentile", "must be left out: burn_rate has none"),
        ({"metric": "latency", "above": 1, "window": "2d"}, "/window", "must be between 1m and 1d for latency, got 2d"),
        ({"metric": "latency", "above": 1, "window": "5 m"}, "/window", "must be a number of seconds"),
        ({"metric": "latency", "above": 1, "percentile": 100}, "/percentile", "must be at most 99.9"),
        ({"metric": "latency", "above": 1, "objective": 0.9}, "/objective", "must be left out: latency has none"),
        ({"metric": "latency", "above": 1, "confirmations": 0}, "/confirmations", "must be at least 1"),
        ({"metric": "latency", "above": 1, "least_results": 10**6}, "/least_results", "must be at most 10000"),
        ({"metric": "latency", "above": 1, "match": {"concerns": ["down"]}}, "/match/concerns", "must be left out"),
        ({"metric": "latency", "above": 1, "upper": 2}, "/upper", "is not a known field"),
    ],
)
def test_what_does_not_fit_is_said_with_what_would(fields: dict[str, Any], pointer: str, words: str) -> None:
    found = faults(**fields)
    assert [one for one, _ in found] == [pointer]
    assert found[0][1].startswith(words)


def test_every_fault_is_told() -> None:
    found = faults(metric="burn_rate", below=0.9, window="1m", percentile=95, match={"severities": ["critical"]})
    assert [pointer for pointer, _ in found] == [
        "/match/severities",
        "/percentile",
        "/below",
        "/above",
        "/window",
        "/objective",
    ]
