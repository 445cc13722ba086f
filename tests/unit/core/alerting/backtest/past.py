"""A past to be played: monitors, what became of them at which minute, and whom that would have told."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.core.alerting.backtest.rehearsal import Rehearsal
from tocsin.core.alerting.backtest.scene import Happening, Monitored, Scene
from tocsin.core.alerting.match import Match, Subject
from tocsin.core.alerting.policy import NamedPolicy, Policy, Step, Target, TargetKind
from tocsin.core.alerting.roster import ListedChannel, Roster
from tocsin.core.alerting.silence import Occurrence
from tocsin.core.transition import Change, Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict

MINUTE = 60_000
T0 = 1_700_049_600_000
"""12:00 UTC."""
UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN
OPS, BOSS = Target(TargetKind.CHANNEL, 1), Target(TargetKind.CHANNEL, 2)
ROSTER = Roster([ListedChannel(1, "ops"), ListedChannel(2, "boss")])


def monitored(number: int, name: str = "", *, initial: Verdict = UP, parents: tuple[int, ...] = ()) -> Monitored:
    subject = Subject(number, name or f"web-{number}", "http", f"{number}.example", frozenset(), parents)
    return Monitored(subject=subject, initial=initial)


def policy(*steps: tuple[float, Target], **others: object) -> NamedPolicy:
    made = tuple(Step(round(after * MINUTE), (target,)) for after, target in steps)
    return NamedPolicy(1, "all", Policy(match=Match(), steps=made, **others))  # type: ignore[arg-type]


def became(monitor_id: int, *states: tuple[float, Verdict], before: Verdict = UP) -> list[Happening]:
    """It became each of these at that minute."""
    found = []
    for minute, state in states:
        at = T0 + round(minute * MINUTE)
        why = Why("2 in a row", (RegionWhy("local", state, at, None, "", False),))
        found.append(Happening(monitor_id, Change(at, at, before, state, Reason.CONFIRMED_FAILURE, "", why)))
        before = state
    return found


def played(
    happenings: Sequence[Happening],
    *,
    monitors: Sequence[Monitored] = (monitored(1),),
    policies: Sequence[NamedPolicy] = (policy((0, OPS)),),
    occurrences: Sequence[Occurrence] = (),
    until: float = 600,
    most_pages: int = 100,
    time_zone: str = "UTC",
    roster: Roster = ROSTER,
) -> Rehearsal:
    scene = Scene(
        since=T0,
        policies=tuple(policies),
        roster=roster,
        monitors={one.subject.monitor_id: one for one in monitors},
        occurrences=tuple(occurrences),
    )
    rehearsal = Rehearsal(scene, most_pages=most_pages, time_zone=time_zone)
    end = T0 + round(until * MINUTE)
    rehearsal.play(sorted(happenings, key=lambda one: one.change.concluded_at), end)
    rehearsal.finish(end)
    return rehearsal


def told(rehearsal: Rehearsal) -> list[tuple[float, str, str]]:
    """(minute, whom, what) of each page."""
    pages = rehearsal.pages
    return [((one.at - T0) / MINUTE, to.name, one.purpose.value) for one in pages for to in one.destinations]
