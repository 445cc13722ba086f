"""A rule as somebody writes it down: the fields, their defaults and their bounds."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.rule import Metric
from tocsin.core.durations import LONGEST_TEXT, bounded_seconds
from tocsin.services.match_draft import MatchDraft
from tocsin.services.measures import is_measure
from tocsin.services.monitor_draft import Name, Strict

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400
MOST_IN_A_ROW = 60
MOST_RESULTS = 10_000

Measure = Annotated[
    float | str,
    BeforeValidator(is_measure),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "maxLength": LONGEST_TEXT}]}),
]
Window = Annotated[float, bounded_seconds(MINUTE_S, 90 * DAY_S)]
InARow = Annotated[int, Field(strict=True, ge=1, le=MOST_IN_A_ROW)]


class RuleDraft(BaseModel):
    """What is too much, or too little, of which monitors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name = Field(description="Unique within the workspace.")
    enabled: Annotated[bool, Strict] = Field(default=True, description="False: it is not evaluated.")
    match: MatchDraft = Field(default=MatchDraft(), description="Which monitors it is about; all when left out.")
    metric: Metric = Field(
        description="What is looked at: `latency` (a percentile), `error_ratio` (results that were down), "
        "`availability`, `burn_rate` (how fast the error budget is spent), `certificate_days`, `heartbeat_duration`."
    )
    above: Measure | None = Field(
        default=None,
        description="Broken above this: ms of a latency (or text such as `800ms`), a ratio (`0.05`, or `5%`), a burn "
        "rate, seconds of a heartbeat's run (or `2h`).",
    )
    below: Measure | None = Field(
        default=None,
        description="Broken below this: a ratio of availability (`0.999`, or `99.9%`), days of a certificate, seconds "
        "of a heartbeat's run.",
    )
    window: Window | None = Field(
        default=None,
        description="How far it looks back: seconds, or text such as `5m`. Of a latency or an error ratio a minute to "
        "a day, by default 5 minutes; of an availability 5 minutes to 90 days, by default 30 days; of a burn rate the "
        "same, by default an hour.",
    )
    short_window: Window | None = Field(
        default=None,
        description="Of a burn rate, which must be too high over this window too; by default a twelfth of `window`.",
    )
    percentile: Annotated[float, Field(ge=50, le=99.9)] | None = Field(
        default=None, description="Of a latency; by default 95."
    )
    objective: Measure | None = Field(
        default=None, description="Of a burn rate: the availability that is promised, such as `0.999` or `99.9%`."
    )
    least_results: Annotated[int, Field(strict=True, ge=1, le=MOST_RESULTS)] | None = Field(
        default=None,
        description="Of a latency or an error ratio: with fewer in the window nothing is concluded. By default 3.",
    )
    severity: Severity = Field(default=Severity.WARNING, description="Of the incident when it is broken.")
    confirmations: InARow | None = Field(
        default=None,
        description="So many evaluations in a row must say that it is broken: by default 2, and 1 for certificates "
        "and heartbeats.",
    )
    recoveries: InARow | None = Field(default=None, description="So many that it is kept again; the same default.")
