"""Transitions with their why, availability and series as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.answers.results import PhasesAnswer
from tocsin.api.fields import Moment, VerdictWord, milliseconds
from tocsin.core.transition import Change
from tocsin.services.history import PeriodAvailability
from tocsin.storage.series import Bucket, Series
from tocsin.storage.transitions import StoredTransition


class RegionWhyAnswer(BaseModel):
    """What one region believed at the moment of the change."""

    region: str
    level: VerdictWord
    last_at: Moment = Field(description="When the newest result that bears on it was scheduled.")
    error: str | None
    message: str
    is_suspect: bool = Field(description="Its own network was in doubt.")


class WhyAnswer(BaseModel):
    """The rule that was applied and what each region said."""

    rule: str
    regions: list[RegionWhyAnswer]
    cause_monitor_id: int | None = Field(description="The parent that was down already.")

    @classmethod
    def of(cls, change: Change) -> WhyAnswer:
        return cls(
            rule=change.why.rule,
            regions=[
                RegionWhyAnswer(
                    region=one.region,
                    level=one.level.word,
                    last_at=one.last_at,
                    error=one.error,
                    message=one.message,
                    is_suspect=one.is_suspect,
                )
                for one in change.why.regions
            ],
            cause_monitor_id=change.why.cause_monitor_id,
        )


class TransitionAnswer(BaseModel):
    """One change of state and why it was concluded."""

    id: int
    monitor_id: int
    at: Moment = Field(description="From when the new state holds: the first result that speaks for it.")
    concluded_at: Moment = Field(description="When enough results agreed.")
    from_state: VerdictWord
    to_state: VerdictWord
    reason: str = Field(description="A stable code.")
    summary: str
    incident_id: int | None
    why: WhyAnswer

    @classmethod
    def of(cls, stored: StoredTransition) -> TransitionAnswer:
        change = stored.change
        return cls(
            id=stored.id,
            monitor_id=stored.monitor_id,
            at=change.at,
            concluded_at=change.concluded_at,
            from_state=change.from_state.word,
            to_state=change.to_state.word,
            reason=change.reason,
            summary=change.summary,
            incident_id=stored.incident_id,
            why=WhyAnswer.of(change),
        )


class AvailabilityAnswer(BaseModel):
    """Seconds by state over one period. What could not be told, and what was planned, is left out of the ratio."""

    period: str = Field(description="`24h`, `7d`, `30d`, `90d`, `365d`, or `custom`.")
    start: Moment
    end: Moment
    ratio: float | None = Field(description="(up + degraded) / (up + degraded + down); null when nothing is known.")
    up_seconds: float
    degraded_seconds: float
    down_seconds: float
    unknown_seconds: float
    excluded_seconds: float = Field(description="Planned, in maintenance or paused.")

    @classmethod
    def of(cls, found: PeriodAvailability) -> AvailabilityAnswer:
        sums = found.availability
        return cls(
            period=found.period,
            start=found.range.start,
            end=found.range.end,
            ratio=sums.ratio,
            up_seconds=sums.up_ms / 1000,
            degraded_seconds=sums.degraded_ms / 1000,
            down_seconds=sums.down_ms / 1000,
            unknown_seconds=sums.unknown_ms / 1000,
            excluded_seconds=sums.excluded_ms / 1000,
        )


class BucketAnswer(BaseModel):
    """Results by verdict, and latency in milliseconds, over one stretch of time."""

    start: Moment
    up: int
    degraded: int
    down: int
    unknown: int
    excluded: int
    latency_count: int
    mean_ms: float | None
    min_ms: float | None
    max_ms: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    phases_ms: PhasesAnswer | None = Field(description="Means; only where single results are still kept.")

    @classmethod
    def of(cls, bucket: Bucket) -> BucketAnswer:
        return cls(
            start=bucket.start,
            up=bucket.up,
            degraded=bucket.degraded,
            down=bucket.down,
            unknown=bucket.unknown,
            excluded=bucket.excluded,
            latency_count=bucket.latency_count,
            mean_ms=milliseconds(bucket.latency_mean),
            min_ms=milliseconds(bucket.latency_min),
            max_ms=milliseconds(bucket.latency_max),
            p50_ms=milliseconds(bucket.p50),
            p95_ms=milliseconds(bucket.p95),
            p99_ms=milliseconds(bucket.p99),
            phases_ms=PhasesAnswer.of(bucket.phases) if bucket.phases else None,
        )


class SeriesAnswer(BaseModel):
    """Buckets in order, empty ones left out, and all of them as one."""

    bucket: float = Field(description="Width in seconds: the one asked for, or the next one that is still kept.")
    buckets: list[BucketAnswer]
    total: BucketAnswer

    @classmethod
    def of(cls, series: Series) -> SeriesAnswer:
        return cls(
            bucket=series.width_ms / 1000,
            buckets=[BucketAnswer.of(bucket) for bucket in series.buckets],
            total=BucketAnswer.of(series.total),
        )
