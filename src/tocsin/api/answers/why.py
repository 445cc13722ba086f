"""Why an incident paged, as the API shows it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.trace import Outcome, Stage
from tocsin.services.why import Explanation
from tocsin.storage.alerts import AlertStatus
from tocsin.storage.decisions import StoredDecision
from tocsin.storage.notifications import NotificationStatus, StoredNotification


class DecisionAnswer(BaseModel):
    """What one stage said at one moment."""

    at: Moment
    stage: Stage
    outcome: Outcome
    reason: str = Field(description="A stable code.")
    summary: str = Field(description="The same as a sentence.")
    group_id: int | None = Field(description="The group of incidents that it is about, or that it was put into.")

    @classmethod
    def of(cls, stored: StoredDecision) -> DecisionAnswer:
        return cls(
            at=stored.at,
            stage=stored.stage,
            outcome=stored.outcome,
            reason=stored.reason,
            summary=stored.summary,
            group_id=stored.group_id,
        )


class SaidAnswer(BaseModel):
    """What was said, or is to be said, to one destination."""

    notification_id: int
    destination: str
    purpose: Purpose
    status: NotificationStatus
    created_at: Moment
    finished_at: Moment | None
    attempts: int
    last_error: str | None

    @classmethod
    def of(cls, stored: StoredNotification) -> SaidAnswer:
        return cls(
            notification_id=stored.id,
            destination=stored.destination,
            purpose=stored.purpose,
            status=stored.status,
            created_at=stored.created_at,
            finished_at=stored.finished_at,
            attempts=stored.attempts,
            last_error=stored.last_error,
        )


class WhyAnswer(BaseModel):
    """Everything that alerting made of an incident."""

    incident_id: int
    status: AlertStatus | None = Field(description="Null until alerting has looked at it.")
    concern: Concern | None
    held_by: str | None = Field(description="What keeps it from being told: `silence:7`, `monitor:12`, `flapping`.")
    decided_again_at: Moment | None
    decisions: list[DecisionAnswer] = Field(description="The oldest first.")
    notifications: list[SaidAnswer] = Field(description="The newest first.")

    @classmethod
    def of(cls, explained: Explanation) -> WhyAnswer:
        alert = explained.alert
        return cls(
            incident_id=explained.incident_id,
            status=alert.status if alert else None,
            concern=alert.concern if alert else None,
            held_by=alert.held_by if alert else None,
            decided_again_at=alert.look_at if alert else None,
            decisions=[DecisionAnswer.of(one) for one in explained.decisions],
            notifications=[SaidAnswer.of(one) for one in explained.notifications],
        )
