"""What the processes say to one another over the bus, and the names of its queues and topics."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.monitor import MonitorSpec
from tocsin.core.result import Outcome, Result
from tocsin.core.verdict import Verdict

RESULTS_QUEUE = "results"
PINGS_QUEUE = "pings"


def checks_queue(region: str) -> str:
    """Name of the queue that the runners of one region compete for."""
    return f"checks.{region}"


class Topic(StrEnum):
    """Broadcasts: every subscriber hears each, and nobody waits for anybody."""

    MONITORS = "monitors"
    """`MonitorsChanged` and `PingKeysChanged`: written by services, heard by scheduler, ingest and the API."""
    ACCESS = "access"
    """`AccessChanged`: written by services, heard by every process that remembers who may do what."""
    REQUESTS = "requests"
    """`CheckRequested` and `RecheckRequested`: heard by the scheduler."""
    EVENTS = "events"
    """`ResultsStored` and `StateChanged`, written by ingest after its commit, and `IncidentHandled`, written by
    services after theirs: heard by the API."""
    RECEIPTS = "receipts"
    """`PingsStored`: written by ingest after its commit, heard by the API that has to answer for the ping."""
    REPLIES = "replies"
    """`TrialFinished`: heard by the API that asked for the trial."""


class Cause(StrEnum):
    """Why a check runs."""

    SCHEDULED = "scheduled"
    RECHECK = "recheck"
    REQUESTED = "requested"


class CheckDue(msgspec.Struct, frozen=True, tag="check_due", gc=False):
    """Look at `spec` at `scheduled_at` (Unix ms), not earlier; drop it when it could not start by `expires_at`."""

    spec: MonitorSpec
    scheduled_at: int
    expires_at: int
    cause: Cause = Cause.SCHEDULED
    with_evidence: bool = False


class TrialDue(msgspec.Struct, frozen=True, tag="trial_due"):
    """Run a configuration once without storing anything; answer with `TrialFinished` on `Topic.REPLIES`."""

    request_id: str
    spec: MonitorSpec
    expires_at: int


class MonitorsChanged(msgspec.Struct, frozen=True, tag="monitors_changed"):
    """These monitors were created, changed, paused, resumed or deleted: read them again. Empty means all."""

    monitor_ids: tuple[int, ...]


class PingKeysChanged(msgspec.Struct, frozen=True, tag="ping_keys_changed"):
    """The ping key of this workspace as a whole is another one, or there is none any more."""

    workspace_id: int


class AccessChanged(msgspec.Struct, frozen=True, tag="access_changed"):
    """Somebody may do more or less than before: a key, a session, a role, a user. Forget what is remembered."""


class CheckRequested(msgspec.Struct, frozen=True, tag="check_requested"):
    """Somebody asks for a check of this monitor now, in every region of its own."""

    monitor_id: int


class RecheckRequested(msgspec.Struct, frozen=True, tag="recheck_requested"):
    """Ingest wants another look in `region` at `at` (Unix ms) before anything is concluded."""

    monitor_id: int
    region: str
    at: int


class ResultsStored(msgspec.Struct, frozen=True, tag="results_stored"):
    """These results are committed."""

    results: tuple[Result, ...]


class PingsStored(msgspec.Struct, frozen=True, tag="pings_stored"):
    """These pings, by id, are committed with all that they led to."""

    ids: tuple[int, ...]


class StateChanged(msgspec.Struct, frozen=True, tag="state_changed"):
    """One committed transition. `at` is Unix ms; `reason` is the stable code, `summary` a sentence."""

    workspace_id: int
    monitor_id: int
    transition_id: int
    incident_id: int | None
    at: int
    from_state: Verdict
    to_state: Verdict
    reason: str
    summary: str


class IncidentHandled(msgspec.Struct, frozen=True, tag="incident_handled"):
    """Somebody did something about an incident, and it is committed. `what` is what its timeline calls it."""

    workspace_id: int
    monitor_id: int
    incident_id: int
    what: str


class TrialFinished(msgspec.Struct, frozen=True, tag="trial_finished"):
    """The answer to a `TrialDue`."""

    request_id: str
    outcome: Outcome


RunnerMessage = CheckDue | TrialDue
Broadcast = (
    MonitorsChanged
    | PingKeysChanged
    | AccessChanged
    | CheckRequested
    | RecheckRequested
    | ResultsStored
    | PingsStored
    | StateChanged
    | IncidentHandled
    | TrialFinished
)
