"""What Tocsin concludes of a monitor from its results: confirmation within each region, then quorum over regions.

Everything here is pure: the same results give the same states, reasons and requests however often they are replayed.
Times are Unix milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tocsin.core.confirmation import RegionView, observe, silence, without_streaks
from tocsin.core.monitor import Rules
from tocsin.core.quorum import Ballot, count, votes_needed
from tocsin.core.result import Result
from tocsin.core.transition import Change, Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN


class MonitorState(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is concluded of one monitor: `state` since `since`, and what each of its regions believes."""

    state: Verdict = UNKNOWN
    since: int = 0
    reason: Reason = Reason.NEVER_CHECKED
    views: tuple[RegionView, ...] = ()

    def view(self, region: str) -> RegionView | None:
        for view in self.views:
            if view.region == region:
                return view
        return None


class Recheck(msgspec.Struct, frozen=True, gc=False):
    """Another look is wanted from `region` at `at`, before anything is concluded."""

    region: str
    at: int


class Step(msgspec.Struct, frozen=True, gc=False):
    """What one result led to. `is_first_failure`: the first sign of trouble in a monitor that had none."""

    state: MonitorState
    change: Change | None = None
    rechecks: tuple[Recheck, ...] = ()
    is_first_failure: bool = False


def initial(created_at: int) -> MonitorState:
    """A monitor that nobody has looked at yet."""
    return MonitorState(since=created_at)


def advance(
    before: MonitorState,
    rules: Rules,
    result: Result,
    *,
    now: int,
    suspect_regions: Collection[str] = (),
    down_parents: Collection[int] = (),
) -> Step | None:
    """Judge one result. None when it changes nothing, which is the case for nearly every result of a healthy monitor.

    A bad result from a suspect region counts as `unknown` and voids the streak that it would have continued.
    """
    region = result.region
    if region not in rules.regions:
        return None
    view = before.view(region) or RegionView(region=region)
    is_doubted = region in suspect_regions and result.outcome.verdict != UP
    seen = observe(view, result, rules, is_doubted=is_doubted)
    if seen is view and before.state != UNKNOWN:
        return None
    is_first_failure = seen.bad_streak == 1 and not any(v.bad_streak for v in before.views) and before.state == UP
    after = _with_view(before, seen, rules)
    change = _conclude(before, after, rules, now, suspect_regions, down_parents)
    if change is not None:
        after = msgspec.structs.replace(after, state=change.to_state, since=change.at, reason=change.reason)
    elif seen is view:
        return None
    return Step(after, change, _rechecks(after, seen, rules, result, now, is_first_failure), is_first_failure)


def expire(before: MonitorState, rules: Rules, last_seen: dict[str, int], *, now: int) -> Step | None:
    """Notice regions that have gone silent: no result for three intervals means that we can no longer tell.

    `last_seen` gives the newest result's time by region. The time since the next result was due counts as unknown.
    """
    views = []
    for view in before.views:
        last = last_seen.get(view.region, 0)
        views.append(silence(view, since=last + round(rules.interval * 1000)) if is_silent(last, rules, now) else view)
    after = msgspec.structs.replace(before, views=tuple(views))
    if after == before:
        return None
    change = _conclude(before, after, rules, now, (), (), silent=True)
    if change is not None:
        after = msgspec.structs.replace(after, state=change.to_state, since=change.at, reason=change.reason)
    return Step(after, change)


def reconfigured(before: MonitorState, rules: Rules) -> MonitorState:
    """The same conclusion after an edit: streaks begin anew, regions that are no longer used lose their vote."""
    kept = tuple(without_streaks(view) for view in before.views if view.region in rules.regions)
    return msgspec.structs.replace(before, views=kept)


def is_silent(last: int, rules: Rules, now: int) -> bool:
    """True when the newest result, of `last`, is older than three intervals and some patience allow."""
    patience = 3 * rules.interval + rules.timeout + 30
    return now - last > patience * 1000


def _with_view(state: MonitorState, seen: RegionView, rules: Rules) -> MonitorState:
    others = tuple(v for v in state.views if v.region != seen.region and v.region in rules.regions)
    return msgspec.structs.replace(state, views=(*others, seen))


