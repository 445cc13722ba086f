"""The settings of how much one client may ask."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.settings.addresses import RedisUrl


class LimitSettings(BaseModel):
    """How much one client may ask, and where that is counted."""

    redis_url: RedisUrl | None = Field(
        default=None,
        description="`redis://user:password@host:6379/0`, or `rediss://` for TLS: where several processes count "
        "together what is limited. Without it, and while it does not answer, each process counts by itself.",
    )
    api_rate: float = Field(
        default=100.0,
        ge=0,
        le=100_000,
        description="Requests a second of one API key or session, ten seconds' worth of them at once; 0 for no limit.",
    )
