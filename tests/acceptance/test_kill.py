"""Kill -9 at any moment: what was acknowledged is there, and nothing is there twice."""

from __future__ import annotations

import itertools
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.acceptance.target import Site
from tests.acceptance.tower import KEY, Tower

MONITORS = 60
KILLS = 6


@dataclass
class Ledger:
    """What the server has said was done, up to the moment of its death."""

    monitors: dict[int, str] = field(default_factory=dict)
    transitions: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    results: set[tuple[int, str, str]] = field(default_factory=set)
    incidents: dict[int, int] = field(default_factory=dict)


def test_what_was_acknowledged_survives_kills_under_load_and_nothing_is_doubled(tower: Tower, site: Site) -> None:
    ledger = Ledger()
    tower.start()
    watched = [create(tower, site, f"watched {number}") for number in range(MONITORS)]
    for _ in range(KILLS):
        live_dangerously(tower, site, ledger, watched)
        tower.start()
    site.failing.clear()
    assert_nothing_is_lost(tower, ledger)
    assert_nothing_is_doubled(tower, watched)
    tower.until(lambda: not tower.all("/incidents", open=True), "every incident has ended", 60)
    assert tower.stop() == 0


def create(tower: Tower, site: Site, name: str) -> int:
    path = name.replace(" ", "-")
    config = {"url": f"{site.url}/{path}"}
    answer = tower.post(
        "/monitors", {"name": name, "kind": "http", "config": config, "interval": "1s", "retry_interval": 0.2}
    )
    return int(answer["id"])


def live_dangerously(tower: Tower, site: Site, ledger: Ledger, watched: list[int]) -> None:
    """Let targets fail and recover, create monitors and read what is shown, until the server is killed."""
    dead = threading.Event()
    users = [
        threading.Thread(target=user, args=(tower, ledger, watched, dead)) for user in (keep_creating, keep_reading)
    ]
    for thread in users:
        thread.start()
    end = time.monotonic() + random.uniform(1.5, 3.5)
    while time.monotonic() < end:
        site.failing ^= {f"/watched-{random.randrange(MONITORS)}" for _ in range(10)}
        time.sleep(0.2)
    tower.kill()
    dead.set()
    for thread in users:
        thread.join()


def keep_creating(tower: Tower, ledger: Ledger, _watched: list[int], dead: threading.Event) -> None:
    with httpx.Client(base_url=tower.url, headers={"X-API-Key": KEY}, timeout=10) as client:
        while not dead.is_set():
            name = f"created {random.randrange(10**9)}"
            body = {"name": name, "kind": "tcp", "config": {"host": "127.0.0.1", "port": tower.port}, "interval": "1s"}
            try:
                answer = client.post("/api/v1/monitors", json=body)
            except httpx.TransportError:
                return
            if answer.status_code == 201:
                ledger.monitors[answer.json()["id"]] = name


def keep_reading(tower: Tower, ledger: Ledger, watched: list[int], dead: threading.Event) -> None:
    with httpx.Client(base_url=tower.url, headers={"X-API-Key": KEY}, timeout=10) as client:
        for monitor_id in itertools.cycle(watched):
            if dead.is_set():
                return
            try:
                transitions = client.get(f"/api/v1/monitors/{monitor_id}/transitions").json()["items"]
                results = client.get(f"/api/v1/monitors/{monitor_id}/results").json()["items"]
            except httpx.TransportError:
                return
            ledger.transitions |= {one["id"]: told(one) for one in transitions}
            ledger.results |= {(monitor_id, one["region"], one["scheduled_at"]) for one in results}


def told(transition: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(transition[name] for name in ("monitor_id", "at", "from_state", "to_state", "reason"))


def assert_nothing_is_lost(tower: Tower, ledger: Ledger) -> None:
    assert len(ledger.monitors) > KILLS
    assert len(ledger.transitions) > KILLS  # how many there are is up to the machine
    names = {one["id"]: one["name"] for one in tower.all("/monitors")}
    assert ledger.monitors.items() <= names.items()
    now = {
        one["id"]: told(one)
        for monitor_id in {told[0] for told in ledger.transitions.values()}
        for one in tower.all(f"/monitors/{monitor_id}/transitions")
    }
    assert ledger.transitions.items() <= now.items()
    for monitor_id in {one[0] for one in ledger.results}:
        stored = {
            (monitor_id, one["region"], one["scheduled_at"]) for one in tower.all(f"/monitors/{monitor_id}/results")
        }
        assert {one for one in ledger.results if one[0] == monitor_id} <= stored


def assert_nothing_is_doubled(tower: Tower, watched: list[int]) -> None:
    """Each change of state follows from the one before, each bad spell is one incident."""
    for monitor_id in watched:
        changes = sorted(tower.all(f"/monitors/{monitor_id}/transitions"), key=lambda one: int(one["id"]))
        for before, after in itertools.pairwise(changes):
            assert after["from_state"] == before["to_state"]
            assert after["at"] >= before["at"]
        incidents = tower.all("/incidents", monitor_id=monitor_id)
        opened = sum(one["to_state"] in ("down", "degraded") and one["from_state"] == "up" for one in changes)
        assert len({one["id"] for one in incidents}) == len(incidents) >= opened
        assert sum(one["ended_at"] is None for one in incidents) <= 1
