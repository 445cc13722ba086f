"""What Tocsin concludes of a monitor from its results: confirmation within each region, then quorum over regions.

Everything here is pure: the same results give the same states, reasons and requests however often they are replayed.
Times are Unix milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from tocsin.core.conclusion import Finding
from tocsin.core.confirmation import BAD, RegionView, observe, silence, without_streaks
from tocsin.core.monitor import Rules
from tocsin.core.quorum import count, votes_needed
from tocsin.core.result import Result
from tocsin.core.transition import Change, Reason
from tocsin.core.verdict import Verdict

UP, UNKNOWN = Verdict.UP, Verdict.UNKNOWN
SHORTEST_UNKNOWN_PACE_S = 300.0
UNKNOWN_LOOKS_PER_INTERVAL = 24
"""While a region cannot tell it looks again every five minutes, or more seldom where looks are rare anyway: our trouble
must not become a storm of checks."""


class MonitorState(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is concluded of one monitor: `state` since `since`, and what each of its regions believes.

    `watched_since`: since when results are expected under the present configuration. A new state never begins before
    it, nor is a region silent that was not asked yet.
    """

    state: Verdict = UNKNOWN
    since: int = 0
    reason: Reason = Reason.NEVER_CHECKED
    views: tuple[RegionView, ...] = ()
    watched_since: int = 0

    def view(self, region: str) -> RegionView:
        """What `region` believes; of a region that was never heard, that it has yet to speak."""
        for view in self.views:
            if view.region == region:
                return view
        return RegionView(region, known_level=self.state)


class Recheck(msgspec.Struct, frozen=True, gc=False):
    """Another look is wanted from `region` at `at`, before anything is concluded."""

    region: str
    at: int


class Step(msgspec.Struct, frozen=True, gc=False):
    """What one result led to. `is_first_failure`: the first sign of trouble in a monitor that had none.

    `summary` is the new sentence beside the state: at every change, and when `unknown` has found another reason.
    """

    state: MonitorState
    change: Change | None = None
    rechecks: tuple[Recheck, ...] = ()
    is_first_failure: bool = False
    summary: str | None = None


