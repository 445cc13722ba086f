"""By whichever door a state comes in: it shows, is remembered, opens and ends an incident, and is to be told alike."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.acceptance.tower import Tower

Say = Callable[["Door", bool], httpx.Response]


@dataclass(frozen=True)
class Door:
    """One monitor, with what its clients were given."""

    tower: Tower
    monitor_id: int
    name: str
    key: str
    workspace_key: str

    def send(self, path: str, method: str = "GET", **options: Any) -> httpx.Response:
        return httpx.request(method, f"{self.tower.url}{path}", **options)

    def hook(self, kind: str, config: dict[str, Any]) -> str:
        """The path of a hook of this kind, made once."""
        name = f"{kind} of {self.name}"
        known = {one["name"]: one["path"] for one in self.tower.all("/hooks")}
        return str(known.get(name) or self.tower.post("/hooks", {"name": name, "kind": kind, "config": config})["path"])


def by_ping(door: Door, is_up: bool) -> httpx.Response:
    return door.send(f"/ping/{door.key}" + ("" if is_up else "/fail"))


def by_exit_code(door: Door, is_up: bool) -> httpx.Response:
    return door.send(f"/ping/{door.key}/{0 if is_up else 3}", "POST", content=b"the last lines")


def by_slug(door: Door, is_up: bool) -> httpx.Response:
    return door.send(f"/ping/{door.workspace_key}/{door.name}" + ("" if is_up else "/fail"))


def by_kuma(door: Door, is_up: bool) -> httpx.Response:
    return door.send(f"/api/push/{door.key}?status={'up' if is_up else 'down'}&msg=x&ping=3")


def by_cronitor(door: Door, is_up: bool) -> httpx.Response:
    return door.send(f"/p/{door.workspace_key}/{door.name}?state={'complete' if is_up else 'fail'}")


def by_gatus(door: Door, is_up: bool) -> httpx.Response:
    path = f"/api/v1/endpoints/{door.name}/external?success={json.dumps(is_up)}&error=&duration=10s"
    return door.send(path, "POST", headers={"Authorization": f"Bearer {door.key}"})


def by_posted_state(door: Door, is_up: bool) -> httpx.Response:
    return door.tower.client.post(
        f"/api/v1/monitors/{door.monitor_id}/state", json={"state": "up" if is_up else "down"}
    )


def by_monitors_api(door: Door, is_up: bool) -> httpx.Response:
    said = {"state": "Normal" if is_up else "Critical"}
    return door.tower.client.post(f"/api/v1/monitor/{door.monitor_id}/state/", json=said)


def by_alertmanager(door: Door, is_up: bool) -> httpx.Response:
    labels = {"alertname": "x", "tocsin_monitor": door.name}
    problem = {"status": "firing", "labels": labels, "annotations": {}, "fingerprint": "problem"}
    alerts = [problem | {"status": "resolved"}] if is_up else [problem]
    return door.send(door.hook("alertmanager", {}), "POST", json={"version": "4", "alerts": alerts})


def by_generic_hook(door: Door, is_up: bool) -> httpx.Response:
    path = door.hook("generic", {"name": "job", "state": "status"})
    return door.send(path, "POST", json={"job": door.name, "status": "OK" if is_up else "ALARM"})


DOORS: list[tuple[str, Say]] = [
    *(("heartbeat", say) for say in (by_ping, by_exit_code, by_slug, by_kuma, by_cronitor, by_gatus)),
    *(("manual", say) for say in (by_posted_state, by_monitors_api, by_alertmanager, by_generic_hook)),
]


@pytest.fixture(params=DOORS, ids=lambda one: one[1].__name__)
def told(request: pytest.FixtureRequest, server: Tower) -> Door:
    """A monitor of which its door has said twice that it is down, and that it is up again."""
    kind, say = request.param
    name = f"{say.__name__.replace('_', '-')}-{kind}"
    config = {"period": "1h"} if kind == "heartbeat" else {}
    monitor_id = server.post("/monitors", {"name": name, "kind": kind, "config": config})["id"]
    key = server.get(f"/monitors/{monitor_id}/ping-key")["key"]
    door = Door(server, monitor_id, name, key, _workspace_key(server))
    for is_up in (False, True, False, True):
        answer = say(door, is_up)
        assert answer.status_code == 200, answer.text
    return door


def test_a_state_is_everywhere_by_whichever_door_it_came(told: Door) -> None:
    tower, path = told.tower, f"/monitors/{told.monitor_id}"
    words = ["up", "down", "up", "down"]
    assert tower.get(path)["state"] == "up"
    assert [one["verdict"] for one in tower.all(f"{path}/results")] == words
    assert [one["to_state"] for one in tower.all(f"{path}/transitions")] == words
    assert [one["severity"] for one in tower.all("/incidents", monitor_id=told.monitor_id)] == ["down", "down"]
    assert all(one["ended_at"] for one in tower.all("/incidents", monitor_id=told.monitor_id))
    assert tower.get(f"{path}/availability")[0]["down_seconds"] > 0
    assert _to_be_told(tower, told.monitor_id) == words[::-1]


def _to_be_told(tower: Tower, monitor_id: int) -> list[str]:
    """What alerting will hear of."""
    with closing(sqlite3.connect(f"file:{tower.folder / 'data' / 'tocsin.db'}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT payload FROM outbox WHERE topic = 'transition' ORDER BY id").fetchall()
    found = [json.loads(payload) for (payload,) in rows]
    return [one["to"] for one in found if one["monitor_id"] == monitor_id]


def _workspace_key(tower: Tower) -> str:
    answer = tower.client.get("/api/v1/ping-key")
    return str((answer.json() if answer.status_code == 200 else tower.post("/ping-key"))["key"])
