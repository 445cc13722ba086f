"""Results as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field, JsonValue

from tocsin.api.fields import Moment, VerdictWord, milliseconds
from tocsin.core.result import Outcome, Phases, Result
from tocsin.services.history import ExplainedResult
from tocsin.storage.evidence import StoredEvidence
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

    @classmethod
    def of_fresh(cls, result: Result) -> ResultAnswer:
        """One that has only just been seen."""
        outcome = result.outcome
        return cls(
            monitor_id=result.monitor_id,
            region=result.region,
            scheduled_at=result.scheduled_at,
            verdict=outcome.verdict.word,
            latency_ms=milliseconds(outcome.latency_us),
            phases_ms=PhasesAnswer.of(outcome.phases) if outcome.phases else None,
            code=outcome.code,
            error=outcome.error,
            message=outcome.message,
        )


class OutcomeAnswer(BaseModel):
    """What a configuration that is not saved has seen."""

    verdict: VerdictWord
    latency_ms: float | None
    phases_ms: PhasesAnswer | None
    code: int | None
    error: str | None
    message: str
    evidence: dict[str, JsonValue] | None = Field(description="Headers, certificates, addresses and the like.")
    certificate_expires_at: Moment | None

    @classmethod
    def of(cls, outcome: Outcome) -> OutcomeAnswer:
        return cls(
            verdict=outcome.verdict.word,
            latency_ms=milliseconds(outcome.latency_us),
            phases_ms=PhasesAnswer.of(outcome.phases) if outcome.phases else None,
            code=outcome.code,
            error=outcome.error,
            message=outcome.message,
            evidence=outcome.evidence,
            certificate_expires_at=outcome.certificate_expires_at,
        )


class EvidenceAnswer(BaseModel):
    """What explains a result."""

    scheduled_at: Moment
    message: str
    facts: dict[str, JsonValue] | None = Field(description="Headers, certificates, addresses and the like.")

    @classmethod
    def of(cls, stored: StoredEvidence) -> EvidenceAnswer:
        return cls(scheduled_at=stored.scheduled_at, message=stored.message, facts=stored.document)


class ExplainedResultAnswer(BaseModel):
    """A result, what explains it, and the region's last good result to compare it with."""

    result: ResultAnswer
    evidence: EvidenceAnswer | None = Field(description="Null when none was kept, or not any more.")
    last_good: EvidenceAnswer | None

    @classmethod
    def of(cls, found: ExplainedResult) -> ExplainedResultAnswer:
        return cls(
            result=ResultAnswer.of(found.result),
            evidence=EvidenceAnswer.of(found.evidence) if found.evidence else None,
            last_good=EvidenceAnswer.of(found.last_good) if found.last_good else None,
        )
