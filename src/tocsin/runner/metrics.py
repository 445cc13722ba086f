"""What a runner tells of itself."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)


class RunnerMetrics:
    """Registered once per process."""

    def __init__(self, registry: CollectorRegistry, region: str) -> None:
        self.checks = Counter(
            "tocsin_checks", "Checks carried out, by verdict", ["region", "verdict"], registry=registry
        )
        self.lateness = Histogram(
            "tocsin_check_lateness_seconds",
            "Time from when a check was due to when it started",
            ["region"],
            buckets=SECONDS,
            registry=registry,
        ).labels(region)
        self.expired = Counter(
            "tocsin_checks_expired",
            "Checks dropped because they could not start in time",
            ["region"],
            registry=registry,
        ).labels(region)
        self.crashed = Counter(
            "tocsin_probe_crashes",
            "Probes that raised or overran their deadline",
            ["region", "kind"],
            registry=registry,
        )
        self.held_up = Counter(
            "tocsin_runner_held_up_seconds",
            "Time in which the runner's event loop did not turn",
            ["region"],
            registry=registry,
        ).labels(region)
        self.exhausted = Counter(
            "tocsin_checks_without_room",
            "Checks that this machine could not carry out for want of files, ports, buffers or memory",
            ["region"],
            registry=registry,
        ).labels(region)
        self.running = Gauge("tocsin_checks_running", "Checks in flight", ["region"], registry=registry).labels(region)
        self.by_verdict = [self.checks.labels(region, word) for word in ("up", "degraded", "down", "unknown")]
