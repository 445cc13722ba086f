"""What one look costs: our probe, and our runner, beside bare libcurl, and beside Prometheus with blackbox_exporter.

All take turns on the same target with fresh connections, and the medians are compared.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from bench.rig import peers
from bench.rig.children import measured
from bench.rig.report import Report, arguments, median
from bench.rig.targets import Targets, targets

ROUNDS = 3
WHOLE = "bench.rig.ours"


@dataclass(frozen=True)
class Pace:
    """Checks a second (0 for flat out), and the share of Prometheus with blackbox_exporter that is our budget."""

    scheme: str
    rate: int
    peers_share: float | None = None


PACES = (
    Pace("http", 100, 1 / 4),
    Pace("http", 1_000, 1 / 4),
    Pace("http", 3_000),
    Pace("http", 0),
    Pace("https", 100, 2 / 3),
    Pace("https", 500, 2 / 3),
    Pace("https", 0),
)
QUICK = (Pace("http", 50),)
LOOPS = {"bare libcurl": "bench.rig.bare", "our probe": WHOLE, "our runner": WHOLE}
PARTS = {"our probe": ("--part", "probe"), "our runner": ("--part", "runner")}


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns that each takes at each pace")
    given = parser.parse_args()
    rounds, seconds = (1, 0.5) if given.quick else (given.rounds, 3.0)
    report = Report("probe", is_quick=given.quick)
    try:
        with targets() as there:
            report.raw["server"] = there.server
            for pace in QUICK if given.quick else PACES:
                _measure(report, pace, there, rounds=rounds, seconds=seconds)
    finally:
        report.finish()


def _measure(report: Report, pace: Pace, there: Targets, *, rounds: int, seconds: float) -> None:
    told: defaultdict[str, list[dict[str, float]]] = defaultdict(list)
    for _ in range(rounds):
        for name, module in LOOPS.items():
            told[name].append(_run(module, pace, there, PARTS.get(name, ()), seconds))
    name = f"{pace.scheme} {pace.rate:,}/s" if pace.rate else f"{pace.scheme} flat out"
    report.raw[name] = dict(told)
    cpu = {one: median([run["cpu_us"] for run in runs]) for one, runs in told.items()}
    for one, runs in told.items():
        floor = None if one == "bare libcurl" else ("bare", cpu["bare libcurl"])
        report.add(f"{name}: {one}, CPU", cpu[one], "us/check", against=floor, ratio_within=1.5 if floor else None)
        if not pace.rate:
            report.add(f"{name}: {one}, rate", median([run["rate"] for run in runs]), "checks/s")
        elif one == "our runner":
            report.add(f"{name}: {one}, lateness p99", median([run["lateness_p99_ms"] for run in runs]), "ms")
    installed = peers.installed()
    if pace.peers_share and installed and not report.is_quick:
        theirs = _run_peers(installed, pace, there)
        report.raw[f"{name}: peers"] = theirs
        what = f"{name}: our runner beside Prometheus and blackbox"
        against = ("they", theirs)
        report.add(what, cpu["our runner"], "us/check", against=against, ratio_within=pace.peers_share)


def _run(module: str, pace: Pace, there: Targets, part: tuple[str, ...], seconds: float) -> dict[str, float]:
    interval_s = 2 if seconds > 1 else 1
    is_spread = "runner" in part and pace.rate
    return measured(
        module,
        *("--url", getattr(there, pace.scheme), "--rate", pace.rate, "--interval", interval_s),
        *("--seconds", seconds, "--warm-up", interval_s + 1 if is_spread else 1, *part),
        env=there.environment,
        seconds=seconds,
    )


def _run_peers(installed: peers.Peers, pace: Pace, there: Targets) -> float:
    return peers.cpu_us_per_check(
        installed,
        getattr(there, pace.scheme),
        there.authority,
        rate=pace.rate,
        interval_s=5,
        warm_up_s=4,
        seconds=8,
    )


if __name__ == "__main__":
    main()