def _conclude(
    before: MonitorState,
    after: MonitorState,
    rules: Rules,
    now: int,
    suspect_regions: Collection[str],
    down_parents: Collection[int],
    *,
    silent: bool = False,
) -> Change | None:
    ballot = count(after.views, rules, suspect_regions)
    if ballot.state == before.state:
        return None
    at = min(now, max(before.since, _began(after, ballot, rules)))
    cause = min(down_parents, default=None) if ballot.state in (DEGRADED, DOWN) else None
    reason = _reason(before, after, ballot, has_down_parent=cause is not None, silent=silent)
    why = Why(
        rule=_rule(rules, ballot),
        regions=tuple(
            RegionWhy(v.region, v.level, v.last_at, v.error, v.message, v.region in suspect_regions)
            for v in after.views
        ),
        cause_monitor_id=cause,
    )
    return Change(at, now, before.state, ballot.state, reason, _summary(ballot.state, reason, after, cause), why)


def _began(after: MonitorState, ballot: Ballot, rules: Rules) -> int:
    """When the new state began: when the vote that made it reach its quorum did, by the first result of its streak."""
    if ballot.state in (DEGRADED, DOWN):
        began = sorted(v.level_since for v in after.views if v.region in ballot.voters and v.level >= ballot.state)
        return began[min(votes_needed(rules, len(ballot.voters)), len(began)) - 1]
    return (
        max((v.level_since for v in after.views), default=0)
        if ballot.state == UNKNOWN
        else max((v.level_since for v in after.views if v.region in ballot.voters), default=0)
    )


def _reason(
    before: MonitorState, after: MonitorState, ballot: Ballot, *, has_down_parent: bool, silent: bool
) -> Reason:
    if before.reason == Reason.NEVER_CHECKED and ballot.state == UP:
        return Reason.FIRST_RESULT
    if ballot.state == UNKNOWN:
        if silent:
            return Reason.NO_RESULTS
        return Reason.REGION_SUSPECT if any(v.is_doubted for v in after.views) else Reason.COULD_NOT_TELL
    if has_down_parent:
        return Reason.PARENT_DOWN
    if ballot.state == UP:
        return Reason.CONFIRMED_RECOVERY if before.state in (DEGRADED, DOWN) else Reason.CAN_TELL_AGAIN
    if ballot.state == DEGRADED:
        return Reason.PARTIAL_RECOVERY if before.state == DOWN else Reason.CONFIRMED_DEGRADED
    return Reason.CONFIRMED_FAILURE


def _rule(rules: Rules, ballot: Ballot) -> str:
    needed = votes_needed(rules, len(ballot.voters))
    streaks = f"{rules.failure_threshold} results in a row to fail, {rules.recovery_threshold} to recover"
    if len(rules.regions) == 1:
        return streaks
    return (
        f"{streaks}; quorum {rules.quorum}: {needed} of {len(ballot.voters)} regions heard; "
        f"{ballot.down} say down, {ballot.bad - ballot.down} degraded, {ballot.up} up"
    )


def _summary(state: Verdict, reason: Reason, after: MonitorState, cause: int | None) -> str:
    words = {
        Reason.FIRST_RESULT: "The first check succeeded",
        Reason.CAN_TELL_AGAIN: "Results are back and they are good",
        Reason.CONFIRMED_RECOVERY: "Recovered and confirmed",
        Reason.PARTIAL_RECOVERY: "Answers again, but not as it should",
        Reason.NO_RESULTS: "No results are arriving: Tocsin cannot tell",
        Reason.REGION_SUSPECT: "The region that looks is itself in doubt: Tocsin cannot tell",
        Reason.COULD_NOT_TELL: "The checks could not be carried out: Tocsin cannot tell",
    }
    if reason in words:
        return words[reason]
    message = next((v.message for v in after.views if v.level == state and v.message), state.word)
    return f"{message} (the parent monitor {cause} is down)" if cause is not None else message


def _rechecks(
    after: MonitorState, seen: RegionView, rules: Rules, result: Result, now: int, is_first_failure: bool
) -> tuple[Recheck, ...]:
    """The same region looks again after `retry_interval` while it is undecided; others at once, the first time."""
    asked = []
    if seen.is_undecided and seen.last_at == result.scheduled_at:
        asked.append(Recheck(seen.region, now + round(rules.retry_interval * 1000)))
    if is_first_failure and len(rules.regions) > 1:
        start = rules.regions.index(seen.region) + 1
        others = (rules.regions[start:] + rules.regions[: start - 1])[
            : max(1, votes_needed(rules, len(rules.regions)) - 1)
        ]
        asked += [Recheck(region, now) for region in others]
    return tuple(asked)
