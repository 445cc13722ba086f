"""Rules, and what they see, as the API shows them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from tocsin.api.answers.match import MatchAnswer
from tocsin.api.fields import Moment
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.rule import Metric
from tocsin.services import rule_fields
from tocsin.services.rule_values import RuleTrial, SeenValue
from tocsin.storage.rules import StoredRule

MetricWord = Annotated[str, WithJsonSchema({"type": "string", "enum": list(Metric)})]
SeverityWord = Annotated[str, WithJsonSchema({"type": "string", "enum": list(Severity)})]


class RuleAnswer(BaseModel):
    """What is too much, or too little, of which monitors. Null where the metric has no such field."""

    id: int
    name: str
    enabled: bool
    match: MatchAnswer
    metric: MetricWord
    above: float | None = Field(description="Ms of a latency, a ratio, a burn rate, or seconds of a run.")
    below: float | None = Field(description="A ratio, days, or seconds of a run.")
    window: float | None = Field(description="Seconds.")
    short_window: float | None = Field(description="Seconds.")
    percentile: float | None
    objective: float | None = Field(description="A ratio.")
    least_results: int | None
    severity: SeverityWord
    confirmations: int
    recoveries: int
    revision: int
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, stored: StoredRule) -> RuleAnswer:
        return cls.model_validate(
            {
                **rule_fields.as_written(stored.fields),
                "id": stored.id,
                "revision": stored.revision,
                "created_at": stored.created_at,
                "updated_at": stored.updated_at,
            }
        )


class RuleValueAnswer(BaseModel):
    """What a rule sees of one monitor now."""

    monitor_id: int
    monitor_name: str
    value: float | None = Field(description="In the unit of the rule's threshold; null when it cannot be told.")
    is_beyond: bool = Field(description="The value is beyond the threshold.")
    summary: str = Field(description="Why it is, or why there is no value; else empty.")

    @classmethod
    def of(cls, seen: SeenValue) -> RuleValueAnswer:
        return cls.model_validate(_value(seen))


class RuleStateAnswer(RuleValueAnswer):
    """The same, and what was concluded of it."""

    is_broken: bool = Field(description="Enough evaluations in a row were beyond the threshold.")
    since: Moment | None = Field(description="Since when it is broken.")
    incident_id: int | None

    @classmethod
    def of(cls, seen: SeenValue) -> RuleStateAnswer:
        broken = seen.state.is_broken
        since = seen.state.since if broken else None
        return cls.model_validate(
            {**_value(seen), "is_broken": broken, "since": since, "incident_id": seen.incident_id}
        )


class RuleTrialAnswer(BaseModel):
    """What a rule would see now. Nothing was stored."""

    looked_at: int = Field(description="How many monitors were looked at: the first 500 that it is about.")
    beyond: int = Field(description="How many of these are beyond the threshold.")
    untold: int = Field(description="Of how many nothing can be told.")
    items: list[RuleValueAnswer] = Field(description="The worst first, 100 at most.")

    @classmethod
    def of(cls, trial: RuleTrial) -> RuleTrialAnswer:
        items = [RuleValueAnswer.of(one) for one in trial.items]
        return cls(looked_at=trial.looked_at, beyond=trial.beyond, untold=trial.untold, items=items)


def _value(seen: SeenValue) -> dict[str, object]:
    return {
        "monitor_id": seen.monitor_id,
        "monitor_name": seen.monitor_name,
        "value": None if seen.value is None else round(seen.value, 6),
        "is_beyond": seen.is_beyond,
        "summary": seen.summary,
    }
