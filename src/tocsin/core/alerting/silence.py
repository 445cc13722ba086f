"""Silences and maintenance windows: checks go on, and nobody is told."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.alerting.match import Match


class SilenceKind(StrEnum):
    """Maintenance is a silence whose time availability leaves out."""

    SILENCE = "silence"
    MAINTENANCE = "maintenance"


class Silence(msgspec.Struct, frozen=True):
    """Holds what it matches for `duration` ms from `start` on, and again at each recurrence.

    `rrule` is an RFC 5545 recurrence rule without DTSTART (`FREQ=WEEKLY;BYDAY=SU`), counted on the clock of
    `time_zone`: 03:00 stays 03:00 when clocks change. Occurrences that began before `resumes_at` are over: somebody
    has ended one of them early.
    """

    match: Match
    start: int
    duration: int
    time_zone: str = "UTC"
    rrule: str = ""
    resumes_at: int = 0


class Occurrence(msgspec.Struct, frozen=True):
    """A silence that holds at some moment, and since and until when it does."""

    silence_id: int
    kind: SilenceKind
    comment: str
    match: Match
    start: int
    end: int
    created_by: str = ""
