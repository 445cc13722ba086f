"""`tocsin serve` with a meter behind the commit: SIGUSR1 empties it, SIGUSR2 writes to a file what it has seen."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from array import array
from pathlib import Path

from bench.rig.report import percentile
from bench.rig.window import cpu_seconds
from tocsin.bus.memory import MemoryBus
from tocsin.cli.root import main
from tocsin.core.messages import Broadcast, ResultsStored, Topic
from tocsin.core.verdict import Verdict

FILE_VARIABLE = "BENCH_METER_FILE"
SLOW_VARIABLE = "BENCH_SLOW_FROM"
"""Monitors from this id on look at the slow server."""


class Meter:
    """Lateness and latency of every committed result."""

    def __init__(self, file: Path, slow_from: int) -> None:
        self._file = file
        self._slow_from = slow_from
        self.begin()

    def begin(self) -> None:
        self._at, self._cpu = time.monotonic(), cpu_seconds()
        self._lateness, self._latency, self._slow = array("l"), array("l"), array("l")
        self._bad = 0

    def take(self, message: ResultsStored) -> None:
        for result in message.results:
            outcome = result.outcome
            self._lateness.append(result.started_at - result.scheduled_at)
            self._bad += outcome.verdict != Verdict.UP
            (self._slow if result.monitor_id >= self._slow_from else self._latency).append(outcome.latency_us or 0)

    def tell(self) -> None:
        elapsed, cpu = time.monotonic() - self._at, cpu_seconds() - self._cpu
        checks = len(self._lateness)
        told = {
            "checks": checks,
            "bad": self._bad,
            "rate": checks / elapsed,
            "cpu_us": cpu / max(1, checks) * 1e6,
            "cores": cpu / elapsed,
            "lateness_p50_ms": percentile(self._lateness, 0.5),
            "lateness_p99_ms": percentile(self._lateness, 0.99),
            "lateness_max_ms": max(self._lateness, default=0),
            "latency_p50_us": percentile(self._latency, 0.5),
            "latency_p99_us": percentile(self._latency, 0.99),
            "slow_checks": len(self._slow),
            "slow_p50_us": percentile(self._slow, 0.5),
            "slow_p99_us": percentile(self._slow, 0.99),
        }
        partial = self._file.with_suffix(".part")
        partial.write_text(json.dumps(told))
        partial.rename(self._file)


def run() -> None:
    """Serve, as the product would."""
    meter = Meter(Path(os.environ.pop(FILE_VARIABLE)), int(os.environ.pop(SLOW_VARIABLE)))
    broadcast, has_subscribers = MemoryBus.broadcast, MemoryBus.has_subscribers

    async def metered(bus: MemoryBus, topic: Topic, message: Broadcast) -> None:
        if isinstance(message, ResultsStored):
            meter.take(message)
        await broadcast(bus, topic, message)

    def listens(bus: MemoryBus, topic: Topic) -> bool:
        return topic == Topic.EVENTS or has_subscribers(bus, topic)

    MemoryBus.broadcast, MemoryBus.has_subscribers = metered, listens  # type: ignore[method-assign, assignment]
    signal.signal(signal.SIGUSR1, lambda *_: meter.begin())
    signal.signal(signal.SIGUSR2, lambda *_: meter.tell())
    sys.argv = ["tocsin", "serve"]
    main()


if __name__ == "__main__":
    run()
