"""What a change of state says of itself: when it began, for which reason, and what each region said."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tocsin.core.confirmation import BAD, RegionView
from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import Rules
from tocsin.core.quorum import Ballot, count, votes_needed
from tocsin.core.transition import Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN

SENTENCES = {
    Reason.NEVER_CHECKED: "Not checked yet",
    Reason.FIRST_RESULT: "Seen up for the first time",
    Reason.CAN_TELL_AGAIN: "Results are back and they are good",
    Reason.CONFIRMED_RECOVERY: "Recovered and confirmed",
    Reason.PARTIAL_RECOVERY: "Answers again, but not as it should",
    Reason.NO_RESULTS: "No results are arriving: Tocsin cannot tell",
    Reason.REGION_SUSPECT: "The region that looks is itself in doubt: Tocsin cannot tell",
    Reason.QUORUM_LOST: "Too few regions can be heard for the quorum: Tocsin cannot tell",
}

PUSHED = {
    ErrorCode.HEARTBEAT_LATE: Reason.HEARTBEAT_LATE,
    ErrorCode.HEARTBEAT_MISSING: Reason.HEARTBEAT_MISSING,
    ErrorCode.HEARTBEAT_UNFINISHED: Reason.HEARTBEAT_MISSING,
    ErrorCode.HEARTBEAT_TOO_LONG: Reason.REPORTED,
    ErrorCode.HEARTBEAT_TOO_SHORT: Reason.REPORTED,
    ErrorCode.HEARTBEAT_OVERLAP: Reason.REPORTED,
    ErrorCode.JOB_FAILED: Reason.REPORTED,
    ErrorCode.REPORTED: Reason.REPORTED,
}
"""Why a pushed monitor is not well: what it said itself, or that it said nothing."""


class Finding(msgspec.Struct, frozen=True):
    """A ballot that differs from what was concluded `before`, and what it takes to account for it.

    `is_new_vote`: a region changed its mind; otherwise some can no longer be heard, or the rules changed.
    `is_first`: no region could ever tell before. `cause` is a parent that is down.
    """

    before: Verdict
    views: tuple[RegionView, ...]
    rules: Rules
    ballot: Ballot
    suspect_regions: Collection[str]
    cause: int | None = None
    is_new_vote: bool = True
    is_silent: bool = False
    is_first: bool = False

    @property
    def state(self) -> Verdict:
        return self.ballot.state

    def began(self) -> int:
        """The earliest moment (Unix ms) from which the levels that regions hold now were enough for the new state.

        What a region believed before its level is not kept: it is taken to have said what the monitor was.
        """
        moments = sorted({view.level_since for view in self.views})
        for moment in moments:
            if self._state_at(moment) == self.state:
                return moment
        return moments[-1] if moments else 0

    def reason(self) -> Reason:
        if self.state == UNKNOWN:
            return self._reason_to_doubt()
        if self.state in BAD and self.cause is not None:
            return Reason.PARENT_DOWN
        if not self.is_new_vote:
            return Reason.QUORUM_CHANGED
        if self.state in BAD and (reason := self._pushed_reason()) is not None:
            return reason
        if self.state == DOWN:
            return Reason.CONFIRMED_FAILURE
        if self.state == DEGRADED:
            return Reason.PARTIAL_RECOVERY if self.before == DOWN else Reason.CONFIRMED_DEGRADED
        if self.before in BAD:
            return Reason.CONFIRMED_RECOVERY
        return Reason.FIRST_RESULT if self.is_first else Reason.CAN_TELL_AGAIN

    def summary(self) -> str:
        """One sentence for a person."""
        reason = self.reason()
        if reason in SENTENCES:
            return SENTENCES[reason]
        if reason == Reason.COULD_NOT_TELL:
            return f"Tocsin cannot tell: {self._message() or 'the checks could not be carried out'}"
        message = self._message() or self.state.word.capitalize()
        if reason == Reason.PARENT_DOWN:
            return f"{message} (the parent monitor {self.cause} is down)"
        if reason == Reason.QUORUM_CHANGED:
            return f"{message} (by the regions that still count: {', '.join(self.ballot.voters)})"
        return message

    def why(self) -> Why:
        """The rule that was applied and what each region said."""
        regions = tuple(
            RegionWhy(v.region, v.level, v.last_at, v.error, v.message, v.region in self.suspect_regions)
            for v in self.views
        )
        return Why(self._rule(), regions, self.cause if self.state in BAD else None)

    def _state_at(self, moment: int) -> Verdict:
        then = [
            view if view.level_since <= moment else msgspec.structs.replace(view, level=self.before)
            for view in self.views
        ]
        return count(then, self.rules, self.suspect_regions).state

    def _reason_to_doubt(self) -> Reason:
        if self.ballot.voters:
            return Reason.QUORUM_LOST
        if self.is_silent:
            return Reason.NO_RESULTS
        if any(view.region in self.suspect_regions for view in self.views):
            return Reason.REGION_SUSPECT
        if any(view.error == ErrorCode.REPORTED for view in self._speaking()):
            return Reason.REPORTED
        return Reason.COULD_NOT_TELL

    def _message(self) -> str:
        """What was seen by a region that says what was concluded."""
        return next((view.message for view in self._speaking() if view.message), "")

    def _pushed_reason(self) -> Reason | None:
        errors = (view.error for view in self._speaking())
        return next((PUSHED[ErrorCode(error)] for error in errors if error in PUSHED), None)

    def _speaking(self) -> list[RegionView]:
        """Those that say what was concluded; last the ones whose newest results say something else already."""
        heard = self.ballot.voters
        speaking = (view for view in self.views if view.level == self.state and (view.region in heard or not heard))
        return sorted(speaking, key=lambda view: view.streaks is not None)

    def _rule(self) -> str:
        rules, ballot = self.rules, self.ballot
        streaks = f"{rules.failure_threshold} results in a row to fail, {rules.recovery_threshold} to recover"
        if len(rules.regions) == 1:
            return streaks
        return (
            f"{streaks}; quorum {rules.quorum}: {votes_needed(rules, len(ballot.voters))} of {len(ballot.voters)} "
            f"regions heard; {ballot.down} say down, {ballot.bad - ballot.down} degraded, {ballot.up} up"
        )
