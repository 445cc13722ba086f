"""Access as clients see it: a light operation of `tocsin serve` by whoever may call it, and sign-ins at once."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rig.children import measured, usage
from bench.rig.household import ADA, KEY, UNREACHED_RATE
from bench.rig.report import Report, median
from bench.rig.serving import Server, serving

OPEN = "/healthz"
CLIENTS = (1, 16)
WARM_UP_S = 0.2
AT_ONCE = 4
"""As many as one address may try in one moment."""
SIGN_INS_EACH = 3
Told = Mapping[str, float]


def measure_http(report: Report, operation: str, *, rounds: int, seconds: float) -> None:
    with TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder = Path(name)
        settings = {"TOCSIN_API_RATE": f"{UNREACHED_RATE:.0f}"}
        with serving(f"sqlite:///{folder / 'tocsin.db'}", folder, settings) as server:
            cookies = _posted(server, "/api/v1/setup", ADA)
            _sign_ins(report, server)
            callers = {
                f"{OPEN}, open": (OPEN, "Accept: */*"),
                "session": (operation, f"Cookie: {cookies}"),
                "API key": (operation, f"X-API-Key: {KEY}"),
            }
            for clients in CLIENTS:
                told = _in_turn(server, folder, callers, clients, rounds, seconds)
                report.raw[f"HTTP, {clients} clients"] = told
                _judge(report, told, clients)


def _judge(report: Report, told: Mapping[str, list[Told]], clients: int) -> None:
    floor, *_ = told
    at_once = "1 client" if clients == 1 else f"{clients} clients"
    for name, rounds in told.items():
        for share in ("p50", "p95"):
            found, beside = (median([one[f"{share}_ms"] for one in some]) for some in (rounds, told[floor]))
            against = None if name == floor else (OPEN, beside)
            report.add(f"HTTP, {at_once}: {name}, {share}", found, "ms", against=against)
        report.add(f"HTTP, {at_once}: {name}", median([one["rate"] for one in rounds]), "/s")


def _in_turn(
    server: Server, folder: Path, callers: Mapping[str, tuple[str, str]], clients: int, rounds: int, seconds: float
) -> dict[str, list[Told]]:
    """Every caller once a round. Raise AssertionError when one was refused."""
    told: dict[str, list[Told]] = {name: [] for name in callers}
    for _ in range(rounds):
        for name, (address, header) in callers.items():
            path, _, last = address.rpartition("/")
            (folder / "last").write_text(last)
            where = ("--port", server.port, "--path", f"{path}/", "--keys", folder / "last", "--header", header)
            how = ("--connections", clients, "--warm-up", WARM_UP_S, "--seconds", seconds)
            one = measured("bench.rig.pinger", *where, *how, seconds=seconds)
            assert not one["refused"], (name, one)
            told[name].append(one)
    return told


def _sign_ins(report: Report, server: Server) -> None:
    """What they need at most, beside what the server has when nobody signs in."""
    who = {"email": ADA["email"], "password": ADA["password"]}
    before = usage(server.pid)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for one in [threads.submit(_posted, server, "/api/v1/session", who) for _ in range(AT_ONCE * SIGN_INS_EACH)]:
            one.result()
    after = usage(server.pid)
    what = f"HTTP, {AT_ONCE} sign-ins by password at once"
    report.add(f"{what}: memory, at most", after.peak_mib - before.rss_mib, "MiB", against=("idle", before.rss_mib))
    report.add(f"{what}: CPU", (after.cpu_s - before.cpu_s) / (AT_ONCE * SIGN_INS_EACH) * 1000, "ms/sign-in")


def _posted(server: Server, path: str, body: Mapping[str, str]) -> str:
    """The cookies that come back, as they are to be sent."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        given = answer.headers.get_all("Set-Cookie")
    return "; ".join(cookie.partition(";")[0] for cookie in given)
