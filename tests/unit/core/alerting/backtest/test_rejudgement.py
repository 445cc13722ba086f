"""Results that are judged once more, by other thresholds."""

from __future__ import annotations

import random

import pytest

from tocsin.core.alerting.backtest.rejudgement import Rejudgement, SeenResult, Thresholds
from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.core.result import Outcome, Result
from tocsin.core.state import advance, initial
from tocsin.core.thresholds import DAY_MS
from tocsin.core.verdict import Verdict

MINUTE = 60_000
T0 = 1_700_000_000_000
UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN
WORDS = {"u": UP, "d": DOWN, "g": DEGRADED, "?": UNKNOWN}


def spec(**others: object) -> MonitorSpec:
    return MonitorSpec(1, 1, 1, "http", "a.example", b"{}", Rules(regions=("eu", "us")), **others)  # type: ignore[arg-type]


def one_region(**others: object) -> MonitorSpec:
    return MonitorSpec(1, 1, 1, "http", "a.example", b"{}", Rules(), **others)  # type: ignore[arg-type]


def seen(words: str, *, latency: int = 20_000, error: str | None = None, start: int = T0) -> list[SeenResult]:
    """One a minute."""
    return [
        SeenResult("local", start + number * MINUTE, WORDS[word], latency, None if word == "u" else error)
        for number, word in enumerate(words)
    ]


def states(
    results: list[SeenResult],
    thresholds: Thresholds,
    of: MonitorSpec | None = None,
    *,
    is_pushed: bool = False,
    certificate_expires_at: int | None = None,
) -> str:
    judge = Rejudgement(
        of or one_region(), thresholds, is_pushed=is_pushed, certificate_expires_at=certificate_expires_at
    )
    letters = {state: letter for letter, state in WORDS.items()}
    return "".join(letters[change.to_state] for change in judge.take(results))


@pytest.mark.parametrize(("threshold", "expected"), [(1, "ududu"), (2, "udu"), (3, "u")])
def test_so_many_bad_results_in_a_row_are_needed(threshold: int, expected: str) -> None:
    results = seen("uuuduuuuddu" + "u" * 5)
    assert states(results, Thresholds(failure_threshold=threshold)) == expected


def test_so_many_good_results_in_a_row_are_needed() -> None:
    assert states(seen("uudduudd"), Thresholds(recovery_threshold=3)) == "ud"


def test_a_slow_result_is_degraded() -> None:
    assert states(seen("uuuu"), Thresholds(degraded_latency_ms=19)) == "g"


def test_what_was_too_slow_is_up_by_a_milder_threshold() -> None:
    slow = seen("gggg", error=ErrorCode.LATENCY_HIGH)
    before = one_region(degraded_latency_ms=10)
    assert states(slow, Thresholds(failure_threshold=2), before) == "g"
    assert states(slow, Thresholds(degraded_latency_ms=30), before) == "u"


def test_what_its_probe_calls_degraded_stays_so() -> None:
    odd = seen("gggg", error=ErrorCode.ASSERTION_FAILED)
    assert states(odd, Thresholds(degraded_latency_ms=3000)) == "g"


def test_a_certificate_that_ends_sooner_than_is_asked_for_is_degraded() -> None:
    ends = T0 + 20 * DAY_MS + 2 * MINUTE
    assert states(seen("uuuuuuuu"), Thresholds(degraded_certificate_days=20), certificate_expires_at=ends) == "ug"


def test_a_certificate_that_was_renewed_is_judged_by_when_it_became_too_old() -> None:
    """It was called degraded with 10 days left, so that 5 days later 5 days were left."""
    results = [
        SeenResult("local", T0 + hour * 3_600_000, DEGRADED, 1, ErrorCode.CERTIFICATE_EXPIRES) for hour in range(24 * 7)
    ]
    of = MonitorSpec(1, 1, 1, "http", "a", b"{}", Rules(interval=3600), degraded_certificate_days=10)
    ends = T0 + 90 * DAY_MS
    judge = Rejudgement(of, Thresholds(degraded_certificate_days=5), is_pushed=False, certificate_expires_at=ends)
    changes = judge.take(results)
    assert [(one.to_state, (one.at - T0) // DAY_MS) for one in changes] == [(UP, 0), (DEGRADED, 5)]


def test_time_in_which_nobody_looked_is_unknown() -> None:
    results = seen("uuu") + seen("uu", start=T0 + 60 * MINUTE)
    assert states(results, Thresholds(failure_threshold=3)) == "u?u"


def test_what_is_pushed_may_be_silent_for_long() -> None:
    results = seen("u") + seen("u", start=T0 + 300 * MINUTE)
    of = MonitorSpec(1, 1, 1, "heartbeat", "", b"{}", Rules(interval=60))
    assert states(results, Thresholds(failure_threshold=3, degraded_latency_ms=1), of, is_pushed=True) == "u"


def test_an_error_that_nobody_knows_any_more_is_an_error() -> None:
    assert states(seen("dd", error="of_old"), Thresholds(failure_threshold=2)) == "d"


@pytest.mark.parametrize("number", range(20))
def test_it_is_what_ingest_would_have_concluded(number: int) -> None:
    """Results that change nothing are passed over, and only those."""
    dice = random.Random(number)
    results = [
        SeenResult(
            dice.choice(("eu", "us")), T0 + at * 30_000, dice.choice([UP] * 6 + [DOWN, DEGRADED, UNKNOWN]), 1, None
        )
        for at in range(400)
    ]
    of, state, expected = spec(), initial(T0), []
    for one in results:
        result = Result(1, one.region, one.at, one.at, 1, Outcome(one.verdict, one.latency_us))
        step = advance(state, of.rules, result, now=one.at)
        state = state if step is None else step.state
        expected += [step.change] if step is not None and step.change is not None else []
    found = Rejudgement(of, Thresholds(), is_pushed=True).take(results)
    assert [(one.at, one.to_state) for one in found] == [(one.at, one.to_state) for one in expected]
