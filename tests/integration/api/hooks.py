"""Hooks by way of the API, and other systems that post to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from prometheus_client import CollectorRegistry

from tests.integration.api.tower import Tower
from tocsin.core.clock import SystemClock
from tocsin.ingest.ingest import Ingest
from tocsin.ingest.metrics import IngestMetrics

HOOKS = "/api/v1/hooks"
JOBS = {"items": "jobs", "name": "name", "state": "state", "message": "text"}


async def made(tower: Tower, kind: str = "alertmanager", *, called: str = "am", **config: Any) -> dict[str, Any]:
    """May create monitors unless something else is said."""
    body = {"name": called, "kind": kind, "config": {"create": True, **config}}
    answer = await tower.client.post(HOOKS, json=body)
    assert answer.status_code == 201, answer.text
    hook: dict[str, Any] = answer.json()
    return hook


async def post(tower: Tower, hook: dict[str, Any], body: Any) -> httpx.Response:
    """As the other system does, which has no API key."""
    return await tower.anonymous.post(hook["path"], json=body)


async def shown(tower: Tower, hook: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await tower.client.get(f"{HOOKS}/{hook['id']}")).json()
    return found


async def states(tower: Tower) -> dict[str, str]:
    """Of every monitor, by name."""
    items = (await tower.client.get("/api/v1/monitors")).json()["items"]
    return {item["name"]: item["state"] for item in items}


def outcomes(tower: Tower, outcome: str, kind: str = "alertmanager") -> float | None:
    """How many requests were counted so."""
    labels = {"hook_kind": kind, "outcome": outcome}
    registry: CollectorRegistry = tower.app.state.parts.registry
    return registry.get_sample_value("tocsin_hook_requests_total", labels)


@asynccontextmanager
async def judging(tower: Tower) -> AsyncIterator[None]:
    """The part that stores pings and concludes states."""
    parts = tower.parts
    ingest = Ingest(parts.bus, parts.database, SystemClock(), IngestMetrics(CollectorRegistry()))
    task = asyncio.create_task(ingest.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
