"""Monitors as scheduler, runner and ingest know them, made in one line."""

from __future__ import annotations

from tocsin.core.monitor import MonitorSpec, Rules


def spec(
    monitor_id: int = 1,
    *,
    interval: float = 60.0,
    timeout: float = 5.0,
    retry_interval: float = 5.0,
    regions: tuple[str, ...] = ("local",),
    parents: tuple[int, ...] = (),
    revision: int = 1,
    kind: str = "http",
    target: str = "example.org",
    config: bytes = b"{}",
    enabled: bool = True,
    workspace_id: int = 1,
    degraded_latency_ms: int | None = None,
) -> MonitorSpec:
    """Rules that are not named have their defaults."""
    rules = Rules(interval=interval, timeout=timeout, retry_interval=retry_interval, regions=regions, parents=parents)
    return MonitorSpec(
        monitor_id,
        workspace_id,
        revision,
        kind,
        target,
        config,
        rules,
        enabled=enabled,
        degraded_latency_ms=degraded_latency_ms,
    )
