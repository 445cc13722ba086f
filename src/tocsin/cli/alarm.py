"""The part that tells people, put together for one process."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Mapping

from prometheus_client import CollectorRegistry

from tocsin.alerting.alerting import Alerting
from tocsin.alerting.dead_mans_switch import DeadMansSwitch
from tocsin.alerting.deliveries import Deliveries
from tocsin.alerting.metrics import AlertingMetrics
from tocsin.alerting.speaking import Speakers
from tocsin.api.parts import HealthCheck
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.net.web_client import WebClient
from tocsin.services.parts import Parts
from tocsin.settings import Settings


def alerting(settings: Settings, parts: Parts, registry: CollectorRegistry, port: int) -> Alerting:
    """`port`: that on which this process listens."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    metrics = AlertingMetrics(registry)
    speakers = Speakers(parts.box, parts.notifiers, _site(settings, port), parts.clock.now_ms)
    deliveries = Deliveries(parts.database, parts.clock, owner, speakers, metrics)
    return Alerting(parts.database, parts.bus, parts.clock, owner, deliveries, metrics)


def dead_mans_switch(
    settings: Settings, parts: Parts, checks: Mapping[str, HealthCheck], registry: CollectorRegistry
) -> DeadMansSwitch | None:
    """None where no address is set. `checks`: what has to be well for it to be fetched."""
    if settings.dead_mans_switch_url is None:
        return None
    url = settings.dead_mans_switch_url.get_secret_value()
    # The operator's own address, and not one that a user gave.
    return DeadMansSwitch(url, WebClient(NetworkPolicy()), parts.database, parts.clock, checks, registry)


def _site(settings: Settings, port: int) -> str | None:
    """Where links in messages lead, without a slash at the end. None where nobody has said, and nobody can know."""
    if settings.public_url is not None:
        return str(settings.public_url).rstrip("/")
    host = settings.host
    if not (host == "localhost" or _is_loopback(host)):
        return None
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
