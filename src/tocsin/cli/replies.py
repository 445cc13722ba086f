"""The parts of the API's answers that commands show. Fields that are not here are passed over."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tocsin.core.result import Json


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


class Monitor(msgspec.Struct):
    """A monitor with what is concluded of it."""

    id: int
    name: str
    kind: str
    target: str
    config: dict[str, Json]
    interval: float
    timeout: float
    retry_interval: float
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
    managed_by: str | None = None
    incident_id: int | None = None
    certificate_expires_at: datetime | None = None
    last_results: list[Result] = []


class Kind(msgspec.Struct):
    """A kind of check. `schema` is the JSON Schema of its settings."""

    kind: str
    title: str = ""
    summary: str = ""
    docs: str = ""
    schema: dict[str, Json] = {}
    example: dict[str, Json] = {}
