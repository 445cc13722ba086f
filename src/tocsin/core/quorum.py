"""How the beliefs of several regions become one state."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tocsin.core.confirmation import BAD, RegionView
from tocsin.core.monitor import QuorumRule, Rules
from tocsin.core.verdict import Verdict


class Ballot(msgspec.Struct, frozen=True, gc=False):
    """The count: who was heard, how many say down, bad (down or degraded) and up, and the state that follows."""

    state: Verdict
    voters: tuple[str, ...]
    down: int
    bad: int
    up: int


def votes_needed(rules: Rules, voters: int) -> int:
    """How many of `voters` regions must say so.

    A number is taken at its word even when fewer can be heard, but never asks for more regions than the monitor has.
    """
    if isinstance(rules.quorum, int):
        return max(1, min(rules.quorum, len(rules.regions)))
    match rules.quorum:
        case QuorumRule.ANY:
            return 1
        case QuorumRule.ALL:
            return max(1, voters)
        case QuorumRule.MAJORITY:
            return voters // 2 + 1


def count(views: Collection[RegionView], rules: Rules, suspect_regions: Collection[str] = ()) -> Ballot:
    """Count the regions that can tell: those with a belief, less those whose own network is in doubt and who say bad.

    Without anyone to ask the answer is `unknown`; likewise when the rule asks for a number of regions, fewer can be
    heard, and none of them says up.
    """
    heard = [
        view
        for view in views
        if view.region in rules.regions
        and view.level != Verdict.UNKNOWN
        and not (view.level in BAD and view.region in suspect_regions)
    ]
    down = sum(view.level == Verdict.DOWN for view in heard)
    bad = down + sum(view.level == Verdict.DEGRADED for view in heard)
    voters = tuple(view.region for view in heard)
    return Ballot(_state(rules, len(heard), down, bad), voters, down, bad, len(heard) - bad)


def _state(rules: Rules, voters: int, down: int, bad: int) -> Verdict:
    if voters == 0:
        return Verdict.UNKNOWN
    needed = votes_needed(rules, voters)
    if down >= needed:
        return Verdict.DOWN
    if bad >= needed:
        return Verdict.DEGRADED
    if bad == voters:
        return Verdict.UNKNOWN
    return Verdict.UP
