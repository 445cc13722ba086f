"""What a user can expect of an answer: typed assertions, each telling what it expected and what it got."""

from __future__ import annotations

import math
import time
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field, JsonValue, field_validator, model_validator

from tocsin.core.errors import ErrorCode
from tocsin.net.answer import Answer
from tocsin.net.assertion import BaseAssertion, Severity, TruncatedBody
from tocsin.net.comparisons import COMPARE_TEXT, ORDER, compare_json, is_number, shown, shown_json, status_range
from tocsin.net.expressions import MAX_EXPRESSION_LENGTH, check_expression, evaluate
from tocsin.net.patterns import check_pattern

DAY_MS = 86_400_000
MAX_ASSERTIONS = 50
MAX_BODY_SIZE = 10 * 1024**2
_SPOKEN = {
    "exists": "that exists",
    "missing": "to be missing",
    "equals": "equal to",
    "contains": "containing",
    "not_contains": "not containing",
    "matches": "matching",
    "not_matches": "not matching",
    "eq": "equal to",
    "ne": "other than",
    "lt": "below",
    "le": "of at most",
    "gt": "above",
    "ge": "of at least",
}


class StatusAssertion(BaseAssertion):
    """The answer's status code is one of these."""

    type: Literal["status"]
    values: tuple[int | str, ...] = Field(
        min_length=1,
        max_length=50,
        title="Status codes",
        description="Codes, and ranges such as `200-299`, of which one must match.",
        examples=[[200, "300-399"]],
    )

    @field_validator("values")
    @classmethod
    def _check_values(cls, values: tuple[int | str, ...]) -> tuple[int | str, ...]:
        for value in values:
            low, high = status_range(value)
            if low > high:
                raise ValueError(f"the range {value} is empty: write the lower code first")
        return values

    @cached_property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        return tuple(status_range(value) for value in self.values)

    @property
    def expected(self) -> str:
        return "status " + " or ".join(str(value) for value in self.values)

    def holds(self, answer: Answer) -> bool:
        return any(low <= answer.code <= high for low, high in self.ranges)

    def got(self, answer: Answer) -> str:
        return str(answer.code)


class HeaderAssertion(BaseAssertion):
    """A header of the answer is there, or has a value. With several lines of the name one must fit."""

    type: Literal["header"]
    name: str = Field(
        min_length=1,
        max_length=100,
        pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
        title="Header",
        description="The header's name, without regard to case.",
    )
    comparison: Literal["exists", "missing", "equals", "contains", "matches"] = Field(
        "exists", title="Comparison", description="How the header is compared. `matches` takes an RE2 pattern."
    )
    value: str = Field("", max_length=1000, title="Value", description="What the header is compared with.")

    @model_validator(mode="after")
    def _check_value(self) -> HeaderAssertion:
        if self.comparison == "matches":
            check_pattern(self.value)
        return self

    @property
    def expected(self) -> str:
        value = "" if self.comparison in {"exists", "missing"} else f" {shown(self.value)}"
        return f"header {self.name} {_SPOKEN[self.comparison]}{value}"

    def holds(self, answer: Answer) -> bool:
        values = answer.header(self.name)
        if self.comparison == "missing":
            return not values
        return any(COMPARE_TEXT[self.comparison](value, self.value) for value in values)

    def got(self, answer: Answer) -> str:
        values = answer.header(self.name)
        return shown(", ".join(values)) if values else "no such header"


class BodyAssertion(BaseAssertion):
    """The answer's body contains a text or matches a pattern, or must not."""

    needs_body: ClassVar[bool] = True
    type: Literal["body"]
    comparison: Literal["contains", "not_contains", "matches", "not_matches"] = Field(
        "contains", title="Comparison", description="How the body is compared. `matches` takes an RE2 pattern."
    )
    value: str = Field(min_length=1, max_length=1000, title="Value", description="A text, or an RE2 pattern.")

    @model_validator(mode="after")
    def _check_value(self) -> BodyAssertion:
        if self.comparison.endswith("matches"):
            check_pattern(self.value)
        return self

    @property
    def expected(self) -> str:
        return f"a body {_SPOKEN[self.comparison]} {shown(self.value)}"

    def holds(self, answer: Answer) -> bool:
        is_found = self._is_found(answer)
        if not is_found and answer.is_truncated:
            raise TruncatedBody
        return is_found != self.comparison.startswith("not_")

    def got(self, answer: Answer) -> str:
        if not answer.body:
            return "an empty body"
        return f"{len(answer.body)} bytes {'with' if self._is_found(answer) else 'without'} it"

    def _is_found(self, answer: Answer) -> bool:
        return COMPARE_TEXT[self.comparison.removeprefix("not_")](answer.text, self.value)


