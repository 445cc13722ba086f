from __future__ import annotations

import msgspec

from tocsin.core.monitor import MonitorSpec, Rules

SPEC = MonitorSpec(7, 1, 3, "http", "example.com", b'{"headers": {"authorization": "Bearer hunter2"}}', Rules())


def test_a_monitor_shows_no_secret_of_its_config() -> None:
    assert "hunter2" not in repr(SPEC)
    assert "hunter2" not in f"{[SPEC]}"


def test_a_monitor_survives_the_bus() -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(SPEC), type=MonitorSpec) == SPEC


def test_patience_is_three_intervals_a_timeout_and_half_a_minute() -> None:
    assert Rules(interval=60, timeout=10).patience_ms == 220_000


def test_patience_is_in_whole_milliseconds() -> None:
    assert Rules(interval=1.0004, timeout=0.5).patience_ms == 33_501
