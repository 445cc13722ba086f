"""The settings of what is pushed to this server."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PingSettings(BaseModel):
    """Where pings arrive, and how many are taken."""

    ping_host: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
        description="Host name, such as `ping.example.com`, under which `/<key>` is pinged as `/ping/<key>` is.",
    )
    ping_body_limit: int = Field(
        default=10_000, ge=0, le=1_048_576, description="How many of a ping's first bytes are kept."
    )
    ping_rate: float = Field(
        default=20.0,
        ge=0.1,
        le=100_000,
        description="Pings a second that one monitor may get, five seconds' worth of them at once; its log pings are "
        "counted apart.",
    )
    ping_create_limit: int = Field(
        default=1000,
        ge=0,
        le=100_000,
        description="Pings with `?create=1` make no more monitors once the workspace has so many that are pushed to.",
    )
