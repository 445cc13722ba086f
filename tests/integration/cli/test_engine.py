"""The parts that watch, put together over a real database and a real listener."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from tests.polling import found
from tests.servers.tcp import serve_tcp, silent
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.cli.engine import Engine
from tocsin.core.clock import SystemClock
from tocsin.core.verdict import Verdict
from tocsin.services import api_keys, history, monitors
from tocsin.services.parts import Parts
from tocsin.settings import Settings
from tocsin.storage.database import Database
from tocsin.storage.monitor_lists import ListedMonitor
from tocsin.storage.results import ResultFilter, StoredResult

HOUR_MS = 3_600_000


class SettableClock(SystemClock):
    """The machine's, but for what somebody has set it wrong by."""

    wrong_by_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.wrong_by_ms


@dataclass
class Watch:
    """An engine at work that looks at one listener every second."""

    parts: Parts
    clock: SettableClock
    registry: CollectorRegistry
    monitor_id: int

    async def results(self) -> list[StoredResult]:
        actor = await api_keys.first_actor(self.parts, "test")
        where = ResultFilter()
        return (await history.results(self.parts, actor, self.monitor_id, where, cursor=None, limit=100)).items

    async def changes(self) -> list[Verdict]:
        actor = await api_keys.first_actor(self.parts, "test")
        page = await history.transitions(
            self.parts, actor, self.monitor_id, start=None, end=None, cursor=None, limit=100
        )
        return [one.change.to_state for one in page.items]

    async def set_clock(self, wrong_by_ms: int) -> None:
        """Once it is known to be up; and wait until checks have gone on."""
        await found(partial(self.more_results_than, 1))
        self.clock.wrong_by_ms = wrong_by_ms
        before = len(await self.results())
        await found(partial(self.more_results_than, before + 3))

    async def more_results_than(self, number: int) -> bool:
        return len(await self.results()) > number


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[Watch]:
    database = await Database.open(f"sqlite:///{folder / 'tocsin.db'}")
    await database.migrate()
    clock, registry, box = SettableClock(), CollectorRegistry(), SecretBox([new_secret_key()])
    engine = Engine(Settings(), database, box, registry, clock=clock)
    parts = Parts(database, engine.bus, box, clock)
    await api_keys.bootstrap(parts, "a-key-that-the-tests-have-made-up")
    at_work = asyncio.create_task(engine.run())
    try:
        async with serve_tcp(silent) as port:
            draft = {"name": "web", "kind": "tcp", "config": {"host": "127.0.0.1", "port": port}, "interval": 1}
            made = await monitors.create(parts, await api_keys.first_actor(parts, "test"), draft)
            assert isinstance(made, ListedMonitor)
            yield Watch(parts, clock, registry, made.monitor.id)
        assert not at_work.done()
    finally:
        at_work.cancel()
        await asyncio.wait([at_work])
        await database.close()


@pytest.fixture(autouse=True)
def _switch_interval() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


async def test_a_clock_set_back_by_an_hour_makes_no_verdict_and_loses_no_check(tmp_path: Path) -> None:
    async with watching(tmp_path) as watch:
        await watch.set_clock(-HOUR_MS)
        assert {one.verdict for one in await watch.results()} == {Verdict.UP}
        assert await watch.changes() == [Verdict.UP]
    assert watch.registry.get_sample_value("tocsin_clock_steps_total") == 1


async def test_a_clock_set_forward_by_an_hour_leaves_an_hour_in_which_nobody_could_tell(tmp_path: Path) -> None:
    async with watching(tmp_path) as watch:
        await watch.set_clock(HOUR_MS)
        assert {one.verdict for one in await watch.results()} == {Verdict.UP}
        assert await watch.changes() == [Verdict.UP, Verdict.UNKNOWN, Verdict.UP]
