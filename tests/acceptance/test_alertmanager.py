"""Alertmanager's alerts become states of monitors: with the real program where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.alertmanager import Recorded, Sender, sender
from tests.acceptance.tower import Tower

DISK = {"alertname": "Disk", "instance": "db1", "severity": "warning", "tocsin_monitor": "Shop"}
ERRORS = {"alertname": "Errors", "instance": "web1", "severity": "critical", "tocsin_monitor": "Shop"}
HOOK = {"name": "alerts", "kind": "alertmanager", "config": {"create": True}}


@pytest.fixture
def hook(sqlite_tower: Tower) -> dict[str, Any]:
    sqlite_tower.start()
    made: dict[str, Any] = sqlite_tower.post("/hooks", HOOK)
    return made


@pytest.fixture
def alerting(sqlite_tower: Tower, hook: dict[str, Any], tmp_path: Path) -> Iterator[Sender]:
    with sender(tmp_path, sqlite_tower, hook["key"]) as made:
        yield made


def test_a_monitor_goes_down_and_up_with_its_alerts(sqlite_tower: Tower, alerting: Sender) -> None:
    _tell_the_story(sqlite_tower, alerting)


def test_what_alertmanager_was_heard_to_say_leads_to_the_same(sqlite_tower: Tower, hook: dict[str, Any]) -> None:
    _tell_the_story(sqlite_tower, Recorded(f"{sqlite_tower.url}/hook", hook["key"]))


def _tell_the_story(tower: Tower, alerting: Sender) -> None:
    alerting.fire(DISK)
    tower.until(lambda: tower.all("/monitors"), "the first alert has made its monitor")
    tower.until_state(1, "degraded")
    alerting.fire(ERRORS)
    tower.until_state(1, "down")
    alerting.resolve(ERRORS)
    tower.until_state(1, "degraded")
    alerting.resolve(DISK)
    tower.until_state(1, "up")
    (monitor,) = tower.all("/monitors")
    assert (monitor["name"], monitor["kind"]) == ("Shop", "manual")
    (incident,) = tower.all("/incidents")
    assert incident["ended_at"] is not None
    assert tower.get("/hooks/1")["last_error"] is None
