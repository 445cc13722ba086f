"""A policy as somebody writes it down, the one place where it is validated."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tocsin.auth.permissions import Role
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.hours import is_within, next_edge
from tocsin.core.alerting.policy import When
from tocsin.core.durations import bounded_seconds, in_words
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services.field_errors import from_pydantic
from tocsin.services.hours_draft import WeeklyHoursDraft, faults, to_hours
from tocsin.services.match_draft import MatchDraft
from tocsin.services.monitor_draft import Name, Reference, Strict
from tocsin.services.storable import require_storable

MOST_STEPS = 20
MOST_TARGETS = 20
WEEK_S = 7 * 86_400
MOST_REMINDERS = 100

After = Annotated[float, bounded_seconds(0, WEEK_S)]
Every = Annotated[float, bounded_seconds(60, WEEK_S)]
Wait = Annotated[float, bounded_seconds(0, 600)]
_TARGETS = ("channel", "rotation", "user", "role")


class TargetDraft(BaseModel):
    """Whom a step tells: exactly one of the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: Reference | None = Field(default=None, description="A channel, by id or name.")
    rotation: Reference | None = Field(
        default=None, description="A rotation, by id or name: whoever is on call when the step is taken."
    )
    user: Reference | None = Field(default=None, description="A member, by id or e-mail address: by mail.")
    role: Role | None = Field(default=None, description="Every member who has this role: by mail.")

    @property
    def given(self) -> list[str]:
        return [name for name in _TARGETS if getattr(self, name) is not None]


class StepDraft(BaseModel):
    """So long after it began these are told, unless somebody has taken it on by then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: After = Field(default=0, description="Seconds, or text such as `10m`; at most 7 days.")
    targets: Annotated[tuple[TargetDraft, ...], Field(min_length=1, max_length=MOST_TARGETS)]
    when: When = Field(
        default=When.ALWAYS,
        description="`business_hours`, `other_hours`: the step is passed over when it is due at another time.",
    )


class RepeatDraft(BaseModel):
    """Once all steps were taken everybody who was told is reminded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    every: Every = Field(description="Seconds, or text such as `1h`; a minute to 7 days.")
    at_most: Annotated[int, Field(strict=True, ge=1, le=MOST_REMINDERS)] = Field(
        default=10, description="How many reminders there are."
    )


class QuietHoursDraft(WeeklyHoursDraft):
    """What comes within these hours waits until they end."""

    let_through: Annotated[tuple[Severity, ...], Field(max_length=len(Severity))] = Field(
        default=(), description="What does not wait."
    )


class PolicyDraft(BaseModel):
    """Who is told what, when, in which steps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name = Field(description="Unique within the workspace.")
    enabled: Annotated[bool, Strict] = Field(default=True, description="False: it is not asked.")
    match: MatchDraft = Field(default=MatchDraft(), description="Which incidents it takes; all when left out.")
    steps: Annotated[tuple[StepDraft, ...], Field(min_length=1, max_length=MOST_STEPS)] = Field(
        description="In the order in which they are taken."
    )
    repeat: RepeatDraft | None = Field(default=None, description="Reminders; null for none.")
    quiet_hours: QuietHoursDraft | None = Field(default=None, description="When nobody is disturbed; null for never.")
    business_hours: WeeklyHoursDraft | None = Field(
        default=None, description="What the `when` of the steps is about; null where no step has one."
    )
    group_wait: Wait | None = Field(
        default=None,
        description="How long the first message waits for others of the same cause: seconds, or text, at most 10 "
        "minutes. Null: not at all, unless the monitor shares its host or a parent with others.",
    )
    groups: Annotated[bool, Strict] = Field(
        default=True, description="False: each incident is told by itself, whatever it has in common with others."
    )
    tells_recovery: Annotated[bool, Strict] = Field(
        default=True, description="False: those who were told do not hear that it is over."
    )
    continues: Annotated[bool, Strict] = Field(
        default=False, description="True: the policies after it are asked too, though it takes the incident."
    )


def validate(sent: object, now: int) -> PolicyDraft:
    """Raise ValidationFailed with every fault found, each with a pointer into `sent`. Names are not looked up yet."""
    require_storable(sent)
    try:
        draft = PolicyDraft.model_validate(sent)
    except ValidationError as error:
        raise failed(from_pydantic(error, sent, model=PolicyDraft)) from None
    errors = [*_target_faults(draft), *_step_faults(draft), *_hours_faults(draft, now)]
    if errors:
        raise failed(errors)
    return draft


def failed(errors: list[FieldError]) -> ValidationFailed:
    """The faults of a policy, in one."""
    if len(errors) > 1:
        return ValidationFailed(f"The policy has {len(errors)} faults.", errors=errors)
    field = errors[0].pointer.lstrip("/").replace("/", ".")
    return ValidationFailed(f"{field or 'The policy'} {errors[0].message}", errors=errors)


def _target_faults(draft: PolicyDraft) -> list[FieldError]:
    text = f"must have exactly one of {', '.join(_TARGETS)}"
    return [
        FieldError(f"/steps/{number}/targets/{index}", f"{text}, has {' and '.join(target.given) or 'none'}")
        for number, step in enumerate(draft.steps)
        for index, target in enumerate(step.targets)
        if len(target.given) != 1
    ]


def _step_faults(draft: PolicyDraft) -> list[FieldError]:
    found = []
    for number, (before, step) in enumerate(zip(draft.steps, draft.steps[1:], strict=False), 1):
        if step.after < before.after:
            text = f"must not be earlier than the step before it ({in_words(before.after)}), got {in_words(step.after)}"
            found.append(FieldError(f"/steps/{number}/after", text))
    if draft.business_hours is None:
        found += [
            FieldError(f"/steps/{number}/when", "needs the policy's business_hours to say when these are")
            for number, step in enumerate(draft.steps)
            if step.when != When.ALWAYS
        ]
    return found


def _hours_faults(draft: PolicyDraft, now: int) -> list[FieldError]:
    quiet, business = draft.quiet_hours, draft.business_hours
    found = [] if quiet is None else faults(quiet, "/quiet_hours")
    if quiet is not None and not found:
        hours = to_hours(quiet)
        if is_within(hours, now) and next_edge(hours, now) is None:
            found.append(
                FieldError("/quiet_hours/hours", "must leave some time of the week: nobody would ever be told")
            )
    return found + ([] if business is None else faults(business, "/business_hours"))
