"""What alerting counts."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)


class AlertingMetrics:
    """Of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.decided = Counter(
            "tocsin_alerting_decided", "Incidents and notices that alerting has looked at.", registry=registry
        )
        self.failures = Counter(
            "tocsin_alerting_failures",
            "Batches, errands, rules and deliveries that broke and were put off.",
            registry=registry,
        )
        self.deliveries = Counter(
            "tocsin_deliveries",
            "Attempts at telling, by kind of channel and outcome.",
            ["kind", "outcome"],
            registry=registry,
        )
        self.delay = Histogram(
            "tocsin_notification_delay_seconds",
            "From the decision that somebody is told until the far side has taken it.",
            buckets=SECONDS,
            registry=registry,
        )
        self.under_way = Gauge("tocsin_deliveries_under_way", "Attempts going on now.", registry=registry)
