"""What an incident is about, so that a slow page and a dead one may take different ways."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from tocsin.core.errors import ErrorCode
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict


class Severity(StrEnum):
    """How bad it is: what is down is critical, what is degraded is a warning."""

    CRITICAL = "critical"
    WARNING = "warning"


class Concern(StrEnum):
    """What it is about. Policies match by it."""

    DOWN = "down"
    DEGRADED = "degraded"
    CERTIFICATE = "certificate"
    """A certificate that ends soon."""
    LATE = "late"
    """A heartbeat that is late, and not yet missing."""
    THRESHOLD = "threshold"
    """A rule on a metric was broken."""
    REGION = "region"
    """A region of ours looks offline, or looks well again."""
    CHANNEL = "channel"
    """A channel does not deliver, or delivers again."""


_LATE = frozenset({ErrorCode.HEARTBEAT_LATE, ErrorCode.HEARTBEAT_OVERLAP, ErrorCode.HEARTBEAT_TOO_LONG})


def severity_of(state: Verdict) -> Severity:
    return Severity.CRITICAL if state == Verdict.DOWN else Severity.WARNING


def concern_of(state: Verdict, reason: str, errors: Iterable[str | None], *, has_rule: bool = False) -> Concern:
    """`errors` are what the regions' newest results failed with (`ErrorCode`s)."""
    if has_rule:
        return Concern.THRESHOLD
    if state == Verdict.DOWN:
        return Concern.DOWN
    seen = frozenset(errors)
    if reason == Reason.HEARTBEAT_LATE or seen & _LATE:
        return Concern.LATE
    return Concern.CERTIFICATE if ErrorCode.CERTIFICATE_EXPIRES in seen else Concern.DEGRADED
