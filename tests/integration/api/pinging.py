"""Heartbeats to be pinged, and an ingest that makes something of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from prometheus_client import CollectorRegistry

from tests.integration.api.tower import MONITORS, Tower
from tests.polling import until
from tocsin.core.clock import SystemClock
from tocsin.core.messages import Topic
from tocsin.ingest.ingest import Ingest
from tocsin.ingest.metrics import IngestMetrics

UNKNOWN_KEY = "00000000-0000-4000-8000-000000000000"
WORKSPACE_KEY = "/api/v1/ping-key"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A monitor that is pushed to, and how it is addressed."""

    id: int
    key: str
    slug: str

    @property
    def path(self) -> str:
        return f"{MONITORS}/{self.id}"


async def heartbeat(tower: Tower, name: str = "Nightly Backup", **fields: Any) -> Heartbeat:
    """Due daily unless it says otherwise."""
    made = await tower.create(name, **{"kind": "heartbeat", "config": {"period": "1d", "grace": "1h"}, **fields})
    shown = await ping_key(tower, made["id"])
    return Heartbeat(made["id"], shown["key"], shown["slug"])


async def ping_key(tower: Tower, monitor_id: int) -> dict[str, Any]:
    answer = await tower.client.get(f"{MONITORS}/{monitor_id}/ping-key")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def workspace_key(client: httpx.AsyncClient) -> str:
    """A fresh one."""
    answer = await client.post(WORKSPACE_KEY)
    assert answer.status_code == 200, answer.text
    key: str = answer.json()["key"]
    return key


async def said(tower: Tower, address: str, method: str = "GET", **sent: Any) -> tuple[int, str]:
    """What is answered to somebody who has no API key."""
    answer = await tower.anonymous.request(method, address, **sent)
    return answer.status_code, answer.text


async def remembered(tower: Tower, count: int) -> None:
    """Wait until the door remembers so many keys and slugs: what has changed reaches it a moment later."""
    await until(lambda: len(tower.app.state.pings.targets) == count)


@asynccontextmanager
async def ingesting(tower: Tower) -> AsyncIterator[None]:
    """A real ingest on the tower's database and bus."""
    parts = tower.parts
    ingest = Ingest(parts.bus, parts.database, SystemClock(), IngestMetrics(CollectorRegistry()), linger_s=0.0)
    task = asyncio.create_task(ingest.run())
    await until(lambda: parts.bus.has_subscribers(Topic.MONITORS))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
