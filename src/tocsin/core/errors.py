"""One root error for the product, and the stable codes that say why a probe did not succeed."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec


class FieldError(msgspec.Struct, frozen=True):
    """One bad field. `pointer` is an RFC 6901 JSON pointer into what the caller sent, such as `/config/url`."""

    pointer: str
    message: str


class TocsinError(Exception):
    """Root of every error that a caller may see. `code` is stable and part of the API."""

    code = "internal_error"

    def __init__(self, message: str, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.errors = tuple(errors)


class ValidationFailed(TocsinError):
    """What was sent does not fit; `errors` names each bad field."""

    code = "validation_failed"


class NotFound(TocsinError):
    """No such object in the caller's workspace; another workspace's object is reported the same way."""

    code = "not_found"


class Conflict(TocsinError):
    """The object is not in the state that the request needs, such as a name that is taken."""

    code = "conflict"


class PreconditionFailed(TocsinError):
    """`If-Match` names a revision that is no longer the current one (RFC 9110 §13.1.1)."""

    code = "precondition_failed"


class Unauthenticated(TocsinError):
    """No credential was sent, or none that is known."""

    code = "unauthenticated"


class PermissionDenied(TocsinError):
    """The caller is known and may not do this."""

    code = "permission_denied"


class Unavailable(TocsinError):
    """A part that the request needs (database, bus, runner) did not answer in time; worth a retry."""

    code = "unavailable"


class TooManyRequests(TocsinError):
    """As much as is done at once is under way already, or it came too often; worth a retry after so many seconds."""

    code = "too_many_requests"

    def __init__(self, message: str, *, errors: Sequence[FieldError] = (), retry_after: float | None = None) -> None:
        super().__init__(message, errors=errors)
        self.retry_after = retry_after


class ErrorCode(StrEnum):
    """Why a probe saw what it saw. Stored with results, shown in the API, used as a metric's label."""

    DNS_NXDOMAIN = "dns_nxdomain"
    DNS_FAILED = "dns_failed"
    DNS_TIMEOUT = "dns_timeout"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    UNREACHABLE = "unreachable"
    CONNECTION_RESET = "connection_reset"
    CONNECTION_CLOSED = "connection_closed"
    TLS_FAILED = "tls_failed"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_EXPIRED = "tls_expired"
    TLS_WRONG_HOST = "tls_wrong_host"
    PROXY_FAILED = "proxy_failed"
    PROTOCOL_ERROR = "protocol_error"
    TIMEOUT = "timeout"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BODY_TOO_LARGE = "body_too_large"
    ASSERTION_FAILED = "assertion_failed"
    LATENCY_HIGH = "latency_high"
    CERTIFICATE_EXPIRES = "certificate_expires"
    ADDRESS_DENIED = "address_denied"
    CONFIG_INVALID = "config_invalid"
    PROBE_CRASHED = "probe_crashed"
    RUNNER_OVERLOADED = "runner_overloaded"
    HEARTBEAT_LATE = "heartbeat_late"
    HEARTBEAT_MISSING = "heartbeat_missing"
    HEARTBEAT_UNFINISHED = "heartbeat_unfinished"
    HEARTBEAT_UNHEARD = "heartbeat_unheard"
    HEARTBEAT_TOO_LONG = "heartbeat_too_long"
    HEARTBEAT_TOO_SHORT = "heartbeat_too_short"
    HEARTBEAT_OVERLAP = "heartbeat_overlap"
    JOB_FAILED = "job_failed"
    REPORTED = "reported"


NETWORK_CLASS = frozenset(
    {
        ErrorCode.DNS_FAILED,
        ErrorCode.DNS_TIMEOUT,
        ErrorCode.CONNECT_TIMEOUT,
        ErrorCode.UNREACHABLE,
        ErrorCode.TIMEOUT,
        ErrorCode.PROXY_FAILED,
    }
)
"""Failures that our own network would cause as well as theirs: the ones that can make a region suspect.

A refused connection, a reset or a wrong answer comes from the far side, so it is not among them.
"""

NAME_CLASS = frozenset({ErrorCode.DNS_FAILED, ErrorCode.DNS_TIMEOUT, ErrorCode.DNS_NXDOMAIN})
CERTIFICATE_CLASS = frozenset({ErrorCode.TLS_EXPIRED, ErrorCode.TLS_UNTRUSTED, ErrorCode.TLS_WRONG_HOST})
SUDDEN_CLASS = CERTIFICATE_CLASS | {ErrorCode.DNS_NXDOMAIN}
"""Failures that are the target's own, unless many targets that were well show them at once: then it is our name server
that denies everything, our clock that is wrong, or a box in our own network that answers in their place."""

SILENCE_CLASS = frozenset(
    {
        ErrorCode.HEARTBEAT_LATE,
        ErrorCode.HEARTBEAT_MISSING,
        ErrorCode.HEARTBEAT_UNFINISHED,
        ErrorCode.HEARTBEAT_UNHEARD,
    }
)
"""What nobody said is noticed once, and cannot be said again: it needs no other result to confirm it."""
NOT_ENDED_CLASS = frozenset({ErrorCode.HEARTBEAT_LATE, ErrorCode.HEARTBEAT_OVERLAP})
"""Told while no run has ended: what was down is none the better for it."""
