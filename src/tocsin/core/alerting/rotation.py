"""On call in small: people take turns."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Turn(StrEnum):
    """How long one person is on call."""

    DAILY = "daily"
    WEEKLY = "weekly"


class Participant(msgspec.Struct, frozen=True):
    """A user, and the channels by which that user is told; by mail to the account's address where there are none."""

    user_id: int
    channel_ids: tuple[int, ...] = ()


class Rotation(msgspec.Struct, frozen=True):
    """Participants in turn from `starts_on` (a date, `2026-11-23`, on which the first one begins) on.

    They hand over at `hand_over` (minutes after midnight, as the clock in `time_zone` reads), every `every` days or
    weeks; weekly on the weekday of `starts_on`.
    """

    turn: Turn
    starts_on: str
    hand_over: int
    time_zone: str
    participants: tuple[Participant, ...]
    every: int = 1


class Override(msgspec.Struct, frozen=True):
    """This user is on call in [start, end), whoever's turn it is. Of several, the one made last counts."""

    id: int
    user_id: int
    start: int
    end: int


class Shift(msgspec.Struct, frozen=True):
    """This user is on call in [start, end)."""

    user_id: int
    start: int
    end: int
    is_override: bool
