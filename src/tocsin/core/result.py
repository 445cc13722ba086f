"""What one run of a probe saw."""

from typing import TYPE_CHECKING, Any

import msgspec

from tocsin.core.errors import ErrorCode
from tocsin.core.verdict import Verdict

JsonScalar = str | int | float | bool | None
if TYPE_CHECKING:
    Json = JsonScalar | list["Json"] | dict[str, "Json"]
else:
    Json = Any  # msgspec decodes no alias that refers to itself
Evidence = dict[str, Json]
"""Facts for a person: resolved addresses, certificate chain, headers, body excerpt. JSON only, at most 16 KiB."""


class Phases(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Microseconds spent in each phase of a probe, not cumulated; 0 where a phase did not happen."""

    dns: int = 0
    connect: int = 0
    tls: int = 0
    first_byte: int = 0
    transfer: int = 0


class Outcome(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a probe returns. The runner adds when and where, and makes a `Result` of it.

    `latency_us` is the whole run in microseconds, None when nothing was measured. `code` is the protocol's own
    number (an HTTP status). `message` is one sentence that tells a person what was seen and what to do;
    empty when all is well.
    """

    verdict: Verdict
    latency_us: int | None = None
    phases: Phases | None = None
    code: int | None = None
    error: ErrorCode | None = None
    message: str = ""
    evidence: Evidence | None = None
    certificate_expires_at: int | None = None


class Result(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An outcome with its identity: (monitor_id, region, scheduled_at). Times are Unix milliseconds, UTC.

    `started_at` - `scheduled_at` is the lateness. `revision` is the monitor's when the check was emitted: a result
    of an older configuration is kept in history but no longer judged.
    """

    monitor_id: int
    region: str
    scheduled_at: int
    started_at: int
    revision: int
    outcome: Outcome
