"""Pings, their keys and their addresses as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment, VerdictWord
from tocsin.core.heartbeat_status import HeartbeatStatus, HeartbeatWord
from tocsin.core.ping import Signal, StoredPing


class PingAnswer(BaseModel):
    """One ping and what was made of it, without its body."""

    id: int
    at: Moment = Field(description="When it came.")
    signal: Signal
    state: VerdictWord | None = Field(description="What was posted, when the signal is `state`.")
    exit_code: int | None
    run_id: str | None = Field(description="What pairs the beginning of a run with its end.")
    duration_ms: int | None = Field(description="As the sender says, or since the start of the run.")
    late_ms: int | None = Field(description="How long after its time the run began; null when it was in time.")
    message: str
    note: str = Field(description="What was noticed about it.")
    body_size: int = Field(description="Bytes that were sent; of many, the first ones are kept.")
    via: str = Field(description="The way in, such as `http` or `kuma`.")
    address: str = Field(description="Where it came from.")
    agent: str = Field(description="The `User-Agent` that it named.")

    @classmethod
    def of(cls, stored: StoredPing) -> PingAnswer:
        ping = stored.ping
        return cls(
            id=ping.id,
            at=ping.at,
            signal=ping.signal,
            state=None if ping.verdict is None else ping.verdict.word,
            exit_code=ping.exit_code,
            run_id=ping.run_id or None,
            duration_ms=stored.duration_ms,
            late_ms=stored.late_ms,
            message=ping.message,
            note=stored.note,
            body_size=ping.body_size,
            via=ping.origin.via,
            address=ping.origin.address,
            agent=ping.origin.agent,
        )


class HeartbeatAnswer(BaseModel):
    """How a pushed monitor stands with its pings."""

    status: HeartbeatWord = Field(
        description="`new`: no ping yet. `running`: begun, not ended. `up`: the last one was good. `reported`: a state "
        "was posted. `late`: due, and within its grace. `failed`: the last run failed. `missing`: past the grace."
    )
    last_ping_at: Moment | None = Field(description="The last one that was not a start or a message.")
    expected_at: Moment | None = Field(description="When the next one is due.")
    missing_at: Moment | None = Field(description="When it will be missing, unless it comes before.")
    running_since: Moment | None
    last_duration_ms: int | None

    @classmethod
    def of(cls, status: HeartbeatStatus) -> HeartbeatAnswer:
        return cls(
            status=status.status,
            last_ping_at=status.last_ping_at,
            expected_at=status.expected_at,
            missing_at=status.missing_at,
            running_since=status.running_since,
            last_duration_ms=status.last_duration_ms,
        )


class PingAddresses(BaseModel):
    """Addresses that do the same in the words of other systems. Null where the workspace's ping key is needed and
    there is none, or it is not for the caller to see."""

    by_slug: str | None = Field(description="With the workspace's ping key.")
    healthchecks: str
    uptime_kuma: str
    cronitor: str | None
    gatus: str = Field(description="POST, with the key as bearer token.")


class PingKeyAnswer(BaseModel):
    """A monitor's ping key and the addresses made from it. Whoever knows them can ping."""

    key: str
    slug: str = Field(description="Stands for the monitor in addresses with the workspace's ping key.")
    url: str = Field(description="Request it at the end of every run.")
    addresses: PingAddresses
    created_at: Moment


class WorkspacePingKeyAnswer(BaseModel):
    """One ping key for all pushed monitors of the workspace, used with their slugs."""

    key: str
    url: str = Field(description="Followed by a monitor's slug.")
    created_at: Moment
