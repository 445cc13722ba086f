"""What ingest tells of itself."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class IngestMetrics:
    """Registered once per process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.stored = Counter("tocsin_results_stored", "Results committed", registry=registry)
        self.repeated = Counter("tocsin_results_repeated", "Results that were stored already", registry=registry)
        self.dropped = Counter("tocsin_results_dropped", "Results not stored, by reason", ["reason"], registry=registry)
        self.pings_stored = Counter("tocsin_pings_stored", "Pings committed, by signal", ["signal"], registry=registry)
        self.pings_repeated = Counter("tocsin_pings_repeated", "Pings that were stored already", registry=registry)
        self.pings_dropped = Counter("tocsin_pings_dropped", "Pings that could not be stored", registry=registry)
        self.transitions = Counter("tocsin_transitions", "Changes of state, by new state", ["state"], registry=registry)
        self.batch_seconds = Histogram(
            "tocsin_ingest_batch_seconds",
            "Time to judge and commit one batch",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=registry,
        )
        self.storage_failures = Counter(
            "tocsin_storage_failures", "Batches that had to be tried again, by reason", ["reason"], registry=registry
        )
        self.is_storing = Gauge("tocsin_storage_available", "1 while batches are being committed", registry=registry)
        self.is_storing.set(1)
        self.suspect = Gauge(
            "tocsin_region_suspect", "1 while a region's own network is in doubt", ["region"], registry=registry
        )
        self.housekeeping_failures = Counter(
            "tocsin_housekeeping_failures", "Housekeeping steps that failed, by job", ["job"], registry=registry
        )
