"""What a monitor is to the parts that schedule, run and judge it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

PUSHED_INTERVAL_S = 365 * 86_400.0
"""Stands for the interval of monitors that are pushed to: their pings may be a year apart and still be in a row."""

PositiveSeconds = Annotated[float, msgspec.Meta(gt=0)]


class QuorumRule(StrEnum):
    """How many of the healthy regions must agree; a number may be given instead."""

    MAJORITY = "majority"
    ANY = "any"
    ALL = "all"


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What judging a monitor's results needs to know of it. Durations are seconds."""

    interval: float = 60.0
    timeout: float = 10.0
    retry_interval: float = 5.0
    failure_threshold: int = 2
    recovery_threshold: int = 2
    quorum: QuorumRule | int = QuorumRule.MAJORITY
    regions: tuple[str, ...] = ("local",)
    parents: tuple[int, ...] = ()

    @property
    def patience_ms(self) -> int:
        """How long a region may say nothing before its silence means something: three intervals and some grace."""
        return round((3 * self.interval + self.timeout + 30) * 1000)


class MonitorSpec(msgspec.Struct, frozen=True, gc=False):
    """A monitor as the scheduler and the runners know it.

    `config` is the kind's configuration as JSON with its secrets in clear: it is never logged and lives on the bus
    and in memory only. `revision` grows with every change.
    """

    id: int
    workspace_id: int
    revision: int
    kind: str
    target: str
    config: bytes
    rules: Rules
    enabled: bool = True
    degraded_latency_ms: int | None = None
    degraded_certificate_days: int | None = None

    def __repr__(self) -> str:
        return f"MonitorSpec(id={self.id}, revision={self.revision}, kind={self.kind!r})"
