"""Who is behind the targets of a step at any moment, from what was read of a workspace once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tocsin.core.alerting.policy import Target, TargetKind
from tocsin.core.alerting.rotation import Override, Rotation, on_call, participant_of

OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Destination:
    """A channel, or a user. `name` is for people."""

    channel_id: int | None
    user_id: int | None
    name: str

    @property
    def key(self) -> str:
        return f"channel:{self.channel_id}" if self.channel_id is not None else f"user:{self.user_id}"


class ListedChannel(msgspec.Struct, frozen=True):
    """A channel, by the name that it has now."""

    id: int
    name: str
    enabled: bool = True


class ListedMember(msgspec.Struct, frozen=True):
    """A member who is not shut out."""

    user_id: int
    email: str
    role: str


class ListedRotation(msgspec.Struct, frozen=True):
    """A rotation with the overrides that touch the time in question."""

    id: int
    name: str
    rotation: Rotation
    overrides: tuple[Override, ...] = ()


class Roster:
    """What `services.destinations` asks the database for one moment, this answers for every moment."""

    def __init__(
        self,
        channels: Iterable[ListedChannel] = (),
        members: Sequence[ListedMember] = (),
        rotations: Iterable[ListedRotation] = (),
    ) -> None:
        self._channels: Mapping[int, ListedChannel] = {one.id: one for one in channels}
        self._members = {one.user_id: one for one in members}
        self._rotations = {one.id: one for one in rotations}

    def destinations(self, targets: Iterable[Target], now: int) -> list[Destination]:
        """Each once, in the order of the targets; the owner where nobody is left."""
        found = {one.key: one for target in targets for one in self._behind(target, now)}
        return list(found.values()) or self._of_role(OWNER)

    def _behind(self, target: Target, now: int) -> list[Destination]:
        match target.kind:
            case TargetKind.CHANNEL:
                return self._through([target.id])
            case TargetKind.USER:
                return self._mailed(target.id)
            case TargetKind.ROLE:
                return self._of_role(target.role)
            case TargetKind.ROTATION:
                return self._on_call(target.id, now)

    def _on_call(self, rotation_id: int, now: int) -> list[Destination]:
        listed = self._rotations.get(rotation_id)
        shift = None if listed is None else on_call(listed.rotation, listed.overrides, now)
        if listed is None or shift is None:
            return []
        channel_ids = participant_of(listed.rotation, shift.user_id).channel_ids
        return self._through(channel_ids) or self._mailed(shift.user_id)

    def _through(self, channel_ids: Iterable[int]) -> list[Destination]:
        known = (self._channels.get(one) for one in sorted(channel_ids))
        return [Destination(one.id, None, one.name) for one in known if one is not None and one.enabled]

    def _mailed(self, user_id: int) -> list[Destination]:
        member = self._members.get(user_id)
        return [] if member is None else [Destination(None, user_id, member.email)]

    def _of_role(self, role: str) -> list[Destination]:
        return [Destination(None, one.user_id, one.email) for one in self._members.values() if one.role == role]