def initial(created_at: int) -> MonitorState:
    """A monitor that nobody has looked at yet."""
    return MonitorState(since=created_at, watched_since=created_at)


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

    From a suspect region only good results are believed; any other counts as `unknown`.
    """
    region = result.region
    if region not in rules.regions:
        return None
    view = before.view(region)
    is_doubted = region in suspect_regions and result.outcome.verdict != UP
    seen = observe(view, result, rules, is_doubted=is_doubted)
    if seen is view and seen.level == before.state:
        return _looking_again(before, seen, rules, now)
    after = msgspec.structs.replace(before, views=_views_with(before, seen, rules))
    found = Finding(
        before=before.state,
        views=after.views,
        rules=rules,
        ballot=count(after.views, rules, suspect_regions),
        suspect_regions=suspect_regions,
        cause=min(down_parents, default=None),
        is_new_vote=seen.level not in (view.level, UNKNOWN),
        is_first=before.state == UNKNOWN and all(v.known_level == UNKNOWN for v in before.views),
    )
    step = _concluded(after, found, now)
    if step.change is None and seen is view:
        return _looking_again(before, seen, rules, now)
    is_first_failure = _is_first_failure(before, view, seen)
    rechecks = _rechecks(step.state, seen, rules, now, suspect_regions, asks_others=is_first_failure)
    return msgspec.structs.replace(step, rechecks=rechecks, is_first_failure=is_first_failure)


def expire(
    before: MonitorState,
    rules: Rules,
    last_seen: Mapping[str, int],
    *,
    now: int,
    suspect_regions: Collection[str] = (),
    down_parents: Collection[int] = (),
) -> Step | None:
    """Notice regions that have gone silent: no result for three intervals means that we can no longer tell.

    `last_seen` gives the newest result's time by region. The time since the next result was due counts as unknown.
    """
    views = tuple(
        seen
        for region in rules.regions
        if not (seen := _unless_silent(before, region, rules, last_seen.get(region, 0), now)).is_new
        or seen.streaks is not None
    )
    if views == before.views:
        return None
    found = Finding(
        before=before.state,
        views=views,
        rules=rules,
        ballot=count(views, rules, suspect_regions),
        suspect_regions=suspect_regions,
        cause=min(down_parents, default=None),
        is_new_vote=False,
        is_silent=True,
    )
    return _concluded(msgspec.structs.replace(before, views=views), found, now)


def reconfigured(before: MonitorState, rules: Rules, *, now: int) -> MonitorState:
    """The same conclusion after an edit or a pause: streaks begin anew, and regions that left lose their vote."""
    views = (before.view(region) for region in rules.regions)
    kept = tuple(without_streaks(view) for view in views if not view.is_new)
    return msgspec.structs.replace(before, views=kept, watched_since=now)


def is_silent(last: int, rules: Rules, now: int) -> bool:
    """True when the newest result, of `last`, is older than three intervals and some patience allow."""
    return now - last > rules.patience_ms


def _unless_silent(state: MonitorState, region: str, rules: Rules, last_seen: int, now: int) -> RegionView:
    view = state.view(region)
    last = max(last_seen, view.last_at, state.watched_since)
    return silence(view, since=last + round(rules.interval * 1000)) if is_silent(last, rules, now) else view


def _views_with(state: MonitorState, seen: RegionView, rules: Rules) -> tuple[RegionView, ...]:
    views = {view.region: view for view in state.views} | {seen.region: seen}
    return tuple(views[region] for region in rules.regions if region in views)


def _concluded(after: MonitorState, found: Finding, now: int) -> Step:
    """`after` with what was found. While a region has yet to make up its mind, having nobody to ask changes nothing."""
    is_waiting = not found.ballot.voters and any(view.is_new for view in found.views)
    if found.state == UNKNOWN == after.state and not is_waiting:
        return _accounted(after, found)
    if found.state == after.state or is_waiting:
        return Step(after)
    at = max(after.since, after.watched_since, min(now, found.began()))
    change = Change(at, now, after.state, found.state, found.reason(), found.summary(), found.why())
    state = msgspec.structs.replace(after, state=change.to_state, since=at, reason=change.reason)
    return Step(state, change, summary=change.summary)


def _accounted(after: MonitorState, found: Finding) -> Step:
    """Still unknown, perhaps for another reason than before."""
    reason = found.reason()
    if reason == after.reason or any(view.streaks is not None for view in found.views):
        return Step(after)
    return Step(msgspec.structs.replace(after, reason=reason), summary=found.summary())


def _is_first_failure(before: MonitorState, view: RegionView, seen: RegionView) -> bool:
    is_failure = seen.bad_streak == 1 or seen.level in BAD
    was_well = view.level not in BAD and not any(v.bad_streak for v in before.views)
    return is_failure and was_well and before.state == UP


def _looking_again(state: MonitorState, seen: RegionView, rules: Rules, now: int) -> Step | None:
    """Nothing new; but a region that cannot tell tries again."""
    rechecks = _while_unknown(seen, rules, now) if seen.level == UNKNOWN else ()
    return Step(state, rechecks=rechecks) if rechecks else None


def _while_unknown(seen: RegionView, rules: Rules, now: int) -> tuple[Recheck, ...]:
    """What was a passing trouble of ours must not leave a monitor unknown until its next turn, a day later perhaps."""
    pace = max(SHORTEST_UNKNOWN_PACE_S, rules.interval / UNKNOWN_LOOKS_PER_INTERVAL)
    return (Recheck(seen.region, now + round(pace * 1000)),) if pace < rules.interval else ()


def _rechecks(
    after: MonitorState,
    seen: RegionView,
    rules: Rules,
    now: int,
    suspect_regions: Collection[str],
    *,
    asks_others: bool,
) -> tuple[Recheck, ...]:
    """The same region looks again after `retry_interval` while it is undecided; others at once, the first time."""
    asked = []
    if seen.streaks is not None:
        asked.append(Recheck(seen.region, now + round(rules.retry_interval * 1000)))
    elif seen.level == UNKNOWN:
        asked += _while_unknown(seen, rules, now)
    if asks_others:
        start = rules.regions.index(seen.region)
        others = rules.regions[start + 1 :] + rules.regions[:start]
        able = [r for r in others if r not in suspect_regions and after.view(r).level != UNKNOWN]
        wanted = max(1, votes_needed(rules, len(rules.regions)) - 1)
        asked += [Recheck(region, now) for region in (able or others)[:wanted]]
    return tuple(asked)
