"""What policies would have done, as the API shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, Field

from tocsin.api.answers.foresight import DestinationAnswer
from tocsin.api.fields import Moment
from tocsin.core.alerting.backtest.page import Page
from tocsin.core.alerting.backtest.summary import DestinationCount
from tocsin.core.errors import TocsinError
from tocsin.services.backtest_run import Finding


class NamedMonitorAnswer(BaseModel):
    """A monitor."""

    id: int
    name: str


class BacktestPageAnswer(BaseModel):
    """One thing that would have been said, to some destinations at one moment."""

    at: Moment
    purpose: str = Field(description="`problem` for a step; `reminder`, `worse`, or `more` when others have joined.")
    policy_id: int | None = Field(description="Null for the policy that was sent.")
    policy: str
    number: int = Field(description="Of the step, or of the reminder, from 1 on.")
    destinations: list[DestinationAnswer]
    severity: str
    concern: str
    monitors: list[NamedMonitorAnswer] = Field(description="Which would have been told of; the first 50.")
    total: int = Field(description="How many incidents these are.")
    is_flapping: bool
    resolved_after: float | None = Field(description="Seconds until all of it was over; null while it lasted.")

    @classmethod
    def of(cls, page: Page, names: Mapping[int, str]) -> BacktestPageAnswer:
        return cls(
            at=page.at,
            purpose=page.purpose,
            policy_id=page.policy_id or None,
            policy=page.policy,
            number=page.number,
            destinations=[DestinationAnswer.of(one) for one in page.destinations],
            severity=page.severity,
            concern=page.concern,
            monitors=[NamedMonitorAnswer(id=one, name=names.get(one, "")) for one in page.monitor_ids],
            total=page.total,
            is_flapping=page.is_flapping,
            resolved_after=None if page.resolved_after is None else page.resolved_after / 1000,
        )


class DestinationCountAnswer(BaseModel):
    """How often one destination would have been paged."""

    destination: DestinationAnswer
    pages: int
    at_night: int

    @classmethod
    def of(cls, count: DestinationCount) -> DestinationCountAnswer:
        return cls(destination=DestinationAnswer.of(count.destination), pages=count.pages, at_night=count.at_night)


class ReplayedMonitorAnswer(BaseModel):
    """A monitor whose results were judged anew."""

    monitor_id: int
    monitor: str
    since: Moment | None = Field(description="When the earliest of its results was; null where there are none.")


class BacktestSummaryAnswer(BaseModel):
    """What a backtest comes to. Pages are all that is said but that it is over."""

    since: Moment = Field(description="With other thresholds not before results are kept.")
    until: Moment
    results_since: Moment | None = Field(description="With other thresholds: since when results are kept.")
    replayed: list[ReplayedMonitorAnswer] = Field(description="With other thresholds: from when on each was judged.")
    monitors: int = Field(description="How many were looked at.")
    incidents: int = Field(description="How many began in that time.")
    told: int = Field(description="Of how many somebody would have been told.")
    pages: int
    listed: int = Field(description="How many pages are listed.")
    at_night: int = Field(description="Pages from 22 to 7 o'clock.")
    by_hour: list[int] = Field(description="Pages by the hour of the day, from 0 to 23.")
    resolved_within_five_minutes: int = Field(description="Pages about what was over so soon.")
    unresolved: int = Field(description="Pages about what was not over at the end.")
    recoveries: int = Field(description="How often it would have been told that it is over.")
    destinations: list[DestinationCountAnswer] = Field(description="Those with most pages first.")
    held: dict[str, int] = Field(description="How many incidents were held back for a while, by the reason.")
    untold: dict[str, int] = Field(description="Of how many nobody would have been told, by the reason.")
    longest: BacktestPageAnswer | None = Field(description="The page about what lasted longest.")

    @classmethod
    def of(cls, finding: Finding) -> BacktestSummaryAnswer:
        summary = finding.summary
        counts = sorted(summary.destinations.values(), key=lambda one: (-one.pages, one.destination.name))
        return cls(
            since=finding.since,
            until=finding.until,
            results_since=finding.results_since,
            replayed=_replayed(finding),
            monitors=finding.monitors,
            incidents=summary.incidents,
            told=summary.told,
            pages=summary.pages,
            listed=len(finding.pages),
            at_night=summary.at_night,
            by_hour=summary.by_hour,
            resolved_within_five_minutes=summary.quick,
            unresolved=summary.unresolved,
            recoveries=summary.recoveries,
            destinations=[DestinationCountAnswer.of(one) for one in counts],
            held=dict(summary.held.most_common()),
            untold=dict(summary.untold.most_common()),
            longest=None if summary.longest is None else BacktestPageAnswer.of(summary.longest, finding.names),
        )


class BacktestAnswer(BaseModel):
    """What policies would have done: the earliest pages, and what all of them come to."""

    pages: list[BacktestPageAnswer]
    summary: BacktestSummaryAnswer

    @classmethod
    def of(cls, finding: Finding) -> BacktestAnswer:
        pages = [BacktestPageAnswer.of(one, finding.names) for one in finding.pages]
        return cls(pages=pages, summary=BacktestSummaryAnswer.of(finding))


class ProgressLine(BaseModel):
    """So much of the work is done, 0 to 1."""

    type: Literal["progress"] = "progress"
    share: float


class PageLine(BaseModel):
    """A page, in order of time."""

    type: Literal["page"] = "page"
    page: BacktestPageAnswer


class SummaryLine(BaseModel):
    """The last line."""

    type: Literal["summary"] = "summary"
    summary: BacktestSummaryAnswer


class ProblemLine(BaseModel):
    """The last line, when it could not be done."""

    type: Literal["problem"] = "problem"
    code: str = Field(description="Stable, for programs.")
    detail: str

    @classmethod
    def of(cls, error: TocsinError) -> ProblemLine:
        return cls(code=error.code, detail=error.message)


def _replayed(finding: Finding) -> list[ReplayedMonitorAnswer]:
    if finding.replayed_since is None:
        return []
    return [
        ReplayedMonitorAnswer(
            monitor_id=one, monitor=finding.names.get(one, ""), since=None if at is None else max(at, finding.since)
        )
        for one, at in finding.replayed_since.items()
    ]
