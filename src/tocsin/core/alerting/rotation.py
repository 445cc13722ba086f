"""On call in small: people take turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import count, islice, pairwise, takewhile

import msgspec

from tocsin.core.alerting.wall_clock import local_day, moment_of, zone_of


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


class _Piece(msgspec.Struct, frozen=True):
    """A part of a turn, or of an override (`override_id` is not 0); of nobody where `user_id` is None."""

    user_id: int | None
    start: int
    end: int
    override_id: int = 0


_FOREVER = 1 << 62


def on_call(rotation: Rotation, overrides: Sequence[Override], at: int) -> Shift | None:
    """Whose shift it is at that moment (Unix ms), and from when to when; None when it is nobody's."""
    return next(iter(shifts(rotation, overrides, at, at + 1, 1)), None)


def shifts(rotation: Rotation, overrides: Sequence[Override], start: int, end: int, limit: int) -> list[Shift]:
    """Those that touch [start, end) (Unix ms), whole, in order of time; at most so many.

    Overrides cut the turns that they lie in. Before the rotation begins, and where it has no participants, there are
    overrides alone.
    """
    touching = [one for one in overrides if one.start < end and one.end > start]
    since = min([start, *(one.start for one in touching)])
    until = max([end, *(one.end for one in touching)])
    turns = takewhile(lambda turn: turn.start < until, _turns(rotation, since))
    pieces = _joined(piece for turn in turns for piece in _cut(turn, overrides))
    found = takewhile(lambda piece: piece.start < end, (piece for piece in pieces if piece.end > start))
    return list(islice((_shift(one.user_id, one) for one in found if one.user_id is not None), limit))


def participant_of(rotation: Rotation, user_id: int) -> Participant:
    """How that user is told: by mail, for one who is not in the rotation, and stands in for somebody who is."""
    return next((one for one in rotation.participants if one.user_id == user_id), Participant(user_id))


def without(rotation: Rotation, user_id: int, at: int) -> Rotation:
    """The rotation once somebody has left it for good at that moment: the others' turns stay in their order.

    Whoever's turn it is keeps it; where it was that user's, the next in line takes over. What a turn was in the past is
    told otherwise from then on.
    """
    line = [one.user_id for one in rotation.participants]
    if user_id not in line:
        return rotation
    turn = _turn_at(rotation, at)
    start = max(0, turn) % len(line)
    in_line = (*rotation.participants[start:], *rotation.participants[:start])
    left = tuple(one for one in in_line if one.user_id != user_id)
    day = date.fromisoformat(rotation.starts_on) + timedelta(_days(rotation) * max(0, turn))
    return msgspec.structs.replace(rotation, participants=left, starts_on=day.isoformat())


def _days(rotation: Rotation) -> int:
    return rotation.every * (7 if rotation.turn == Turn.WEEKLY else 1)


def _begin(rotation: Rotation, number: int) -> int:
    """When the turn of this number begins; the first is 0."""
    day = date.fromisoformat(rotation.starts_on) + timedelta(_days(rotation) * number)
    return moment_of(day, rotation.hand_over, zone_of(rotation.time_zone))


def _turn_at(rotation: Rotation, at: int) -> int:
    """The number of the turn; negative before the rotation begins."""
    today = local_day(at, zone_of(rotation.time_zone))
    number = (today - date.fromisoformat(rotation.starts_on)).days // _days(rotation)
    return number - (_begin(rotation, number) > at)


def _turns(rotation: Rotation, since: int) -> Iterator[_Piece]:
    """Without end, from the one that holds `since` on."""
    if not rotation.participants:
        yield _Piece(None, -_FOREVER, _FOREVER)
        return
    number = _turn_at(rotation, since)
    if number < 0:
        yield _Piece(None, -_FOREVER, _begin(rotation, 0))
    for turn in count(max(0, number)):
        participant = rotation.participants[turn % len(rotation.participants)]
        yield _Piece(participant.user_id, _begin(rotation, turn), _begin(rotation, turn + 1))


def _cut(turn: _Piece, overrides: Iterable[Override]) -> Iterator[_Piece]:
    """The turn in pieces, each with whoever is on call in it."""
    within = [one for one in overrides if one.start < turn.end and one.end > turn.start]
    edges = {turn.start, turn.end} | {edge for one in within for edge in (one.start, one.end)}
    inner = sorted(edge for edge in edges if turn.start <= edge <= turn.end)
    for start, end in pairwise(inner):
        over = max((one for one in within if one.start <= start < one.end), key=lambda one: one.id, default=None)
        yield _Piece(turn.user_id, start, end) if over is None else _Piece(over.user_id, start, end, over.id)


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Pieces of one override that touch are one piece; those of a turn that another override cuts in two are not."""
    before: _Piece | None = None
    for piece in pieces:
        if before is not None and before.end == piece.start and before.override_id == piece.override_id != 0:
            before = msgspec.structs.replace(before, end=piece.end)
            continue
        if before is not None:
            yield before
        before = piece
    if before is not None:
        yield before


def _shift(user_id: int, piece: _Piece) -> Shift:
    return Shift(user_id, piece.start, piece.end, is_override=piece.override_id != 0)
