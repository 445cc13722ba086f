"""Moments in sentences for people."""

from __future__ import annotations

from datetime import UTC, datetime


def clock_time(unix_ms: int) -> str:
    """`2026-03-29 03:00:05 UTC`."""
    return f"{datetime.fromtimestamp(unix_ms // 1000, tz=UTC):%Y-%m-%d %H:%M:%S} UTC"
