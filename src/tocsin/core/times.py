"""Moments as people and programs read them."""

from __future__ import annotations

from datetime import UTC, datetime

from tocsin.core.clock import to_datetime


def clock_time(unix_ms: int) -> str:
    """`2026-03-29 03:00:05 UTC`."""
    return f"{datetime.fromtimestamp(unix_ms // 1000, tz=UTC):%Y-%m-%d %H:%M:%S} UTC"


def rfc3339(unix_ms: int) -> str:
    """`2026-03-29T03:00:05.250Z`: for programs."""
    return f"{to_datetime(unix_ms).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
