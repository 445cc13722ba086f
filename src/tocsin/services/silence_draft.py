"""A silence or a maintenance window as somebody writes it down, and the one place where it is validated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tocsin.core.alerting.match import Match
from tocsin.core.alerting.silence import Silence, SilenceKind
from tocsin.core.clock import to_unix_ms
from tocsin.core.durations import bounded_seconds, in_words
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.recurrence import time_zone
from tocsin.recurrence.repetition import LONGEST_RULE
from tocsin.recurrence.windows import last_end, require_recurring
from tocsin.recurrence.zones import LONGEST_NAME as LONGEST_ZONE
from tocsin.services import match_draft
from tocsin.services.field_errors import from_pydantic
from tocsin.services.match_draft import MatchDraft
from tocsin.services.moments import GivenMoment
from tocsin.services.monitor_draft import Strict, is_one_line
from tocsin.services.storable import require_storable
from tocsin.storage.database import Connection
from tocsin.storage.silences import SilenceFields

SHORTEST_S = 1
LONGEST_S = 366 * 86_400
FARTHEST_MS = 3653 * 86_400_000
"""Ten years ahead."""


class SilenceMatch(MatchDraft):
    """Which incidents; several fields must all fit."""

    everything: Annotated[bool, Strict] = Field(
        default=False, description="True, and nothing else, for every monitor of the workspace, new ones too."
    )


Comment = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(is_one_line)
]
Duration = Annotated[float, bounded_seconds(SHORTEST_S, LONGEST_S)]


class SilenceDraft(BaseModel):
    """What a silence or a maintenance window consists of: once, or again and again by a recurrence rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    comment: Comment = Field(description="Why; shown wherever it holds something.")
    match: SilenceMatch = Field(description="What it is about.")
    start: GivenMoment | None = Field(default=None, description="When it begins. At once, when left out.")
    end: GivenMoment | None = Field(default=None, description="When it ends. Give this or `duration`.")
    duration: Duration | None = Field(
        default=None, description="How long it holds: seconds, or text such as `30m`, `2h`, `1d`; at most 366 days."
    )
    rrule: Annotated[str, Field(min_length=1, max_length=LONGEST_RULE)] | None = Field(
        default=None,
        description="Recurs by this rule of RFC 5545, such as `FREQ=WEEKLY;BYDAY=SU`, from `start` on, each time for "
        "as long. FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.",
    )
    time_zone: Annotated[str, Field(max_length=LONGEST_ZONE)] = Field(
        default="UTC",
        description="Whose clock the rule counts on: 03:00 stays 03:00 there when clocks change. A name of the IANA "
        "database, such as `Europe/Berlin`.",
    )


@dataclass(frozen=True, slots=True)
class ValidSilence:
    """A draft that fits by itself; which monitors it names is still to be looked up. Times are ms."""

    draft: SilenceDraft
    start: int
    duration: int

    async def fields(self, connection: Connection, workspace_id: int) -> SilenceFields:
        """Raise ValidationFailed for monitors that are not there."""
        match, errors = await match_draft.resolve(connection, workspace_id, self.draft.match)
        if errors:
            raise _refused(errors)
        return SilenceFields(comment=self.draft.comment, silence=_silence(self.draft, match, self.start, self.duration))


def validate(sent: object, kind: SilenceKind, now: int) -> ValidSilence:
    """Raise ValidationFailed with every fault found, each with a pointer into `sent`."""
    require_storable(sent)
    try:
        draft = SilenceDraft.model_validate(sent)
    except ValidationError as error:
        raise _refused(from_pydantic(error, sent, model=SilenceDraft)) from None
    start = now if draft.start is None else to_unix_ms(draft.start)
    duration, errors = _duration(draft, start)
    errors += [*_match_faults(draft.match, kind), *_zone_faults(draft), *_start_faults(start, now)]
    if not errors:
        errors = _rule_faults(_silence(draft, Match(), start, duration), now)
    if errors:
        raise _refused(errors)
    return ValidSilence(draft, start, duration)


def _silence(draft: SilenceDraft, match: Match, start: int, duration: int) -> Silence:
    return Silence(match, start, duration, draft.time_zone, draft.rrule or "")


def _duration(draft: SilenceDraft, start: int) -> tuple[int, list[FieldError]]:
    if draft.end is not None and draft.duration is not None:
        return 0, [FieldError("/duration", "must not stand beside `end`: one of the two says how long it holds")]
    if draft.duration is not None:
        return round(draft.duration * 1000), []
    if draft.end is None:
        return 0, [FieldError("/duration", "is required, or `end`")]
    duration = to_unix_ms(draft.end) - start
    if not SHORTEST_S * 1000 <= duration <= LONGEST_S * 1000:
        least, most = in_words(SHORTEST_S), in_words(LONGEST_S)
        return 0, [FieldError("/end", f"must be at least {least} and at most {most} after the start")]
    return duration, []


def _match_faults(match: SilenceMatch, kind: SilenceKind) -> list[FieldError]:
    given = [name for name in MatchDraft.model_fields if getattr(match, name)]
    errors = [
        FieldError(f"/match/{name}", "must be left out: the time of maintenance counts for nothing, whatever happens")
        for name in ("concerns", "severities")
        if kind == SilenceKind.MAINTENANCE and name in given
    ]
    if match.everything and given:
        errors.append(FieldError("/match/everything", f"must stand alone, without {', '.join(given)}"))
    if not match.everything and not given:
        errors.append(FieldError("/match", 'must say what it is about; {"everything": true} is about every monitor'))
    return errors


def _zone_faults(draft: SilenceDraft) -> list[FieldError]:
    try:
        time_zone(draft.time_zone)
    except ValueError as error:
        return [FieldError("/time_zone", str(error))]
    return []


def _start_faults(start: int, now: int) -> list[FieldError]:
    return [FieldError("/start", "must be at most ten years ahead")] if start > now + FARTHEST_MS else []


def _rule_faults(silence: Silence, now: int) -> list[FieldError]:
    if silence.rrule:
        try:
            require_recurring(silence.rrule, silence.start, silence.time_zone)
        except ValueError as error:
            return [FieldError("/rrule", str(error))]
    end = last_end(silence)
    if end is not None and end <= now:
        pointer = "/rrule" if silence.rrule else "/end"
        return [FieldError(pointer, "must lead to an end in the future: this one is over already")]
    return []


def _refused(errors: list[FieldError]) -> ValidationFailed:
    if len(errors) == 1:
        field = errors[0].pointer.lstrip("/").replace("/", ".")
        return ValidationFailed(f"{field or 'What was sent'} {errors[0].message}", errors=errors)
    return ValidationFailed(f"What was sent has {len(errors)} faults.", errors=errors)
