"""A rotation, and an override, as somebody writes them down: the one place where they are validated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, WithJsonSchema

from tocsin.auth.configs import JsonObject
from tocsin.core.alerting.rotation import Participant, Rotation, Turn
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.result import Json
from tocsin.services import recipient_names
from tocsin.services.field_errors import from_pydantic
from tocsin.services.hours_draft import ClockTime, TimeZone, clock_of, minutes_of
from tocsin.services.monitor_draft import Name, Reference
from tocsin.services.recipient_names import Named, Noun
from tocsin.services.storable import require_storable
from tocsin.storage.database import Connection

MOST_PARTICIPANTS = 100
MOST_CHANNELS = 20
FIRST_YEAR, LAST_YEAR = 2000, 2199


def _is_day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date such as 2026-11-23") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return day.isoformat()


Day = Annotated[
    str,
    StringConstraints(max_length=10),
    AfterValidator(_is_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]


class ParticipantDraft(BaseModel):
    """Somebody who takes turns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: Reference = Field(description="A member, by id or e-mail address.")
    channels: Annotated[tuple[Reference, ...], Field(max_length=MOST_CHANNELS)] = Field(
        default=(), description="By which they are told, by id or name. By mail to the account's address without any."
    )


class RotationDraft(BaseModel):
    """People who take turns on call."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name = Field(description="Unique within the workspace.")
    turn: Turn = Field(default=Turn.WEEKLY, description="Whether turns are counted in days or weeks.")
    every: Annotated[int, Field(strict=True, ge=1, le=52)] = Field(
        default=1, description="How many days or weeks a turn has."
    )
    starts_on: Day = Field(
        description="The day on which the first one begins; turns of weeks are handed over on the same day of the week."
    )
    hand_over: ClockTime = Field(default="09:00", description="At this time, as the clock reads.")
    time_zone: TimeZone = Field(default="UTC", description="Such as `Europe/Berlin`.")
    participants: Annotated[tuple[ParticipantDraft, ...], Field(min_length=1, max_length=MOST_PARTICIPANTS)] = Field(
        description="In the order in which they take turns."
    )


def validate(sent: object) -> RotationDraft:
    """Raise ValidationFailed with every fault found, each with a pointer into `sent`. Names are not looked up yet."""
    require_storable(sent)
    try:
        return RotationDraft.model_validate(sent)
    except ValidationError as error:
        raise _failed(from_pydantic(error, sent, model=RotationDraft)) from None


async def to_stored(connection: Connection, workspace_id: int, draft: RotationDraft) -> Rotation:
    """Raise ValidationFailed for who is no member, and for channels that are not there."""
    ids, errors = await recipient_names.resolve(connection, workspace_id, _named(draft))
    errors += _doubled(draft, ids)
    if errors:
        raise _failed(errors)
    return Rotation(
        turn=draft.turn,
        starts_on=draft.starts_on,
        hand_over=minutes_of(draft.hand_over),
        time_zone=draft.time_zone,
        participants=tuple(_participant(one, _at(number), ids) for number, one in enumerate(draft.participants)),
        every=draft.every,
    )


def as_written(name: str, rotation: Rotation) -> JsonObject:
    """As somebody would write it, with ids for names."""
    participants: list[Json] = [{"user": one.user_id, "channels": [*one.channel_ids]} for one in rotation.participants]
    return {
        "name": name,
        "turn": rotation.turn.value,
        "every": rotation.every,
        "starts_on": rotation.starts_on,
        "hand_over": clock_of(rotation.hand_over),
        "time_zone": rotation.time_zone,
        "participants": participants,
    }


def _at(number: int) -> str:
    return f"/participants/{number}"


def _named(draft: RotationDraft) -> list[Named]:
    found = []
    for number, one in enumerate(draft.participants):
        found.append(Named(Noun.USER, one.user, f"{_at(number)}/user"))
        for index, channel in enumerate(one.channels):
            found.append(Named(Noun.CHANNEL, channel, f"{_at(number)}/channels/{index}"))
    return found


def _doubled(draft: RotationDraft, ids: Mapping[str, int]) -> list[FieldError]:
    users = [ids.get(f"{_at(number)}/user") for number in range(len(draft.participants))]
    return [
        FieldError(f"{_at(number)}/user", "takes turns already: name everybody once")
        for number, user in enumerate(users)
        if user is not None and user in users[:number]
    ]


def _participant(draft: ParticipantDraft, pointer: str, ids: Mapping[str, int]) -> Participant:
    channels = [ids[f"{pointer}/channels/{index}"] for index in range(len(draft.channels))]
    return Participant(ids[f"{pointer}/user"], tuple(dict.fromkeys(channels)))


def _failed(errors: list[FieldError]) -> ValidationFailed:
    if len(errors) > 1:
        return ValidationFailed(f"The rotation has {len(errors)} faults.", errors=errors)
    field = errors[0].pointer.lstrip("/").replace("/", ".")
    return ValidationFailed(f"{field or 'The rotation'} {errors[0].message}", errors=errors)
