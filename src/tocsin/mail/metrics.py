"""How much mail goes out, and what becomes of it."""

from __future__ import annotations

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge


class Outcome(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    REFUSED = "refused"
    """By the other side, for good."""
    EXPIRED = "expired"
    """It was tried until its deadline."""
    NO_ROOM = "no_room"
    """Too many were waiting already."""
    CRASHED = "crashed"


class MailMetrics:
    """Registered once per process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._mails = Counter("tocsin_mails", "Mails, by what became of them.", ("outcome",), registry=registry)
        self.waiting = Gauge("tocsin_mails_waiting", "Mails that are not delivered yet.", registry=registry)
        for outcome in Outcome:
            self._mails.labels(outcome)

    def count(self, outcome: Outcome) -> None:
        """One mail."""
        self._mails.labels(outcome).inc()
