"""The settings of looking at what is monitored, and of storing what was seen."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.core.netpolicy import NetworkPolicy
from tocsin.settings.addresses import Networks


class CheckingSettings(BaseModel):
    """From where it is looked, at what, how much at once, and how results are stored."""

    region: str = Field(
        default="local",
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}$",
        description="Name of the region that this server's own runner looks from.",
    )
    runner_concurrency: int = Field(
        default=2000, ge=1, le=20_000, description="Checks that one runner has in flight at most."
    )
    deny_private_addresses: bool = Field(
        default=False,
        description="Refuse to check loopback, link-local and private addresses. Cloud metadata services are refused "
        "in any case, unless allowed below.",
    )
    denied_networks: Networks = Field(
        default=(), description="Networks that are never connected to, as CIDR, separated by commas."
    )
    allowed_networks: Networks = Field(
        default=(), description="Networks that may be connected to although a rule above denies them, as CIDR."
    )

    ingest_batch_size: int = Field(
        default=2000, ge=1, le=50_000, description="Most results that are committed in one transaction."
    )
    ingest_linger_ms: int = Field(
        default=50, ge=0, le=5000, description="How long a result may wait for others to share its transaction, in ms."
    )

    @property
    def network_policy(self) -> NetworkPolicy:
        """What the probes may connect to."""
        return NetworkPolicy(
            deny_private=self.deny_private_addresses, deny=self.denied_networks, allow=self.allowed_networks
        )
