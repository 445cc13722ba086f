"""Silences and maintenance windows as the API shows them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, JsonValue, WithJsonSchema

from tocsin.api.fields import Moment
from tocsin.core.alerting.silence import Occurrence
from tocsin.services import match_draft
from tocsin.services.silences import SeenSilence
from tocsin.storage.silences import SilenceStatus

MOST_AHEAD = 5

StatusWord = Annotated[str, WithJsonSchema({"type": "string", "enum": list(SilenceStatus)})]


class OccurrenceAnswer(BaseModel):
    """One time at which it holds."""

    start: Moment
    end: Moment


class PlannedAnswer(OccurrenceAnswer):
    """One time at which one of them holds, or held."""

    id: int = Field(description="Of the silence, or of the maintenance window.")
    comment: str

    @classmethod
    def of(cls, occurrence: Occurrence) -> PlannedAnswer:
        return cls(id=occurrence.silence_id, comment=occurrence.comment, start=occurrence.start, end=occurrence.end)


class SilenceAnswer(BaseModel):
    """A silence or a maintenance window."""

    id: int
    comment: str
    match: dict[str, JsonValue] = Field(description="What it is about; monitors by id.")
    start: Moment = Field(description="As it was given: a rule counts from here on.")
    duration: float = Field(description="Seconds, of each occurrence.")
    rrule: str | None = Field(description="Null for one that holds once.")
    time_zone: str
    status: StatusWord = Field(description="`active`: it holds. `upcoming`: it will. `ended`: it is over.")
    current: OccurrenceAnswer | None = Field(description="The occurrence that holds now.")
    next: list[OccurrenceAnswer] = Field(description=f"The next ones, at most {MOST_AHEAD}.")
    ends_at: Moment | None = Field(description="When its last occurrence ends; null when it recurs for ever.")
    ended_at: Moment | None = Field(description="When somebody ended it early.")
    monitors: int | None = Field(description="How many monitors it is about now; null in lists.")
    created_by: str
    created_at: Moment
    updated_at: Moment
    revision: int

    @classmethod
    def of(cls, seen: SeenSilence) -> SilenceAnswer:
        stored, given = seen.stored, seen.stored.fields.silence
        current = stored.occurrence(seen.now)
        ahead = stored.occurrences(seen.now, MOST_AHEAD)
        return cls(
            id=stored.id,
            comment=stored.fields.comment,
            match=_match(seen),
            start=given.start,
            duration=given.duration / 1000,
            rrule=given.rrule or None,
            time_zone=given.time_zone,
            status=stored.status(seen.now),
            current=None if current is None else OccurrenceAnswer(start=current.start, end=current.end),
            next=[OccurrenceAnswer(start=start, end=end) for start, end in ahead],
            ends_at=stored.last_ends_at,
            ended_at=stored.ended_at,
            monitors=seen.monitors,
            created_by=stored.created_by,
            created_at=stored.created_at,
            updated_at=stored.updated_at,
            revision=stored.revision,
        )


def _match(seen: SeenSilence) -> dict[str, JsonValue]:
    """As it may be sent back."""
    written = match_draft.as_written(seen.stored.fields.silence.match)
    return {**written, "everything": not any(written.values())}
