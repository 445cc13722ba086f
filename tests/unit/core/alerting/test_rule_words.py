"""Why a rule is broken, in a sentence."""

from __future__ import annotations

import pytest

from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric, Rule
from tocsin.core.alerting.rule_words import span_in_words, why_broken, why_kept, why_untold

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def rule(metric: Metric, comparison: Comparison, threshold: float, **fields: object) -> Rule:
    return Rule(match=Match(), metric=metric, comparison=comparison, threshold=threshold, **fields)  # type: ignore[arg-type]


ABOVE, BELOW = Comparison.ABOVE, Comparison.BELOW
SLOW = rule(Metric.LATENCY, ABOVE, 800)


@pytest.mark.parametrize(
    ("broken", "value", "sentence"),
    [
        (SLOW, 1240.3, "p95 of 1,240 ms over 5 minutes is above 800 ms"),
        (SLOW, 800.04, "p95 of 800.04 ms over 5 minutes is above 800 ms"),
        (
            rule(Metric.LATENCY, ABOVE, 2000, percentile=99.9, window=DAY),
            2500,
            "p99.9 of 2,500 ms over 1 day is above 2,000 ms",
        ),
        (rule(Metric.ERROR_RATIO, ABOVE, 0.05), 0.0833, "error ratio of 8.3 % over 5 minutes is above 5 %"),
        (
            rule(Metric.AVAILABILITY, BELOW, 0.999, window=30 * DAY),
            0.99412,
            "availability of 99.4 % over 30 days is below 99.9 %",
        ),
        (
            rule(Metric.AVAILABILITY, BELOW, 0.999, window=30 * DAY),
            0.9989996,
            "availability of 99.89996 % over 30 days is below 99.9 %",
        ),
        (
            rule(Metric.BURN_RATE, ABOVE, 14.4, window=HOUR, short_window=5 * MINUTE),
            200,
            "burn rate of 200 on the error budget of 99.9 %, over 1 hour and 5 minutes, is above 14.4",
        ),
        (
            rule(Metric.CERTIFICATE_DAYS, BELOW, 7),
            6.94,
            "remaining validity of the certificate, 6.9 days, is below 7 days",
        ),
        (rule(Metric.HEARTBEAT_DURATION, ABOVE, 3600), 4320.2, "duration of the last run, 1h12m, is above 1h"),
    ],
)
def test_a_broken_rule_says_why(broken: Rule, value: float, sentence: str) -> None:
    assert why_broken(broken, value) == sentence


def test_a_rule_that_is_kept_again_says_so() -> None:
    assert why_kept(SLOW, 240) == "p95 of 240 ms over 5 minutes is not above 800 ms any more"


@pytest.mark.parametrize("metric", Metric)
def test_why_nothing_can_be_told_is_said_of_every_metric(metric: Metric) -> None:
    assert len(why_untold(rule(metric, ABOVE, 1))) > 20


@pytest.mark.parametrize(
    ("length", "words"),
    [(MINUTE, "1 minute"), (90 * MINUTE, "90 minutes"), (36 * HOUR, "36 hours"), (90_000, "1m30s")],
)
def test_a_span_is_told_in_one_unit(length: int, words: str) -> None:
    assert span_in_words(length) == words
