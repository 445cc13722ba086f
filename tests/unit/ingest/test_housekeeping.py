import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from tests.clocks import T0, FakeClock
from tests.polling import until
from tocsin.ingest import housekeeping
from tocsin.ingest.housekeeping import Housekeeping
from tocsin.ingest.metrics import IngestMetrics
from tocsin.storage.errors import StorageReason, StorageUnavailable


class Job:
    """Does what it was told for each step, and then has nothing more to do."""

    def __init__(self, *outcomes: bool | Exception) -> None:
        self.outcomes = list(outcomes)
        self.steps: list[int] = []

    async def step(self, now: int) -> bool:
        self.steps.append(now)
        outcome = self.outcomes.pop(0) if self.outcomes else False
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@asynccontextmanager
async def at_work(step: Callable[[int], Awaitable[bool]]) -> AsyncIterator[CollectorRegistry]:
    registry = CollectorRegistry()
    jobs = Housekeeping(None, None, FakeClock(), IngestMetrics(registry))  # type: ignore[arg-type]
    with capture_logs():
        task = asyncio.create_task(jobs._repeat("job", step))
        yield registry
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled()


@pytest.fixture
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "BREATH_S", 0.0)


@pytest.mark.usefixtures("_brisk")
async def test_a_job_goes_on_while_there_is_more_to_do_and_then_rests() -> None:
    job = Job(True, True, False)
    async with at_work(job.step):
        await until(lambda: len(job.steps) == 3)
        for _ in range(10):  # time enough for another turn of a loop that does not rest
            await asyncio.sleep(0)
    assert job.steps == [T0] * 3


@pytest.mark.parametrize(
    "error", [StorageUnavailable("The database is locked.", StorageReason.LOCKED), ValueError("a mistake of ours")]
)
async def test_a_job_that_fails_is_counted_and_tried_again(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "REST_S", 0.0)
    job = Job(error, error)
    async with at_work(job.step) as registry:
        await until(lambda: len(job.steps) > 3)
        assert registry.get_sample_value("tocsin_housekeeping_failures_total", {"job": "job"}) == 2
