"""A whole API over a real database, without the parts that watch: what they would say is said by the test."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.routing import BaseRoute

from tocsin.api.app import create_app
from tocsin.api.parts import ApiParts, HealthCheck
from tocsin.auth.actor import Actor
from tocsin.auth.passwords import Passwords
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.bus.memory import MemoryBus
from tocsin.services import api_keys
from tocsin.services.parts import Parts
from tocsin.storage.database import Database

KEY = "a-key-that-the-tests-have-made-up"
MONITORS = "/api/v1/monitors"

_ready: dict[tuple[int, ...], list[BaseRoute]] = {}
"""Routes by the routers that they are of, which are modules' constants."""


@dataclass(frozen=True, slots=True)
class Tower:
    """`client` presents an admin key; `anonymous` presents none."""

    parts: Parts
    app: FastAPI
    client: httpx.AsyncClient
    anonymous: httpx.AsyncClient
    actor: Actor

    async def create(self, name: str, **fields: Any) -> dict[str, Any]:
        """A monitor, by way of the API."""
        answer = await self.client.post(MONITORS, json=draft(name, **fields))
        assert answer.status_code == 201, answer.text
        created: dict[str, Any] = answer.json()
        return created


def draft(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "kind": "http", "config": {"url": "https://example.com/"}, **fields}


@asynccontextmanager
async def raised(
    database: Database,
    *,
    health: dict[str, HealthCheck] | None = None,
    metrics_open: bool = False,
    compat_monitors_open: bool = False,
    of_parts: Mapping[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[Tower]:
    """The API on a migrated database, with a bus of its own. `of_parts`: fields of `Parts`, such as a clock."""
    given = {"passwords": Passwords.quick(), **(of_parts or {})}
    parts = Parts(database, MemoryBus(), SecretBox([new_secret_key()]), **given)
    await api_keys.bootstrap(parts, KEY)
    app = with_routes_made_ready(
        create_app(
            ApiParts(
                parts,
                health=health or {},
                metrics_open=metrics_open,
                compat_monitors_open=compat_monitors_open,
                max_apply_body_bytes=2**21,
                **settings,
            )
        )
    )
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://tower", headers={"X-API-Key": KEY}) as client,
        httpx.AsyncClient(transport=transport, base_url="http://tower") as anonymous,
    ):
        yield Tower(parts, app, client, anonymous, await api_keys.first_actor(parts, "test"))


def with_routes_made_ready(app: FastAPI) -> FastAPI:
    """The application, with the routes of the first one that is made of the same routers.

    FastAPI makes them ready at an application's first request, for a quarter of a second. Nothing that an application
    is given gets into them; a route that is made with the application, in no router, is shared with no other.
    """
    made_of = tuple(id(getattr(route, "original_router", route)) for route in app.router.routes)
    app.router.routes = _ready.setdefault(made_of, app.router.routes)
    return app


@asynccontextmanager
async def opened(template: Path, folder: Path) -> AsyncIterator[Database]:
    """A SQLite database of its own, copied from a migrated one."""
    shutil.copy(template, folder / "tocsin.db")
    database = await Database.open(f"sqlite:///{folder / 'tocsin.db'}")
    try:
        yield database
    finally:
        await database.close()


def now_ms() -> int:
    return time.time_ns() // 1_000_000
