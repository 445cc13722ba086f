"""How long a person waits for the list of 10,000 monitors and for one monitor's year: by storage alone, and by the API.

The floor is the same rows fetched by plain SQL, without a thread, a model or JSON.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bench.rig.history import write_outages, write_past
from bench.rig.population import Group, populate
from bench.rig.report import Report, arguments, percentile
from tocsin.api.app import create_app
from tocsin.api.parts import ApiParts
from tocsin.auth.actor import Actor
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.bus.memory import MemoryBus
from tocsin.core.clock import SystemClock
from tocsin.core.monitor import Rules
from tocsin.services import api_keys, history, monitor_overviews
from tocsin.services.monitor_overviews import Picture
from tocsin.services.parts import Parts
from tocsin.storage.database import Database
from tocsin.storage.monitor_lists import MonitorFilter
from tocsin.storage.monitor_orders import MonitorSort
from tocsin.storage.periods import DAY_MS, HOUR_MS

KEY = "bench-only-bench-only-0123456789"
PAGE = 50
BUDGET_MS = 50.0
Read = Callable[[], Awaitable[object]]


def main() -> None:
    given = arguments(__doc__ or "").parse_args()
    report = Report("reads", is_quick=given.quick)
    monitors, rounds = (200, 3) if given.quick else (10_000, 60)
    try:
        with TemporaryDirectory(prefix="tocsin-bench-") as folder:
            path = Path(folder) / "tocsin.db"
            populate(path, [Group("http://127.0.0.1:9/", monitors)], Rules(interval=60))
            now, long_monitor = SystemClock().now_ms(), monitors // 2
            hour_days, year_days = (7, 30) if given.quick else (180, 365)
            write_past(path, monitors, now, long_monitor=long_monitor, hour_days=hour_days, year_days=year_days)
            report.raw["file_mib"] = path.stat().st_size / 2**20
            asyncio.run(_read_all(report, path, monitors, long_monitor, rounds, now, year_days))
    finally:
        report.finish()


async def _read_all(
    report: Report, path: Path, monitors: int, long_monitor: int, rounds: int, now: int, year_days: int
) -> None:
    floors = _floors(path, monitors, long_monitor, now, rounds)
    database = await Database.open(f"sqlite:///{path}")
    try:
        parts = Parts(database, MemoryBus(), SecretBox([new_secret_key()]))
        await api_keys.bootstrap(parts, KEY)
        actor = await api_keys.first_actor(parts, "bench")
        await write_outages(database, actor.workspace_id, long_monitor, now, year_days)
        begin = now - year_days * DAY_MS
        await _compare(report, "storage", _by_services(parts, actor, long_monitor, begin, now), floors, rounds)
        app = create_app(ApiParts(parts))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://bench", headers={"X-API-Key": KEY}
            ) as client,
        ):
            await _compare(report, "API", _by_api(client, long_monitor, begin, now), floors, rounds)
    finally:
        await database.close()


async def _compare(report: Report, way: str, reads: dict[str, Read], floors: dict[str, float], rounds: int) -> None:
    for name, read in reads.items():
        took = await _time(read, rounds)
        floor = floors.get(name)
        p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
        report.raw[f"{way}: {name}"] = took
        report.add(f"{name}: {way}, p50", p50, "ms", against=("plain SQL", floor) if floor else None)
        report.add(f"{name}: {way}, p95", p95, "ms", at_most=BUDGET_MS)


async def _time(read: Read, rounds: int) -> list[float]:
    """Milliseconds of each, after one to warm up."""
    await read()
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        await read()
        took.append((time.perf_counter() - begun) * 1000)
    return took


LIST = "list of 50 with sparkline and bars"
WORST_FIRST = "the same, the worst first"
AVAILABILITY = "a year's availability"
SERIES = "a year's series and percentiles, by day"
HOURS = "30 days' series, by hour"


def _by_services(parts: Parts, actor: Actor, monitor_id: int, begin: int, now: int) -> dict[str, Read]:
    async def series(start: int, width: int) -> None:
        found = await history.series(parts, actor, monitor_id, history.Range(start, now), width, region=None)
        assert found.buckets

    async def page(sort: MonitorSort) -> None:
        pictures = (Picture.SPARKLINE, Picture.BARS)
        found = await monitor_overviews.page(
            parts, actor, MonitorFilter(), sort=sort, cursor=None, limit=PAGE, pictures=pictures
        )
        assert len(found.monitors) == PAGE

    return {
        LIST: lambda: page(MonitorSort.NAME),
        WORST_FIRST: lambda: page(MonitorSort.STATE),
        AVAILABILITY: lambda: history.availability(parts, actor, monitor_id, history.Range(begin, now)),
        SERIES: lambda: series(begin, DAY_MS),
        HOURS: lambda: series(max(begin, now - 30 * DAY_MS), HOUR_MS),
    }


def _by_api(client: httpx.AsyncClient, monitor_id: int, begin: int, now: int) -> dict[str, Read]:
    year = {"start": _moment(begin), "end": _moment(now)}
    month = {"start": _moment(max(begin, now - 30 * DAY_MS)), "end": _moment(now)}
    one = f"/api/v1/monitors/{monitor_id}"

    def get(url: str, **query: int | str | list[str]) -> Read:
        async def read() -> None:
            answer = await client.get(url, params={**query})
            answer.raise_for_status()

        return read

    return {
        LIST: get("/api/v1/monitors", limit=PAGE, include=["sparkline", "bars"]),
        WORST_FIRST: get("/api/v1/monitors", limit=PAGE, include=["sparkline", "bars"], sort="state"),
        AVAILABILITY: get(f"{one}/availability", **year),
        SERIES: get(f"{one}/series", bucket="1d", **year),
        HOURS: get(f"{one}/series", bucket="1h", **month),
    }


def _floors(path: Path, monitors: int, long_monitor: int, now: int, rounds: int) -> dict[str, float]:
    """Median milliseconds of the same rows by plain SQL."""
    ids = list(range(1, PAGE + 1))
    marks = ", ".join("?" * PAGE)
    rollups = f"SELECT * FROM rollup WHERE level = ? AND region_id = 0 AND monitor_id IN ({marks}) AND start >= ?"
    of_one = "SELECT * FROM rollup WHERE level = ? AND region_id = 0 AND monitor_id = ? AND start >= ?"
    statements = {
        LIST: [
            ("SELECT * FROM monitor ORDER BY workspace_id, sort_name, id LIMIT 50", []),
            (rollups, [0, *ids, now - DAY_MS]),
            (rollups, [1, *ids, now - 90 * DAY_MS]),
        ],
        AVAILABILITY: [(of_one, [1, long_monitor, 0])],
        SERIES: [(of_one, [1, long_monitor, 0])],
        HOURS: [(of_one, [0, long_monitor, now - 30 * DAY_MS])],
    }
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        for name, queries in statements.items():
            took = []
            for _ in range(rounds):
                begun = time.perf_counter()
                for statement, values in queries:
                    connection.execute(statement, values).fetchall()
                took.append((time.perf_counter() - begun) * 1000)
            found[name] = percentile(took, 0.5)
    return found


def _moment(milliseconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(milliseconds / 1000))


if __name__ == "__main__":
    main()
