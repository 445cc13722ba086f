"""What policies would do, as the API shows it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.answers.policies import AnyTarget
from tocsin.api.fields import Moment
from tocsin.core.alerting.trace import Ruling
from tocsin.services.destinations import Destination
from tocsin.services.foresight import ForeseenEntry, ForeseenPolicy, ForeseenTarget, ForeseenTelling, Foresight
from tocsin.services.policy_fields import target_as_written


class RulingAnswer(BaseModel):
    """One word of a decision."""

    outcome: str = Field(description="`pass`, `hold`, `stop` or `tell`.")
    reason: str = Field(description="A stable code.")
    summary: str

    @classmethod
    def of(cls, ruling: Ruling) -> RulingAnswer:
        return cls(outcome=ruling.outcome, reason=ruling.reason, summary=ruling.summary)


class DestinationAnswer(BaseModel):
    """A channel, or a user by mail."""

    channel_id: int | None
    user_id: int | None
    name: str = Field(description="Of the channel; a user's e-mail address.")

    @classmethod
    def of(cls, destination: Destination) -> DestinationAnswer:
        return cls(channel_id=destination.channel_id, user_id=destination.user_id, name=destination.name)


class ForeseenTargetAnswer(BaseModel):
    """What a step names, and who is behind it at that moment."""

    target: AnyTarget
    name: str
    told: list[DestinationAnswer]
    note: str = Field(description="Why that is nobody, or not everybody; mostly empty.")

    @classmethod
    def of(cls, foreseen: ForeseenTarget) -> ForeseenTargetAnswer:
        return cls.model_validate(
            {
                "target": target_as_written(foreseen.target),
                "name": foreseen.name,
                "told": [DestinationAnswer.of(one) for one in foreseen.told],
                "note": foreseen.note,
            }
        )


class ForeseenTellingAnswer(BaseModel):
    """Something that is told."""

    purpose: str = Field(description="`problem` for a step, `reminder` for a reminder.")
    number: int = Field(description="Of the step, or of the reminder, from 1 on.")
    targets: list[ForeseenTargetAnswer] | None = Field(description="Null: everybody who was told before.")

    @classmethod
    def of(cls, telling: ForeseenTelling) -> ForeseenTellingAnswer:
        targets = telling.targets
        return cls(
            purpose=telling.purpose,
            number=telling.number,
            targets=None if targets is None else [ForeseenTargetAnswer.of(one) for one in targets],
        )


class ForeseenEntryAnswer(BaseModel):
    """What happens at a moment: something is told, a step is passed over, or quiet hours hold it back."""

    at: Moment
    tellings: list[ForeseenTellingAnswer]
    rulings: list[RulingAnswer]

    @classmethod
    def of(cls, entry: ForeseenEntry) -> ForeseenEntryAnswer:
        return cls(
            at=entry.at,
            tellings=[ForeseenTellingAnswer.of(one) for one in entry.tellings],
            rulings=[RulingAnswer.of(one) for one in entry.rulings],
        )


class ForeseenPolicyAnswer(BaseModel):
    """A policy that would take the incident."""

    id: int
    name: str
    entries: list[ForeseenEntryAnswer] = Field(description="In order of time.")
    goes_on: bool = Field(description="More would follow.")

    @classmethod
    def of(cls, foreseen: ForeseenPolicy) -> ForeseenPolicyAnswer:
        entries = [ForeseenEntryAnswer.of(one) for one in foreseen.entries]
        return cls(id=foreseen.policy.id, name=foreseen.policy.name, entries=entries, goes_on=foreseen.goes_on)


class ForesightAnswer(BaseModel):
    """Which policies would take an incident, and who would be told what, when, if nobody took it on."""

    monitor_id: int
    concern: str
    severity: str
    at: Moment
    policies: list[ForeseenPolicyAnswer] = Field(description="The first few, in the order in which they are asked.")
    rulings: list[RulingAnswer] = Field(description="Why others were passed over, and at last which ones take it.")

    @classmethod
    def of(cls, foresight: Foresight) -> ForesightAnswer:
        subject = foresight.subject
        return cls(
            monitor_id=subject.monitor_id,
            concern=subject.concern,
            severity=subject.severity,
            at=foresight.at,
            policies=[ForeseenPolicyAnswer.of(one) for one in foresight.policies],
            rulings=[RulingAnswer.of(one) for one in foresight.rulings],
        )
