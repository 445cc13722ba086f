"""What one region believes of one monitor: a level that changes only after enough results in a row agree.

The level rises to the mildest of the last `failure_threshold` results once all of them are worse than it, and falls
to the worst of the last `recovery_threshold` once all of them are better: hysteresis on both sides.
`unknown` results say nothing about the target; they neither continue nor break a streak, until there are as many of
them in a row as a failure needs: then the region cannot tell, and everything begins anew. Silence of a pushed monitor
is one result that speaks for itself.
"""

from __future__ import annotations

import msgspec

from tocsin.core.errors import NOT_ENDED_CLASS, SILENCE_CLASS
from tocsin.core.monitor import Rules
from tocsin.core.result import Outcome, Result
from tocsin.core.verdict import Verdict

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN
BAD = (DEGRADED, DOWN)


class Streak(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How many results in a row, and when the first of them was scheduled (Unix ms)."""

    length: int = 0
    since: int = 0

    def grown(self, at: int) -> Streak:
        return Streak(self.length + 1, self.since if self.length else at)


NONE = Streak()


class Streaks(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Every streak that the newest results are part of: `bad` is degraded or down, `better` is up or degraded."""

    bad: Streak = NONE
    down: Streak = NONE
    up: Streak = NONE
    better: Streak = NONE
    unknown: Streak = NONE

    def grown(self, verdict: Verdict, at: int) -> Streaks:
        """With one more result that could tell."""
        return Streaks(
            bad=self.bad.grown(at) if verdict != UP else NONE,
            down=self.down.grown(at) if verdict == DOWN else NONE,
            up=self.up.grown(at) if verdict == UP else NONE,
            better=self.better.grown(at) if verdict != DOWN else NONE,
        )


NO_STREAKS = Streaks()


class RegionView(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`level` is what the region believes since `level_since` (0: nothing concluded yet).

    `known_level` survives a spell of `unknown`. `streaks` is None once the newest result confirms the level, so that
    results which agree leave a view as it is. `last_at`, `error` and `message` belong to the newest result that
    bears on the level or speaks against it.
    """

    region: str
    level: Verdict = UNKNOWN
    level_since: int = 0
    known_level: Verdict = UNKNOWN
    streaks: Streaks | None = None
    last_at: int = 0
    error: str | None = None
    message: str = ""

    @property
    def bad_streak(self) -> int:
        return self.streaks.bad.length if self.streaks is not None else 0

    @property
    def is_new(self) -> bool:
        """Nothing has been concluded from this region yet, not even that it cannot tell."""
        return not self.level_since


def without_streaks(view: RegionView) -> RegionView:
    """The same level, and no results that speak for another."""
    return view if view.streaks is None else msgspec.structs.replace(view, streaks=None)


def observe(view: RegionView, result: Result, rules: Rules, *, is_doubted: bool) -> RegionView:
    """The view after one result; the very same object when the result changes nothing.

    A doubted result says nothing about the target, whatever it saw, and voids what was beginning to show.
    """
    verdict = UNKNOWN if is_doubted else result.outcome.verdict
    if verdict == view.level and view.streaks is None and view.level_since:
        return _confirmed(view, result)
    gap = result.scheduled_at - view.last_at
    if -rules.patience_ms < gap <= 0:
        return view  # late or repeated: newer results were judged. Further back, it is the clock that was set back
    if view.level == DOWN and result.outcome.error in NOT_ENDED_CLASS:
        return view
    if gap > rules.patience_ms or is_doubted:
        view = _begun_anew(view, is_doubted=is_doubted)
    return _not_told(view, result, rules, is_doubted=is_doubted) if verdict == UNKNOWN else _told(view, result, rules)


def silence(view: RegionView, *, since: int) -> RegionView:
    """The view of a region that has stopped reporting."""
    if view.level == UNKNOWN and not view.is_new:
        return without_streaks(view)
    return RegionView(view.region, UNKNOWN, since, view.known_level, last_at=view.last_at)


def _confirmed(view: RegionView, result: Result) -> RegionView:
    outcome = result.outcome
    if outcome.error == view.error:
        return view
    return msgspec.structs.replace(view, error=outcome.error, message=outcome.message, last_at=result.scheduled_at)


def _begun_anew(view: RegionView, *, is_doubted: bool) -> RegionView:
    """What came before a long gap or a doubted result is no part of a row; doubts themselves add up."""
    if view.streaks is None or not is_doubted:
        return without_streaks(view)
    return msgspec.structs.replace(view, streaks=Streaks(unknown=view.streaks.unknown))


def _not_told(view: RegionView, result: Result, rules: Rules, *, is_doubted: bool) -> RegionView:
    """A bad level ends with the first doubt of its region; any other with as many unknowns as a failure needs."""
    at, outcome, streaks = result.scheduled_at, result.outcome, view.streaks or NO_STREAKS
    unknown = streaks.unknown.grown(at)
    if unknown.length < _needed(rules, outcome) and not (is_doubted and view.level in BAD):
        return msgspec.structs.replace(view, streaks=msgspec.structs.replace(streaks, unknown=unknown), last_at=at)
    since = unknown.since if view.is_new or view.level != UNKNOWN else view.level_since
    return RegionView(view.region, UNKNOWN, since, view.known_level, None, at, outcome.error, outcome.message)


def _told(view: RegionView, result: Result, rules: Rules) -> RegionView:
    outcome, at = result.outcome, result.scheduled_at
    verdict = outcome.verdict
    streaks = (view.streaks or NO_STREAKS).grown(verdict, at)
    level, since = _level(view, streaks, rules, _needed(rules, outcome))
    is_settled = verdict == level
    spoken = outcome if verdict != UP or is_settled else view
    return RegionView(
        region=view.region,
        level=level,
        level_since=since,
        known_level=level if level != UNKNOWN else view.known_level,
        streaks=None if is_settled else streaks,
        last_at=at,
        error=spoken.error,
        message=spoken.message,
    )


def _needed(rules: Rules, outcome: Outcome) -> int:
    """How many results in a row make it worse."""
    return 1 if outcome.error in SILENCE_CLASS else rules.failure_threshold


def _level(view: RegionView, streaks: Streaks, rules: Rules, fail: int) -> tuple[Verdict, int]:
    """The level that the streaks lead to, and since when. `fail` bad results in a row are enough.

    Out of `unknown`, bad news is confirmed as ever; good news at once, unless the last known level was bad.
    """
    level = view.level
    was_bad = view.known_level in BAD
    recover = rules.recovery_threshold if was_bad else 1
    if level != DOWN and streaks.down.length >= fail:
        return DOWN, streaks.down.since
    if level not in BAD and streaks.bad.length >= fail:
        return DEGRADED, streaks.bad.since
    if level != UP and streaks.up.length >= recover:
        return UP, streaks.up.since
    if was_bad and level != DEGRADED and streaks.better.length >= recover:
        return DEGRADED, streaks.better.since
    return level, view.level_since
