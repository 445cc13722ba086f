"""How long and how often a monitor may ask for, in whichever way people write durations."""

from __future__ import annotations

from typing import Annotated

from tocsin.core.durations import bounded_milliseconds, bounded_seconds

_DAY = 86_400

IntervalSeconds = Annotated[float, bounded_seconds(1, _DAY)]
"""How often: 1 second to 1 day."""
ShortSeconds = Annotated[float, bounded_seconds(0.1, _DAY)]
"""How long to wait: 100 ms to 1 day."""
Milliseconds = Annotated[int, bounded_milliseconds(1, _DAY * 1000)]
"""A latency: 1 ms to 1 day."""
