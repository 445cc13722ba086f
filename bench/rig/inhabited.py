"""`tocsin serve` as the web client finds it: an owner, very many monitors with tags and a past, and some incidents."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from playwright._impl._api_structures import SetCookieParam

from bench.rig.history import write_past
from bench.rig.household import ADA, KEY, UNREACHED_RATE
from bench.rig.population import Group, populate
from bench.rig.serving import serving
from bench.rig.targets import free_port
from tocsin.core.clock import SystemClock
from tocsin.core.monitor import Rules

TAGS = ("prod", "team-{number}")
TEAMS = 20
RARELY_S = 86_400.0
"""What a server does for its monitors is no part of the figures: each is looked at once a day."""
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Inhabited:
    """`cookies` are the owner's; `monitor` is one with a past; none of `incidents` has been acknowledged."""

    url: str
    cookies: list[SetCookieParam]
    monitor: int
    incidents: Sequence[int]


@contextmanager
def inhabited(monitors: int, incidents: int) -> Iterator[Inhabited]:
    """With so many of each, on SQLite, for the length of the block."""
    with TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder, port = Path(name), free_port()
        path = folder / "tocsin.db"
        populate(path, [Group(f"http://127.0.0.1:{port}/healthz", monitors)], Rules(interval=RARELY_S))
        write_past(path, monitors, SystemClock().now_ms(), long_monitor=1, hour_days=7, year_days=90)
        _tag(path)
        with serving(f"sqlite:///{path}", folder, {"TOCSIN_API_RATE": str(UNREACHED_RATE)}, port=port):
            url = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=f"{url}/api/v1", headers={"X-API-Key": KEY}, timeout=PATIENCE_S) as client:
                yield Inhabited(url, _owner(client, url), 1, _break(client, incidents))


def _tag(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO monitor_tag (monitor_id, tag) SELECT id, 'prod' FROM monitor")
        connection.execute(
            "INSERT INTO monitor_tag (monitor_id, tag) SELECT id, 'team-' || (id % ?) FROM monitor", (TEAMS,)
        )


def _owner(client: httpx.Client, url: str) -> list[SetCookieParam]:
    client.post("/setup", json=ADA).raise_for_status()
    answer = httpx.post(f"{url}/api/v1/session", json={"email": ADA["email"], "password": ADA["password"]})
    answer.raise_for_status()
    client.cookies.clear()  # what else it asks for, it asks with its key
    return [{"name": cookie.name, "value": cookie.value or "", "url": url} for cookie in answer.cookies.jar]


def _break(client: httpx.Client, count: int) -> list[int]:
    """So many incidents, each of a monitor of its own."""
    for number in range(count):
        made = client.post("/monitors", json={"name": f"Backup {number}", "kind": "manual", "config": {}})
        made.raise_for_status()
        client.post(f"/monitors/{made.json()['id']}/state", json={"state": "down"}).raise_for_status()
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = client.get("/incidents", params={"limit": 100}).raise_for_status().json()["items"]
        if len(found) >= count:
            return [int(one["id"]) for one in found]
        time.sleep(0.05)
    raise TimeoutError("the monitors failed, and there are no incidents")
