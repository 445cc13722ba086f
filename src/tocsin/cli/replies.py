"""The parts of the API's answers that commands show. Fields that are not here are passed over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

JsonObject = dict[str, Any]
"""A document whose shape is a kind's own."""


class FieldProblem(msgspec.Struct):
    """One bad field of a request."""

    pointer: str = ""
    message: str = ""


class Problem(msgspec.Struct):
    """A problem document, RFC 9457."""

    title: str = ""
    detail: str = ""
    code: str = ""
    errors: list[FieldProblem] = []


class Page(msgspec.Struct):
    """One page of a list."""

    items: list[msgspec.Raw]
    next_cursor: str | None = None


class Phases(msgspec.Struct):
    """Milliseconds spent in each phase."""

    dns: float = 0
    connect: float = 0
    tls: float = 0
    first_byte: float = 0
    transfer: float = 0


class Result(msgspec.Struct):
    """What one probe run saw."""

    verdict: str
    region: str = ""
    scheduled_at: datetime | None = None
    latency_ms: float | None = None
    phases_ms: Phases | None = None
    code: int | None = None
    error: str | None = None
    message: str = ""


class Heartbeat(msgspec.Struct):
    """How a pushed monitor stands with its pings."""

    status: str
    last_ping_at: datetime | None = None
    expected_at: datetime | None = None
    missing_at: datetime | None = None
    running_since: datetime | None = None
    last_duration_ms: int | None = None


class Ping(msgspec.Struct):
    """One thing that was said to a pushed monitor."""

    at: datetime
    signal: str
    state: str | None = None
    exit_code: int | None = None
    duration_ms: int | None = None
    late_ms: int | None = None
    message: str = ""
    note: str = ""
    body_size: int = 0
    via: str = ""
    address: str = ""


class PingKey(msgspec.Struct):
    """Where a pushed monitor is pinged."""

    url: str


class WorkspacePingKey(msgspec.Struct):
    """One key for all pushed monitors, used with their slugs."""

    key: str


class BadgeUrl(msgspec.Struct):
    """One badge's addresses and what to paste."""

    name: str
    svg: str
    png: str
    json: str
    markdown: str
    html: str

    @property
    def texts(self) -> dict[str, str]:
        return {name: str(text) for name, text in msgspec.structs.asdict(self).items()}


class BadgeUrls(msgspec.Struct):
    """Where a monitor's badges are."""

    badges: list[BadgeUrl]


class Maintenance(msgspec.Struct):
    """The window that lies over a monitor."""

    id: int
    comment: str
    end: datetime


class Monitor(msgspec.Struct):
    """A monitor with what is concluded of it."""

    id: int
    name: str
    kind: str
    target: str
    config: JsonObject
    interval: float | None
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
    enabled: bool
    state: str
    since: datetime
    reason: str
    summary: str
    public: bool = False
    managed_by: str | None = None
    incident_id: int | None = None
    certificate_expires_at: datetime | None = None
    heartbeat: Heartbeat | None = None
    maintenance: Maintenance | None = None
    last_results: list[Result] = []


class Kind(msgspec.Struct):
    """A kind of check. `schema` is the JSON Schema of its settings."""

    kind: str
    title: str = ""
    summary: str = ""
    docs: str = ""
    schema: JsonObject = {}
    example: JsonObject = {}


class RegionWhy(msgspec.Struct):
    """What one region believed at the moment of a change."""

    region: str
    level: str = ""
    error: str | None = None
    message: str = ""
    is_suspect: bool = False


class Why(msgspec.Struct):
    """The rule that was applied, and what each region said."""

    rule: str = ""
    regions: list[RegionWhy] = []


class Transition(msgspec.Struct):
    """One change of state."""

    id: int
    at: datetime
    from_state: str
    to_state: str
    reason: str
    summary: str
    incident_id: int | None = None
    why: Why | None = None


class IncidentEvent(msgspec.Struct):
    """One line of a timeline."""

    at: datetime
    type: str
    summary: str = ""
    actor: str | None = None


class Incident(msgspec.Struct):
    """A period in which a monitor was not up."""

    id: int
    monitor_id: int
    severity: str
    started_at: datetime
    summary: str
    reason: str = ""
    monitor_name: str | None = None
    ended_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    cause_monitor_id: int | None = None
    rule_id: int | None = None
    snoozed_until: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    timeline: list[IncidentEvent] = []


class Mark(msgspec.Struct):
    """An interval that somebody has marked."""

    id: int
    monitor_id: int
    kind: str
    start: datetime
    end: datetime | None = None
    note: str = ""
    created_by: str = ""


class ApiKey(msgspec.Struct):
    """An API key; `key` itself only in the answer that creates it."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    created_by: str = ""
    last_used_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    key: str | None = None


class Trial(msgspec.Struct):
    """What a probe saw that was run without a monitor."""

    verdict: str
    latency_ms: float | None = None
    phases_ms: Phases | None = None
    code: int | None = None
    error: str | None = None
    message: str = ""
    evidence: JsonObject | None = None
    certificate_expires_at: datetime | None = None


class Availability(msgspec.Struct):
    """Seconds by state over one period."""

    period: str = ""
    ratio: float | None = None
    up_seconds: float = 0
    degraded_seconds: float = 0
    down_seconds: float = 0
    unknown_seconds: float = 0
    excluded_seconds: float = 0


class SeriesBucket(msgspec.Struct):
    """Counts by verdict, and latency, over one stretch of time."""

    start: datetime | None = None
    up: int = 0
    degraded: int = 0
    down: int = 0
    unknown: int = 0
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    max_ms: float | None = None


class Series(msgspec.Struct):
    """Stretches of time in order, and all of them as one."""

    buckets: list[SeriesBucket]
    total: SeriesBucket


class FieldChange(msgspec.Struct):
    """One field of a monitor before and after."""

    field: str
    before: Any = None
    after: Any = None


class Planned(msgspec.Struct):
    """What becomes of one monitor: create, update, delete."""

    action: str
    name: str
    changes: list[FieldChange] = []


class Plan(msgspec.Struct):
    """What becomes of the monitors of one source; those that stay as they are are only counted."""

    source: str
    counts: dict[str, int]
    changes: list[Planned]


class MonitorCounts(msgspec.Struct):
    """How many monitors are in each state; the paused and those in maintenance are counted there too."""

    up: int
    degraded: int
    down: int
    unknown: int
    paused: int
    maintenance: int = 0


class Region(msgspec.Struct):
    """Where a runner stands when it looks."""

    name: str
    last_seen_at: datetime | None = None
    suspect_since: datetime | None = None
    suspect_reason: str | None = None


class Readiness(msgspec.Struct):
    """Whether the server's parts are well: by part, what is wrong with it or None."""

    ready: bool
    checks: dict[str, str | None]

    def facts(self) -> list[tuple[str, str]]:
        troubles = [(name, trouble or "well") for name, trouble in self.checks.items()]
        return [("ready", "yes" if self.ready else "no"), *troubles]


class Bulk(msgspec.Struct):
    """Ids of the monitors that an action was about, and of those that it changed."""

    matched: list[int]
    changed: list[int]


class Evidence(msgspec.Struct):
    """What explains a result."""

    scheduled_at: datetime
    message: str = ""
    facts: JsonObject | None = None


class ExplainedResult(msgspec.Struct):
    """A result, what explains it, and the region's last good result."""

    result: Result
    evidence: Evidence | None = None
    last_good: Evidence | None = None
