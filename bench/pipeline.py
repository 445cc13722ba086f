"""What a check costs from due to committed, in the whole process: N monitors against a local server.

Each load runs beside the bare floor (heap, libcurl, SQLite insert) paced at the same rate, before and after it.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rig.children import Usage, measured, running, usage
from bench.rig.population import Group, populate
from bench.rig.report import Report, arguments, median
from bench.rig.served import FILE_VARIABLE, SLOW_VARIABLE
from bench.rig.targets import Targets, free_port, targets
from tocsin.core.monitor import Rules

SLOW_SHARE = 50
"""One monitor in so many looks at the server whose delay is known."""
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Load:
    """So many monitors at such an interval, and the budgets that this load is held to.

    The warm-up is longer than the interval: a monitor's first check keeps evidence, which comes once an hour later on.
    """

    name: str
    monitors: int
    interval_s: float
    scheme: str = "http"
    warm_up_s: float = 8.0
    seconds: float = 10.0
    bare_s: float = 4.0
    lateness_ms: float | None = None
    rate: float | None = None
    rss_mib: float | None = None
    cores: float | None = None
    ratio: float | None = 1.5
    latency_error: bool = False


LOADS = (
    Load("500 @ 20 s (idle)", 500, 20, warm_up_s=25, seconds=20, cores=0.04, ratio=None),
    Load("500 @ 5 s", 500, 5, seconds=20, lateness_ms=5),
    Load("5,000 @ 5 s", 5_000, 5),
    Load("7,500 @ 5 s", 7_500, 5, lateness_ms=50),
    Load("15,000 @ 5 s", 15_000, 5, rate=3_000, warm_up_s=20),
    Load("2,500 @ 5 s, HTTPS", 2_500, 5, "https"),
    Load("100,000 @ 60 s", 100_000, 60, warm_up_s=100, seconds=30, lateness_ms=250, rss_mib=500, latency_error=True),
)
QUICK = (Load("50 @ 1 s", 50, 1, warm_up_s=1, seconds=1, bare_s=1),)


@dataclass(frozen=True)
class Measured:
    """One load's figures, from the meter and from the kernel."""

    meter: dict[str, float]
    before: Usage
    after: Usage
    first_answer_s: float
    slow_truth_us: tuple[float, float]
    result_bytes: float
    file_bytes: float

    @property
    def written_per_check(self) -> float:
        return (self.after.written_bytes - self.before.written_bytes) / max(1, self.meter["checks"])


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--only", help="loads whose name contains this")
    given = parser.parse_args()
    report = Report("pipeline", is_quick=given.quick)
    loads = QUICK if given.quick else [load for load in LOADS if given.only is None or given.only in load.name]
    try:
        with targets() as there:
            report.raw["server"] = there.server
            for load in loads:
                _measure(report, load, there)
    finally:
        report.finish(is_partial=given.only is not None)


def _measure(report: Report, load: Load, there: Targets) -> None:
    floors = [_bare(load, there)]
    seen = _whole(load, there)
    floors.append(_bare(load, there))
    report.raw[load.name] = {"meter": seen.meter, "bare_us": floors, "after": vars(seen.after)}
    judge(report, load, seen, median(floors))


def judge(report: Report, load: Load, seen: Measured, floor_us: float) -> None:
    """Each figure of one load beside its budget."""
    meter, name = seen.meter, load.name
    offered = load.monitors / load.interval_s
    at_least = load.rate and load.rate * 0.99
    report.add(f"{name}: committed", meter["rate"], "checks/s", against=("offered", offered), at_least=at_least)
    if load.cores:
        report.add(f"{name}: CPU, everything on", meter["cores"], "cores", at_most=load.cores)
    report.add(f"{name}: CPU", meter["cpu_us"], "us/check", against=("bare", floor_us), ratio_within=load.ratio)
    report.add(f"{name}: lateness p50", meter["lateness_p50_ms"], "ms")
    report.add(f"{name}: lateness p99", meter["lateness_p99_ms"], "ms", at_most=load.lateness_ms)
    report.add(f"{name}: lateness max", meter["lateness_max_ms"], "ms")
    _judge_latency(report, load, seen)
    report.add(f"{name}: memory", seen.after.rss_mib, "MiB", at_most=load.rss_mib)
    report.add(f"{name}: written", seen.written_per_check, "bytes/check")
    report.add(f"{name}: table and indexes", seen.result_bytes, "bytes/result", at_most=60)
    report.add(f"{name}: whole file, without the monitors", seen.file_bytes, "bytes/result")
    report.add(f"{name}: start to first answer", seen.first_answer_s, "s", at_most=2)
    if meter["bad"]:
        report.add(f"{name}: NOT up, in the window", meter["bad"], "results")


