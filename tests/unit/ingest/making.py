"""Watches and results for tests."""

from __future__ import annotations

from tests.clocks import T0
from tests.specs import spec
from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import MonitorSpec
from tocsin.core.result import Outcome, Result
from tocsin.core.state import MonitorState, advance
from tocsin.core.verdict import Verdict
from tocsin.ingest.watch import Watch, Watches

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN
MINUTE = 60_000


def result(
    monitor_id: int,
    verdict: Verdict = UP,
    at: int = T0,
    *,
    region: str = "local",
    error: ErrorCode | None = None,
    revision: int = 1,
    latency_us: int | None = 1_000,
) -> Result:
    found = error or (ErrorCode.CONNECT_TIMEOUT if verdict == DOWN else None)
    return Result(monitor_id, region, at, at, revision, Outcome(verdict, latency_us, error=found))


def watches(*specs: MonitorSpec) -> Watches:
    """All of them seen up at `T0`, in every region."""
    found = Watches()
    for one in specs:
        watch = found.put(one, T0 - MINUTE)
        for region in one.rules.regions:
            watch.state = advanced(watch, result(one.id, region=region))
            watch.saw(region, T0)
    return found


def unrelated(count: int) -> Watches:
    """Monitors 1 to `count`, each in a network of its own."""
    return watches(*(spec(number, target=f"127.0.{number}.1") for number in range(1, count + 1)))


def advanced(watch: Watch, seen: Result) -> MonitorState:
    step = advance(watch.state, watch.rules, seen, now=seen.scheduled_at)
    return watch.state if step is None else step.state


def known(found: Watches, monitor_id: int) -> Watch:
    watch = found.get(monitor_id)
    assert watch is not None
    return watch
