import msgspec

from tests.specs import spec
from tocsin.core.errors import ErrorCode
from tocsin.core.result import Outcome
from tocsin.core.thresholds import DAY_MS, apply_thresholds
from tocsin.core.verdict import Verdict

NOW = 1_700_000_000_000
SLOW = spec(degraded_latency_ms=200)
CERTIFICATE = msgspec.structs.replace(spec(), degraded_certificate_days=14)


def good(latency_us: int | None = None, expires_at: int | None = None) -> Outcome:
    return Outcome(Verdict.UP, latency_us, certificate_expires_at=expires_at)


def test_an_outcome_within_its_limits_stays_the_very_same() -> None:
    outcome = good(latency_us=200_000)
    assert apply_thresholds(outcome, SLOW, NOW) is outcome


def test_an_outcome_without_limits_stays_the_very_same() -> None:
    outcome = good(latency_us=10**9, expires_at=NOW)
    assert apply_thresholds(outcome, spec(), NOW) is outcome


def test_a_good_outcome_that_is_too_slow_is_degraded_and_says_by_how_much() -> None:
    seen = apply_thresholds(good(latency_us=350_400), SLOW, NOW)
    assert (seen.verdict, seen.error) == (Verdict.DEGRADED, ErrorCode.LATENCY_HIGH)
    assert seen.message == "took 351 ms; expected at most 200 ms"


def test_a_certificate_that_ends_too_soon_degrades_and_says_when() -> None:
    seen = apply_thresholds(good(expires_at=NOW + 3 * DAY_MS), CERTIFICATE, NOW)
    assert (seen.verdict, seen.error) == (Verdict.DEGRADED, ErrorCode.CERTIFICATE_EXPIRES)
    assert seen.message == "the certificate expires in 3.0 days; expected at least 14 days left: renew it"


def test_a_certificate_that_has_ended_is_said_to_have_ended() -> None:
    seen = apply_thresholds(good(expires_at=NOW - 2 * DAY_MS), CERTIFICATE, NOW)
    assert seen.message.startswith("the certificate expired 2.0 days ago")


def test_a_certificate_of_exactly_enough_days_is_good() -> None:
    outcome = good(expires_at=NOW + 14 * DAY_MS)
    assert apply_thresholds(outcome, CERTIFICATE, NOW) is outcome


def test_a_failure_stays_what_it_was_however_slow() -> None:
    down = Outcome(Verdict.DOWN, 10**9, error=ErrorCode.TIMEOUT, message="no answer")
    assert apply_thresholds(down, SLOW, NOW) is down


def test_nothing_measured_is_not_slow() -> None:
    outcome = good(latency_us=None)
    assert apply_thresholds(outcome, SLOW, NOW) is outcome


def test_what_was_measured_is_kept() -> None:
    outcome = Outcome(Verdict.UP, 350_000, code=200, evidence={"a": 1})
    seen = apply_thresholds(outcome, SLOW, NOW)
    assert (seen.latency_us, seen.code, seen.evidence) == (350_000, 200, {"a": 1})
