"""Makes results and histories of results for tests."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import QuorumRule, Rules
from tocsin.core.result import Outcome, Result
from tocsin.core.verdict import Verdict

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN
T0 = 1_700_000_000_000
REGIONS = ("eu", "us", "ap")

ERRORS = {UP: None, DEGRADED: ErrorCode.LATENCY_HIGH, DOWN: ErrorCode.TIMEOUT, UNKNOWN: ErrorCode.PROBE_CRASHED}
MESSAGES = {UP: "", DEGRADED: "took 900 ms", DOWN: "no answer within 10 s", UNKNOWN: "the probe crashed"}


def result(verdict: Verdict, at: int, *, region: str = "eu") -> Result:
    """A result of the check that was due `at` (Unix ms)."""
    outcome = Outcome(verdict, latency_us=1000, error=ERRORS[verdict], message=MESSAGES[verdict])
    return Result(1, region, at, at, 1, outcome)


def in_a_row(verdicts: Iterable[Verdict], *, region: str = "eu", every: int = 5_000) -> list[Result]:
    """One result every so many milliseconds."""
    return [result(verdict, T0 + every * number, region=region) for number, verdict in enumerate(verdicts, 1)]


verdicts = st.sampled_from(Verdict)
told = st.sampled_from([UP, DEGRADED, DOWN])
thresholds = st.integers(1, 4)
quorums = st.sampled_from([*QuorumRule, 1, 2, 3])


@st.composite
def rules(draw: st.DrawFn, *, most_regions: int = 3) -> Rules:
    """Any rules with few regions and low thresholds."""
    return Rules(
        failure_threshold=draw(thresholds),
        recovery_threshold=draw(thresholds),
        quorum=draw(quorums),
        regions=REGIONS[: draw(st.integers(1, most_regions))],
    )


@st.composite
def histories(draw: st.DrawFn, verdict: st.SearchStrategy[Verdict] = verdicts, *, size: int = 40) -> list[Result]:
    """Results of several regions in the order in which they were due, at most a minute apart."""
    at, found = T0, []
    for seen in draw(st.lists(verdict, max_size=size)):
        at += draw(st.integers(1, 60_000))
        found.append(result(seen, at, region=draw(st.sampled_from(REGIONS))))
    return found
