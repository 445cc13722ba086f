"""What the API is composed of; the composition root fills it in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry

from tocsin.api.web_client.export import NO_EXPORT, Export
from tocsin.auth.oauth.provider import NoProviders, ProviderRegistry
from tocsin.services.parts import Parts

HealthCheck = Callable[[], Awaitable[str | None]]
"""None when all is well, else a sentence about what is not. Must answer within a second or two."""


@dataclass(frozen=True)
class ApiParts:
    """`health` names what `/readyz` asks beside the database, such as bus, scheduler and runner."""

    services: Parts
    health: Mapping[str, HealthCheck] = field(default_factory=dict)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    providers: ProviderRegistry = field(default_factory=NoProviders)
    """Whom people may sign in with."""
    web_client: Export = NO_EXPORT
    """What is served to people."""
    metrics_open: bool = False
    compat_monitors_open: bool = False
    public_url: str | None = None
    """Where others reach this server; the address of the request at hand when it is not known."""
    ping_host: str | None = None
    ping_body_limit: int = 10_000
    ping_rate: float = 20.0
    api_rate: float = 100.0
    ping_create_limit: int = 1000
    max_body_bytes: int = 1_048_576
    max_apply_body_bytes: int = 33_554_432

    @property
    def is_on_tls(self) -> bool:
        """Whether browsers come by TLS, as far as the operator has said."""
        return (self.public_url or "").startswith("https://")
