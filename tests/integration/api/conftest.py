"""The API on SQLite for most tests, and on both databases for those that ask for `tower_on_both`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.api.tower import Tower, opened, raised
from tests.integration.storage.conftest import database, dialect, postgres_template, sqlite_template, url
from tocsin.storage.database import Database

__all__ = ["database", "dialect", "postgres_template", "sqlite_template", "url"]


@pytest.fixture
async def tower(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Tower]:
    async with opened(sqlite_template, tmp_path) as its_database, raised(its_database) as tower:
        yield tower


@pytest.fixture
async def tower_on_both(database: Database) -> AsyncIterator[Tower]:
    async with raised(database) as tower:
        yield tower