class JsonAssertion(BaseAssertion):
    """A value inside a JSON body, found by a JMESPath expression, compares as it should."""

    needs_body: ClassVar[bool] = True
    type: Literal["json"]
    expression: str = Field(
        min_length=1,
        max_length=MAX_EXPRESSION_LENGTH,
        title="Expression",
        description="JMESPath, such as `data.items[0].status` or `length(errors)`.",
    )
    comparison: Literal["eq", "ne", "lt", "le", "gt", "ge", "contains", "matches", "exists"] = Field(
        "eq", title="Comparison", description="How the value is compared. `exists` means: found, and not null."
    )
    value: JsonValue = Field(None, title="Value", description="What it is compared with; any JSON value.")

    @field_validator("expression")
    @classmethod
    def _check_expression(cls, expression: str) -> str:
        check_expression(expression)
        return expression

    @model_validator(mode="after")
    def _check_value(self) -> JsonAssertion:
        if self.comparison in ORDER and not is_number(self.value):
            raise ValueError(f"{self.comparison} compares numbers: value must be one")
        if self.comparison == "matches":
            if not isinstance(self.value, str):
                raise ValueError("matches compares text: value must be an RE2 pattern")
            check_pattern(self.value)
        return self

    @property
    def expected(self) -> str:
        value = "" if self.comparison == "exists" else f" {shown_json(self.value)}"
        return f"JSON {self.expression} {_SPOKEN[self.comparison]}{value}"

    def holds(self, answer: Answer) -> bool:
        if answer.is_truncated:
            raise TruncatedBody
        try:
            return compare_json(self.comparison, evaluate(self.expression, answer.json), self.value)
        except ValueError:
            return False

    def got(self, answer: Answer) -> str:
        try:
            return shown_json(evaluate(self.expression, answer.json))
        except ValueError as error:
            return shown(str(error), quoted=False)


class LatencyAssertion(BaseAssertion):
    """The whole request takes no longer than this."""

    error: ClassVar[ErrorCode] = ErrorCode.LATENCY_HIGH
    type: Literal["latency"]
    max_ms: int = Field(ge=1, le=300_000, title="At most", description="Milliseconds for the whole request.")
    severity: Severity = Field("degraded", title="Severity", description="What it means when this does not hold.")

    @property
    def expected(self) -> str:
        return f"an answer within {self.max_ms} ms"

    def holds(self, answer: Answer) -> bool:
        return answer.latency_us <= self.max_ms * 1000

    def got(self, answer: Answer) -> str:
        return f"one after {math.ceil(answer.latency_us / 1000)} ms"


class CertificateAssertion(BaseAssertion):
    """The server's certificate is valid for at least so many days more."""

    error: ClassVar[ErrorCode] = ErrorCode.CERTIFICATE_EXPIRES
    type: Literal["certificate"]
    min_days: int = Field(ge=1, le=3650, title="Days left", description="Fewest days until the certificate ends.")
    severity: Severity = Field("degraded", title="Severity", description="What it means when this does not hold.")

    @property
    def expected(self) -> str:
        return f"a certificate valid for at least {self.min_days} more days"

    def holds(self, answer: Answer) -> bool:
        expires = answer.certificate_expires_at
        return expires is not None and expires - time.time() * 1000 >= self.min_days * DAY_MS

    def got(self, answer: Answer) -> str:
        if answer.certificate_expires_at is None:
            return "a connection without a certificate"
        # Rounded down: "at least 14 more days" is not missed by 14.
        days = math.floor((answer.certificate_expires_at - time.time() * 1000) / DAY_MS * 10) / 10
        return f"one that ends in {days:g} days: renew it" if days >= 0 else f"one that ended {-days:g} days ago"


class BodySizeAssertion(BaseAssertion):
    """The decoded body has a size between these."""

    needs_body: ClassVar[bool] = True
    type: Literal["body_size"]
    min_bytes: int = Field(0, ge=0, le=MAX_BODY_SIZE, title="At least", description="Fewest bytes, after decoding.")
    max_bytes: int | None = Field(
        None, ge=0, le=MAX_BODY_SIZE, title="At most", description="Most bytes, after decoding; no limit when left out."
    )

    @model_validator(mode="after")
    def _check_order(self) -> BodySizeAssertion:
        if self.max_bytes is not None and self.max_bytes < self.min_bytes:
            raise ValueError("max_bytes is below min_bytes")
        return self

    @property
    def expected(self) -> str:
        most = "" if self.max_bytes is None else f" and at most {self.max_bytes}"
        return f"a body of at least {self.min_bytes}{most} bytes"

    def holds(self, answer: Answer) -> bool:
        size = len(answer.body)
        is_large_enough = size >= self.min_bytes
        is_small_enough = self.max_bytes is None or size <= self.max_bytes
        if answer.is_truncated and (not is_large_enough or (is_small_enough and self.max_bytes is not None)):
            raise TruncatedBody
        return is_large_enough and is_small_enough

    def got(self, answer: Answer) -> str:
        return f"{'more than ' if answer.is_truncated else ''}{len(answer.body)}"


Assertion = Annotated[
    StatusAssertion
    | HeaderAssertion
    | BodyAssertion
    | JsonAssertion
    | LatencyAssertion
    | CertificateAssertion
    | BodySizeAssertion,
    Field(discriminator="type"),
]


DEFAULT = (StatusAssertion(type="status", values=("200-299",)),)
"""What is expected when a user states nothing."""
