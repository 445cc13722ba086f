"""What a change says of itself; when it is dated to and for which reason is in `scenarios.md`."""

from __future__ import annotations

import msgspec
import pytest

from tests.unit.core.judging import changes, steps
from tests.unit.core.making import DEGRADED, DOWN, REGIONS, T0, UNKNOWN, UP, in_a_row, result
from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import QuorumRule, Rules
from tocsin.core.result import Outcome
from tocsin.core.state import expire
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict

ONE = Rules(regions=("eu",))
THREE = Rules(regions=REGIONS)


def test_the_smallest_parent_that_is_down_is_named() -> None:
    change = changes(in_a_row([UP, DOWN, DOWN]), ONE, parents=[9, 7])[-1]
    assert (change.reason, change.why.cause_monitor_id) == (Reason.PARENT_DOWN, 7)
    assert change.summary == "no answer within 10 s (the parent monitor 7 is down)"


def test_a_recovery_names_no_parent() -> None:
    change = changes(in_a_row([DOWN, DOWN, UP, UP]), ONE, parents=[7])[-1]
    assert (change.reason, change.why.cause_monitor_id) == (Reason.CONFIRMED_RECOVERY, None)


def test_the_why_of_one_region_names_the_rule_and_the_result() -> None:
    why = changes(in_a_row([UP, DOWN, DOWN]), ONE)[-1].why
    assert why.rule == "2 results in a row to fail, 2 to recover"
    assert [(r.region, r.level, r.last_at, r.error, r.message) for r in why.regions] == [
        ("eu", DOWN, T0 + 15_000, "timeout", "no answer within 10 s")
    ]


def test_the_why_of_several_regions_counts_their_votes() -> None:
    history = [result(UP, T0, region=region) for region in REGIONS]
    history += [result(DOWN, T0 + at, region=region) for at in (60_000, 65_000) for region in ("eu", "us")]
    why = changes(history, THREE)[-1].why
    assert why.rule.endswith("quorum majority: 2 of 3 regions heard; 2 say down, 0 degraded, 1 up")
    assert [(region.region, region.level) for region in why.regions] == [("eu", DOWN), ("us", DOWN), ("ap", UP)]


def test_a_suspect_region_is_marked_as_such_in_the_why() -> None:
    change = changes(in_a_row([UP, DOWN, DOWN]), ONE, suspect=["eu"])[-1]
    assert (change.reason, change.why.regions[0].is_suspect) == (Reason.REGION_SUSPECT, True)


def test_a_spell_of_unknown_tells_what_went_wrong() -> None:
    assert changes(in_a_row([UP, UNKNOWN, UNKNOWN]), ONE)[-1].summary == "Tocsin cannot tell: the probe crashed"


def test_a_region_that_is_about_to_change_its_mind_does_not_speak_for_all() -> None:
    at_once = Rules(regions=("eu", "us"), failure_threshold=1)
    history = [result(UP, T0, region="us"), result(UP, T0 + 1, region="eu"), result(DOWN, T0 + 2, region="eu")]
    history += [result(DEGRADED, T0 + 3, region="eu"), result(DOWN, T0 + 4, region="us")]
    assert changes(history, at_once)[-1].summary == "no answer within 10 s"


def test_a_changed_electorate_names_who_still_counts() -> None:
    any_of = msgspec.structs.replace(THREE, quorum=QuorumRule.ANY)
    history = [result(UP, T0, region=region) for region in REGIONS]
    history += [result(DOWN, T0 + at, region="eu") for at in (60_000, 65_000)]
    down = steps(history, any_of)[-1].state
    step = expire(down, any_of, {"us": T0 + 280_000, "ap": T0 + 280_000}, now=T0 + 290_000)
    assert step is not None
    assert step.summary == "Up (by the regions that still count: us, ap)"


@pytest.mark.parametrize(
    ("verdict", "error", "reason"),
    [
        (DEGRADED, ErrorCode.HEARTBEAT_LATE, Reason.HEARTBEAT_LATE),
        (DOWN, ErrorCode.HEARTBEAT_MISSING, Reason.HEARTBEAT_MISSING),
        (DOWN, ErrorCode.HEARTBEAT_UNFINISHED, Reason.HEARTBEAT_MISSING),
        (DOWN, ErrorCode.JOB_FAILED, Reason.REPORTED),
        (DEGRADED, ErrorCode.REPORTED, Reason.REPORTED),
        (UNKNOWN, ErrorCode.REPORTED, Reason.REPORTED),
        (UNKNOWN, ErrorCode.HEARTBEAT_UNHEARD, Reason.COULD_NOT_TELL),
    ],
)
def test_a_pushed_monitor_says_why_in_its_own_words(verdict: Verdict, error: ErrorCode, reason: Reason) -> None:
    bad = msgspec.structs.replace(result(verdict, T0 + 60_000), outcome=Outcome(verdict, error=error, message="so"))
    change = changes([result(UP, T0), bad], Rules(regions=("eu",), failure_threshold=1, recovery_threshold=1))[-1]
    assert change.reason == reason
    assert change.summary.endswith("so")
