"""One of everything, each with the number 1 (but for the window of maintenance): no page of a thing is empty."""

from __future__ import annotations

from typing import Any

from tests.acceptance.target import Site
from tests.acceptance.tower import Tower

SPAN = {"start": "2030-01-01T00:00:00Z", "duration": "1h"}
SILENCE = {"comment": "Moving house", "match": {"everything": True}, **SPAN}
BODIES: dict[str, dict[str, Any]] = {
    "/channels": {"name": "Duty", "kind": "email", "config": {"to": ["duty@example.com"]}},
    "/policies": {"name": "Office", "steps": [{"targets": [{"role": "owner"}]}]},
    "/rotations": {"name": "Duty", "starts_on": "2026-01-05", "participants": [{"user": "ada@example.com"}]},
    "/rules": {"name": "Slow", "metric": "latency", "above": 800},
    "/silences": SILENCE,
    "/maintenance-windows": SILENCE,
    "/hooks": {"name": "Alerts", "kind": "alertmanager"},
}


def furnish(tower: Tower, site: Site) -> None:
    """In a workspace that has an owner and nothing else."""
    shop = {"name": "Shop", "kind": "http", "config": {"url": site.url}, "tags": ["customers"]}
    assert tower.post("/monitors", shop)["id"] == 1
    backup = {"name": "Backup", "kind": "manual", "config": {}}
    tower.post(f"/monitors/{tower.post('/monitors', backup)['id']}/state", {"state": "down"})
    tower.post("/ping-key")
    for path, body in BODIES.items():
        tower.post(path, body)
    tower.until(lambda: tower.get("/incidents")["items"], "there is an incident")
    tower.until_state(1, "up")
