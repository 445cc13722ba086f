"""The parts of the API's answers on channels that commands show. Fields that are not here are passed over."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tocsin.cli.replies import JsonObject


class ChannelHealth(msgspec.Struct):
    """How a channel does."""

    failures: int = 0
    unhealthy_since: datetime | None = None
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_error: str | None = None
    next_canary_at: datetime | None = None


class Channel(msgspec.Struct):
    """Where messages go. Secrets in `config` are masked."""

    id: int
    name: str
    kind: str
    config: JsonObject
    enabled: bool
    health: ChannelHealth
    fallback: int | None = None
    title_template: str | None = None
    body_template: str | None = None
    canary_every: float | None = None


class ChannelTrial(msgspec.Struct):
    """What became of a message that was sent at once."""

    outcome: str
    took_ms: int
    answer: str = ""
    status: int | None = None
