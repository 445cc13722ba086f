"""A mail server as an operator describes it, and whether a password may be sent to it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Security(StrEnum):
    """How a connection to a mail server is protected."""

    STARTTLS = "starttls"
    """It begins in clear and must become TLS before anything is said (RFC 3207)."""
    TLS = "tls"
    """From its first byte (RFC 8314)."""
    NONE = "none"


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Raise ValueError where its password would be sent in clear."""

    host: str
    port: int = 0
    """0 for the usual one."""
    security: Security = Security.STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    """Authorities that are trusted in place of the system's, as PEM."""

    def __post_init__(self) -> None:
        if self.password is not None and is_overheard(self.security, self.host):
            raise ValueError(f"a password is not sent to {self.host} without TLS")
        object.__setattr__(self, "port", self.port or PORTS[self.security])

    @property
    def place(self) -> str:
        """For logs and sentences."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def is_overheard(security: Security, host: str) -> bool:
    """Whether somebody between us and the server could read what is sent."""
    return security == Security.NONE and not _is_this_machine(host)


def _is_this_machine(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
