"""The laws by which one region's level changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.core.making import (
    DEGRADED,
    DOWN,
    T0,
    UNKNOWN,
    UP,
    in_a_row,
    result,
    rules,
    told,
    verdicts,
)
from tocsin.core.confirmation import RegionView, Streaks, observe, silence, without_streaks
from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import Rules
from tocsin.core.result import Outcome, Result
from tocsin.core.verdict import Verdict

NEW = RegionView("eu")
TWO = Rules(regions=("eu",))


def after(results: Iterable[Result], by: Rules = TWO, view: RegionView = NEW) -> RegionView:
    for seen in results:
        view = observe(view, seen, by, is_doubted=False)
    return view


def by_windows(seen: Sequence[Verdict], by: Rules) -> Verdict:
    """The module's law, word by word, for results that all could tell."""
    level, known = UNKNOWN, False
    for end in range(1, len(seen) + 1):
        failing, recovering = seen[:end][-by.failure_threshold :], seen[:end][-by.recovery_threshold :]
        if not known and seen[end - 1] == UP:
            level, known = UP, True
        elif len(failing) == by.failure_threshold and all(v > (level if known else UP) for v in failing):
            level, known = min(failing), True
        elif known and len(recovering) == by.recovery_threshold and all(v < level for v in recovering):
            level = max(recovering)
    return level


@given(st.lists(told, max_size=25), rules())
def test_the_level_is_what_the_last_results_in_a_row_say(seen: list[Verdict], by: Rules) -> None:
    assert after(in_a_row(seen), by).level == by_windows(seen, by)


@given(st.lists(st.tuples(told, st.integers(0, 3)), max_size=20), rules())
def test_unknown_results_below_the_threshold_make_no_difference(seen: list[tuple[Verdict, int]], by: Rules) -> None:
    mixed = [v for verdict, unknowns in seen for v in [verdict, *[UNKNOWN] * min(unknowns, by.failure_threshold - 1)]]
    assert after(in_a_row(mixed), by).level == after(in_a_row(v for v, _ in seen), by).level


@given(st.lists(verdicts, max_size=25), rules())
def test_enough_unknown_results_in_a_row_always_lead_to_unknown(seen: list[Verdict], by: Rules) -> None:
    blind = after(in_a_row([*seen, *[UNKNOWN] * by.failure_threshold]), by)
    assert (blind.level, blind.streaks) == (UNKNOWN, None)


@given(st.lists(verdicts, max_size=25), rules())
def test_a_level_begins_with_a_result_and_never_before_the_level_before(seen: list[Verdict], by: Rules) -> None:
    view, begun = NEW, 0
    for one in in_a_row(seen):
        view = observe(view, one, by, is_doubted=False)
        assert begun <= view.level_since <= one.scheduled_at
        begun = view.level_since


@given(st.lists(verdicts, max_size=25), rules())
def test_a_repeated_result_changes_nothing(seen: list[Verdict], by: Rules) -> None:
    view = NEW
    for one in in_a_row(seen):
        view = observe(view, one, by, is_doubted=False)
        assert observe(view, one, by, is_doubted=False) is view


@given(st.lists(verdicts, max_size=25), told, st.integers(1, 5_000))
def test_a_result_older_than_one_that_was_counted_changes_no_streak(
    seen: list[Verdict], late: Verdict, by_ms: int
) -> None:
    view = after(in_a_row([*seen, UP, DOWN]))
    assert observe(view, result(late, view.last_at - by_ms), TWO, is_doubted=False) is view


@given(st.lists(verdicts, max_size=25), verdicts)
def test_a_doubted_result_voids_every_streak(seen: list[Verdict], doubted: Verdict) -> None:
    view = after(in_a_row(seen))
    blind = observe(view, result(doubted, T0 + 1_000_000), Rules(failure_threshold=5), is_doubted=True)
    assert blind.streaks is None or blind.streaks == Streaks(unknown=blind.streaks.unknown)


@given(st.lists(verdicts, max_size=25), rules(), st.lists(told, min_size=1, max_size=10))
def test_doubted_results_alone_never_lead_to_a_bad_level(
    seen: list[Verdict], by: Rules, doubted: list[Verdict]
) -> None:
    view = after(in_a_row(seen), by)
    for one in in_a_row([*seen, *doubted])[len(seen) :]:
        view = observe(view, one, by, is_doubted=True)
        assert view.level in (UP, UNKNOWN)


@pytest.mark.parametrize("level", [UP, DEGRADED, DOWN])
def test_results_that_agree_with_a_settled_level_leave_the_very_same_view(level: Verdict) -> None:
    settled = after(in_a_row([level, level]))
    assert observe(settled, result(level, T0 + 60_000), TWO, is_doubted=False) is settled


