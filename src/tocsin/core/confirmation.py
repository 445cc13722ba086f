"""What one region believes of one monitor: a level that changes only after enough results in a row agree.

The level rises to the mildest of the last `failure_threshold` results once all of them are worse than it, and falls
to the worst of the last `recovery_threshold` once all of them are better: hysteresis on both sides.
`unknown` results say nothing about the target; they neither continue nor break a streak.
"""

from __future__ import annotations

import msgspec

from tocsin.core.monitor import Rules
from tocsin.core.result import Result
from tocsin.core.verdict import Verdict

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN


class Streak(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How many results in a row, and when the first of them was scheduled (Unix ms)."""

    length: int = 0
    since: int = 0

    def grown(self, at: int) -> Streak:
        return Streak(self.length + 1, self.since or at)


NONE = Streak()


class RegionView(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`level` is what the region believes since `level_since`; the streaks are what may change it.

    `known_level` survives a spell of `unknown`. `error` and `message` are the newest bad result's.
    A view that is settled has only empty streaks, so that results which confirm it leave it as it is.
    """

    region: str
    level: Verdict = UNKNOWN
    level_since: int = 0
    known_level: Verdict = UNKNOWN
    bad: Streak = NONE
    down: Streak = NONE
    up: Streak = NONE
    better: Streak = NONE
    unknown: Streak = NONE
    last_at: int = 0
    error: str | None = None
    message: str = ""
    is_doubted: bool = False

    @property
    def bad_streak(self) -> int:
        return self.bad.length

    @property
    def is_undecided(self) -> bool:
        """Some results speak for a change, and not yet enough of them."""
        return bool(self.bad.length or self.up.length or self.better.length or self.unknown.length)


def without_streaks(view: RegionView) -> RegionView:
    """The same level without any streak."""
    return RegionView(view.region, view.level, view.level_since, view.known_level, last_at=view.last_at)


def observe(view: RegionView, result: Result, rules: Rules, *, is_doubted: bool) -> RegionView:
    """The view after one result; the very same object when the result changes nothing."""
    verdict = UNKNOWN if is_doubted else result.outcome.verdict
    if verdict == view.level and not view.is_undecided:
        return _settled(view, result)
    if verdict == UNKNOWN:
        return _not_told(view, result, rules, is_doubted=is_doubted)
    counted = _counted(view, result, verdict)
    level, since = _level(counted, rules)
    if level == view.level and verdict == level:
        return _cleared(counted, level, counted.level_since)
    if level == view.level:
        return counted
    if verdict == level:
        return _cleared(counted, level, since)
    return msgspec.structs.replace(counted, level=level, level_since=since, known_level=level)


def silence(view: RegionView, *, since: int) -> RegionView:
    """The view of a region that has stopped reporting."""
    if view.level == UNKNOWN:
        return view
    return RegionView(view.region, UNKNOWN, since, view.known_level, last_at=view.last_at)


def _settled(view: RegionView, result: Result) -> RegionView:
    outcome = result.outcome
    if outcome.error == view.error or outcome.verdict == UNKNOWN:
        return view
    return msgspec.structs.replace(view, error=outcome.error, message=outcome.message, last_at=result.scheduled_at)


def _not_told(view: RegionView, result: Result, rules: Rules, *, is_doubted: bool) -> RegionView:
    if view.level == UNKNOWN:
        return view if not view.is_undecided else without_streaks(view)
    unknown = view.unknown.grown(result.scheduled_at)
    base = without_streaks(view) if is_doubted else view
    changed = msgspec.structs.replace(base, unknown=unknown, last_at=result.scheduled_at, is_doubted=is_doubted)
    if unknown.length < rules.failure_threshold:
        return changed
    return RegionView(
        view.region, UNKNOWN, unknown.since, view.known_level, last_at=result.scheduled_at, is_doubted=is_doubted
    )


def _counted(view: RegionView, result: Result, verdict: Verdict) -> RegionView:
    at, outcome = result.scheduled_at, result.outcome
    is_bad = verdict in (DEGRADED, DOWN)
    return RegionView(
        region=view.region,
        level=view.level,
        level_since=view.level_since,
        known_level=view.known_level,
        bad=view.bad.grown(at) if is_bad else NONE,
        down=view.down.grown(at) if verdict == DOWN else NONE,
        up=view.up.grown(at) if verdict == UP else NONE,
        better=view.better.grown(at) if verdict != DOWN else NONE,
        last_at=at,
        error=outcome.error if is_bad else view.error,
        message=outcome.message if is_bad else view.message,
    )


def _level(view: RegionView, rules: Rules) -> tuple[Verdict, int]:
    """The level that the streaks lead to, and since when."""
    fail, recover = rules.failure_threshold, rules.recovery_threshold
    if view.level == UNKNOWN:
        return _level_from_unknown(view, rules)
    if view.level < DOWN and view.down.length >= fail:
        return DOWN, view.down.since
    if view.level < DEGRADED and view.bad.length >= fail:
        return DEGRADED, view.bad.since
    if view.level > UP and view.up.length >= recover:
        return UP, view.up.since
    if view.level > DEGRADED and view.better.length >= recover:
        return DEGRADED, view.better.since
    return view.level, view.level_since


def _level_from_unknown(view: RegionView, rules: Rules) -> tuple[Verdict, int]:
    """Out of `unknown`, bad news is confirmed as ever; good news at once, unless the last known level was bad."""
    needed = rules.recovery_threshold if view.known_level in (DEGRADED, DOWN) else 1
    if view.down.length >= rules.failure_threshold:
        return DOWN, view.down.since
    if view.bad.length >= rules.failure_threshold:
        return DEGRADED, view.bad.since
    if view.up.length >= needed:
        return UP, view.up.since
    return UNKNOWN, view.level_since


def _cleared(view: RegionView, level: Verdict, since: int) -> RegionView:
    """A settled view: the newest result agrees with the level."""
    is_bad = level in (DEGRADED, DOWN)
    return RegionView(
        view.region,
        level,
        since,
        level if level != UNKNOWN else view.known_level,
        last_at=view.last_at,
        error=view.error if is_bad else None,
        message=view.message if is_bad else "",
    )
