"""The API on an empty database, with one user who is signed in and one API key: all that access needs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from bench.rig.calls import Browser, Headers
from tocsin.api.app import create_app
from tocsin.api.parts import ApiParts
from tocsin.auth.actor import Actor
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.bus.memory import MemoryBus
from tocsin.core.clock import SystemClock
from tocsin.services import api_keys
from tocsin.services.access_memory import LIFETIME_S
from tocsin.services.parts import Parts
from tocsin.storage.database import Database

KEY = "bench-only-bench-only-0123456789"
ADA = {"email": "ada@example.com", "name": "Ada", "password": "correct horse battery staple"}
UNREACHED_RATE = 100_000.0
"""Requests a second of one key or session: counted as ever, and never too many."""


class SkippingClock(SystemClock):
    """The machine's, until somebody lets time pass."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._ahead

    def outlive_memory(self) -> None:
        """What is known of keys and sessions is too old now."""
        self._ahead += LIFETIME_S + 0.001


@dataclass(frozen=True)
class Household:
    """`actor` is who may see all, found already."""

    parts: Parts
    clock: SkippingClock
    app: ASGIApp
    browser: Browser
    actor: Actor

    @property
    def key(self) -> Headers:
        return ((b"authorization", f"Bearer {KEY}".encode()), (b"user-agent", b"bench"))


@asynccontextmanager
async def household(url: str) -> AsyncIterator[Household]:
    """At the database's URL, with all that a server would have but what watches."""
    database = await Database.open(url)
    try:
        await database.migrate()
        async with _inhabited(database) as found:
            yield found
    finally:
        await database.close()


@asynccontextmanager
async def _inhabited(database: Database) -> AsyncIterator[Household]:
    clock = SkippingClock()
    parts = Parts(database, MemoryBus(), SecretBox([new_secret_key()]), clock)
    await api_keys.bootstrap(parts, KEY)
    app = create_app(ApiParts(parts, api_rate=UNREACHED_RATE))
    async with app.router.lifespan_context(app):
        browser = Browser(app)
        await browser.post("/api/v1/setup", ADA)
        yield Household(parts, clock, app, browser, await api_keys.first_actor(parts, "bench"))
