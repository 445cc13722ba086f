"""A monitor as somebody writes it down, in a request or in a file: the fields, their defaults and their bounds."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import pydantic
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    WithJsonSchema,
)

from tocsin.core.monitor import QuorumRule
from tocsin.services.durations import IntervalSeconds, Milliseconds, ShortSeconds

LONGEST_NAME = 200
MOST_TAGS = 50
LONGEST_TAG = 100
MOST_REGIONS = 50
MOST_PARENTS = 50
LARGEST_ID = 2**63 - 1
DEFAULT_INTERVAL = 60.0
DEFAULT_THRESHOLD = 2

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TAG = re.compile(r"[^\s,:;'\"\x00-\x1f\x7f][^,;'\"\x00-\x1f\x7f]*")


def normal_tag(tag: str) -> str:
    """Lower case, no blanks around the text or its colon. Raise ValueError for what cannot be a tag."""
    key, colon, value = tag.strip().partition(":")
    normal = " ".join(f"{key.strip()}{colon}{value.strip()}".lower().split())
    if not _TAG.fullmatch(normal) or normal.endswith(":") or len(normal) > LONGEST_TAG:
        raise ValueError(
            f"must be plain text or key:value of at most {LONGEST_TAG} characters without commas, semicolons and quotes"
        )
    return normal


def is_one_line(name: str) -> str:
    """For a validator: return the text. Raise ValueError."""
    if _CONTROL.search(name):
        raise ValueError("must be one line without control characters")
    return name


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"must be unique; more than once: {', '.join(doubled)}")
    return names


def _is_web_address(url: str) -> str:
    if not re.match(r"https?://[^\s/?#]+", url) or re.search(r"\s", url):
        raise ValueError("must be a web address beginning with http:// or https://")
    return url


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Strict = Field(strict=True)
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME), AfterValidator(is_one_line)
]
RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
Tag = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2 * LONGEST_TAG),
    AfterValidator(normal_tag),
    WithJsonSchema(
        {"type": "string", "minLength": 1, "maxLength": LONGEST_TAG, "pattern": r"^[^\s,;:'\"]+(:[^\s,;:'\"]+)?$"}
    ),
]
MonitorId = Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)]
Threshold = Annotated[int, Field(strict=True, ge=1, le=20)]
WebAddress = Annotated[
    str,
    StringConstraints(max_length=2000),
    AfterValidator(_is_web_address),
    WithJsonSchema({"type": "string", "maxLength": 2000, "pattern": r"^https?://[^\s/?#]+\S*$"}),
]


def _number_or_text(value: object) -> str:
    return "number" if isinstance(value, int) else "text"


Reference = Annotated[
    Annotated[MonitorId, pydantic.Tag("number")] | Annotated[Name, pydantic.Tag("text")],
    pydantic.Discriminator(_number_or_text),
]
"""A monitor's id or name."""
Quorum = Annotated[
    Annotated[int, Field(strict=True, ge=1, le=MOST_REGIONS), pydantic.Tag("number")]
    | Annotated[Literal["majority", "any", "all"], pydantic.Tag("text")],
    pydantic.Discriminator(_number_or_text),
]


class MonitorDraft(BaseModel):
    """What a monitor consists of. Durations are seconds, or text such as `30s`, `5m`, `1h`, `1d`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name = Field(description="Unique within the workspace.")
    kind: str = Field(max_length=100, description="What is looked at and how; `GET /api/v1/kinds` lists the kinds.")
    config: dict[str, JsonValue] = Field(
        description="The kind's settings; `GET /api/v1/kinds` gives their JSON Schema."
    )
    interval: IntervalSeconds | None = Field(
        default=None,
        description="How often to check: 1 second to 1 day. By default 60 seconds; null for kinds that are pushed to.",
    )
    timeout: ShortSeconds | None = Field(
        default=None, description="How long a check may take; at most the interval. By default 10 seconds."
    )
    retry_interval: ShortSeconds | None = Field(
        default=None,
        description="How soon to look again at the first sign of trouble; at most the interval. By default 5 seconds.",
    )
    failure_threshold: Threshold | None = Field(
        default=None,
        description="Bad results in a row until the state becomes worse. By default 2; 1 for pushed kinds.",
    )
    recovery_threshold: Threshold | None = Field(
        default=None,
        description="Good results in a row until the state becomes better. By default 2; 1 for pushed kinds.",
    )
    degraded_latency_ms: Milliseconds | None = Field(
        default=None, description="A slower result counts as degraded. Milliseconds, or text such as `500ms`."
    )
    degraded_certificate_days: Annotated[int, Field(strict=True, ge=1, le=3650)] | None = Field(
        default=None, description="Degraded when the certificate has fewer days left."
    )
    regions: (
        Annotated[
            tuple[RegionName, ...],
            BeforeValidator(_as_tuple),
            Field(min_length=1, max_length=MOST_REGIONS, json_schema_extra={"uniqueItems": True}),
            AfterValidator(_distinct),
        ]
        | None
    ) = Field(default=None, description="Where to look from. The server's own region when left out.")
    quorum: Quorum = Field(
        default="majority", description="How many of the healthy regions must agree: a rule, or a number of regions."
    )
    tags: Annotated[tuple[Tag, ...], BeforeValidator(_as_tuple), Field(max_length=MOST_TAGS)] = Field(
        default=(), description="Plain or `key:value`; kept in lower case."
    )
    parents: Annotated[tuple[Reference, ...], BeforeValidator(_as_tuple), Field(max_length=MOST_PARENTS)] = Field(
        default=(), description="Monitors, by id or name, that this one depends on."
    )
    description: Annotated[str, Field(max_length=4000)] = Field(default="", description="For people. Markdown.")
    runbook_url: WebAddress | None = Field(default=None, description="Where it says what to do.")
    enabled: Annotated[bool, Strict] = Field(default=True, description="False: paused.")
    public: Annotated[bool, Strict] = Field(default=False, description="Anybody may see its badges, without a key.")

    @property
    def effective_interval(self) -> float:
        return self.interval if self.interval is not None else DEFAULT_INTERVAL

    @property
    def effective_timeout(self) -> float:
        return self.timeout if self.timeout is not None else default_timeout(self.effective_interval)

    @property
    def effective_retry_interval(self) -> float:
        given = self.retry_interval
        return given if given is not None else default_retry_interval(self.effective_interval)

    @property
    def quorum_rule(self) -> QuorumRule | int:
        return self.quorum if isinstance(self.quorum, int) else QuorumRule(self.quorum)

    @property
    def sorted_tags(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.tags)))


def default_timeout(interval: float) -> float:
    return min(10.0, interval)


def default_retry_interval(interval: float) -> float:
    return min(5.0, interval)
