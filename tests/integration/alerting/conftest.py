"""Every scenario runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.alerting.stage import Stage
from tests.integration.storage.conftest import dialect, postgres_template, sqlite_template, url
from tocsin.storage.database import Database

__all__ = ["dialect", "postgres_template", "sqlite_template", "url"]


@pytest.fixture
async def stage(url: str) -> AsyncIterator[Stage]:
    database = await Database.open(url)
    yield await Stage.begin(database)
    await database.close()
