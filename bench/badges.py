"""What a badge costs: drawn anew, kept from before, and answered by the API from an empty memory and from a full one.

Cold means that nothing is known of the monitor and its picture was never drawn; warm, that both were asked for before.
A cold uptime costs what availability costs (`bench.reads` bounds that); it is kept for half a minute.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp

from bench.rig.calls import Call, call
from bench.rig.history import write_past
from bench.rig.population import Group, populate
from bench.rig.report import Report, arguments, percentile
from tocsin.api.app import create_app
from tocsin.api.parts import ApiParts
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.badges import png, svg
from tocsin.badges.badge import Badge
from tocsin.bus.memory import MemoryBus
from tocsin.core.clock import SystemClock
from tocsin.core.monitor import Rules
from tocsin.services.parts import Parts
from tocsin.storage.database import Database

BUDGET_MS = 2.0
DRAWN_FIRST = 3
"""What a process does once, such as reading the font, is not a badge's cost; it is shown by itself."""
Get = Callable[[str, str], Awaitable[None]]


def main() -> None:
    given = arguments(__doc__ or "").parse_args()
    report = Report("badges", is_quick=given.quick)
    rounds = 30 if given.quick else 1_000
    try:
        _draw(report, rounds)
        with TemporaryDirectory(prefix="tocsin-bench-") as folder:
            path = Path(folder) / "tocsin.db"
            asyncio.run(_serve(report, _past(path, 3 * rounds), rounds))
    finally:
        report.finish()


def _draw(report: Report, rounds: int) -> None:
    """Each badge is another, so that nothing is kept."""
    ways: dict[str, Callable[[Badge], bytes]] = {
        "SVG": svg.draw,
        "PNG 1×": png.draw,
        "PNG 2×": lambda badge: png.draw(badge, 2),
    }
    for name, draw in ways.items():
        first = _timed(draw, [Badge.of("the first one", "up", "4caf50")])
        report.add(f"{name}: drawn for the first time in a process", first[0], "ms")
        badges = [Badge.of(f"Shop front {number:04}", "up", "4caf50") for number in range(rounds + DRAWN_FIRST)]
        _add(report, f"{name}: drawn", _timed(draw, badges)[DRAWN_FIRST:])


def _timed(draw: Callable[[Badge], bytes], badges: Iterable[Badge]) -> list[float]:
    took = []
    for badge in badges:
        begun = time.perf_counter()
        draw(badge)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def _past(path: Path, monitors: int) -> Path:
    """A database of public monitors, each with 90 days behind it."""
    populate(path, [Group("http://127.0.0.1:9/", monitors)], Rules(interval=60))
    write_past(path, monitors, SystemClock().now_ms(), long_monitor=1, hour_days=7, year_days=90)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE monitor SET is_public = 1")
    return path


async def _serve(report: Report, path: Path, rounds: int) -> None:
    database = await Database.open(f"sqlite:///{path}")
    try:
        app = create_app(ApiParts(Parts(database, MemoryBus(), SecretBox([new_secret_key()]))))
        async with app.router.lifespan_context(app):
            await _ask(report, _getter(app), rounds)
    finally:
        await database.close()


async def _ask(report: Report, get: Get, rounds: int) -> None:
    """Every cold badge is of a monitor that was not asked for before."""
    floor = percentile(await _each(get, ["/healthz"] * rounds), 0.5)
    fresh = iter(range(1, 3 * rounds + 1))
    for name, badge, query in (
        ("SVG of a state", "state.svg", ""),
        ("PNG 2× of a state", "state.png", "scale=2"),
        ("SVG of 30 days' uptime", "uptime.svg", "range=30d"),
    ):
        paths = [f"/api/v1/monitors/{next(fresh)}/badges/{badge}" for _ in range(rounds)]
        _add(report, f"{name}: API, cold", await _each(get, paths, query), floor, is_bounded="uptime" not in badge)
        _add(report, f"{name}: API, warm", await _each(get, [paths[-1]] * rounds, query), floor)


async def _each(get: Get, paths: Iterable[str], query: str = "") -> list[float]:
    took = []
    for path in paths:
        begun = time.perf_counter()
        await get(path, query)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def _getter(app: ASGIApp) -> Get:
    async def get(path: str, query: str) -> None:
        await call(app, Call(path, query=query))

    return get


def _add(report: Report, what: str, took: list[float], floor: float | None = None, *, is_bounded: bool = True) -> None:
    report.raw[what] = took
    against = ("/healthz", floor) if floor else None
    report.add(f"{what}, p50", percentile(took, 0.5), "ms", against=against, at_most=BUDGET_MS if is_bounded else None)
    report.add(f"{what}, p95", percentile(took, 0.95), "ms")


if __name__ == "__main__":
    main()