def _judge_latency(report: Report, load: Load, seen: Measured) -> None:
    for share, truth in zip(("p50", "p99"), seen.slow_truth_us, strict=True):
        error_ms = (seen.meter[f"slow_{share}_us"] - truth) / 1000
        at_most = 5.0 if load.latency_error and share == "p99" else None
        what = f"{load.name}: recorded - true latency, {share}"
        report.add(what, error_ms, "ms", against=("true, in ms", truth / 1000), at_most=at_most)


def _bare(load: Load, there: Targets) -> float:
    with TemporaryDirectory(prefix="tocsin-bench-") as folder:
        rate = round(load.monitors / load.interval_s)
        told = measured(
            "bench.rig.bare",
            *("--url", getattr(there, load.scheme), "--rate", rate, "--interval", load.interval_s),
            *("--seconds", load.bare_s, "--warm-up", 2, "--store", Path(folder) / "bare.db"),
            env=there.environment,
            seconds=load.bare_s,
        )
    return told["cpu_us"]


def _whole(load: Load, there: Targets) -> Measured:
    slow = max(2, load.monitors // SLOW_SHARE)
    groups = [Group(getattr(there, load.scheme), load.monitors - slow), Group(there.slow, slow)]
    rules = Rules(interval=load.interval_s, timeout=min(10.0, load.interval_s))
    with TemporaryDirectory(prefix="tocsin-bench-") as folder:
        database = Path(folder) / "tocsin.db"
        firsts = populate(database, groups, rules)
        size_before = database.stat().st_size
        port = free_port()
        meter = Path(folder) / "meter.json"
        env = there.environment | {
            "TOCSIN_DATA_DIR": folder,
            "TOCSIN_PORT": str(port),
            "TOCSIN_BOOTSTRAP_API_KEY": "bench-only-bench-only-0123456789",
            FILE_VARIABLE: str(meter),
            SLOW_VARIABLE: str(firsts[1]),
        }
        begun = time.monotonic()
        with running([sys.executable, "-m", "bench.rig.served"], env=env, log=Path(folder) / "log") as pid:
            first_answer = _first_answer(port, begun)
            time.sleep(load.warm_up_s)
            _ask(f"{there.slow}reset")
            before = usage(pid)
            os.kill(pid, signal.SIGUSR1)
            time.sleep(load.seconds)
            os.kill(pid, signal.SIGUSR2)
            after = usage(pid)
            told = _wait_for_meter(meter)
            truth = json.loads(_ask(f"{there.slow}truth"))
        table, stored = _table_bytes(database)
        file_bytes = (database.stat().st_size - size_before) / max(1, stored)
    return Measured(
        told, before, after, first_answer, (truth["p50_us"], truth["p99_us"]), table / max(1, stored), file_bytes
    )


def _first_answer(port: int, begun: float) -> float:
    while time.monotonic() < begun + PATIENCE_S:
        try:
            _ask(f"http://127.0.0.1:{port}/healthz")
        except OSError:
            time.sleep(0.01)
        else:
            return time.monotonic() - begun
    raise TimeoutError("the server did not answer")


def _wait_for_meter(file: Path) -> dict[str, float]:
    until = time.monotonic() + PATIENCE_S
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.02)
    told: dict[str, float] = json.loads(file.read_text())
    return told


def _ask(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:
        body: bytes = answer.read()
    return body


def _table_bytes(database: Path) -> tuple[int, int]:
    """Bytes of the pages that hold results, and how many they are."""
    with closing(sqlite3.connect(database)) as connection:
        (stored,) = connection.execute("SELECT count(*) FROM result").fetchone()
        try:
            (size,) = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'result'").fetchone()
        except sqlite3.OperationalError:
            return 0, stored
    return size, stored


if __name__ == "__main__":
    main()
