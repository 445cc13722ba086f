"""Several problems of one monitor: it is in the worst of their states, and up only when none is left."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.core.hook_problem import HookProblem
from tocsin.core.verdict import Verdict
from tocsin.hooks.kind import Report
from tocsin.hooks.problems import MOST_PROBLEMS, Settlement, settle, state_of

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN
HOOK, OTHER_HOOK, MONITOR, NOW = 1, 2, 7, 1_000


def held(verdict: Verdict, problem: str = "p", hook: int = HOOK, at: int = 500) -> HookProblem:
    return HookProblem(hook, MONITOR, problem, verdict, f"{problem} is {verdict.word}", at, at)


def said(verdict: Verdict, problem: str = "p", message: str = "", *, ends_only: bool = False) -> Report:
    return Report("/alerts/0", "x", verdict, problem, message, ends_only=ends_only)


def resolved(problem: str = "p") -> Report:
    return said(UP, problem, ends_only=True)


def settled(known: list[HookProblem], *reports: Report) -> Settlement:
    return settle(known, HOOK, MONITOR, reports, NOW)


def test_a_problem_makes_the_state() -> None:
    after = settled([], said(DOWN, message="broken"))
    assert (after.verdict, after.message) == (DOWN, "broken")
    assert after.touched == (HookProblem(HOOK, MONITOR, "p", DOWN, "broken", NOW, NOW),)


def test_the_worst_problem_makes_the_state_and_the_others_are_counted() -> None:
    after = settled([held(DEGRADED, "a"), held(UNKNOWN, "b")], said(DOWN, "c", "broken"))
    assert (after.verdict, after.message) == (DOWN, "broken (and 2 more)")


def test_a_milder_problem_does_not_better_the_state() -> None:
    after = settled([held(DOWN, "a")], said(DEGRADED, "b"))
    assert (after.verdict, after.message) == (DOWN, "a is down (and 1 more)")


def test_a_repeated_problem_keeps_its_beginning() -> None:
    (problem,) = settled([held(DOWN)], said(DEGRADED)).touched
    assert (problem.since, problem.updated_at, problem.verdict) == (500, NOW, DEGRADED)


def test_a_problem_that_comes_back_begins_anew() -> None:
    (problem,) = settled([held(UP)], said(DOWN)).touched
    assert problem.since == NOW


def test_while_a_problem_is_left_the_monitor_is_not_up() -> None:
    after = settled([held(DOWN, "a"), held(DEGRADED, "b")], resolved("a"))
    assert (after.verdict, after.message) == (DEGRADED, "b is degraded")


def test_when_none_is_left_the_monitor_is_up() -> None:
    after = settled([held(DOWN)], said(UP, message="done", ends_only=True))
    assert (after.verdict, after.message) == (UP, "done")


def test_a_problem_that_is_over_is_kept_until_its_end_is_told() -> None:
    (problem,) = settled([held(DOWN)], resolved()).touched
    assert problem.is_over


def test_an_end_that_is_told_again_before_it_is_forgotten_is_told_to_the_monitor_again() -> None:
    after = settled([held(UP)], resolved())
    assert after.speaking is not None
    assert (after.verdict, after.unchanged) == (UP, 0)


def test_the_end_of_an_unknown_problem_says_nothing() -> None:
    after = settled([], resolved())
    assert (after.speaking, after.touched, after.unchanged) == (None, (), 1)


def test_that_all_is_well_is_said_to_a_monitor_without_problems() -> None:
    after = settled([], said(UP, "", "12 GB"))
    assert (after.verdict, after.message, after.touched) == (UP, "12 GB", ())
    assert after.speaking is not None


def test_the_problems_of_other_hooks_count() -> None:
    after = settled([held(DOWN, hook=OTHER_HOOK)], said(UP, ""))
    assert after.verdict == DOWN


def test_the_same_name_in_another_hook_is_another_problem() -> None:
    after = settled([held(DOWN, hook=OTHER_HOOK)], resolved())
    assert after.unchanged == 1


def test_within_one_request_the_later_word_holds() -> None:
    assert settled([], said(DOWN), resolved()).verdict == UP
    assert settled([held(DOWN)], resolved(), said(DEGRADED)).verdict == DEGRADED


def test_what_the_state_rests_on_is_the_newest_report_of_that_state() -> None:
    bad, worse = said(DEGRADED, "a"), said(DOWN, "b")
    assert settled([], worse, bad).speaking is worse


def test_there_is_room_for_many_problems_and_no_more() -> None:
    many = [held(DOWN, str(number)) for number in range(MOST_PROBLEMS)]
    known, new = said(DEGRADED, "5"), said(DOWN, "new")
    after = settled(many, known, new)
    assert after.surplus == (new,)
    assert [problem.problem for problem in after.touched] == ["5"]


def test_of_equally_bad_problems_the_newest_speaks() -> None:
    old, new = held(DOWN, "old", at=1), held(DOWN, "new", at=2)
    assert state_of([new, old]) == (DOWN, "new is down (and 1 more)")


def test_a_long_message_leaves_room_for_the_count() -> None:
    long = replace(held(DOWN, "a"), message="x" * 1000)
    _, message = state_of([long, held(DEGRADED, "b")])
    assert message.endswith("x (and 1 more)")
    assert len(message) <= 1000
