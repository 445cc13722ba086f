"""The API on SQLite for most tests, and on both databases for those that ask for `tower_on_both`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.clocks import FakeClock
from tests.integration.api.hearing import hearing
from tests.integration.api.pinging import Heartbeat, heartbeat
from tests.integration.api.tower import Tower, now_ms, opened, raised
from tocsin.auth.keys import hash_of, new_key, prefix_of
from tocsin.core.ping import Ping
from tocsin.storage.api_keys import ApiKeyRepository
from tocsin.storage.database import Database
from tocsin.storage.workspaces import WorkspaceRepository


@pytest.fixture
async def tower(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Tower]:
    async with opened(sqlite_template, tmp_path) as its_database, raised(its_database) as tower:
        yield tower


@pytest.fixture
async def tower_on_both(database: Database) -> AsyncIterator[Tower]:
    async with raised(database) as tower:
        yield tower


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def timed(sqlite_template: Path, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Tower]:
    """One whose clock stands still until the test moves it."""
    async with (
        opened(sqlite_template, tmp_path) as its_database,
        raised(its_database, of_parts={"clock": clock}) as tower,
    ):
        yield tower


@pytest.fixture
async def timed_on_both(database: Database, clock: FakeClock) -> AsyncIterator[Tower]:
    async with raised(database, of_parts={"clock": clock}) as tower:
        yield tower


@pytest.fixture
async def other(tower: Tower) -> AsyncIterator[httpx.AsyncClient]:
    """A client with an admin key to another workspace."""
    key = new_key()
    async with tower.parts.database.write() as connection:
        workspace = await WorkspaceRepository(connection).ensure("other", now_ms())
        await ApiKeyRepository(connection).create(
            workspace.id, name="x", prefix=prefix_of(key), key_hash=hash_of(key), scopes=["admin"], now=now_ms()
        )
    transport = httpx.ASGITransport(tower.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://tower", headers={"X-API-Key": key}) as client:
        yield client


@pytest.fixture
async def heard(tower: Tower) -> AsyncIterator[list[Ping]]:
    """The pings that were handed over to be stored; each is receipted at once."""
    async with hearing(tower) as pings:
        yield pings


@pytest.fixture
async def backup(tower: Tower) -> Heartbeat:
    return await heartbeat(tower)
