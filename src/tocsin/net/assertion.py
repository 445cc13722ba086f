"""The contract of an assertion, and how a list of them is judged."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from tocsin.core.errors import ErrorCode
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.net.answer import Answer

Severity = Literal["down", "degraded"]
_VERDICTS = {"down": Verdict.DOWN, "degraded": Verdict.DEGRADED}


class TruncatedBody(Exception):
    """The part of the body that was read does not decide the assertion."""


class BaseAssertion(BaseModel):
    """One expectation, discriminated by `type`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    error: ClassVar[ErrorCode] = ErrorCode.ASSERTION_FAILED
    needs_body: ClassVar[bool] = False

    type: str
    severity: Severity = Field("down", title="Severity", description="What it means when this does not hold.")

    @property
    @abstractmethod
    def expected(self) -> str:
        """Completes the sentence `expected …`."""

    @abstractmethod
    def holds(self, answer: Answer) -> bool:
        """Raise TruncatedBody when the rest of the body would be needed to tell."""

    @abstractmethod
    def got(self, answer: Answer) -> str:
        """Completes the sentence `expected …, got …`."""


class Judgement(NamedTuple):
    """One assertion applied to one answer."""

    assertion: BaseAssertion
    holds: bool
    got: str
    error: ErrorCode

    @property
    def verdict(self) -> Verdict:
        return Verdict.UP if self.holds else _VERDICTS[self.assertion.severity]

    @property
    def sentence(self) -> str:
        return f"expected {self.assertion.expected}, got {self.got}"

    def as_evidence(self) -> Json:
        return {
            "type": self.assertion.type,
            "expected": self.assertion.expected,
            "got": self.got,
            "holds": self.holds,
            "severity": self.assertion.severity,
        }


def all_hold(assertions: Iterable[BaseAssertion], answer: Answer) -> bool:
    """The quick look that suffices for a good answer."""
    try:
        return all(assertion.holds(answer) for assertion in assertions)
    except TruncatedBody:
        return False


def judge(assertions: Iterable[BaseAssertion], answer: Answer) -> list[Judgement]:
    """Every assertion with what it got, in the order given."""
    return [_judge(assertion, answer) for assertion in assertions]


def worst(judgements: Sequence[Judgement]) -> Judgement | None:
    """The first failing one of the worst severity; None when all hold."""
    failed = [judgement for judgement in judgements if not judgement.holds]
    return max(failed, key=lambda judgement: judgement.verdict, default=None)


def _judge(assertion: BaseAssertion, answer: Answer) -> Judgement:
    try:
        holds = assertion.holds(answer)
    except TruncatedBody:
        got = f"a body too large to tell: raise the body limit above {len(answer.body)} bytes"
        return Judgement(assertion, holds=False, got=got, error=ErrorCode.BODY_TOO_LARGE)
    return Judgement(assertion, holds=holds, got=assertion.got(answer), error=assertion.error)
