"""What the scheduler tells of itself."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class SchedulerMetrics:
    """Registered once per process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.emitted = Counter("tocsin_checks_emitted", "Checks said to be due", registry=registry)
        self.skipped = Counter(
            "tocsin_slots_skipped", "Slots that passed before they could be emitted; not made up for", registry=registry
        )
        self.monitors = Gauge("tocsin_monitors_scheduled", "Monitors and regions on the schedule", registry=registry)
        self.clock_steps = Counter("tocsin_clock_steps", "Jumps of the wall clock that were noticed", registry=registry)
