"""Monitors as the API shows them: what was configured, what is concluded, and small pictures of the past."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pydantic import BaseModel, Field, JsonValue

from tocsin.api.answers.pings import HeartbeatAnswer
from tocsin.api.answers.results import ResultAnswer
from tocsin.api.fields import Moment, VerdictWord, day, milliseconds
from tocsin.core.alerting.silence import Occurrence
from tocsin.core.availability import Availability
from tocsin.core.heartbeat_status import HeartbeatStatus
from tocsin.services.monitor_fields import as_written
from tocsin.storage.monitor_lists import ListedMonitor
from tocsin.storage.overviews import DayBar, SparkPoint
from tocsin.storage.results import StoredResult

HOUR_MS = 3_600_000
DAY_MS = 86_400_000


class Sparkline(BaseModel):
    """Mean latency of each of the last hours, the present one last."""

    start: Moment
    step: int = Field(description="Seconds per entry.")
    latency_ms: list[float | None] = Field(description="Null where nothing was measured.")
    bad: list[int] = Field(description="How many results were not up.")

    @classmethod
    def of(cls, points: Sequence[SparkPoint], now: int, hours: int) -> Sparkline:
        start = now - now % HOUR_MS - (hours - 1) * HOUR_MS
        by_start = {point.start: point for point in points}
        slots = [by_start.get(start + index * HOUR_MS) for index in range(hours)]
        return cls(
            start=start,
            step=HOUR_MS // 1000,
            latency_ms=[milliseconds(slot.latency_mean) if slot else None for slot in slots],
            bad=[slot.bad if slot else 0 for slot in slots],
        )


class Bars(BaseModel):
    """One entry per UTC day, today last."""

    total: float | None = Field(description="Availability of all these days together, by time.")
    start: str = Field(description="The first day.", json_schema_extra={"format": "date"})
    availability: list[float | None] = Field(description="0 to 1; null where nothing is known.")
    degraded_seconds: list[int]
    down_seconds: list[int]
    unknown_seconds: list[int]

    @classmethod
    def of(cls, bars: Sequence[DayBar], now: int, days: int) -> Bars:
        start = now - now % DAY_MS - (days - 1) * DAY_MS
        by_start = {bar.start: bar.availability for bar in bars}
        slots = [by_start.get(start + index * DAY_MS) for index in range(days)]
        return cls(
            total=reduce(Availability.plus, filter(None, slots), Availability()).ratio,
            start=day(start),
            availability=[slot.ratio if slot else None for slot in slots],
            degraded_seconds=[slot.degraded_ms // 1000 if slot else 0 for slot in slots],
            down_seconds=[slot.down_ms // 1000 if slot else 0 for slot in slots],
            unknown_seconds=[slot.unknown_ms // 1000 if slot else 0 for slot in slots],
        )


class MaintenanceAnswer(BaseModel):
    """The maintenance window that lies over a monitor; of several the one that ends last."""

    id: int
    comment: str
    start: Moment
    end: Moment

    @classmethod
    def of(cls, occurrence: Occurrence) -> MaintenanceAnswer:
        return cls(id=occurrence.silence_id, comment=occurrence.comment, start=occurrence.start, end=occurrence.end)


class MonitorAnswer(BaseModel):
    """A monitor with what is concluded of it at this moment. Durations are seconds."""

    id: int
    name: str
    kind: str
    target: str = Field(description="The host or address that is looked at.")
    config: dict[str, JsonValue] = Field(description="As it was given; secrets show as `********`.")
    interval: float | None = Field(description="Null, as the next two, for kinds that are pushed to.")
    timeout: float | None
    retry_interval: float | None
    failure_threshold: int
    recovery_threshold: int
    degraded_latency_ms: int | None
    degraded_certificate_days: int | None
    regions: list[str]
    quorum: str | int
    tags: list[str]
    parents: list[int]
    description: str
    runbook_url: str | None
    enabled: bool = Field(description="False: paused.")
    maintenance: MaintenanceAnswer | None = Field(description="Why nobody is told now; it hides no state.")
    public: bool = Field(description="Anybody may see its badges.")
    managed_by: str | None = Field(description="The source that declares it; null when it was made by hand.")
    revision: int
    created_at: Moment
    updated_at: Moment
    state: VerdictWord
    since: Moment = Field(description="Since when it is in this state.")
    reason: str = Field(description="Why, as a stable code.")
    summary: str = Field(description="Why, as a sentence.")
    incident_id: int | None = Field(description="The incident that is open, if one is.")
    certificate_expires_at: Moment | None
    last_result: ResultAnswer | None = Field(description="The newest result of any region.")
    last_results: list[ResultAnswer] = Field(description="The newest result of each region.")
    heartbeat: HeartbeatAnswer | None = Field(description="Only of kinds that are pushed to, where it is read.")
    sparkline: Sparkline | None = Field(default=None, description="Only with `include=sparkline`.")
    bars: Bars | None = Field(default=None, description="Only with `include=bars`.")
    p95_ms: float | None = Field(
        default=None,
        description="Latency, of the last 24 closed hours. Only with `include=p95`; null when nothing was measured.",
    )

    @classmethod
    def of(
        cls,
        listed: ListedMonitor,
        results: Sequence[StoredResult] = (),
        sparkline: Sparkline | None = None,
        bars: Bars | None = None,
        heartbeat: HeartbeatStatus | None = None,
        p95: float | None = None,
    ) -> MonitorAnswer:
        monitor = listed.monitor
        newest_first = [
            ResultAnswer.of(result) for result in sorted(results, key=lambda one: one.scheduled_at, reverse=True)
        ]
        return cls.model_validate(
            {
                **as_written(monitor.fields),
                "id": monitor.id,
                "target": monitor.fields.target,
                "managed_by": monitor.fields.managed_by,
                "revision": monitor.revision,
                "created_at": monitor.created_at,
                "updated_at": monitor.updated_at,
                "maintenance": None if listed.maintenance is None else MaintenanceAnswer.of(listed.maintenance),
                "state": listed.state.word,
                "since": listed.since,
                "reason": listed.reason,
                "summary": listed.summary,
                "incident_id": listed.incident_id,
                "certificate_expires_at": listed.certificate_expires_at,
                "last_result": newest_first[0] if newest_first else None,
                "last_results": newest_first,
                "heartbeat": None if heartbeat is None else HeartbeatAnswer.of(heartbeat),
                "sparkline": sparkline,
                "bars": bars,
                "p95_ms": milliseconds(p95),
            }
        )


class MonitorCounts(BaseModel):
    """How many monitors are in each state."""

    up: int
    degraded: int
    down: int
    unknown: int
    paused: int = Field(description="Of all those, how many are paused.")
    maintenance: int = Field(description="Of all those, how many are in maintenance.")
