"""Results as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment, VerdictWord, milliseconds
from tocsin.core.result import Phases
from tocsin.storage.results import StoredResult


class PhasesAnswer(BaseModel):
    """Milliseconds spent in each phase, not cumulated."""

    dns: float
    connect: float
    tls: float
    first_byte: float
    transfer: float

    @classmethod
    def of(cls, phases: Phases) -> PhasesAnswer:
        return cls(
            dns=phases.dns / 1000,
            connect=phases.connect / 1000,
            tls=phases.tls / 1000,
            first_byte=phases.first_byte / 1000,
            transfer=phases.transfer / 1000,
        )


class ResultAnswer(BaseModel):
    """What one probe run saw."""

    monitor_id: int
    region: str
    scheduled_at: Moment
    verdict: VerdictWord
    latency_ms: float | None = Field(description="The whole run; null when nothing was measured.")
    phases_ms: PhasesAnswer | None
    code: int | None = Field(description="The protocol's own number, such as an HTTP status.")
    error: str | None = Field(description="A stable code; null when all is well.")
    message: str = Field(description="What was seen and what to do about it.")

    @classmethod
    def of(cls, stored: StoredResult) -> ResultAnswer:
        return cls(
            monitor_id=stored.monitor_id,
            region=stored.region,
            scheduled_at=stored.scheduled_at,
            verdict=stored.verdict.word,
            latency_ms=milliseconds(stored.latency_us),
            phases_ms=PhasesAnswer.of(stored.phases) if stored.phases else None,
            code=stored.code,
            error=stored.error,
            message=stored.message,
        )
