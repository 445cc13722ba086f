"""Policies as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.answers.hours import WeeklyHoursAnswer
from tocsin.api.answers.match import MatchAnswer
from tocsin.api.fields import Moment
from tocsin.services import policy_fields
from tocsin.storage.policies import StoredPolicy


class ChannelTarget(BaseModel):
    """A channel."""

    channel: int = Field(description="Its id.")


class RotationTarget(BaseModel):
    """Whoever is on call."""

    rotation: int = Field(description="The rotation's id.")


class UserTarget(BaseModel):
    """A member, by mail."""

    user: int = Field(description="Their id.")


class RoleTarget(BaseModel):
    """Every member of a role, by mail."""

    role: str


AnyTarget = ChannelTarget | RotationTarget | UserTarget | RoleTarget


class StepAnswer(BaseModel):
    """Who is told so long after it began."""

    after: float = Field(description="Seconds.")
    targets: list[AnyTarget]
    when: str = Field(description="`always`, `business_hours` or `other_hours`.")


class RepeatAnswer(BaseModel):
    """Reminders."""

    every: float = Field(description="Seconds.")
    at_most: int


class QuietHoursAnswer(WeeklyHoursAnswer):
    """When nobody is disturbed."""

    let_through: list[str] = Field(description="Severities that do not wait.")


class PolicyAnswer(BaseModel):
    """Who is told what, when, in which steps."""

    id: int
    name: str
    enabled: bool
    match: MatchAnswer
    steps: list[StepAnswer]
    repeat: RepeatAnswer | None
    quiet_hours: QuietHoursAnswer | None
    business_hours: WeeklyHoursAnswer | None
    group_wait: float | None = Field(description="Seconds.")
    groups: bool
    tells_recovery: bool
    continues: bool
    revision: int
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, stored: StoredPolicy) -> PolicyAnswer:
        return cls.model_validate(
            {
                **policy_fields.as_written(stored.fields),
                "id": stored.id,
                "revision": stored.revision,
                "created_at": stored.created_at,
                "updated_at": stored.updated_at,
            }
        )
