"""Every scenario runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.alerting.stage import Stage
from tocsin.storage.database import Database


@pytest.fixture
async def stage(url: str) -> AsyncIterator[Stage]:
    database = await Database.open(url)
    yield await Stage.begin(database)
    await database.close()
