"""Rotations, and who is on call when, as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment
from tocsin.services import rotation_draft
from tocsin.services.overrides import ShownOverride
from tocsin.services.shifts import Colleague, Duty, ShownShift
from tocsin.storage.rotations import StoredRotation


class ParticipantAnswer(BaseModel):
    """Somebody who takes turns."""

    user: int = Field(description="Their id.")
    channels: list[int] = Field(description="By which they are told; by mail without any.")


class RotationAnswer(BaseModel):
    """People who take turns on call."""

    id: int
    name: str
    turn: str = Field(description="`daily` or `weekly`.")
    every: int = Field(description="How many days or weeks a turn has.")
    starts_on: str = Field(description="The day on which the first one began.")
    hand_over: str = Field(description="As the clock reads in `time_zone`.")
    time_zone: str
    participants: list[ParticipantAnswer] = Field(
        description="In the order in which they take turns. Empty once everybody has left the workspace."
    )
    calendar_path: str | None = Field(
        description="The secret address of its calendar on this server; null where there is none, and for callers who "
        "may only read."
    )
    revision: int
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, stored: StoredRotation, key: str | None) -> RotationAnswer:
        """`key` of the calendar in clear, or None for whom it is not shown to."""
        return cls.model_validate(
            {
                **rotation_draft.as_written(stored.name, stored.rotation),
                "id": stored.id,
                "calendar_path": None if key is None else f"/calendar/{key}.ics",
                "revision": stored.revision,
                "created_at": stored.created_at,
                "updated_at": stored.updated_at,
            }
        )


class ColleagueAnswer(BaseModel):
    """Somebody who is on call."""

    id: int
    email: str | None = Field(description="Null, as is `name`, for who is no member any more.")
    name: str | None

    @classmethod
    def of(cls, colleague: Colleague) -> ColleagueAnswer:
        return cls(id=colleague.user_id, email=colleague.email, name=colleague.name)


class ShiftAnswer(BaseModel):
    """Who is on call from when to when."""

    user: ColleagueAnswer
    start: Moment
    end: Moment
    is_override: bool = Field(description="They cover for whoever's turn it is.")

    @classmethod
    def of(cls, shown: ShownShift) -> ShiftAnswer:
        shift = shown.shift
        who = ColleagueAnswer.of(shown.colleague)
        return cls(user=who, start=shift.start, end=shift.end, is_override=shift.is_override)


class OverrideAnswer(BaseModel):
    """Somebody is on call for a while, whoever's turn it is."""

    id: int
    user: ColleagueAnswer
    start: Moment
    end: Moment
    created_by: str
    created_at: Moment

    @classmethod
    def of(cls, shown: ShownOverride) -> OverrideAnswer:
        stored = shown.stored
        return cls(
            id=stored.override.id,
            user=ColleagueAnswer.of(shown.colleague),
            start=stored.override.start,
            end=stored.override.end,
            created_by=stored.created_by,
            created_at=stored.created_at,
        )


class DutyAnswer(BaseModel):
    """Who is on call in a rotation now, and who is next."""

    rotation_id: int
    rotation: str = Field(description="Its name.")
    current: ShiftAnswer | None = Field(description="Null when nobody is on call.")
    following: ShiftAnswer | None = Field(description="Whoever is on call next; null when nobody will be.")
    note: str = Field(description="Why nobody is on call; empty when somebody is.")

    @classmethod
    def of(cls, duty: Duty) -> DutyAnswer:
        current, following = duty.current, duty.following
        return cls(
            rotation_id=duty.rotation.id,
            rotation=duty.rotation.name,
            current=None if current is None else ShiftAnswer.of(current),
            following=None if following is None else ShiftAnswer.of(following),
            note=duty.note,
        )
