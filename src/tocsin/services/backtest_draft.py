"""What somebody wants to have tried on the past, the one place where it is validated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tocsin.core.alerting.backtest.rejudgement import Thresholds
from tocsin.core.clock import to_unix_ms
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services import policy_draft
from tocsin.services.durations import Milliseconds
from tocsin.services.field_errors import from_pydantic
from tocsin.services.hours_draft import TimeZone
from tocsin.services.match_draft import MatchDraft
from tocsin.services.moments import GivenMoment
from tocsin.services.monitor_draft import MonitorId, Strict, Threshold
from tocsin.services.policy_draft import PolicyDraft
from tocsin.services.storable import require_storable

DAY_MS = 86_400_000
USUAL_MS = 30 * DAY_MS
LONGEST_MS = 400 * DAY_MS
MOST_PAGES = 10_000


class ThresholdsDraft(BaseModel):
    """Other thresholds than the monitors have. With one of these, stored results are judged once more by them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    failure_threshold: Threshold | None = Field(
        default=None, description="Bad results in a row until the state becomes worse."
    )
    recovery_threshold: Threshold | None = Field(
        default=None, description="Good results in a row until the state becomes better."
    )
    degraded_latency_ms: Milliseconds | None = Field(
        default=None, description="A slower result counts as degraded. Milliseconds, or text such as `500ms`."
    )
    degraded_certificate_days: Annotated[int, Field(strict=True, ge=1, le=3650)] | None = Field(
        default=None, description="Degraded when the certificate has fewer days left."
    )

    @property
    def given(self) -> Thresholds | None:
        """None when all are left out."""
        found = Thresholds(
            self.failure_threshold, self.recovery_threshold, self.degraded_latency_ms, self.degraded_certificate_days
        )
        return None if found == Thresholds() else found


class BacktestDraft(BaseModel):
    """Which past, which policies, which monitors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: GivenMoment | None = Field(
        default=None, description="From here on: RFC 3339 with an offset. By default 30 days before `until`."
    )
    until: GivenMoment | None = Field(default=None, description="Up to here. By default now.")
    policy: PolicyDraft | None = Field(default=None, description="A policy that is not stored.")
    policy_id: MonitorId | None = Field(default=None, description="A stored one, as if there were no other.")
    among_others: Annotated[bool, Strict] = Field(
        default=False,
        description="True: `policy` stands among the stored ones, in the place of the one of its name, or else before "
        "all. False: as if there were no other.",
    )
    monitors: MatchDraft = Field(default=MatchDraft(), description="Of which monitors; all when left out.")
    thresholds: ThresholdsDraft = Field(default=ThresholdsDraft(), description="Other ones than the monitors have.")
    pages: Annotated[int, Field(strict=True, ge=0, le=MOST_PAGES)] = Field(
        default=1000, description="How many pages to list, the earliest. All are counted."
    )
    time_zone: TimeZone = Field(default="UTC", description="In whose hours pages are counted, such as `Europe/Berlin`.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft that is sound by itself, from `since` to `until` (Unix ms). Names are not looked up yet."""

    draft: BacktestDraft
    since: int
    until: int


def validate(sent: object, now: int) -> Wanted:
    """Raise ValidationFailed with every fault found."""
    require_storable(sent)
    given: object = sent
    policy: Any = None
    if isinstance(sent, dict):
        policy = sent.get("policy")
        given = {name: value for name, value in sent.items() if name != "policy"}
    try:
        draft = BacktestDraft.model_validate(given)
    except ValidationError as error:
        raise failed(from_pydantic(error, given, model=BacktestDraft)) from None
    if policy is not None:
        draft = draft.model_copy(update={"policy": validated_policy(policy, now)})
    until = now if draft.until is None else to_unix_ms(draft.until)
    since = until - USUAL_MS if draft.since is None else to_unix_ms(draft.since)
    if errors := [*_time_faults(since, until, now), *_other_faults(draft)]:
        raise failed(errors)
    return Wanted(draft, since, until)


def validated_policy(sent: object, now: int) -> PolicyDraft:
    """Raise ValidationFailed with pointers into what the whole was sent in."""
    try:
        return policy_draft.validate(sent, now)
    except ValidationFailed as error:
        raise failed(within_policy(error)) from None


def within_policy(error: ValidationFailed) -> list[FieldError]:
    """The faults of a policy, where it stood."""
    return [FieldError(f"/policy{one.pointer}", one.message) for one in error.errors]


def failed(errors: list[FieldError]) -> ValidationFailed:
    """The faults of what was asked for, in one."""
    if len(errors) > 1:
        return ValidationFailed(f"What is to be tried has {len(errors)} faults.", errors=errors)
    field = errors[0].pointer.lstrip("/").replace("/", ".")
    return ValidationFailed(f"{field or 'What is to be tried'} {errors[0].message}", errors=errors)


def _time_faults(since: int, until: int, now: int) -> list[FieldError]:
    if until > now:
        return [FieldError("/until", "must not be in the future: only what has been can be tried")]
    if since >= until:
        return [FieldError("/since", "must be earlier than `until`")]
    if until - since > LONGEST_MS:
        return [FieldError("/since", f"must be at most {LONGEST_MS // DAY_MS} days before `until`")]
    return []


def _other_faults(draft: BacktestDraft) -> list[FieldError]:
    errors = []
    if draft.policy is not None and draft.policy_id is not None:
        errors.append(FieldError("/policy_id", "must be left out where there is a `policy`"))
    if draft.among_others and draft.policy is None:
        errors.append(FieldError("/among_others", "needs a `policy`"))
    errors += [
        FieldError(f"/monitors/{name}", "is said of incidents, not of monitors: match them in the policy")
        for name in ("concerns", "severities")
        if getattr(draft.monitors, name)
    ]
    return errors
