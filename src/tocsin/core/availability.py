"""Availability, time-weighted from transitions: never a count of checks.

Time in which Tocsin could not tell, and time that was planned, is left out of the ratio and reported beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from tocsin.core.verdict import Verdict


class MarkKind(StrEnum):
    """What somebody has said of an interval."""

    FALSE_POSITIVE = "false_positive"
    PLANNED = "planned"
    MAINTENANCE = "maintenance"
    PAUSED = "paused"


class Mark(msgspec.Struct, frozen=True, gc=False):
    """An interval [start, end) in Unix ms with a meaning of its own; `end` None while it goes on."""

    kind: MarkKind
    start: int
    end: int | None


class Span(msgspec.Struct, frozen=True, gc=False):
    """One state over [start, end) in Unix ms; `state` None where the time is left out."""

    start: int
    end: int
    state: Verdict | None


class Availability(msgspec.Struct, frozen=True, gc=False):
    """Milliseconds by state over a range; `excluded_ms` was planned, in maintenance or paused."""

    up_ms: int = 0
    degraded_ms: int = 0
    down_ms: int = 0
    unknown_ms: int = 0
    excluded_ms: int = 0

    @property
    def ratio(self) -> float | None:
        """(up + degraded) / (up + degraded + down); None when nothing is known of the range."""
        known = self.up_ms + self.degraded_ms + self.down_ms
        return (self.up_ms + self.degraded_ms) / known if known else None

    def plus(self, other: Availability) -> Availability:
        return Availability(
            self.up_ms + other.up_ms,
            self.degraded_ms + other.degraded_ms,
            self.down_ms + other.down_ms,
            self.unknown_ms + other.unknown_ms,
            self.excluded_ms + other.excluded_ms,
        )


def spans(
    start: int, end: int, initial: Verdict, changes: Iterable[tuple[int, Verdict]], marks: Sequence[Mark] = ()
) -> list[Span]:
    """The states over [start, end). `initial` holds at `start`; `changes` are (time, new state) in ascending order.

    False positives turn bad time into `up`; the other marks take their time out, and win where marks overlap.
    """
    found: list[Span] = []
    at, state = start, initial
    for moment, new_state in changes:
        moment = min(max(moment, start), end)
        if moment > at:
            found.append(Span(at, moment, state))
            at = moment
        state = new_state
    if end > at:
        found.append(Span(at, end, state))
    for mark in marks:
        found = _marked(found, mark)
    return found


def availability(
    start: int, end: int, initial: Verdict, changes: Iterable[tuple[int, Verdict]], marks: Sequence[Mark] = ()
) -> Availability:
    """Sum of `spans` by state."""
    sums = [0, 0, 0, 0, 0]
    for span in spans(start, end, initial, changes, marks):
        sums[4 if span.state is None else span.state] += span.end - span.start
    return Availability(*sums)


def _marked(before: list[Span], mark: Mark) -> list[Span]:
    found: list[Span] = []
    for span in before:
        left = max(mark.start, span.start)
        right = span.end if mark.end is None else min(mark.end, span.end)
        if left >= right:
            found.append(span)
            continue
        pieces = (
            Span(span.start, left, span.state),
            Span(left, right, _state_under(mark, span.state)),
            Span(right, span.end, span.state),
        )
        found += [piece for piece in pieces if piece.end > piece.start]
    return found


def _state_under(mark: Mark, state: Verdict | None) -> Verdict | None:
    if mark.kind != MarkKind.FALSE_POSITIVE:
        return None
    return Verdict.UP if state in (Verdict.DEGRADED, Verdict.DOWN) else state
