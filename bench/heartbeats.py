"""How many pings a second are answered, each once it is stored for good; and 10,000 heartbeats that are due at once.

Pings come over HTTP to `tocsin serve`, from a process beside it. What was answered is counted in the table after each
load, and once more after the server was killed in the midst of one. The floor is a bare loop that stores a row and
answers.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from bench.rig import pushed
from bench.rig.children import measured, running, usage
from bench.rig.databases import Place, Sqlite, places
from bench.rig.machine import ROOT
from bench.rig.report import Report, arguments
from bench.rig.serving import Server, serving
from bench.rig.targets import free_port, wait_for
from tocsin.core.clock import SystemClock
from tocsin.storage.database import Database

LEAST_RATE = 3_000
LEAST_RATE_BESIDE_POSTGRES = 1_000
"""Its server works on the same two cores."""
LONGEST_S = 120.0
LOOK_EVERY_S = 0.02
T = TypeVar("T")


class PingsLost(Exception):
    """Pings were answered and are not stored: no figure matters any more."""


@dataclass(frozen=True)
class Load:
    """So many connections that each wait for their answer; or so many pings a second over them, come what may."""

    connections: int
    rate: int = 0
    is_full: bool = False

    @property
    def name(self) -> str:
        return f"{self.rate:,}/s" if self.rate else f"{self.connections} at once"


@dataclass(frozen=True)
class Scale:
    """How much of everything; `due` heartbeats more are going to be missing at once."""

    heartbeats: int = 10_000
    due: int = 10_000
    lead_s: float = 8.0
    loads: tuple[Load, ...] = (
        Load(1),
        Load(16),
        Load(128, is_full=True),
        Load(512, is_full=True),
        Load(512, rate=1_000),
    )
    warm_up_s: float = 2.0
    seconds: float = 5.0
    meanwhile_s: float = 5.0


QUICK = Scale(
    heartbeats=100,
    due=100,
    lead_s=2.5,
    loads=(Load(16, rate=100),),
    warm_up_s=0.2,
    seconds=0.5,
    meanwhile_s=0.5,
)


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--only", help="databases whose name contains this")
    given = parser.parse_args()
    report = Report("heartbeats", is_quick=given.quick)
    scale = QUICK if given.quick else Scale()
    try:
        with places() as found:
            for place in found:
                if given.only is None or given.only.lower() in place.name.lower():
                    _measure(report, place, scale)
    finally:
        report.finish(is_partial=given.only is not None)


def _measure(report: Report, place: Place, scale: Scale) -> None:
    """Once more, with more time for it, when the server was not ready in time."""
    lead_s = scale.lead_s
    while not _measure_in_time(report, place, scale, lead_s):
        lead_s *= 2


def _measure_in_time(report: Report, place: Place, scale: Scale, lead_s: float) -> bool:
    with _populated(place, scale.heartbeats + scale.due) as (folder, url, keys):
        due, others = list(keys)[: scale.due], dict(list(keys.items())[scale.due :])
        file = _written(folder / "keys", others.values())
        moment = SystemClock().now_ms() + round(lead_s * 1000)
        _ask(url, lambda database: pushed.await_at(database, due, moment))
        with serving(url, folder) as server:
            if time.time() * 1000 > moment:
                return False
            _measure_silence(report, place.name, scale, server, url, file, moment)
            for load in scale.loads:
                floor = _bare(load, scale) if isinstance(place, Sqlite) else None
                told = _load(server, url, file, load, scale)
                report.raw[f"{place.name}: {load.name}"] = {"ours": told, "bare": floor}
                _judge(report, place, load, told, floor)
            _kill(report, place.name, scale, server, url, others, file)
    return True


def _load(server: Server, url: str, keys: Path, load: Load, scale: Scale) -> dict[str, float]:
    """What the client has seen, and what it has cost the server. Raise PingsLost."""
    stored = sum(_ask(url, pushed.stored_pings).values())
    told = _metered(server.pid, server.port, keys, load, scale)
    told["stored"] = sum(_ask(url, pushed.stored_pings).values()) - stored
    if told["stored"] != told["answered"] or told["unanswered"]:
        raise PingsLost(f"{load.name}: {told}")
    return told


def _bare(load: Load, scale: Scale) -> dict[str, float]:
    with TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder, port = Path(name), free_port()
        keys = _written(folder / "keys", (f"{number:036}" for number in range(scale.heartbeats)))
        command = [sys.executable, "-m", "bench.rig.bare_pings", str(port), "--keys", str(keys)]
        with running([*command, "--store", str(folder / "bare.db")]) as pid:
            wait_for(port)
            return _metered(pid, port, keys, load, scale)


def _metered(pid: int, port: int, keys: Path, load: Load, scale: Scale) -> dict[str, float]:
    before = usage(pid)
    module, *options = _client(port, keys, load, scale.warm_up_s, scale.seconds)
    told = measured(module, *options, seconds=scale.warm_up_s + scale.seconds)
    after = usage(pid)
    told["server_cpu_us"] = (after.cpu_s - before.cpu_s) / max(1, told["answered"]) * 1e6
    told["written_bytes"] = (after.written_bytes - before.written_bytes) / max(1, told["answered"])
    return told


def _client(port: int, keys: Path, load: Load, warm_up_s: float, seconds: float) -> list[str]:
    """Its module and its arguments."""
    options = {"port": port, "keys": keys, "connections": load.connections, "rate": load.rate}
    times = {"warm-up": warm_up_s, "seconds": seconds}
    return [
        "bench.rig.pinger",
        *(word for name, value in (options | times).items() for word in (f"--{name}", str(value))),
    ]


def _judge(report: Report, place: Place, load: Load, told: dict[str, float], floor: dict[str, float] | None) -> None:
    name = f"{place.name}, {load.name}"
    full = (LEAST_RATE if isinstance(place, Sqlite) else LEAST_RATE_BESIDE_POSTGRES) if load.is_full else None
    at_least = 0.97 * load.rate if load.rate else full

    def beside(what: str) -> tuple[str, float] | None:
        return ("bare", floor[what]) if floor else None

    report.add(f"{name}: durable pings", told["rate"], "/s", against=beside("rate"), at_least=at_least)
    report.add(f"{name}: latency p50", told["p50_ms"], "ms", against=beside("p50_ms"))
    report.add(f"{name}: latency p99", told["p99_ms"], "ms", against=beside("p99_ms"))
    report.add(f"{name}: server's CPU", told["server_cpu_us"], "us/ping", against=beside("server_cpu_us"))
    report.add(f"{name}: client's CPU", told["cpu_us"], "us/ping")
    if floor:
        written = told["written_bytes"]
        report.add(f"{name}: written to disk", written, "bytes/ping", against=beside("written_bytes"))
    report.add(f"{name}: stored", told["stored"], "pings", against=("answered", told["answered"]))


def _kill(report: Report, name: str, scale: Scale, server: Server, url: str, keys: dict[int, str], file: Path) -> None:
    """SIGKILL under load: at least as many pings of each key are stored as were answered. Raise PingsLost."""
    before = _ask(url, pushed.stored_pings)
    counts, load = file.with_name("counts"), Load(scale.loads[-1].connections)
    with _pinging(server, file, load, scale.warm_up_s, scale.seconds, "--counts", str(counts)) as client:
        time.sleep(scale.warm_up_s + scale.seconds / 2)
        os.kill(server.pid, signal.SIGKILL)
        client.communicate(timeout=LONGEST_S)
    stored = _ask(url, pushed.stored_pings)
    answered = open_ = lost = 0
    for monitor_id, (sent, got) in zip(keys, json.loads(counts.read_text()), strict=True):
        new = stored.get(monitor_id, 0) - before.get(monitor_id, 0)
        answered, open_, lost = answered + got, open_ + sent - got, lost + max(0, got - new)
    what = f"{name}, killed with {load.name}"
    report.add(f"{what}: answered before", answered, "pings", against=("waited", open_))
    report.add(f"{what}: answered and not stored", lost, "pings", at_most=0)
    if lost or not answered:
        raise PingsLost(f"{what}: {lost} of {answered}")


def _measure_silence(
    report: Report, name: str, scale: Scale, server: Server, url: str, others: Path, moment: int
) -> None:
    """The grace of many ends at `moment` (Unix ms), while others are pinged."""
    warm_up_s = moment / 1000 - time.time()
    with _pinging(server, others, Load(16, rate=100), warm_up_s, scale.meanwhile_s) as client:
        time.sleep(moment / 1000 - time.time())
        before = usage(server.pid)
        took = _ask(url, lambda database: _watch(database, moment, scale.due))
        cpu_s = usage(server.pid).cpu_s - before.cpu_s
        told = json.loads(client.communicate(timeout=LONGEST_S)[0])
    what = f"{name}, {scale.due:,} missing at once"
    report.raw[what] = {"took_ms": took, "cpu_s": cpu_s, "pings": told}
    for share in ("p50", "p99", "max"):
        report.add(f"{what}: down and committed after, {share}", took[share], "ms")
    report.add(f"{what}: server's CPU", cpu_s / scale.due * 1e6, "us/heartbeat")
    report.add(f"{what}: 100 pings/s meanwhile, latency p99", told["p99_ms"], "ms")
    report.add(f"{what}: 100 pings/s meanwhile, latency max", told["max_ms"], "ms")


async def _watch(database: Database, moment: int, count: int) -> dict[str, float]:
    """How long after `moment` (Unix ms) half, nearly all and all of so many changes were committed, in ms."""
    took: dict[str, float] = {}
    async with asyncio.timeout(LONGEST_S):
        while "max" not in took:
            await asyncio.sleep(LOOK_EVERY_S)
            downs = await pushed.count_downs(database)
            now = time.time() * 1000
            for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
                if downs >= count * share:
                    took.setdefault(name, now - moment)
    return took


@contextmanager
def _populated(place: Place, count: int) -> Iterator[tuple[Path, str, dict[int, str]]]:
    """A folder for the server, the database's URL, and keys by their monitors' ids."""
    with TemporaryDirectory(prefix="tocsin-bench-") as name, place.empty(Path(name)) as url:
        yield Path(name), url, _ask(url, lambda database: pushed.populate(database, count))


@contextmanager
def _pinging(
    server: Server, keys: Path, load: Load, warm_up_s: float, seconds: float, *more: str
) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", *_client(server.port, keys, load, warm_up_s, seconds), *more]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def _ask(url: str, question: Callable[[Database], Awaitable[T]]) -> T:
    async def ask() -> T:
        database = await Database.open(url)
        try:
            return await question(database)
        finally:
            await database.close()

    return asyncio.run(ask())


def _written(file: Path, lines: Iterable[str]) -> Path:
    file.write_text("\n".join(lines))
    return file


if __name__ == "__main__":
    main()
