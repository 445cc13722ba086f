"""How soon a message leaves once a monitor has failed, at 1,000 incidents a minute; and 10,000 that fail at once.

Failing pings come to `tocsin serve` from a process beside it, which hears the webhooks too. A message is counted from
the moment at which its ping was due: taking that in, storing it and deciding upon it are all part of the figure. Each
monitor fails once and is well again some seconds later, and shares nothing with another: in one workspace, whose policy
tells every incident by itself, and with a policy that groups, in so many workspaces that none of them has a storm. The
floor is a bare loop that stores a row, answers, and posts a webhook.

What fails at once is written by the storage layer in one transaction and decided upon in this process, where CPU can be
told apart; a database server's own is not counted. Its floor is a row inserted and a row updated for each.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from bench.rig import pushed
from bench.rig.bare_rows import bare_rows
from bench.rig.children import measured, running, usage
from bench.rig.databases import Place, places
from bench.rig.report import Report, arguments
from bench.rig.serving import serving
from bench.rig.storm import Took, storm, tell_webhook
from bench.rig.targets import free_port, wait_for
from tocsin.alerting.intake import AT_ONCE
from tocsin.core.clock import SystemClock
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage.database import Database
from tocsin.storage.workspaces import WorkspaceRepository

BUDGET_MS = 1_000.0
WAITED_MS = 60_000
"""More than a new group waits at the most."""
SHARES = ("p50", "p99", "max")


class ToldTwice(Exception):
    """No figure matters any more."""


@dataclass(frozen=True)
class Way:
    """So many workspaces share the incidents."""

    name: str
    workspaces: int
    groups: bool


@dataclass(frozen=True)
class Scale:
    """`rate`: incidents a minute; `storms`: how many fail at once."""

    rate: int = 1_000
    warm_up_s: float = 10.0
    seconds: float = 60.0
    lasts_s: float = 20.0
    ways: tuple[Way, ...] = (
        Way("1 workspace, each by itself", 1, groups=False),
        Way("500 workspaces that group", 500, groups=True),
    )
    storms: tuple[int, ...] = (1_000, 10_000)

    @property
    def incidents(self) -> int:
        """As many as there may be with some luck."""
        expected = self.rate / 60 * (self.warm_up_s + self.seconds)
        return round(expected + 6 * math.sqrt(expected) + 1)


QUICK = Scale(
    rate=300,
    warm_up_s=0.2,
    seconds=1.0,
    lasts_s=0.3,
    ways=(Way("8 workspaces that group", 8, groups=True),),
    storms=(50,),
)


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--only", help="databases whose name contains this")
    given = parser.parse_args()
    report = Report("alerting", is_quick=given.quick)
    scale = QUICK if given.quick else Scale()
    try:
        with places() as found:
            floor = _bare(scale)
            report.raw["bare"] = floor
            for place in found:
                if given.only is None or given.only.lower() in place.name.lower():
                    for way in scale.ways:
                        _measure_way(report, place, way, scale, floor)
                    for count in scale.storms:
                        _measure_storms(report, place, count)
    finally:
        report.finish(is_partial=given.only is not None)


def _measure_way(report: Report, place: Place, way: Way, scale: Scale, floor: Mapping[str, float]) -> None:
    with TemporaryDirectory(prefix="tocsin-bench-") as name, place.empty(Path(name)) as url:
        folder, ear = Path(name), free_port()
        keys = uvloop.run(_populate(url, way, scale, ear))
        (folder / "keys").write_text("\n".join(f"{number} {key}" for number, key in keys.items()))
        with serving(url, folder) as server:
            told = _metered(server.pid, server.port, folder / "keys", ear, scale)
    report.raw[f"{place.name}, {way.name}"] = told
    _judge(report, f"{place.name}, {way.name}", told, floor)


def _bare(scale: Scale) -> dict[str, float]:
    with TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder, port, ear = Path(name), free_port(), free_port()
        keys = folder / "keys"
        keys.write_text("\n".join(f"{number} {number:036}" for number in range(1, scale.incidents + 1)))
        command = [sys.executable, "-m", "bench.rig.bare_alerts", str(port), "--keys", str(keys), "--ear", str(ear)]
        with running([*command, "--store", str(folder / "bare.db")]) as pid:
            wait_for(port)
            return _metered(pid, port, keys, ear, scale)


def _metered(pid: int, port: int, keys: Path, ear: int, scale: Scale) -> dict[str, float]:
    """What the failing process has seen, and what it has cost the server. Raise ToldTwice."""
    options = {"port": port, "keys": keys, "ear": ear, "rate": scale.rate, "lasts": scale.lasts_s}
    times = {"warm-up": scale.warm_up_s, "seconds": scale.seconds}
    words = [word for name, value in (options | times).items() for word in (f"--{name}", str(value))]
    before = usage(pid)
    told = measured("bench.rig.failer", *words, seconds=scale.warm_up_s + scale.seconds + scale.lasts_s)
    after = usage(pid)
    told["server_cpu_ms"] = (after.cpu_s - before.cpu_s) / max(1, told["incidents"]) * 1000
    told["rate"] = told["counted"] / scale.seconds * 60
    if told["messages"] != 2 * told["incidents"]:
        raise ToldTwice(str(told))
    return told


def _judge(report: Report, name: str, told: Mapping[str, float], floor: Mapping[str, float]) -> None:
    report.add(f"{name}: incidents a minute", told["rate"], "/min")
    for share in SHARES:
        figure = f"problem_due_{share}_ms"
        bound = BUDGET_MS if share == "p99" else None
        report.add(
            f"{name}: failed to told, {share}", told[figure], "ms", against=("bare", floor[figure]), at_most=bound
        )
    report.add(f"{name}: failure answered to told, p99", told["problem_answer_p99_ms"], "ms")
    report.add(f"{name}: well to told, p99", told["recovery_due_p99_ms"], "ms")
    beside = ("bare", floor["server_cpu_ms"])
    report.add(f"{name}: server's CPU", told["server_cpu_ms"], "ms/incident and its end", against=beside)


def _measure_storms(report: Report, place: Place, count: int) -> None:
    with TemporaryDirectory(prefix="tocsin-bench-") as name, place.empty(Path(name)) as url:
        floor = uvloop.run(bare_rows(url, count, AT_ONCE))
    hosts = {"of one host": ["db1.example"] * count, "unrelated": [f"host-{number}.example" for number in range(count)]}
    for relation, targets in hosts.items():
        what = f"{place.name}, {count:,} at once, {relation}"
        with TemporaryDirectory(prefix="tocsin-bench-") as name, place.empty(Path(name)) as url:
            uvloop.run(_measure_storm(report, what, url, targets, floor))


async def _measure_storm(report: Report, what: str, url: str, targets: Sequence[str], floor: Took) -> None:
    async with storm(url, targets) as found:
        await found.become(Verdict.DOWN, Reason.CONFIRMED_FAILURE)
        failed = await found.decide()
        await found.tell(WAITED_MS)
        report.add(f"{what}: messages that they failed", found.ear.messages, at_most=1)
        _judge_storm(report, f"{what}: failures decided", failed, floor, len(targets))
        await found.become(Verdict.UP, Reason.CONFIRMED_RECOVERY)
        ended = await found.decide()
        await found.tell(0)
        report.add(f"{what}: messages with that of the end", found.ear.messages, at_most=2)
        _judge_storm(report, f"{what}: ends decided", ended, floor, len(targets))


def _judge_storm(report: Report, what: str, took: Took, floor: Took, count: int) -> None:
    report.add(f"{what} after", took.seconds * 1000, "ms", against=("bare", floor.seconds * 1000))
    beside = ("bare", floor.cpu_s / count * 1e6)
    report.add(f"{what}, CPU", took.cpu_s / count * 1e6, "us/transition", against=beside)


async def _populate(url: str, way: Way, scale: Scale, ear: int) -> dict[int, str]:
    """Keys by monitor, in the order in which they are to fail: each workspace in its turn."""
    database = await Database.open(url)
    try:
        await database.migrate()
        each = -(-scale.incidents // way.workspaces)
        keys = [await _inhabit(database, f"bench-{number}", each, ear, way) for number in range(way.workspaces)]
        return {number: key for some in zip(*(one.items() for one in keys), strict=True) for number, key in some}
    finally:
        await database.close()


async def _inhabit(database: Database, handle: str, count: int, ear: int, way: Way) -> dict[int, str]:
    now = SystemClock().now_ms()
    async with database.write() as connection:
        workspace = await WorkspaceRepository(connection).ensure(handle, now)
        await tell_webhook(connection, workspace.id, ear, now, groups=way.groups)
    return await pushed.inhabit(database, handle, count)


if __name__ == "__main__":
    main()
