"""How many requests were answered, how, and how fast."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import Scope

PREFIX = "/api/v1"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class RequestMetrics:
    """Labelled by the route's template, never by the address itself: labels must stay few."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "tocsin_http_requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self.seconds = Histogram(
            "tocsin_http_request_seconds",
            "Time to the end of the answer.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, scope: Scope, status: int, seconds: float) -> None:
        template = template_of(scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        known = self._known.get((method, template, status))
        if known is None:
            requests = self.requests.labels(method, template, str(status))
            known = self._known[method, template, status] = requests, self.seconds.labels(method, template)
        requests, took = known
        requests.inc()
        took.observe(seconds)


def template_of(scope: Scope) -> str:
    """The route without what a caller put into it."""
    path: str | None = getattr(scope.get("route"), "path_format", None)
    if path is None:
        return "unknown"
    # A nested router's routes know their own part of the path only.
    is_nested = scope["path"].startswith(PREFIX) and not path.startswith(PREFIX)
    return PREFIX + path if is_nested else path


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
