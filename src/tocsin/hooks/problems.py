"""What is wrong with a monitor by the word of other systems, and what that makes of its state.

A problem that is over is kept, as one that is up, until the monitor's new state is stored: only then is it forgotten.
A sender that had no answer says it again, and has to find what it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tocsin.core.hook_problem import HookProblem
from tocsin.core.ping import MOST_MESSAGE_CHARACTERS
from tocsin.core.verdict import Verdict
from tocsin.hooks.kind import Report

_SEVERITY = {Verdict.UP: 0, Verdict.UNKNOWN: 1, Verdict.DEGRADED: 2, Verdict.DOWN: 3}
_ROOM_FOR_COUNT = 30
MOST_PROBLEMS = 1000
"""Of one monitor. More there are only when their ends do not name what their beginnings did."""


class Settlement(msgspec.Struct, frozen=True):
    """What reports on one monitor come to: its problems that were touched, and its state.

    `speaking` is the report that the state rests on; None when nothing was said that is to be told to the monitor.
    `unchanged` counts the reports that said nothing, `surplus` are those that there is no room for.
    """

    touched: tuple[HookProblem, ...]
    verdict: Verdict
    message: str
    speaking: Report | None
    unchanged: int
    surplus: tuple[Report, ...]


def settle(
    known: Sequence[HookProblem], hook_id: int, monitor_id: int, reports: Sequence[Report], now: int
) -> Settlement:
    """`known`: all problems of the monitor, of any hook. `reports`: one hook's on this monitor, in their order."""
    problems = {(one.hook_id, one.problem): one for one in known}
    touched: dict[str, HookProblem] = {}
    spoken: list[Report] = []
    surplus: list[Report] = []
    for report in reports:
        before = problems.get((hook_id, report.problem))
        if before is None and report.verdict != Verdict.UP and len(problems) >= MOST_PROBLEMS:
            surplus.append(report)
            continue
        if report.verdict != Verdict.UP or before is not None:
            since = before.since if before is not None and not before.is_over else now
            after = HookProblem(hook_id, monitor_id, report.problem, report.verdict, report.message, since, now)
            problems[hook_id, report.problem] = touched[report.problem] = after
        elif report.ends_only:
            continue
        spoken.append(report)
    verdict, message = state_of(problems.values())
    speaking = next((one for one in reversed(spoken) if one.verdict == verdict), spoken[-1] if spoken else None)
    if verdict == Verdict.UP and speaking is not None:
        message = speaking.message
    unchanged = len(reports) - len(spoken) - len(surplus)
    return Settlement(tuple(touched.values()), verdict, message, speaking, unchanged, tuple(surplus))


def state_of(problems: Iterable[HookProblem]) -> tuple[Verdict, str]:
    """The worst of them and what it says; up, and nothing, when none is left."""
    left = [one for one in problems if not one.is_over]
    if not left:
        return Verdict.UP, ""
    worst = max(left, key=lambda one: (_SEVERITY[one.verdict], one.updated_at))
    if len(left) == 1:
        return worst.verdict, worst.message
    others = f"(and {len(left) - 1} more)"
    return worst.verdict, f"{worst.message[: MOST_MESSAGE_CHARACTERS - _ROOM_FOR_COUNT]} {others}".strip()