@pytest.mark.parametrize("blip", [DEGRADED, DOWN, UNKNOWN])
def test_one_blip_and_a_good_result_leave_nothing_behind(blip: Verdict) -> None:
    good = after(in_a_row([UP, UP]))
    healed = after([result(blip, T0 + 60_000), result(UP, T0 + 65_000)], view=good)
    assert healed == msgspec.structs.replace(good, last_at=T0 + 65_000)


def test_the_newest_bad_result_lends_its_message() -> None:
    assert after(in_a_row([UP, DEGRADED, DOWN])).message == "no answer within 10 s"


def test_a_recovered_region_keeps_no_message() -> None:
    assert after(in_a_row([DOWN, DOWN, UP, UP])).message == ""


def test_a_spell_of_unknown_says_why() -> None:
    assert after(in_a_row([UP, UNKNOWN, UNKNOWN])).message == "the probe crashed"


def test_a_single_unknown_does_not_hide_what_was_failing() -> None:
    assert after(in_a_row([UP, DOWN, UNKNOWN])).message == "no answer within 10 s"


def test_one_good_result_does_not_hide_what_was_failing() -> None:
    assert after(in_a_row([DOWN, DOWN, UP])).message == "no answer within 10 s"


def test_a_spell_of_unknown_goes_on_from_where_it_began() -> None:
    blind = after(in_a_row([UP, UNKNOWN, UNKNOWN]))
    still = after([result(v, T0 + 60_000 * n) for n, v in enumerate([DOWN, UNKNOWN, UNKNOWN], 1)], view=blind)
    assert (still.level, still.level_since) == (UNKNOWN, blind.level_since)


def test_a_gap_longer_than_the_patience_begins_a_new_streak() -> None:
    failing = after(in_a_row([UP, DOWN]))
    later = result(DOWN, failing.last_at + TWO.patience_ms + 1)
    assert observe(failing, later, TWO, is_doubted=False).bad_streak == 1


def test_a_clock_set_back_further_than_the_patience_does_not_blind_a_region() -> None:
    failing = after(in_a_row([UP, DOWN]))
    earlier = result(DOWN, failing.last_at - TWO.patience_ms)
    assert observe(failing, earlier, TWO, is_doubted=False).level == DOWN


def test_silence_keeps_what_was_known_last() -> None:
    silent = silence(after(in_a_row([DOWN, DOWN])), since=T0 + 60_000)
    assert (silent.level, silent.level_since, silent.known_level) == (UNKNOWN, T0 + 60_000, DOWN)


def test_silence_after_unknown_does_not_move_its_beginning() -> None:
    blind = after(in_a_row([UNKNOWN, UNKNOWN]))
    assert silence(blind, since=T0 + 60_000) is blind


def test_silence_voids_a_streak_that_began_in_unknown() -> None:
    failing = after(in_a_row([UNKNOWN, UNKNOWN, DOWN]))
    assert silence(failing, since=T0 + 60_000) == without_streaks(failing)


@given(st.lists(verdicts, max_size=25), rules())
def test_a_view_survives_storage(seen: list[Verdict], by: Rules) -> None:
    view = after(in_a_row(seen), by)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(view), type=RegionView) == view


def silent(verdict: Verdict, error: ErrorCode) -> Result:
    at = T0 + 60_000
    return Result(1, "eu", at, at, 1, Outcome(verdict, error=error, message="nothing came"))


@pytest.mark.parametrize(
    ("verdict", "error"),
    [
        (DEGRADED, ErrorCode.HEARTBEAT_LATE),
        (DOWN, ErrorCode.HEARTBEAT_MISSING),
        (DOWN, ErrorCode.HEARTBEAT_UNFINISHED),
        (UNKNOWN, ErrorCode.HEARTBEAT_MISSING),
        (UNKNOWN, ErrorCode.HEARTBEAT_UNHEARD),
    ],
)
def test_silence_is_told_once_and_needs_no_confirmation(verdict: Verdict, error: ErrorCode) -> None:
    patient = Rules(regions=("eu",), failure_threshold=4, recovery_threshold=4)
    assert after([result(UP, T0), silent(verdict, error)], patient).level == verdict


def test_a_failure_that_is_not_silence_is_confirmed_as_ever() -> None:
    assert after([result(UP, T0), silent(DOWN, ErrorCode.JOB_FAILED)]).level == UP


@pytest.mark.parametrize("error", [ErrorCode.HEARTBEAT_LATE, ErrorCode.HEARTBEAT_OVERLAP])
def test_what_is_down_is_none_the_better_for_being_late_or_begun_twice(error: ErrorCode) -> None:
    at_once = Rules(regions=("eu",), failure_threshold=1, recovery_threshold=1)
    assert after([result(DOWN, T0), silent(DEGRADED, error)], at_once).level == DOWN
