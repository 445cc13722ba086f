"""Every ingest test runs on SQLite and on PostgreSQL, each on a fresh, migrated database that can be made to fail."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from tests.integration.ingest.bench import Bench
from tests.integration.ingest.faulty import FaultyDatabase


@pytest.fixture
async def database(url: str) -> AsyncIterator[FaultyDatabase]:
    database = await FaultyDatabase.open(url)
    yield database
    await database.close()


@pytest.fixture
async def bench(database: FaultyDatabase, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    """Retries at once: what is waited for in these tests is what happens, never the time that it takes."""
    monkeypatch.setattr("tocsin.ingest.persistence.FIRST_RETRY_S", 0.001)
    with capture_logs():
        yield await Bench.begin(database)
