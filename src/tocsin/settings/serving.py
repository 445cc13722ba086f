"""The settings of a server as others meet it: where it listens, whom it believes, what it takes."""

from __future__ import annotations

import ipaddress

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from tocsin.settings.addresses import Networks, is_loopback
from tocsin.settings.names import variable


class ServingSettings(BaseModel):
    """Where it listens, whom it believes, and what it takes."""

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address to listen on. Anything but a loopback address lets other machines reach the API over "
        "plain HTTP: put a reverse proxy with TLS in front.",
    )
    port: int = Field(default=8000, ge=0, le=65535, description="TCP port to listen on; 0 takes any free one.")
    trusted_proxies: Networks = Field(
        default=(ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")),
        validate_default=False,
        description="Networks of the reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, as "
        "CIDR, separated by commas: only through them is the client's own address known. A comma alone trusts none.",
    )
    metrics_open: bool = Field(
        default=False, description="Serve `/metrics` without an API key. It shows the name of every monitor."
    )
    compat_monitors_open_public: bool = Field(
        default=False,
        description="Confirms `TOCSIN_COMPAT_MONITORS_OPEN` where `TOCSIN_HOST` lets other machines in.",
    )
    compat_monitors_open: bool = Field(
        default=False,
        description="Let clients of the monitors API (`/api/v1/monitor`, and nothing else) in without an API key. They "
        "make monitors, and post and read states, in the first workspace.",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$",
        description="Where others reach this server, such as `https://tocsin.example.com`: what shown addresses begin "
        "with. Default: the address that the request at hand came to.",
    )
    max_body_bytes: int = Field(
        default=1_048_576, ge=1024, le=104_857_600, description="Largest request body that the API takes, in bytes."
    )
    max_apply_body_bytes: int = Field(
        default=33_554_432,
        ge=1024,
        le=1_073_741_824,
        description="Largest body of `POST /api/v1/apply`, which carries a whole file of monitors, in bytes.",
    )
    shutdown_seconds: float = Field(
        default=10.0, ge=0, le=300, description="How long a stop waits for checks and requests in flight."
    )

    @field_validator("compat_monitors_open")
    @classmethod
    def _open_among_friends(cls, value: bool, info: ValidationInfo) -> bool:
        host = info.data.get("host", "")
        if value and not info.data.get("compat_monitors_open_public") and not is_loopback(host):
            raise ValueError(
                f"would let whoever reaches {host} post states without a key: if that is meant, "
                f"set {variable('compat_monitors_open_public')}=true as well"
            )
        return value

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the API."""
        return is_loopback(self.host)
