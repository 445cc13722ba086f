"""How often other systems post to hooks, and what becomes of it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter

NOBODY = "none"
"""The kind of a hook that is not known."""


class HookMetrics:
    """Labelled by the kind of hook, never by the hook: labels must stay few."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "tocsin_hook_requests", "Requests to hooks.", ("hook_kind", "outcome"), registry=registry
        )
        self._truncated = Counter(
            "tocsin_hook_truncated_items",
            "Items that senders left out of their requests, by their own account.",
            ("hook_kind",),
            registry=registry,
        )

    def count(self, kind: str, outcome: str, truncated: int = 0) -> None:
        """One request."""
        self._requests.labels(kind, outcome).inc()
        if truncated:
            self._truncated.labels(kind).inc(truncated)
