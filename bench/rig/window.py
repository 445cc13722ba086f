"""The part of a run that counts: after the warm-up, CPU and completions between two moments."""

from __future__ import annotations

import asyncio
import json
import resource
import time

from bench.rig.report import percentile


class Window:
    """Call `seen` for every completed check; `is_over` (or `over`) ends the run."""

    def __init__(self, warm_up_s: float, seconds: float) -> None:
        self._begins = time.monotonic() + warm_up_s
        self._seconds = seconds
        self._is_open = False
        self._cpu = self._at = 0.0
        self.is_over = False
        self.over = asyncio.Event()
        self.checks = 0
        self.failed = 0
        self.lateness_ms: list[float] = []
        self.latency_us: list[int] = []
        self.cpu_s = self.elapsed_s = 0.0

    def tick(self) -> None:
        """Open and close the window; call it several times a second."""
        now = time.monotonic()
        if not self._is_open and not self.is_over and now >= self._begins:
            self._is_open, self._cpu, self._at = True, cpu_seconds(), now
        elif self._is_open and now >= self._at + self._seconds:
            self._is_open, self.is_over = False, True
            self.cpu_s, self.elapsed_s = cpu_seconds() - self._cpu, now - self._at
            self.over.set()

    def seen(self, lateness_ms: float, latency_us: int, *, is_good: bool) -> None:
        if self._is_open:
            self.checks += 1
            self.failed += not is_good
            self.lateness_ms.append(lateness_ms)
            self.latency_us.append(latency_us)

    def tell(self) -> None:
        """One line of JSON for whoever started this process."""
        print(
            json.dumps(
                {
                    "checks": self.checks,
                    "failed": self.failed,
                    "rate": self.checks / self.elapsed_s,
                    "cpu_us": self.cpu_s / max(1, self.checks) * 1e6,
                    "cores": self.cpu_s / self.elapsed_s,
                    "lateness_p50_ms": percentile(self.lateness_ms, 0.5),
                    "lateness_p99_ms": percentile(self.lateness_ms, 0.99),
                    "lateness_max_ms": max(self.lateness_ms, default=0),
                    "latency_p50_us": percentile(self.latency_us, 0.5),
                    "latency_p99_us": percentile(self.latency_us, 0.99),
                }
            )
        )


def cpu_seconds() -> float:
    """User and system time of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
