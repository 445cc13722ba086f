"""Thresholds as people write them: a number in the metric's own unit, or text that says its unit."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from tocsin.core.alerting.rule import Comparison, Metric
from tocsin.core.durations import LONGEST_TEXT, in_words, parse_milliseconds, parse_seconds

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?%", re.ASCII)
_DECIMALS = 9
_DAY_S = 86_400
ABOVE, BELOW = Comparison.ABOVE, Comparison.BELOW


@dataclass(frozen=True, slots=True)
class Measure:
    """On which sides of its threshold a metric may be broken, and how one is read. `read` raises ValueError."""

    sides: tuple[Comparison, ...]
    read: Callable[[float | str], float]


def is_measure(value: object) -> object:
    """For a validator. Raise ValueError."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number and not (isinstance(value, str) and len(value) <= LONGEST_TEXT):
        raise ValueError("must be a number, or text with a unit such as 800ms, 5% or 2h")
    return value


def ratio_between(least: float, most: float, example: str) -> Callable[[float | str], float]:
    """Reads 0.05 and `5%`; both ends are within."""

    def read(value: float | str) -> float:
        found = _PERCENT.fullmatch(value) if isinstance(value, str) else None
        ratio = float(found[1]) / 100 if found else value
        if isinstance(ratio, str) or not least <= ratio <= most:
            text = f"{float(example) * 100:g}%"
            raise ValueError(f"must be a ratio between {least} and {most}, such as {example}, or text such as {text}")
        return round(float(ratio), _DECIMALS)

    return read


def _seconds(value: float | str) -> float:
    return _within(parse_seconds(value), 0, 366 * _DAY_S, in_words)


def _milliseconds(value: float | str) -> float:
    in_ms = float(parse_milliseconds(value)) if isinstance(value, str) else value
    return _within(in_ms, 0, _DAY_S * 1000, lambda ms: in_words(ms / 1000))


def _days(value: float | str) -> float:
    if isinstance(value, str):
        try:
            value = parse_seconds(value) / _DAY_S
        except ValueError as error:
            raise ValueError("must be a number of days, or text such as 14d") from error
    return _within(value, 0, 3650, lambda number: f"{number:g} days")


def _rate(value: float | str) -> float:
    if isinstance(value, str):
        raise ValueError("must be a number, such as 14.4: how many times as fast as the objective allows")
    return _within(value, 0, 1_000_000, lambda number: f"{number:g}")


def _within(value: float, least: float, most: float, show: Callable[[float], str]) -> float:
    if not math.isfinite(value) or not least <= value <= most:
        raise ValueError(f"must be between {show(least)} and {show(most)}")
    return round(value, _DECIMALS)


MEASURES: dict[Metric, Measure] = {
    Metric.LATENCY: Measure((ABOVE,), _milliseconds),
    Metric.ERROR_RATIO: Measure((ABOVE,), ratio_between(0, 1, "0.05")),
    Metric.AVAILABILITY: Measure((BELOW,), ratio_between(0, 1, "0.999")),
    Metric.BURN_RATE: Measure((ABOVE,), _rate),
    Metric.CERTIFICATE_DAYS: Measure((BELOW,), _days),
    Metric.HEARTBEAT_DURATION: Measure((ABOVE, BELOW), _seconds),
}
read_objective = ratio_between(0.5, 0.999999, "0.999")
