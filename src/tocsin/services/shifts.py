"""Who is on call when, and who is on call now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.rotation import Override, Shift, shifts
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services.parts import Parts
from tocsin.storage.database import Connection
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.overrides import OverrideRepository
from tocsin.storage.rotations import RotationRepository, StoredRotation

DAY_MS = 86_400_000
LONGEST_MS = 366 * DAY_MS
LATEST_MS = 7_258_118_400_000
"""The year 2200."""
MOST_SHIFTS = 1000


class Colleague(msgspec.Struct, frozen=True):
    """Somebody who is on call. `email` and `name` are None for who is no member any more."""

    user_id: int
    email: str | None = None
    name: str | None = None


class ShownShift(msgspec.Struct, frozen=True):
    """A shift, and whose it is."""

    shift: Shift
    colleague: Colleague


class Duty(msgspec.Struct, frozen=True):
    """Who is on call in a rotation now, and who is next; None for nobody."""

    rotation: StoredRotation
    current: ShownShift | None
    following: ShownShift | None

    @property
    def note(self) -> str:
        """Why nobody is on call; empty when somebody is."""
        if self.current is not None:
            return ""
        if not self.rotation.rotation.participants:
            return "Nobody is on call: nobody is left in this rotation."
        return f"Nobody is on call: the rotation begins on {self.rotation.rotation.starts_on}."


async def between(parts: Parts, actor: Actor, rotation_id: int, start: int | None, end: int | None) -> list[ShownShift]:
    """Shifts that touch [start, end) (Unix ms), whole: 30 days from now on unless something else is said.

    Raise NotFound, ValidationFailed.
    """
    actor.require(Permission.POLICIES_READ)
    start = parts.clock.now_ms() if start is None else start
    end = start + 30 * DAY_MS if end is None else end
    require_sound(start, end, "from", "to")
    async with parts.database.read() as connection:
        stored = await RotationRepository(connection).get(actor.workspace_id, rotation_id)
        return await shown_between(connection, stored, start, end)


async def on_call_now(parts: Parts, actor: Actor) -> list[Duty]:
    """In every rotation, by name."""
    actor.require(Permission.POLICIES_READ)
    now = parts.clock.now_ms()
    async with parts.database.read() as connection:
        rotations = await RotationRepository(connection).all(actor.workspace_id)
        colleagues = await colleagues_of(connection, actor.workspace_id)
        ids = [one.id for one in rotations]
        overrides = await OverrideRepository(connection).touching(ids, now, now + LONGEST_MS)
    return [_duty(one, overrides.get(one.id, []), colleagues, now) for one in rotations]


async def shown_between(connection: Connection, stored: StoredRotation, start: int, end: int) -> list[ShownShift]:
    """For callers who may see it."""
    overrides = await RotationRepository(connection).overrides_between(stored.id, start, end)
    colleagues = await colleagues_of(connection, stored.workspace_id)
    return _shown(shifts(stored.rotation, overrides, start, end, MOST_SHIFTS), colleagues)


async def colleagues_of(connection: Connection, workspace_id: int) -> dict[int, Colleague]:
    """The members, by user id."""
    members = await MembershipRepository(connection).of_workspace(workspace_id)
    return {one.user_id: Colleague(one.user_id, one.email, one.name) for one in members}


def _duty(stored: StoredRotation, overrides: Sequence[Override], colleagues: Mapping[int, Colleague], now: int) -> Duty:
    found = _shown(shifts(stored.rotation, overrides, now, now + LONGEST_MS, 2), colleagues)
    is_now = bool(found) and found[0].shift.start <= now
    current, ahead = (found[0], found[1:]) if is_now else (None, found)
    return Duty(stored, current, ahead[0] if ahead else None)


def _shown(found: Sequence[Shift], colleagues: Mapping[int, Colleague]) -> list[ShownShift]:
    return [ShownShift(one, who(colleagues, one.user_id)) for one in found]


def who(colleagues: Mapping[int, Colleague], user_id: int) -> Colleague:
    return colleagues.get(user_id, Colleague(user_id))


def require_sound(start: int, end: int, first: str, last: str) -> None:
    """Raise ValidationFailed unless [start, end) is a period to be looked at; `first` and `last` are their fields."""
    if end <= start:
        text = f"must be later than `{first}`"
    elif end - start > LONGEST_MS:
        text = f"must be at most a year after `{first}`"
    elif end > LATEST_MS:
        text = "must be before the year 2200"
    else:
        return
    raise ValidationFailed(f"{last} {text}", errors=[FieldError(f"/{last}", text)])
