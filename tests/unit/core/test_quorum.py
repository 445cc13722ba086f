"""The laws by which several regions' levels become one state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.core.making import DEGRADED, DOWN, REGIONS, T0, UNKNOWN, UP, quorums, verdicts
from tocsin.core.confirmation import RegionView
from tocsin.core.monitor import QuorumRule, Rules
from tocsin.core.quorum import count, votes_needed
from tocsin.core.verdict import Verdict

SEVERITY = [UP, UNKNOWN, DEGRADED, DOWN]
three_levels = st.tuples(verdicts, verdicts, verdicts)


def state(levels: tuple[Verdict, ...], quorum: QuorumRule | int, suspect: tuple[str, ...] = ()) -> Verdict:
    views = [RegionView(region, level, T0) for region, level in zip(REGIONS, levels, strict=False)]
    return count(views, Rules(regions=REGIONS, quorum=quorum), suspect).state


@given(three_levels, quorums, st.integers(0, 2))
def test_one_more_vote_for_down_never_makes_it_better(
    levels: tuple[Verdict, ...], quorum: QuorumRule | int, number: int
) -> None:
    worse = (*levels[:number], DOWN, *levels[number + 1 :])
    assert SEVERITY.index(state(worse, quorum)) >= SEVERITY.index(state(levels, quorum))


@given(three_levels, quorums)
def test_the_order_of_regions_does_not_matter(levels: tuple[Verdict, ...], quorum: QuorumRule | int) -> None:
    assert state(levels[::-1], quorum) == state(levels, quorum)


@given(quorums, verdicts)
def test_regions_that_all_agree_have_their_way(quorum: QuorumRule | int, level: Verdict) -> None:
    assert state((level, level, level), quorum) == level


@given(three_levels)
def test_any_is_at_least_as_severe_as_majority_and_that_as_all(levels: tuple[Verdict, ...]) -> None:
    found = [SEVERITY.index(state(levels, quorum)) for quorum in QuorumRule]
    by_rule = dict(zip(QuorumRule, found, strict=True))
    assert by_rule[QuorumRule.ANY] >= by_rule[QuorumRule.MAJORITY] >= by_rule[QuorumRule.ALL]


@given(three_levels, quorums)
def test_no_region_that_is_suspect_has_a_part_in_bad_news(
    levels: tuple[Verdict, ...], quorum: QuorumRule | int
) -> None:
    assert state(levels, quorum, REGIONS) in (UP, UNKNOWN)


@given(three_levels, quorums)
def test_down_needs_a_region_that_says_down(levels: tuple[Verdict, ...], quorum: QuorumRule | int) -> None:
    assert state(levels, quorum) != DOWN or DOWN in levels


@pytest.mark.parametrize(
    ("quorum", "votes"),
    [
        (QuorumRule.ANY, [1, 1, 1, 1]),
        (QuorumRule.MAJORITY, [1, 2, 2, 3]),
        (QuorumRule.ALL, [1, 2, 3, 4]),
        (2, [2, 2, 2, 2]),
        (9, [4, 4, 4, 4]),
        (0, [1, 1, 1, 1]),
    ],
)
def test_votes_needed_of_one_to_four_voters(quorum: QuorumRule | int, votes: list[int]) -> None:
    rules = Rules(regions=(*REGIONS, "sa"), quorum=quorum)
    assert [votes_needed(rules, voters) for voters in range(1, 5)] == votes


def test_without_anyone_to_ask_the_answer_is_unknown() -> None:
    assert state((), QuorumRule.ANY) == UNKNOWN


def test_too_few_voters_for_a_number_and_none_of_them_up_is_unknown() -> None:
    assert state((DOWN, UNKNOWN, UNKNOWN), 2) == UNKNOWN


def test_too_few_voters_for_a_number_and_one_of_them_up_is_up() -> None:
    assert state((DOWN, UP, UNKNOWN), 3) == UP


def test_a_region_that_the_monitor_no_longer_uses_has_no_vote() -> None:
    ballot = count([RegionView("eu", UP, T0), RegionView("gone", DOWN, T0)], Rules(regions=("eu",)))
    assert (ballot.state, ballot.voters) == (UP, ("eu",))
