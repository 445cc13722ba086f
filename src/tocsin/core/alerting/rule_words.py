"""Rules in sentences: why one is broken, that it is kept again, why nothing can be told."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.core.alerting.rule import Metric, Rule
from tocsin.core.durations import in_words

_UNITS = ((86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"))
_MOST_DECIMALS = 6


def why_broken(rule: Rule, value: float) -> str:
    """`p95 of 1,240 ms over 5 minutes is above 800 ms`."""
    shown, threshold = _apart(rule, value)
    return f"{_measured(rule, shown)} is {rule.comparison} {threshold}"


def why_kept(rule: Rule, value: float) -> str:
    """`p95 of 240 ms over 5 minutes is not above 800 ms any more`."""
    shown, threshold = _apart(rule, value)
    return f"{_measured(rule, shown)} is not {rule.comparison} {threshold} any more"


def why_untold(rule: Rule) -> str:
    """Why there is no value."""
    match rule.metric:
        case Metric.LATENCY:
            return f"fewer than {rule.least_results} results with a latency over {span_in_words(rule.window)}"
        case Metric.ERROR_RATIO:
            return f"fewer than {rule.least_results} results that could tell over {span_in_words(rule.window)}"
        case Metric.AVAILABILITY | Metric.BURN_RATE:
            return f"nothing is known of the last {span_in_words(rule.short_window or rule.window)}"
        case Metric.CERTIFICATE_DAYS:
            return "no certificate was seen"
        case Metric.HEARTBEAT_DURATION:
            return "no run has ended whose duration is known"


def percentile_name(percentile: float) -> str:
    """`p95`, `p99.9`."""
    return f"p{percentile:g}"


def span_in_words(milliseconds: int) -> str:
    """`5 minutes`, `1 hour`, `1h30m`."""
    for size, unit in _UNITS:
        number, rest = divmod(milliseconds, size)
        if number and not rest:
            return f"{number} {unit}{'s' if number > 1 else ''}"
    return in_words(milliseconds / 1000)


def _measured(rule: Rule, shown: str) -> str:
    over = f"over {span_in_words(rule.window)}"
    match rule.metric:
        case Metric.LATENCY:
            return f"{percentile_name(rule.percentile)} of {shown} {over}"
        case Metric.ERROR_RATIO:
            return f"error ratio of {shown} {over}"
        case Metric.AVAILABILITY:
            return f"availability of {shown} {over}"
        case Metric.BURN_RATE:
            budget = f"the error budget of {_percent(rule.objective, 4)}"
            return f"burn rate of {shown} on {budget}, {over} and {span_in_words(rule.short_window)},"
        case Metric.CERTIFICATE_DAYS:
            return f"remaining validity of the certificate, {shown},"
        case Metric.HEARTBEAT_DURATION:
            return f"duration of the last run, {shown},"


def _apart(rule: Rule, value: float) -> tuple[str, str]:
    """The value and the threshold, with as many digits as it takes to tell them apart."""
    show = _FORMATS[rule.metric]
    shown = show(value, 0)
    for decimals in range(_MOST_DECIMALS + 1):
        shown = show(value, decimals)
        if shown != show(rule.threshold, decimals) or value == rule.threshold:
            break
    return shown, show(rule.threshold, _MOST_DECIMALS)


def _percent(value: float, decimals: int) -> str:
    return f"{_number(value * 100, max(decimals, 1))} %"


def _number(value: float, decimals: int) -> str:
    """Without zeros at the end."""
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_FORMATS: dict[Metric, Callable[[float, int], str]] = {
    Metric.LATENCY: lambda value, decimals: f"{_number(value, decimals)} ms",
    Metric.ERROR_RATIO: _percent,
    Metric.AVAILABILITY: _percent,
    Metric.BURN_RATE: lambda value, decimals: _number(value, max(decimals, 1)),
    Metric.CERTIFICATE_DAYS: lambda value, decimals: f"{_number(value, max(decimals, 1))} days",
    Metric.HEARTBEAT_DURATION: lambda value, decimals: in_words(round(value, min(decimals, 3))),
}
